import sql, { bulk } from 'sql-template-tag'
import { forRows, list } from '../../core/lists.ts'
import type { Write } from '../../core/writer.ts'

/** A message that is going, with its ordinals. */
interface Removed {
  readonly app_pk: number
  readonly channel_pk: number
  readonly n: number | null
  readonly parent_id: string | null
  readonly thread_n: number | null
}

/** Messages that are removed for good, or that a ban takes along, are nobody's unread messages any more: their ordinals become holes. */
export async function removeCounted(write: Write, messages: readonly Removed[]): Promise<void> {
  const holes = messages.flatMap(({ channel_pk, n }) => (n === null ? [] : [[channel_pk, n]]))
  await forRows(holes, (some) =>
    write.run(sql`INSERT INTO unread_holes (channel_pk, n) VALUES ${bulk(some)} ON CONFLICT DO NOTHING`),
  )
  const threadHoles = messages.flatMap(({ app_pk, parent_id, thread_n }) =>
    parent_id === null || thread_n === null ? [] : [[app_pk, parent_id, thread_n]],
  )
  await forRows(threadHoles, (some) =>
    write.run(sql`INSERT INTO thread_holes (app_pk, parent_id, n) VALUES ${bulk(some)} ON CONFLICT DO NOTHING`),
  )
}

/** A message that is removed for good takes its thread along. */
export async function removeThreads(write: Write, app_pk: number, parent_ids: readonly string[]): Promise<void> {
  if (parent_ids.length === 0) return
  const these = sql`app_pk = ${app_pk} AND parent_id IN (${list(parent_ids)})`
  const gone = await write.run(sql`DELETE FROM threads WHERE ${these}`)
  if (gone === 0) return
  await write.run(sql`DELETE FROM thread_reads WHERE ${these}`)
  await write.run(sql`DELETE FROM thread_exceptions WHERE ${these}`)
  await write.run(sql`DELETE FROM thread_holes WHERE ${these}`)
}
