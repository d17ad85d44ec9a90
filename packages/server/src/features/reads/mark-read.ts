import type { MarkReadEvent, MarkReadRequest } from '@parley-chat/protocol'
import { type Access, actingId, type Context, worldOf } from '../../core/context.ts'
import { Failure } from '../../core/errors.ts'
import { groupsByApp } from '../../core/lists.ts'
import type { HotOperation, Write } from '../../core/writer.ts'
import { unlocked } from '../../ports/database.ts'
import { type ChannelRow, channelConfig, eventChannel, findChannels, momentOf } from '../channels/channels.ts'
import { permit } from '../permissions/permissions.ts'
import { hides, type ReadRow, type ThreadReadRow, writeReadRows, writeThreadRead } from '../unread/unread.ts'
import { toUser, type UserRow } from '../users/users.ts'
import { type Reading, readAnswer, tellOwnRead, tellRead } from './read-events.ts'
import { deliver, isInChannel, isSeenBy, type MessageAt, type ReadTo, read } from './rules.ts'
import { listNewest, type Place, selectMessagesAt } from './store.ts'
import { findThreadAt, type ThreadAt } from './threads.ts'
import { loadViewpoints, type Viewpoint } from './viewpoints.ts'

/** One reader of one channel, or of one of its threads. */
export interface MarkReadItem {
  readonly context: Context
  readonly cid: string
  readonly request: Pick<MarkReadRequest, 'message_id' | 'thread_id'>
  /** What the request is known to be allowed, where it is part of a bigger one. */
  readonly access?: Access
  /** The reader's devices are told by the bigger request. */
  readonly isQuiet?: true
}

/** What is known of one item; the rows of readers are changed by each decision, so that the next one sees it. */
interface KnownItem {
  readonly access: Access | Failure
  readonly channel: ChannelRow | undefined
  readonly viewpoint: Viewpoint | undefined
  /** The newest message of the channel or thread that the reader sees. */
  readonly newest: MessageAt | undefined
  /** The message that the request names. */
  readonly named: MessageAt | undefined
  readonly thread: ThreadAt | undefined
}

interface Known {
  readonly now: number
  readonly items: ReadonlyMap<MarkReadItem, KnownItem>
  readonly rows: Map<string, ReadRow>
  readonly threadRows: Map<string, ThreadReadRow>
  /** When the messages were sent that were last confirmed to have arrived. */
  readonly sentAt: ReadonlyMap<string, number>
}

interface Decided {
  readonly item: MarkReadItem
  /** Absent where nobody's reading is kept: the answer then carries no event. */
  readonly reading?: Reading
  readonly hasMoved: boolean
}

const keyOf = (channel_pk: number, user_id: string): string => `${channel_pk} ${user_id}`
const threadKeyOf = ({ app_pk, parent_id }: { app_pk: number; parent_id: string }, user_id: string): string =>
  `${app_pk} ${parent_id} ${user_id}`

/**
 * Marks a channel or a thread as read, up to a message or all of it. It neither locks nor writes the channel's row: reading
 * never stands in the way of sending. What has been read already is neither written nor told again.
 */
export const markRead: HotOperation<MarkReadItem, Known, Decided, MarkReadEvent | undefined> = {
  name: 'MarkRead',
  lane: ({ context, cid }) => `${context.app_pk} ${cid}`,
  load: loadItems,
  decide(item, known) {
    try {
      return decideItem(item, known)
    } catch (error) {
      if (error instanceof Failure) return error
      throw error
    }
  },
  write: writeItems,
}

