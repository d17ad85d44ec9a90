import sql, { bulk } from 'sql-template-tag'
import { forRows, pieces } from '../../core/lists.ts'
import type { Write } from '../../core/writer.ts'
import { greater } from './counting.ts'
import { wanted } from './wanted.ts'

/** A reply that is about to be sent into a thread. */
export interface Reply {
  readonly app_pk: number
  readonly channel_pk: number
  readonly parent_id: string
  readonly parent_author: string
  readonly author: string
  /** Whom it mentions, those who exist. */
  readonly mentioned: readonly string[]
}

interface ThreadKnown {
  counted: number
  /** Those who take part, with how far they have read; who has left the channel among them. */
  readonly participants: Map<string, number>
}

/** What counting the replies of a batch needs to know; `countReply` writes down in it what each of them changes. */
export interface RepliesUnread {
  readonly threads: Map<string, ThreadKnown>
  /** `<app> <who> <whom>` of users who mute one another, as far as it concerns these replies. */
  readonly userMutes: ReadonlySet<string>
  /** `<channel> <who>`: who mutes the channel. */
  readonly channelMutes: ReadonlySet<string>
  /** `<channel> <who>`: who of those concerned is a member. */
  readonly members: ReadonlySet<string>
}

/** What a reply is in the counting of its thread. */
export interface CountedReply {
  /** Its ordinal; null where it does not count. */
  readonly thread_n: number | null
  /** The thread's `counted` after it. */
  readonly thread_pos: number
  /** Participants for whom it does not count although it counts for others. */
  readonly excepted: readonly string[]
  /** Whom it makes participants, its author not among them. */
  readonly starts: readonly string[]
  /** The members who take part afterwards, but for the author: they hear `notification.thread_message_new`. */
  readonly heardBy: readonly string[]
  /** The author had unread replies, which replying reads: their devices are told `notification.mark_read`. */
  readonly clears: boolean
}

const keyOf = (app_pk: number, id: string): string => `${app_pk} ${id}`

export async function loadReplies(write: Write, replies: readonly Reply[]): Promise<RepliesUnread> {
  if (replies.length === 0) return { threads: new Map(), ...(await loadConcerned(write, [], new Map())) }
  const parents = replies.map((reply) => [reply.app_pk, reply.parent_id])
  const rows = await write.all<{ app_pk: number; parent_id: string; counted: number }>(sql`
    WITH wanted (app_pk, parent_id) AS (${wanted(parents)})
    SELECT DISTINCT h.app_pk, h.parent_id, h.counted FROM wanted AS w
    JOIN threads AS h ON h.app_pk = w.app_pk AND h.parent_id = w.parent_id`)
  const threads = new Map<string, ThreadKnown>()
  for (const reply of replies)
    threads.set(keyOf(reply.app_pk, reply.parent_id), { counted: 0, participants: new Map() })
  for (const { app_pk, parent_id, counted } of rows) threads.get(keyOf(app_pk, parent_id))!.counted = counted
  if (rows.length > 0) await loadParticipants(write, rows, threads)
  return { threads, ...(await loadConcerned(write, replies, threads)) }
}

async function loadParticipants(
  write: Write,
  found: readonly { readonly app_pk: number; readonly parent_id: string }[],
  threads: ReadonlyMap<string, ThreadKnown>,
): Promise<void> {
  const rows = await write.all<{ app_pk: number; parent_id: string; user_id: string; read_to: number }>(sql`
    WITH wanted (app_pk, parent_id) AS (${wanted(found.map((row) => [row.app_pk, row.parent_id]))})
    SELECT t.app_pk, t.parent_id, t.user_id, ${greater(sql`t.read_n`, sql`t.floor_n`)} AS read_to
    FROM wanted AS w JOIN thread_reads AS t ON t.app_pk = w.app_pk AND t.parent_id = w.parent_id`)
  for (const { app_pk, parent_id, user_id, read_to } of rows) {
    threads.get(keyOf(app_pk, parent_id))!.participants.set(user_id, read_to)
  }
}

