import type { Queries } from '../../ports/database.ts'
import { numbersOfMembers, numbersOfParticipants } from '../unread/unread.ts'
import { countUnread, keptReactions, type Ordinal, ordinalsOf, strayOrdinals } from './recount.ts'
import { compare, type Findings, newFindings } from './report.ts'
import {
  type ChannelNumbers,
  type CountedMessage,
  type Cursor,
  countMembers,
  countReactions,
  findChannel,
  findThreadCounted,
  findThreads,
  selectExceptions,
  selectHoles,
  selectMessages,
  selectReplies,
  selectThreadExceptions,
  selectThreadHoles,
  selectUncounted,
  selectWindows,
} from './store.ts'

/** Asks something of the database, in a snapshot of its own or in one that is open. */
export type Ask = <T>(read: (q: Queries) => Promise<T>) => Promise<T>

/** So much is read at once: a slice holds the event loop for some milliseconds. */
const messagesPerSlice = 500
const membersPerSlice = 100
const start: Cursor = { created_at: -1, id: '' }

/**
 * Recounts everything that one channel keeps. Undefined if the channel has changed meanwhile: what was read in several
 * slices is then not of one moment.
 */
export async function inspectChannel(ask: Ask, app_pk: number, pk: number): Promise<Findings | undefined> {
  const channel = await ask((q) => findChannel(q, pk))
  if (!channel) return newFindings()
  const findings = newFindings()
  const ordinals: Ordinal[] = []
  let visible = 0
  for await (const page of pagesOf(ask, (q, after) => selectMessages(q, pk, after, messagesPerSlice))) {
    // Replies that the channel shows are met again in their threads.
    const parents = page.filter(({ parent_id }) => parent_id === null)
    await checkReactions(ask, app_pk, parents, findings)
    ordinals.push(...ordinalsOf(page, 'n'))
    visible += parents.filter((message) => isCounted(message, channel)).length
    const threads = await ask((q) => findThreads(q, app_pk, idsOf(parents)))
    for (const parent of parents) {
      if (threads.has(parent.id)) visible += await checkThread(ask, app_pk, channel, parent, findings)
      else compareReplies(findings, parent, 0, 0)
    }
  }
  ordinals.sort((a, b) => a.n - b.n)
  const isSame = await checkMembers(ask, channel, ordinals, visible, findings)
  return isSame ? findings : undefined
}

async function* pagesOf(
  ask: Ask,
  select: (q: Queries, after: Cursor) => Promise<CountedMessage[]>,
): AsyncIterable<CountedMessage[]> {
  let after = start
  for (;;) {
    const page = await ask((q) => select(q, after))
    if (page.length > 0) yield page
    if (page.length < messagesPerSlice) return
    after = page.at(-1)!
  }
}

/** Whether a message is one of those that the channel says it has. */
const isCounted = ({ shadowed, created_at }: CountedMessage, { truncated_at }: ChannelNumbers): boolean =>
  shadowed === 0 && created_at > (truncated_at ?? 0)

async function checkReactions(ask: Ask, app_pk: number, page: readonly CountedMessage[], findings: Findings) {
  const rows = await ask((q) => countReactions(q, app_pk, idsOf(page)))
  const byMessage = Map.groupBy(rows, (row) => row.message_id)
  for (const { id, reactions } of page) {
    const counted = (byMessage.get(id) ?? []).map(
      ({ type, count, sum_scores }) => [type, { count, sum_scores }] as const,
    )
    compare(findings, 'message.reactions', id, keptReactions(reactions), Object.fromEntries(counted))
  }
}

/** Checks what a message says of its replies; answers how many of them the channel counts among its messages. */
async function checkThread(
  ask: Ask,
  app_pk: number,
  channel: ChannelNumbers,
  parent: CountedMessage,
  findings: Findings,
): Promise<number> {
  const ordinals: Ordinal[] = []
  let replies = 0
  let deleted = 0
  let visible = 0
  for await (const page of pagesOf(ask, (q, after) => selectReplies(q, app_pk, parent.id, after, messagesPerSlice))) {
    await checkReactions(ask, app_pk, page, findings)
    const heard = page.filter(({ shadowed }) => shadowed === 0)
    replies += heard.length
    deleted += heard.filter(({ deleted_at }) => deleted_at !== null).length
    visible += page.filter((reply) => isCounted(reply, channel)).length
    ordinals.push(...ordinalsOf(page, 'thread_n'))
  }
  compareReplies(findings, parent, replies, deleted)
  await ask((q) => checkParticipants(q, app_pk, parent.id, ordinals, findings))
  return visible
}

