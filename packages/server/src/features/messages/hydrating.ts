import type { Message } from '@parley-chat/protocol'
import type { AppConfig } from '../../core/app-config.ts'
import type { Audience, ChannelEvent } from '../../core/events.ts'
import type { EventRow, Hydrate, Hydrators } from '../../core/hydrate.ts'
import type { World } from '../../core/world.ts'
import type { Queries } from '../../ports/database.ts'
import { type Retelling, retell } from '../channels/channels.ts'
import {
  type Changes,
  deletedEvent,
  newEvent,
  type Remains,
  type Told,
  undeletedEvent,
  updatedEvent,
} from './message-events.ts'
import type { MessageRow } from './message-row.ts'
import { everybody, type Surroundings, toMessage } from './message-shapes.ts'
import { selectMessages } from './store.ts'
import { loadSurroundings } from './surroundings.ts'
import { messagesDeletedEvent } from './user-messages-deleted.ts'

/** What the rows of events about a message keep. */
interface MessageData {
  readonly message_id: string
  /** `message.new`: members for whom it does not count although it counts for others. */
  readonly excepted?: readonly string[]
  /** `message.updated`: the parts that an edit changed. */
  readonly changed?: readonly (keyof Changes)[]
  /** `message.deleted` for good: what is left to say of it. */
  readonly gone?: Remains
  readonly counted?: true
  /** `message.deleted`: only this user deleted it, for themself. */
  readonly for?: string
}

const dataOf = (event: EventRow) => event.data as unknown as MessageData

/** Messages that events are about as they are now, and all that stands around them. */
interface Loaded {
  readonly messages: ReadonlyMap<string, MessageRow>
  readonly around: Surroundings
  readonly retelling: Retelling
}

async function load(q: Queries, events: readonly EventRow[], world: World, config: AppConfig): Promise<Loaded> {
  const gone = events.flatMap((event) => dataOf(event).gone?.user_id ?? [])
  const retelling = await retell(q, events, world, config, gone)
  const found = await selectMessages(
    q,
    config.pk,
    events.map((event) => dataOf(event).message_id),
  )
  const parents = await selectMessages(
    q,
    config.pk,
    found.flatMap(({ parent_id }) => parent_id ?? []),
  )
  const rows = [...new Map([...parents, ...found].map((row) => [row.id, row])).values()]
  const channels = [...retelling.rows.values()].map(({ app_pk, pk, cid, truncated_at }) => ({
    app_pk,
    pk,
    cid,
    seenAfter: truncated_at ?? 0,
  }))
  const around = await loadSurroundings(q, rows, channels, everybody, world)
  return {
    messages: new Map(rows.map((row) => [row.id, row])),
    around: { ...around, users: new Map([...around.users, ...retelling.users]) },
    retelling,
  }
}

/** How one event is told once more; undefined where later events say all there is to say. */
type Tell = (event: EventRow, loaded: Loaded) => ChannelEvent | undefined

const hydrating =
  (tell: Tell): Hydrate =>
  async (q, events, world, config) => {
    const loaded = await load(q, events, world, config)
    return events.map((event) => tell(event, loaded))
  }

function toldOf(event: EventRow, row: MessageRow, { around, retelling }: Loaded, message?: Message): Told | undefined {
  const channel = retelling.rows.get(event.channel_pk)
  if (!channel) return undefined
  return {
    channel: retelling.eventChannel(channel),
    row,
    message: message ?? toMessage(row, around, everybody),
    user: event.user_id === null ? undefined : around.users.get(event.user_id),
  }
}

/** Whoever sees no history from before its time is not told of it; whether there is anybody is not asked here. */
const audienceOf = (row: Pick<MessageRow, 'created_at' | 'shadowed' | 'user_id'>): Audience => ({
  about: row.created_at,
  ...(row.shadowed === 1 && { only: [row.user_id] }),
})

