import type { AppConfig } from '../../core/app-config.ts'
import type { Access } from '../../core/context.ts'
import { Failure } from '../../core/errors.ts'
import { groupsByApp } from '../../core/lists.ts'
import type { Write } from '../../core/writer.ts'
import { channelConfig, eventChannel, findChannels, usersOfChannel } from '../channels/channels.ts'
import { loadReplies, loadSends, type Reply } from '../unread/unread.ts'
import { loadUsers, type UserRow } from '../users/users.ts'
import type { MessageRow } from './message-row.ts'
import { memberKey, usersShown } from './message-shapes.ts'
import { selectPurging } from './removal-store.ts'
import { type ChannelNow, inApp, type KnownForSend, type Send } from './sends.ts'
import { countPins, type Pair, selectLastSent, selectMessages, selectStandings } from './store.ts'
import { historyCuts, standingOf } from './surroundings.ts'

/** What a batch loads beside what its rules look at. */
export interface Known extends KnownForSend {
  readonly configs: ReadonlyMap<number, AppConfig>
  /** Moments up to which some members see nothing, by channel; loaded where parents change. */
  readonly cuts: ReadonlyMap<number, number>
}

/** A send that got as far as a channel. */
interface Placed {
  readonly send: Send
  readonly app_pk: number
  readonly channel: ChannelNow
  readonly author: UserRow
}

/**
 * Loads what a batch of messages needs: a fixed number of queries for each app that takes part, mostly one. What does not
 * depend on another answer is asked for together with it.
 */
export async function loadForSends(write: Write, sends: readonly Send[]): Promise<Known> {
  const accesses = await loadAccesses(write, sends)
  const channels = new Map<string, ChannelNow>()
  const configs = new Map<number, AppConfig>()
  const apps: InApp[] = []

  for (const [app_pk, admitted] of groupsByApp(admittedSends(sends, accesses), ({ send }) => send.context.app_pk)) {
    const config = admitted[0]!.access.config
    configs.set(app_pk, config)
    const cids = new Set(admitted.map(({ send }) => send.cid))
    for (const row of (await findChannels(write, app_pk, [...cids])).values()) {
      channels.set(inApp(app_pk, row.cid), {
        row,
        config: channelConfig(config, row),
        event: eventChannel(row, config),
      })
    }
    const placed = admitted.flatMap(({ send, access }): Placed[] => {
      const channel = channels.get(inApp(app_pk, send.cid))
      return channel ? [{ send, app_pk, channel, author: access.user!.row as UserRow }] : []
    })
    const authors = admitted.map(({ access }) => access.user!.row as UserRow)
    apps.push({ app_pk, placed, users: new Map(authors.map((row) => [row.id, row])) })
  }

  const placed = apps.flatMap((app) => app.placed)
  const replies = placed.filter(({ send }) => Boolean(send.request.message.parent_id))
  const [pins, cuts, unread, ...loaded] = await Promise.all([
    loadPins(write, placed),
    historyCuts(
      write,
      replies.map(({ channel }) => channel.row.pk),
    ),
    loadSends(
      write,
      placed.map(({ app_pk, channel, author }) => ({ app_pk, channel_pk: channel.row.pk, author: author.id })),
    ),
    ...apps.map((app) => loadApp(write, app)),
  ])
  const messages = new Map(loaded.flatMap((app) => [...app.messages]))
  const users = new Map(loaded.flatMap((app) => [...app.users]))
  return {
    now: write.now,
    accesses,
    configs,
    channels,
    standings: new Map(loaded.flatMap((app) => [...app.standings])),
    lastSent: new Map(loaded.flatMap((app) => [...app.lastSent])),
    messages,
    purging: new Set(loaded.flatMap((app) => [...app.purging])),
    users,
    pins,
    cuts,
    sends: unread,
    replies: await loadReplies(write, repliesAmong(placed, messages, users)),
  }
}

/** The sends of one app that got as far as a channel, and whom of its users are known by now. */
interface InApp {
  readonly app_pk: number
  readonly placed: readonly Placed[]
  readonly users: Map<string, UserRow>
}

