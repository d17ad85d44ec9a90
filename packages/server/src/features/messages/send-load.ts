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
import type { Standing } from './standing.ts'
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

/** Loads what a batch of messages needs: a fixed number of queries for each app that takes part, mostly one. */
export async function loadForSends(write: Write, sends: readonly Send[]): Promise<Known> {
  const accesses = await loadAccesses(write, sends)
  const channels = new Map<string, ChannelNow>()
  const configs = new Map<number, AppConfig>()
  const standings = new Map<string, Standing>()
  const lastSent = new Map<string, number>()
  const messages = new Map<string, MessageRow>()
  const purging = new Set<string>()
  const users = new Map<string, UserRow>()
  const placed: Placed[] = []

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
    const here = admitted.flatMap(({ send, access }): Placed[] => {
      const channel = channels.get(inApp(app_pk, send.cid))
      const author = access.user!.row as UserRow
      users.set(inApp(app_pk, author.id), author)
      return channel ? [{ send, app_pk, channel, author }] : []
    })
    placed.push(...here)
    await loadMessages(write, app_pk, here, messages, purging)
    await loadStandings(write, app_pk, here, messages, standings, lastSent)
    await loadPeople(write, app_pk, here, messages, users)
  }
  const isReply = ({ send }: Placed) => Boolean(send.request.message.parent_id)
  return {
    now: write.now,
    accesses,
    configs,
    channels,
    standings,
    lastSent,
    messages,
    purging,
    users,
    pins: await loadPins(write, placed),
    cuts: await historyCuts(
      write,
      placed.filter(isReply).map(({ channel }) => channel.row.pk),
    ),
    sends: await loadSends(
      write,
      placed.map(({ app_pk, channel, author }) => ({ app_pk, channel_pk: channel.row.pk, author: author.id })),
    ),
    replies: await loadReplies(write, repliesAmong(placed, messages, users)),
  }
}

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

/** Messages with the ids that are asked for, parents, and what is quoted; what parents quote too, for they are told anew. */
async function loadMessages(
  write: Write,
  app_pk: number,
  placed: readonly Placed[],
  messages: Map<string, MessageRow>,
  purging: Set<string>,
): Promise<void> {
  const ids = placed.flatMap(({ send }) => {
    const { parent_id, quoted_message_id } = send.request.message
    return [send.id, ...(parent_id ? [parent_id] : []), ...(quoted_message_id ? [quoted_message_id] : [])]
  })
  const rows = await selectMessages(write, app_pk, ids)
  const quoted = rows.flatMap(({ quoted_message_id }) => quoted_message_id ?? [])
  for (const row of [...rows, ...(await selectMessages(write, app_pk, quoted))])
    messages.set(inApp(app_pk, row.id), row)
  const chosen = placed.flatMap(({ send }) => (send.request.message.id === undefined ? [] : [send.id]))
  for (const id of await selectPurging(write, app_pk, chosen)) purging.add(inApp(app_pk, id))
}

/** What the channels know of the authors, of those whom messages mention, and of the authors of messages told again. */
async function loadStandings(
  write: Write,
  app_pk: number,
  placed: readonly Placed[],
  messages: ReadonlyMap<string, MessageRow>,
  standings: Map<string, Standing>,
  lastSent: Map<string, number>,
): Promise<void> {
  const wanted = new Map<string, Pair>()
  const want = (channel_pk: number, user_id: string) =>
    wanted.set(memberKey(channel_pk, user_id), { channel_pk, user_id })
  const slow: Pair[] = []
  for (const { send, channel, author } of placed) {
    const { pk, cooldown } = channel.row
    want(pk, author.id)
    if (cooldown > 0) slow.push({ channel_pk: pk, user_id: author.id })
    if (send.request.include_mentioned_members) {
      for (const id of send.request.message.mentioned_users ?? []) want(pk, id)
    }
  }
  for (const row of messages.values()) if (row.app_pk === app_pk) want(row.channel_pk, row.user_id)
  for (const row of await selectStandings(write, app_pk, [...wanted.values()])) {
    standings.set(memberKey(row.channel_pk, row.user_id), standingOf(row, write.now))
  }
  for (const { channel_pk, user_id, last } of await selectLastSent(write, app_pk, slow)) {
    lastSent.set(memberKey(channel_pk, user_id), last)
  }
}

/** Everybody whom the messages, or those told again with them, show. Authors are known already. */
async function loadPeople(
  write: Write,
  app_pk: number,
  placed: readonly Placed[],
  messages: ReadonlyMap<string, MessageRow>,
  users: Map<string, UserRow>,
): Promise<void> {
  const ids = new Set<string>()
  for (const { send, channel } of placed) {
    for (const id of usersOfChannel(channel.row)) ids.add(id)
    for (const id of send.request.message.mentioned_users ?? []) ids.add(id)
  }
  for (const row of messages.values()) if (row.app_pk === app_pk) for (const id of usersShown(row)) ids.add(id)
  const unknown = [...ids].filter((id) => !users.has(inApp(app_pk, id)))
  for (const [id, row] of await loadUsers(write, app_pk, unknown)) users.set(inApp(app_pk, id), row)
}

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
