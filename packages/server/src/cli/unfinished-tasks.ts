import sql from 'sql-template-tag'
import type { Queries } from '../ports/database.ts'
import { CommandError } from './failing.ts'
import type { Row } from './lines.ts'

const tasksPerPage = 100

interface StoredTask {
  readonly id: string
  readonly type: string
  readonly input: string
  readonly progress: string | null
  readonly result: string | null
  readonly created_at: number
  readonly updated_at: number
}

type Work = readonly [name: string, input: Readonly<Record<string, unknown>>]
type Piece = Readonly<Record<string, unknown>> & { readonly work: readonly Work[] }

/** Where a channel that work is about is found in the file, or in the database; undefined if it is gone. */
type Find = (channel: number) => Promise<number | undefined>

/**
 * The work that an app's tasks have not done yet, in the order of their ids. What is under way begins at
 * its beginning again, which slices allow (features/tasks); what is done does not travel.
 */
export async function* pagesOfTasks(q: Queries, app_pk: number, numberOf: Find): AsyncIterable<readonly Row[]> {
  let after = ''
  for (;;) {
    const tasks: StoredTask[] = await q.all(sql`
      SELECT id, type, input, progress, result, created_at, updated_at FROM tasks
      WHERE app_pk = ${app_pk} AND status IN ('waiting', 'pending', 'running')
        AND id > ${after}
      ORDER BY id LIMIT ${tasksPerPage}`)
    const rows: Row[] = []
    for (const task of tasks) rows.push(await toRow(task, numberOf))
    if (rows.length > 0) yield rows
    if (tasks.length < tasksPerPage) return
    after = tasks.at(-1)!.id
  }
}

async function toRow(task: StoredTask, numberOf: Find): Promise<Row> {
  const { id, type, created_at, updated_at } = task
  const plan = JSON.parse(task.input) as { pieces: readonly Piece[]; result?: object }
  const { piece, part } = JSON.parse(task.progress ?? '{"piece":0,"part":0}') as { piece: number; part: number }
  const left = plan.pieces
    .slice(piece)
    .map((each, index) => (index === 0 ? { ...each, work: each.work.slice(part) } : each))
  const result = task.result === null ? plan.result : (JSON.parse(task.result) as object)
  return {
    id,
    type,
    pieces: JSON.stringify(await moved(left, 'channel_pk', 'channel', numberOf)),
    result: result === undefined ? null : JSON.stringify(result),
    created_at,
    updated_at,
  }
}

/** The plan of a task as `tasks` keeps it, of the channels of this database. */
export async function planOf({ type, pieces, result }: Row, pkOf: Find): Promise<string> {
  const left = JSON.parse(pieces as string) as unknown
  if (!isPlan(left)) throw new CommandError('the pieces of a task are not what they must be')
  const plan = { type, pieces: await moved(left, 'channel', 'channel_pk', pkOf) }
  return JSON.stringify({ ...plan, ...(result !== null && { result: JSON.parse(result as string) }) })
}

/** A number of this database could only be that of somebody else's channel. */
const isPlan = (value: unknown): value is Piece[] =>
  Array.isArray(value) &&
  value.every((piece) => isObject(piece) && Array.isArray(piece.work) && piece.work.every(isWork))

const isWork = (value: unknown): boolean =>
  Array.isArray(value) && typeof value[0] === 'string' && isObject(value[1]) && !Object.hasOwn(value[1], 'channel_pk')

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Says of which channel each piece of work is by another number; of a channel that is gone nothing is left to do. */
async function moved(pieces: readonly Piece[], from: string, to: string, find: Find): Promise<Piece[]> {
  const result: Piece[] = []
  for (const piece of pieces) {
    const work: Work[] = []
    for (const [name, { [from]: channel, ...input }] of piece.work) {
      const found = channel === undefined ? undefined : await find(channel as number)
      if (channel === undefined) work.push([name, input])
      else if (found !== undefined) work.push([name, { ...input, [to]: found }])
    }
    result.push({ ...piece, work })
  }
  return result
}
