import type {
  OwnUser,
  User,
  UserDeletedEvent,
  UserMessagesDeletedEvent,
  UserPresenceChangedEvent,
  UserUpdatedEvent,
} from '../wire.ts'
import { changeMessages } from './loaded-messages.ts'
import { at, indexBy, mapEach, put } from './maps.ts'
import { userMessagesDeleted } from './messages.ts'
import type { ChannelModel, State } from './model.ts'
import { viewerOf } from './model.ts'

// What `me` knows beyond a user as others see them; a public user object must not take it away.
const OWN_FIELDS = [
  'devices',
  'mutes',
  'channel_mutes',
  'blocked_user_ids',
  'invisible',
  'privacy_settings',
  'push_preferences',
  'latest_hidden_channels',
  'total_unread_count',
  'unread_count',
  'unread_channels',
  'unread_threads',
  'total_unread_count_by_team',
] as const

type DeletedMessages = Pick<UserMessagesDeletedEvent, 'type' | 'user' | 'hard_delete' | 'created_at'>

/** Somebody's profile changed: wherever they are shown, as members, readers, watchers and authors. */
export function userUpdated(state: State, { user }: Pick<UserUpdatedEvent, 'user'>): State {
  const known = inUsers(withMe(state, user), user.id, () => user)
  return inChannels(known, (model) => shownIn(model, user.id, () => user, 'everywhere'))
}

/** Somebody came, went, or set a status. Their messages keep the profile of when they were loaded, so that lists stay still. */
export function presenceChanged(state: State, { user }: UserPresenceChangedEvent): State {
  const me = state.me && user.id === state.user_id ? { ...state.me, ...user } : state.me
  const known = inUsers(me === state.me ? state : { ...state, me }, user.id, (before) => ({ ...before, ...user }))
  return inChannels(known, (model) => shownIn(model, user.id, (before) => ({ ...before, ...user }), 'people'))
}

/** Everything a user wrote was deleted, in every channel. */
export function userMessagesDeletedEverywhere(state: State, event: DeletedMessages): State {
  const viewer = viewerOf(state)
  return inChannels(state, (model) => userMessagesDeleted(model, event, viewer) ?? model)
}

/** A user was deleted, perhaps with everything they wrote. */
export function userDeleted(state: State, event: UserDeletedEvent): State {
  const mode = event.delete_messages || (event.mark_messages_deleted ? 'soft' : '')
  const next = userUpdated(state, event)
  if (!mode) return next
  const { user, created_at } = event
  const deleted = { type: 'user.messages.deleted', user, created_at, hard_delete: mode === 'hard' } as const
  return userMessagesDeletedEverywhere(next, deleted)
}

/** Takes users as a query answers them; events keep them right where the server tells of them. */
export function loadUsers(state: State, users: readonly User[]): State {
  return { ...state, users: { ...state.users, ...indexBy(users, ({ id }) => id) } }
}

function inUsers(state: State, id: string, change: (user: User) => User): State {
  const user = at(state.users, id)
  return user ? { ...state, users: put(state.users, id, change(user)) } : state
}

function inChannels(state: State, change: (model: ChannelModel) => ChannelModel): State {
  const channels = mapEach(state.channels, change)
  return channels === state.channels ? state : { ...state, channels }
}

function withMe(state: State, user: User): State {
  const me = state.me
  if (!me || user.id !== state.user_id) return state
  const own = OWN_FIELDS.filter((key) => me[key] !== undefined && user[key] === undefined).map((key) => [key, me[key]])
  return { ...state, me: { ...user, ...Object.fromEntries(own) } as OwnUser }
}

function shownIn(
  model: ChannelModel,
  userId: string,
  change: (user: User) => User,
  where: 'people' | 'everywhere',
): ChannelModel {
  const renew = <T extends { readonly user?: User }>(holder: T): T =>
    holder.user?.id === userId ? { ...holder, user: change(holder.user) } : holder
  const member = at(model.members, userId)
  const row = at(model.read, userId)
  const watcher = at(model.watchers, userId)
  const membership = model.membership && renew(model.membership)
  const people: ChannelModel =
    member || row || watcher || membership !== model.membership
      ? {
          ...model,
          membership,
          members: member ? put(model.members, userId, renew(member)) : model.members,
          read: row ? put(model.read, userId, renew(row)) : model.read,
          watchers: watcher ? put(model.watchers, userId, change(watcher)) : model.watchers,
        }
      : model
  return where === 'people' ? people : changeMessages(people, renew)
}
