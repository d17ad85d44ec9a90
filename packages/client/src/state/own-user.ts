import type {
  ConnectionOkEvent,
  HealthCheckEvent,
  NotificationChannelMutesUpdatedEvent,
  NotificationMutesUpdatedEvent,
  OwnUser,
  UserBannedEvent,
  UserUnbannedEvent,
} from '../wire.ts'
import { mapEach } from './maps.ts'
import type { State, Totals } from './model.ts'

/**
 * The first frame of a connection: who the own user is, and their unread totals at that moment.
 *
 * ```ts
 * let state = connected(emptyState('ana'), firstFrame)
 * ```
 */
export function connected(state: State, firstFrame: HealthCheckEvent | ConnectionOkEvent): State {
  const me = firstFrame.me
  if (!me) return state
  const channels = mapEach(state.channels, (model) =>
    model.is_unread_told ? { ...model, is_unread_told: false } : model,
  )
  return withTotals({ ...state, user_id: me.id, me, channels }, me)
}

/** The totals are what the newest event that carries them says; never counted up here (spec/11 §8). */
export function withTotals(state: State, numbers: { readonly [name in keyof Totals]?: number | undefined }): State {
  const totals: Totals = {
    total_unread_count: numbers.total_unread_count ?? state.totals.total_unread_count,
    unread_channels: numbers.unread_channels ?? state.totals.unread_channels,
    unread_threads: numbers.unread_threads ?? state.totals.unread_threads,
  }
  const same = (Object.keys(totals) as (keyof Totals)[]).every((name) => totals[name] === state.totals[name])
  return same ? state : { ...state, totals }
}

/** The viewer muted or unmuted somebody. */
export function mutesUpdated(state: State, { me }: NotificationMutesUpdatedEvent): State {
  return withMe(state, me, { mutes: me.mutes })
}

/** The viewer muted or unmuted channels. */
export function channelMutesUpdated(state: State, { me }: NotificationChannelMutesUpdatedEvent): State {
  return withMe(state, me, { channel_mutes: me.channel_mutes })
}

/** The viewer was banned from the whole app, or is no longer. */
export function bannedFromApp(state: State, event: UserBannedEvent | UserUnbannedEvent): State {
  if (!state.me || event.user.id !== state.user_id || event.shadow) return state
  return withMe(state, state.me, { banned: event.type === 'user.banned' })
}

// Only what the event is about: its other fields may be abbreviated.
function withMe(state: State, told: OwnUser, change: Partial<OwnUser>): State {
  return { ...state, me: { ...(state.me ?? told), ...change } as OwnUser }
}