async function loadItems(write: Write, items: readonly MarkReadItem[]): Promise<Known> {
  const accesses = await loadAccesses(write, items)
  const known = new Map<MarkReadItem, KnownItem>()
  const rows = new Map<string, ReadRow>()
  const threadRows = new Map<string, ThreadReadRow>()
  const sentAt = new Map<string, number>()
  for (const [app_pk, some] of groupsByApp(items, (item) => item.context.app_pk)) {
    const channels = await findChannels(unlocked(write), app_pk, [...new Set(some.map((item) => item.cid))])
    const pairs = some.flatMap(({ context, cid }) => {
      const channel = channels.get(cid)
      const user_id = nameOf(context)
      return channel && user_id !== undefined ? [{ channel, user_id }] : []
    })
    const viewpoints = await loadViewpoints(write, pairs)
    const ids = new Set<string>()
    for (const { request } of some) if (request.message_id !== undefined) ids.add(request.message_id)
    for (const { read: row } of viewpoints.values()) {
      if (row?.last_delivered_message_id) ids.add(row.last_delivered_message_id)
    }
    const messages = await selectMessagesAt(write, app_pk, [...ids])
    for (const message of messages.values()) sentAt.set(`${app_pk} ${message.id}`, message.created_at)
    for (const item of inLockOrder(some)) {
      const channel = channels.get(item.cid)
      const viewpoint = channel && viewpoints.get(keyOf(channel.pk, nameOf(item.context) ?? ''))
      if (viewpoint?.read) rows.set(keyOf(viewpoint.read.channel_pk, viewpoint.user_id), viewpoint.read)
      const thread = viewpoint && (await threadOf(write, item, viewpoint))
      if (thread?.read) threadRows.set(threadKeyOf(thread.row, viewpoint!.user_id), thread.read)
      const newest = viewpoint?.read && (await listNewest(write, placeOf(viewpoint, thread), 1))[0]
      const named = messages.get(item.request.message_id ?? '')
      known.set(item, { access: accesses.get(item)!, channel, viewpoint, newest, named, thread })
    }
  }
  return { now: write.now, items: known, rows, threadRows, sentAt }
}

async function loadAccesses(
  write: Write,
  items: readonly MarkReadItem[],
): Promise<Map<MarkReadItem, Access | Failure>> {
  const open = items.filter((item) => !item.access)
  const contexts = open.map(({ context }) => context)
  const found = open.length > 0 ? await open[0]!.context.services.loadAccess(write, contexts, write) : []
  const loaded = new Map(open.map((item, index) => [item, found[index]!]))
  return new Map(items.map((item) => [item, item.access ?? loaded.get(item)!]))
}

/** Threads are read one after another: in the same order by everybody, so that no two wait for each other. */
const inLockOrder = (items: readonly MarkReadItem[]): MarkReadItem[] => {
  const place = ({ context, request }: MarkReadItem) => `${request.thread_id} ${nameOf(context)}`
  return [...items].sort((a, b) => (place(a) < place(b) ? -1 : 1))
}

/** Who reads; undefined where the request forgot to say so, which `decide` refuses. */
const nameOf = ({ caller, acting }: Context): string | undefined =>
  caller.kind === 'server' ? acting?.id : caller.user_id

const threadOf = (write: Write, { request }: MarkReadItem, { channel, user_id, cut }: Viewpoint) =>
  request.thread_id === undefined ? undefined : findThreadAt(write, channel, request.thread_id, user_id, cut)

const placeOf = ({ channel, user_id, cut }: Viewpoint, thread: ThreadAt | undefined): Place => ({
  app_pk: channel.app_pk,
  channel_pk: channel.pk,
  parent_id: thread?.row.parent_id,
  user_id,
  cut,
})

function decideItem(item: MarkReadItem, known: Known): Decided | Failure {
  const { access, channel, viewpoint, named, thread } = known.items.get(item)!
  if (access instanceof Failure) return access
  actingId(item.context)
  if (!channel || !viewpoint) return new Failure('not_found', `Can't find channel with id ${item.cid}`)
  permit(access, 'ReadChannel', channel, viewpoint.member)
  const config = channelConfig(access.config, channel)
  if (!config.read_events)
    return new Failure('feature_not_supported', `read events are not enabled for ${channel.type}`)
  const { message_id, thread_id } = item.request
  if (message_id !== undefined && !isReadable(named, viewpoint, thread_id)) {
    return new Failure('not_found', `Message with id ${message_id} doesn't exist`)
  }
  if (thread_id !== undefined && !thread) return new Failure('not_found', `Message with id ${thread_id} has no thread`)
  // Only members have something to read: whoever watches from outside is let be (spec/11 §4.1).
  if (!viewpoint.read) return { item, hasMoved: false }
  return thread ? decideThread(item, known, thread) : decideChannel(item, known, config.delivery_events)
}