function compareReplies(findings: Findings, parent: CountedMessage, replies: number, deleted: number): void {
  compare(findings, 'message.reply_count', parent.id, parent.reply_count, replies)
  compare(findings, 'message.deleted_reply_count', parent.id, parent.deleted_reply_count, deleted)
}

const idsOf = (page: readonly CountedMessage[]) => page.map(({ id }) => id)

async function checkParticipants(
  q: Queries,
  app_pk: number,
  parent_id: string,
  ordinals: readonly Ordinal[],
  findings: Findings,
): Promise<void> {
  const counted = await findThreadCounted(q, app_pk, parent_id)
  if (counted === undefined)
    return compare(
      findings,
      'thread.ordinals',
      parent_id,
      [],
      ordinals.map(({ n }) => n),
    )
  const holes = await selectThreadHoles(q, app_pk, parent_id)
  compare(findings, 'thread.ordinals', parent_id, strayOrdinals(ordinals, holes, 0, counted), [])
  const exceptions = Map.groupBy(await selectThreadExceptions(q, app_pk, parent_id), (row) => row.user_id)
  for (const { user_id, r, unread } of await numbersOfParticipants(q, app_pk, parent_id)) {
    const excepted = new Set((exceptions.get(user_id) ?? []).map(({ n }) => n))
    const recounted = countUnread(ordinals, r, user_id, { holes, excepted, windows: [] })
    compare(findings, 'thread.unread', `${parent_id} ${user_id}`, unread, recounted)
  }
}

/** Checks the numbers of members; answers whether the channel is still the one whose messages were read. */
async function checkMembers(
  ask: Ask,
  channel: ChannelNumbers,
  ordinals: readonly Ordinal[],
  visible: number,
  findings: Findings,
): Promise<boolean> {
  const { pk, cid } = channel
  let after = ''
  for (let isFirst = true; ; isFirst = false) {
    const last = await ask(async (q) => {
      const now = await findChannel(q, pk)
      if (now?.seq !== channel.seq) return undefined
      const holes = await selectHoles(q, pk)
      if (isFirst) {
        compare(findings, 'channel.member_count', cid, now.member_count, await countMembers(q, pk))
        compare(findings, 'channel.message_count', cid, now.message_count, visible)
        compare(findings, 'channel.ordinals', cid, strayOrdinals(ordinals, holes, now.floor_n, now.counted), [])
        compare(findings, 'channel.members_uncounted', cid, await selectUncounted(q, pk), [])
      }
      return checkPage(q, channel, ordinals, holes, after, findings)
    })
    if (last === undefined) return false
    if (last === '') return true
    after = last
  }
}

/** Checks one page of members; answers the last of them, or nothing once all have been seen. */
async function checkPage(
  q: Queries,
  { pk, cid }: ChannelNumbers,
  ordinals: readonly Ordinal[],
  holes: ReadonlySet<number>,
  after: string,
  findings: Findings,
): Promise<string> {
  const page = await numbersOfMembers(q, pk, after, membersPerSlice)
  if (page.length === 0) return ''
  const ids = page.map(({ user_id }) => user_id)
  const exceptions = Map.groupBy(await selectExceptions(q, pk, ids), (row) => row.user_id)
  const windows = Map.groupBy(await selectWindows(q, pk, ids), (row) => row.user_id)
  for (const { user_id, r, unread } of page) {
    const excepted = new Set((exceptions.get(user_id) ?? []).map(({ n }) => n))
    const recounted = countUnread(ordinals, r, user_id, { holes, excepted, windows: windows.get(user_id) ?? [] })
    compare(findings, 'member.unread', `${cid} ${user_id}`, unread, recounted)
  }
  return ids.at(-1)!
}