/** What the sends of one app need of it. */
async function loadApp(write: Write, { app_pk, placed, users }: InApp) {
  const ids = placed.flatMap(({ send }) => {
    const { parent_id, quoted_message_id } = send.request.message
    return [send.id, ...(parent_id ? [parent_id] : []), ...(quoted_message_id ? [quoted_message_id] : [])]
  })
  const chosen = placed.flatMap(({ send }) => (send.request.message.id === undefined ? [] : [send.id]))
  const [rows, purging, standings, lastSent, people] = await Promise.all([
    selectMessages(write, app_pk, ids),
    selectPurging(write, app_pk, chosen),
    selectStandings(write, app_pk, whoTakesPart(placed)),
    selectLastSent(write, app_pk, whoIsSlowed(placed)),
    loadUsers(write, app_pk, strangers(users, placed.flatMap(namedBy))),
  ])
  for (const [id, row] of people) users.set(id, row)

  // Messages that are there already are few: parents, and what is quoted; what parents quote too, for they are told anew.
  const quoted = rows.flatMap(({ quoted_message_id }) => quoted_message_id ?? [])
  const messages = [...rows, ...(await selectMessages(write, app_pk, quoted))]
  const [more, shown] = await Promise.all([
    selectStandings(write, app_pk, messages),
    loadUsers(write, app_pk, strangers(users, messages.flatMap(usersShown))),
  ])
  for (const [id, row] of shown) users.set(id, row)
  return {
    messages: messages.map((row) => [inApp(app_pk, row.id), row] as const),
    purging: purging.map((id) => inApp(app_pk, id)),
    standings: [...standings, ...more].map(
      (row) => [memberKey(row.channel_pk, row.user_id), standingOf(row, write.now)] as const,
    ),
    lastSent: lastSent.map(({ channel_pk, user_id, last }) => [memberKey(channel_pk, user_id), last] as const),
    users: [...users.values()].map((row) => [inApp(app_pk, row.id), row] as const),
  }
}

/** The authors, and whom messages mention where the answer says whether they are members. */
function whoTakesPart(placed: readonly Placed[]): Pair[] {
  const pairs = placed.flatMap(({ send, channel, author }): Pair[] => {
    const channel_pk = channel.row.pk
    const { message, include_mentioned_members } = send.request
    const mentioned = include_mentioned_members ? (message.mentioned_users ?? []) : []
    return [author.id, ...mentioned].map((user_id) => ({ channel_pk, user_id }))
  })
  return [...new Map(pairs.map((pair) => [memberKey(pair.channel_pk, pair.user_id), pair])).values()]
}

const whoIsSlowed = (placed: readonly Placed[]): Pair[] =>
  placed.flatMap(({ channel, author }) =>
    channel.row.cooldown > 0 ? [{ channel_pk: channel.row.pk, user_id: author.id }] : [],
  )

const namedBy = ({ send, channel }: Placed): readonly string[] => [
  ...usersOfChannel(channel.row),
  ...(send.request.message.mentioned_users ?? []),
]

const strangers = (users: ReadonlyMap<string, UserRow>, ids: readonly string[]): string[] =>
  [...new Set(ids)].filter((id) => !users.has(id))

async function loadAccesses(write: Write, sends: readonly Send[]): Promise<Map<Send, Access | Failure>> {
  const [first] = sends
  if (first?.access) return new Map([[first, withAuthor(first.access)]])
  const { loadAccess } = first!.context.services
  const found = await loadAccess(
    write,
    sends.map(({ context }) => context),
    write,
  )
  return new Map(sends.map((send, index) => [send, withAuthor(found[index]!)]))
}

/** Nobody writes without a name: the anonymous have none, and a backend has to say whose. */
function withAuthor(access: Access | Failure): Access | Failure {
  if (access instanceof Failure || access.user) return access
  if (access.caller.kind !== 'server') return new Failure('not_allowed', 'anonymous users cannot send messages')
  const reason = 'message.user_id or message.user is a required field'
  return new Failure('input', reason, { 'message.user_id': reason })
}

const admittedSends = (sends: readonly Send[], accesses: ReadonlyMap<Send, Access | Failure>) =>
  sends.flatMap((send) => {
    const access = accesses.get(send)!
    return access instanceof Failure ? [] : [{ send, access }]
  })

function loadPins(write: Write, placed: readonly Placed[]): Promise<Map<number, number>> {
  const pinning = placed.filter(({ send }) => send.request.message.pinned).map(({ channel }) => channel.row.pk)
  return countPins(write, [...new Set(pinning)], write.now)
}

/** Which of the sends are replies. A parent may be on its way in the same batch. */
function repliesAmong(
  placed: readonly Placed[],
  messages: ReadonlyMap<string, MessageRow>,
  users: ReadonlyMap<string, UserRow>,
): Reply[] {
  const batch = new Map(placed.map((each) => [inApp(each.app_pk, each.send.id), each]))
  return placed.flatMap(({ send, app_pk, channel, author }): Reply[] => {
    const { parent_id, mentioned_users = [] } = send.request.message
    if (!parent_id) return []
    const key = inApp(app_pk, parent_id)
    const parent_author = messages.get(key)?.user_id ?? batch.get(key)?.author.id
    if (parent_author === undefined) return []
    const mentioned = [...new Set(mentioned_users)].filter((id) => users.get(inApp(app_pk, id))?.deleted_at === null)
    return [{ app_pk, channel_pk: channel.row.pk, parent_id, parent_author, author: author.id, mentioned }]
  })
}