/** Whether the message stands where it is to be read, and the reader sees it. */
function isReadable(
  message: MessageAt | undefined,
  { channel, user_id, cut }: Viewpoint,
  thread_id: string | undefined,
) {
  if (message?.channel_pk !== channel.pk || !isSeenBy(message, user_id, cut)) return false
  return thread_id === undefined ? isInChannel(message) : message.parent_id === thread_id
}

function decideChannel(item: MarkReadItem, known: Known, tracksDelivery: boolean): Decided {
  const { channel, viewpoint, newest, named } = known.items.get(item)!
  const key = keyOf(channel!.pk, viewpoint!.user_id)
  const row = known.rows.get(key)!
  const isWhole = !named || named.id === newest?.id
  const to: ReadTo & { message?: MessageAt | undefined } = isWhole
    ? {
        // A message may have come since the channel was read, which nobody has locked.
        n: Math.max(channel!.counted, newest?.pos ?? 0),
        pos: newest?.pos ?? 0,
        last_read: Math.max(momentOf(known.now, channel!), newest?.created_at ?? 0),
        message: newest,
      }
    : { n: named.pos, pos: named.pos, last_read: named.created_at, message: named }
  const moved = read(row, to)
  if (!moved) return { item, reading: readingOf(item, known, row), hasMoved: false }
  // What has been read has arrived.
  const sentAt = known.sentAt.get(`${row.app_pk} ${row.last_delivered_message_id}`)
  const arrived = tracksDelivery && to.message ? deliver(moved, to.message, sentAt, known.now) : undefined
  const now = arrived ?? moved
  known.rows.set(key, now)
  return { item, reading: readingOf(item, known, now, to.message), hasMoved: true }
}

function decideThread(item: MarkReadItem, known: Known, { row: thread }: ThreadAt): Decided {
  const { channel, viewpoint, newest, named } = known.items.get(item)!
  const key = threadKeyOf(thread, viewpoint!.user_id)
  const row = known.threadRows.get(key)
  if (!row) return { item, hasMoved: false }
  const isWhole = !named || named.id === newest?.id
  const moved = read(
    row,
    isWhole
      ? {
          n: Math.max(thread.counted, newest?.thread_pos ?? 0),
          pos: newest?.thread_pos ?? 0,
          last_read: Math.max(momentOf(known.now, channel!), newest?.created_at ?? 0),
          message: newest,
        }
      : { n: named.thread_pos ?? 0, pos: named.thread_pos ?? 0, last_read: named.created_at, message: named },
  )
  if (moved) known.threadRows.set(key, moved)
  const reading = readingOf(item, known, moved ?? row, isWhole ? newest : named)
  return { item, reading, hasMoved: moved !== undefined }
}

function readingOf(
  item: MarkReadItem,
  known: Known,
  row: ReadRow | ThreadReadRow,
  message?: Pick<MessageAt, 'shadowed'>,
): Reading {
  const { access, channel, thread } = known.items.get(item)!
  const { config, user } = access as Access
  const userRow = user!.row as UserRow
  return {
    channel: eventChannel(channel!, config),
    row,
    user: toUser(userRow, worldOf(item.context)),
    isPrivate: hides(userRow, 'read_receipts'),
    isShadowed: message?.shadowed === 1,
    ...(thread && { thread: thread.thread }),
  }
}

async function writeItems(write: Write, decided: readonly Decided[]): Promise<(MarkReadEvent | undefined)[]> {
  const moved = decided.filter(({ hasMoved }) => hasMoved)
  // Of several readings of one reader the last one stands for all.
  const rows = new Map<string, ReadRow>()
  const threadRows = new Map<string, ThreadReadRow>()
  for (const { reading } of moved) {
    const { row } = reading!
    if ('parent_id' in row) threadRows.set(threadKeyOf(row, row.user_id), row)
    else rows.set(keyOf(row.channel_pk, row.user_id), row)
  }
  await writeReadRows(write, [...rows.values()])
  for (const row of threadRows.values()) await writeThreadRead(write, row)
  for (const { item, reading } of moved) {
    tellRead(write, reading!)
    if (!item.isQuiet) tellOwnRead(write, reading!)
  }
  return decided.map(({ reading }) => reading && readAnswer(reading))
}
