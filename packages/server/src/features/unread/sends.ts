import sql, { bulk } from 'sql-template-tag'
import { forRows } from '../../core/lists.ts'
import type { Write } from '../../core/writer.ts'
import { greater } from './counting.ts'
import { inOrder } from './marking.ts'
import { wanted } from './wanted.ts'

/** A message that is about to be sent into a channel. */
interface Send {
  readonly app_pk: number
  readonly channel_pk: number
  readonly author: string
}

/** What counting the messages of a batch needs to know; `countSend` writes down in it what each of them changes. */
export interface SendsUnread {
  /** Members who mute the author, by channel and author. */
  readonly muters: ReadonlyMap<string, readonly string[]>
  /** How far authors have read, by channel and author; nothing of those who are no members. */
  readonly readTo: Map<string, number>
  /** The ordinal that each channel has come to. */
  readonly counted: Map<number, number>
}

/** What a message is in the counting of its channel. */
export interface CountedSend {
  /** Its ordinal; null where it does not count. */
  readonly n: number | null
  /** The channel's `counted` after it. */
  readonly pos: number
  /** Members for whom it does not count although it counts for others. */
  readonly excepted: readonly string[]
  /** The author had unread messages, which sending reads: their devices are told `notification.mark_read`. */
  readonly clears: boolean
}

const keyOf = (channel_pk: number, user_id: string): string => `${channel_pk} ${user_id}`

interface KnownSend extends Send {
  readonly read_to: number | null
  readonly member_count: number
  readonly muters: number
}

/** More people than this who mute one author are not counted to find the shorter way to those among the members. */
const manyMuters = 1000

export async function loadSends(write: Write, sends: readonly Send[]): Promise<SendsUnread> {
  if (sends.length === 0) return { muters: new Map(), readTo: new Map(), counted: new Map() }
  const rows = await write.all<KnownSend>(sql`
    WITH wanted (app_pk, channel_pk, author) AS (${wanted(sends.map((s) => [s.app_pk, s.channel_pk, s.author]))})
    SELECT DISTINCT w.app_pk, w.channel_pk, w.author, c.member_count, ${greater(sql`r.read_n`, sql`r.floor_n`)} AS read_to,
      (SELECT COUNT(*) FROM (
        SELECT 1 FROM user_mutes AS u WHERE u.app_pk = w.app_pk AND u.target_id = w.author LIMIT ${manyMuters}
      ) AS few) AS muters
    FROM wanted AS w
    JOIN channels AS c ON c.pk = w.channel_pk
    LEFT JOIN reads AS r ON r.channel_pk = w.channel_pk AND r.user_id = w.author`)
  const readers = rows.filter((row) => row.read_to !== null)
  return {
    muters: await loadMuters(
      write,
      rows.filter((row) => row.muters > 0),
    ),
    readTo: new Map(readers.map((row) => [keyOf(row.channel_pk, row.author), row.read_to!])),
    counted: new Map(),
  }
}

/** Who of the members mutes the author: looked up from whichever side is shorter, the muting or the members. */
async function loadMuters(write: Write, sends: readonly KnownSend[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  const [byMute, byMember] = partition(sends, (send) => send.muters <= send.member_count)
  for (const [some, first, second] of [
    [byMute, sql`user_mutes AS u`, sql`members AS m`],
    [byMember, sql`members AS m`, sql`user_mutes AS u`],
  ] as const) {
    if (some.length === 0) continue
    // CROSS JOIN keeps SQLite to the order in which the tables stand.
    const rows = await write.all<{ channel_pk: number; author: string; user_id: string }>(sql`
      WITH wanted (app_pk, channel_pk, author) AS (${wanted(some.map((s) => [s.app_pk, s.channel_pk, s.author]))})
      SELECT DISTINCT w.channel_pk, w.author, m.user_id FROM wanted AS w CROSS JOIN ${first} CROSS JOIN ${second}
      WHERE m.channel_pk = w.channel_pk AND u.app_pk = w.app_pk AND u.target_id = w.author AND u.user_id = m.user_id
        AND (u.expires IS NULL OR u.expires > ${write.now})`)
    for (const { channel_pk, author, user_id } of rows) {
      const key = keyOf(channel_pk, author)
      found.set(key, [...(found.get(key) ?? []), user_id])
    }
  }
  return found
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))]
}

/** Counts one accepted message; later calls see earlier ones. */
export function countSend(
  known: SendsUnread,
  send: {
    readonly channel: { readonly pk: number; readonly counted: number; readonly floor_n?: number }
    readonly author: string
    readonly counts: boolean
  },
): CountedSend {
  const { channel, author, counts } = send
  const key = keyOf(channel.pk, author)
  const before = known.counted.get(channel.pk) ?? channel.counted
  const n = counts ? before + 1 : null
  const pos = n ?? before
  const readTo = known.readTo.get(key)
  known.counted.set(channel.pk, pos)
  if (readTo !== undefined) known.readTo.set(key, pos)
  const excepted = counts ? (known.muters.get(key) ?? []) : []
  return { n, pos, excepted, clears: readTo !== undefined && Math.max(readTo, channel.floor_n ?? 0) < before }
}

/** A counted message, as far as it is written here. */
interface WrittenSend extends Send, Pick<CountedSend, 'n' | 'pos' | 'excepted'> {
  readonly isMember: boolean
  readonly message_id: string
  readonly created_at: number
}

/** Writes whom messages do not count for, and that their authors have read up to them. */
export async function writeSends(write: Write, _known: SendsUnread, sends: readonly WrittenSend[]): Promise<void> {
  const exceptions = sends.flatMap(({ channel_pk, n, excepted }) =>
    n === null ? [] : excepted.map((user_id) => [channel_pk, user_id, n]),
  )
  await forRows(exceptions, (some) =>
    write.run(sql`
      INSERT INTO unread_exceptions (channel_pk, user_id, n) VALUES ${bulk(some)} ON CONFLICT DO NOTHING`),
  )
  // The last message of each author says it all.
  const last = new Map(sends.filter((send) => send.isMember).map((send) => [keyOf(send.channel_pk, send.author), send]))
  const authors = Array.from(last.values(), (send) => ({ ...send, user_id: send.author }))
  const reads = inOrder(authors).map((send) => [
    send.app_pk,
    send.channel_pk,
    send.author,
    send.pos,
    0,
    send.created_at,
    send.message_id,
    write.now,
  ])
  await forRows(reads, (some) =>
    write.run(sql`
      INSERT INTO reads (app_pk, channel_pk, user_id, read_n, floor_n, last_read, last_read_message_id, changed_at)
      VALUES ${bulk(some)}
      ON CONFLICT (channel_pk, user_id) DO UPDATE SET
        read_n = ${greater(sql`reads.read_n`, sql`excluded.read_n`)},
        last_read = ${greater(sql`reads.last_read`, sql`excluded.last_read`)},
        last_read_message_id = excluded.last_read_message_id, marked_unread = 0, rev = reads.rev + 1,
        changed_at = excluded.changed_at`),
  )
}