/** What matters of those who take part or will: who is a member, who mutes the channel or one of the authors. */
async function loadConcerned(
  write: Write,
  replies: readonly Reply[],
  threads: ReadonlyMap<string, ThreadKnown>,
): Promise<Omit<RepliesUnread, 'threads'>> {
  const members = new Set<string>()
  const channelMutes = new Set<string>()
  const userMutes = new Set<string>()
  const people = concernedByBatch(replies, threads)
  const isMuted = people.length > 0 && (await isAnyMuted(write, replies))
  for (const some of pieces(people)) {
    const rows = await write.all<{ channel_pk: number; user_id: string }>(sql`
      WITH wanted (app_pk, user_id, channel_pk) AS (${wanted(some.map((p) => [p.app_pk, p.user_id, p.channel_pk]))})
      SELECT m.channel_pk, m.user_id FROM wanted AS w
      JOIN members AS m ON m.channel_pk = w.channel_pk AND m.user_id = w.user_id WHERE m.status = 'member'`)
    for (const row of rows) members.add(keyOf(row.channel_pk, row.user_id))
    if (!isMuted) continue
    for (const row of await selectChannelMutes(write, some)) channelMutes.add(keyOf(row.channel_pk, row.user_id))
    for (const row of await selectUserMutes(write, some)) {
      userMutes.add(`${keyOf(row.app_pk, row.user_id)} ${row.target_id}`)
    }
  }
  return { members, channelMutes, userMutes }
}

type Concerned = Reply & { readonly user_id: string }

/** With each reply those whom it concerns: whoever writes or is mentioned earlier in the batch takes part by then. */
function concernedByBatch(replies: readonly Reply[], threads: ReadonlyMap<string, ThreadKnown>): Concerned[] {
  const inThread = Map.groupBy(replies, (reply) => keyOf(reply.app_pk, reply.parent_id))
  return [...inThread.values()].flatMap((some) => {
    const fresh = some.flatMap(({ author, mentioned }) => [author, ...mentioned])
    return some.flatMap((reply) =>
      [...new Set([...concerned(reply, threads), ...fresh])].map((user_id) => ({ ...reply, user_id })),
    )
  })
}

/** Whether anybody at all mutes one of the authors or channels: mostly nobody does. */
async function isAnyMuted(write: Write, replies: readonly Reply[]): Promise<boolean> {
  const row = await write.get(sql`
    WITH wanted (app_pk, author, channel_pk) AS (
      ${wanted(replies.map((reply) => [reply.app_pk, reply.author, reply.channel_pk]))})
    SELECT 1 FROM wanted AS w
    WHERE EXISTS (SELECT 1 FROM user_mutes AS u WHERE u.app_pk = w.app_pk AND u.target_id = w.author)
      OR EXISTS (SELECT 1 FROM channel_mutes AS m WHERE m.channel_pk = w.channel_pk) LIMIT 1`)
  return row !== undefined
}

/** As with the mute windows of the channel, the moment at which a mute ends still belongs to it. */
const selectChannelMutes = (write: Write, people: readonly Concerned[]) =>
  write.all<{ channel_pk: number; user_id: string }>(sql`
    WITH wanted (app_pk, user_id, channel_pk) AS (${wanted(people.map((p) => [p.app_pk, p.user_id, p.channel_pk]))})
    SELECT m.channel_pk, m.user_id FROM wanted AS w
    JOIN channel_mutes AS m ON m.app_pk = w.app_pk AND m.user_id = w.user_id AND m.channel_pk = w.channel_pk
    WHERE m.expires IS NULL OR m.expires >= ${write.now}`)

const selectUserMutes = (write: Write, people: readonly Concerned[]) =>
  write.all<{ app_pk: number; user_id: string; target_id: string }>(sql`
    WITH wanted (app_pk, user_id, target_id) AS (${wanted(people.map((p) => [p.app_pk, p.user_id, p.author]))})
    SELECT u.app_pk, u.user_id, u.target_id FROM wanted AS w
    JOIN user_mutes AS u ON u.app_pk = w.app_pk AND u.user_id = w.user_id AND u.target_id = w.target_id
    WHERE u.expires IS NULL OR u.expires > ${write.now}`)

/** Everyone who takes part in the thread already, or does so through this reply. */
function concerned(reply: Reply, threads: ReadonlyMap<string, ThreadKnown>): string[] {
  const { participants } = threads.get(keyOf(reply.app_pk, reply.parent_id))!
  return [...new Set([...participants.keys(), reply.parent_author, ...reply.mentioned])]
}

/** Counts one accepted reply; later calls see earlier ones. Who is shadowed makes nobody a participant. */
export function countReply(
  known: RepliesUnread,
  reply: Reply & { readonly counts: boolean; readonly isShadowed: boolean },
): CountedReply {
  const { app_pk, channel_pk, author } = reply
  const thread = known.threads.get(keyOf(app_pk, reply.parent_id))!
  if (reply.isShadowed) {
    return { thread_n: null, thread_pos: thread.counted, excepted: [], starts: [], heardBy: [], clears: false }
  }
  const { participants } = thread
  const before = thread.counted
  const everyone = concerned(reply, known.threads)
  const starts = everyone.filter((id) => id !== author && !participants.has(id))
  const own = participants.get(author)
  const thread_n = reply.counts ? before + 1 : null
  const thread_pos = thread_n ?? before
  thread.counted = thread_pos
  for (const id of starts) participants.set(id, before)
  participants.set(author, thread_pos)
  const isMuting = (id: string) =>
    known.userMutes.has(`${keyOf(app_pk, id)} ${author}`) || known.channelMutes.has(keyOf(channel_pk, id))
  const others = everyone.filter((id) => id !== author)
  return {
    thread_n,
    thread_pos,
    excepted: thread_n === null ? [] : others.filter(isMuting),
    starts,
    heardBy: others.filter((id) => known.members.has(keyOf(channel_pk, id))),
    clears: own !== undefined && own < before,
  }
}

