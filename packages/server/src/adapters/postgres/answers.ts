import { ConnectionLost, TransactionConflict, Unavailable } from '../../ports/database.ts'

/** What a statement has answered. */
export interface Answered {
  readonly rows: Record<string, unknown>[]
  /** The number of rows that it changed or read. */
  readonly count: number
  /** What it was, as the server understood it. */
  readonly command: string
}

/** Rows as SQLite gives them: whole numbers are numbers, and every one of ours is safe in one. */
export function toRows(answer: unknown): Answered {
  const rows = answer as Record<string, unknown>[] & { count: number | null; command: string | null }
  for (const row of rows) {
    for (const name in row) if (typeof row[name] === 'bigint') row[name] = Number(row[name])
  }
  return { rows, count: rows.count ?? 0, command: rows.command ?? '' }
}

// Somebody else was faster: run again, the operation sees what they did. A key that exists by now is such a case too,
// because operations look before they insert.
const conflicts: ReadonlySet<string> = new Set(['40001', '40P01', '23505'])
// Among them 53100: its disk is full.
const passing: ReadonlySet<string> = new Set(['57014', '53100', '53300', '55P03', '53400'])

/** An error of the driver as the port knows it. */
export function translated(error: unknown): unknown {
  const { errno, code, message } = error as { errno?: unknown; code?: unknown; message?: string }
  if (typeof errno === 'string' && conflicts.has(errno)) return new TransactionConflict(message, { cause: error })
  if (typeof errno === 'string' && passing.has(errno)) return new Unavailable(message, { cause: error })
  const isLost =
    (typeof errno === 'string' && /^(?:08|57P0|25P0[34])/.test(errno)) ||
    (typeof code === 'string' && /CONNECTION|ECONN|EPIPE/.test(code))
  return isLost ? new ConnectionLost(message, { cause: error }) : error
}

/** Whether a statement was not even tried, because one before it in its transaction has failed. */
export const isAfterFailure = (error: unknown): boolean => (error as { errno?: unknown }).errno === '25P02'

/** Whether the server only reads: it is a copy of another, which has taken its place or has yet to do so. */
export const isOfCopy = (error: unknown): boolean => (error as { errno?: unknown }).errno === '25006'