const tellNew: Tell = (event, loaded) => {
  const { message_id, excepted = [] } = dataOf(event)
  const row = loaded.messages.get(message_id)
  const channel = loaded.retelling.rows.get(event.channel_pk)
  const told = row && toldOf(event, row, loaded)
  if (!told || !channel) return undefined
  const parent = row.parent_id === null ? undefined : loaded.messages.get(row.parent_id)
  const participants = parent && toMessage(parent, loaded.around, everybody).thread_participants
  const whole = loaded.retelling.channel(channel)
  const retold = newEvent(told, { watcher_count: 0, whole, excepted, parent, participants })
  // It may be from before the time of whoever has come back meanwhile.
  return { ...retold, audience: audienceOf(row) }
}

const unchanged: Changes = {
  attachments: false,
  custom: false,
  html: false,
  mentioned_user_ids: false,
  mml: false,
  pin: false,
  quoted_message_id: false,
  silent: false,
  text: false,
}

const tellUpdated: Tell = (event, loaded) => {
  const { message_id, changed } = dataOf(event)
  const row = loaded.messages.get(message_id)
  const told = row && toldOf(event, row, loaded)
  if (!told) return undefined
  const changes = changed && { ...unchanged, ...Object.fromEntries(changed.map((part) => [part, true])) }
  return { ...updatedEvent(told, audienceOf(row), changes && { changes }), row: { ...event.data } }
}

const tellDeleted: Tell = (event, loaded) => {
  const { message_id, gone, counted, for: owner } = dataOf(event)
  const row = gone ? goneRow(event, message_id, gone) : loaded.messages.get(message_id)
  // A message that was brought back since is told of by that.
  if (!row || (!gone && owner === undefined && row.deleted_at === null)) return undefined
  const { around } = loaded
  const seen = owner === undefined ? around : { ...around, deletedForMe: new Set([row.id]) }
  const told = toldOf(event, row, loaded, toMessage(row, seen, everybody))
  if (!told) return undefined
  const { about: _, ...forAll } = audienceOf(row)
  const audience = owner !== undefined ? { only: [owner] } : gone ? forAll : audienceOf(row)
  const deleted = deletedEvent(told, gone !== undefined, audience, counted)
  const body = owner === undefined ? deleted.body : { ...deleted.body, deleted_for_me: true }
  return { ...deleted, body, row: { ...event.data } }
}

const tellUndeleted: Tell = (event, loaded) => {
  const row = loaded.messages.get(dataOf(event).message_id)
  const told = row && row.deleted_at === null ? toldOf(event, row, loaded) : undefined
  return told && row && undeletedEvent(told, audienceOf(row))
}

/** What is left of a message that is gone: enough for clients to take it out of what they count. */
const goneRow = ({ app_pk, channel_pk }: EventRow, id: string, gone: Remains): MessageRow => ({
  app_pk,
  id,
  channel_pk,
  type: gone.parent_id === null ? 'regular' : 'reply',
  text: '',
  html: '',
  mml: null,
  quoted_message_id: null,
  attachments: null,
  mentioned_users: null,
  mentions: null,
  custom: '{}',
  pinned_at: null,
  pinned_by_id: null,
  pin_expires: null,
  reactions: null,
  reply_count: 0,
  deleted_reply_count: 0,
  thread_participants: null,
  n: null,
  pos: 0,
  thread_n: null,
  thread_pos: null,
  text_updated_at: null,
  ...gone,
})

const hydrateMessagesDeleted: Hydrate = async (q, events, world, config) => {
  const subjects = events.map((event) => String(event.data.user_id))
  const retelling = await retell(q, events, world, config, subjects)
  return events.map((event, index) => {
    const channel = retelling.rows.get(event.channel_pk)
    const user = retelling.users.get(subjects[index]!)
    const { mode, at } = event.data as { mode: string; at: number }
    return channel && user && messagesDeletedEvent(retelling.eventChannel(channel), user, mode, at)
  })
}

/** How the stored events of messages are told again. */
export const messageHydrators: Hydrators = {
  'message.new': hydrating(tellNew),
  'message.updated': hydrating(tellUpdated),
  'message.deleted': hydrating(tellDeleted),
  'message.undeleted': hydrating(tellUndeleted),
  'user.messages.deleted': hydrateMessagesDeleted,
}