/** A counted reply, as far as it is written here. */
interface WrittenReply extends Reply, CountedReply {
  readonly message_id: string
  readonly created_at: number
}

/** Writes the threads, who takes part in them, whom the replies do not count for, and that their authors have read them. */
export async function writeReplies(
  write: Write,
  _known: RepliesUnread,
  replies: readonly WrittenReply[],
): Promise<void> {
  if (replies.length === 0) return
  await writeThreads(write, replies)
  const starts = replies.flatMap((reply) =>
    reply.starts.map((user_id) => {
      const below = reply.thread_n === null ? reply.thread_pos : reply.thread_n - 1
      const { app_pk, parent_id, channel_pk, created_at } = reply
      return [app_pk, parent_id, user_id, channel_pk, below, 0, created_at - 1, write.now, created_at]
    }),
  )
  await forRows(starts, (some) =>
    write.run(sql`
      INSERT INTO thread_reads
        (app_pk, parent_id, user_id, channel_pk, read_n, floor_n, last_read, changed_at, joined_at)
      VALUES ${bulk(some)} ON CONFLICT DO NOTHING`),
  )
  const exceptions = replies.flatMap(({ app_pk, parent_id, thread_n, excepted }) =>
    thread_n === null ? [] : excepted.map((user_id) => [app_pk, parent_id, user_id, thread_n]),
  )
  await forRows(exceptions, (some) =>
    write.run(sql`
      INSERT INTO thread_exceptions (app_pk, parent_id, user_id, n) VALUES ${bulk(some)} ON CONFLICT DO NOTHING`),
  )
  await writeAuthors(write, replies)
}

async function writeThreads(write: Write, replies: readonly WrittenReply[]): Promise<void> {
  const byThread = [...Map.groupBy(replies, (reply) => keyOf(reply.app_pk, reply.parent_id)).values()]
  const rows = byThread.map((some) => {
    const [first, last] = [some[0]!, some.at(-1)!]
    const { app_pk, parent_id, channel_pk, author, created_at } = first
    return [app_pk, parent_id, channel_pk, last.thread_pos, author, created_at, last.created_at]
  })
  await forRows(rows, (some) =>
    write.run(sql`
      INSERT INTO threads (app_pk, parent_id, channel_pk, counted, created_by_id, created_at, last_reply_at)
      VALUES ${bulk(some)}
      ON CONFLICT (app_pk, parent_id) DO UPDATE SET counted = excluded.counted, last_reply_at = excluded.last_reply_at`),
  )
}

async function writeAuthors(write: Write, replies: readonly WrittenReply[]): Promise<void> {
  // The last reply of each author says it all.
  const last = new Map(replies.map((reply) => [`${keyOf(reply.app_pk, reply.parent_id)} ${reply.author}`, reply]))
  // In the order in which readers lock the same rows.
  const inLockOrder = [...last.values()].sort((a, b) =>
    `${a.parent_id} ${a.author}` < `${b.parent_id} ${b.author}` ? -1 : 1,
  )
  const rows = inLockOrder.map((reply) => {
    const { app_pk, parent_id, author, channel_pk, thread_pos, created_at, message_id } = reply
    return [app_pk, parent_id, author, channel_pk, thread_pos, 0, created_at, message_id, write.now, created_at]
  })
  await forRows(rows, (some) =>
    write.run(sql`
      INSERT INTO thread_reads
        (app_pk, parent_id, user_id, channel_pk, read_n, floor_n, last_read, last_read_message_id, changed_at, joined_at)
      VALUES ${bulk(some)}
      ON CONFLICT (app_pk, parent_id, user_id) DO UPDATE SET
        read_n = ${greater(sql`thread_reads.read_n`, sql`excluded.read_n`)},
        last_read = ${greater(sql`thread_reads.last_read`, sql`excluded.last_read`)},
        last_read_message_id = excluded.last_read_message_id, marked_unread = 0, rev = thread_reads.rev + 1,
        changed_at = excluded.changed_at`),
  )
}
