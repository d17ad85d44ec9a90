import sql, { bulk, type Sql } from 'sql-template-tag'
import { padded } from '../../core/lists.ts'

/**
 * Rows that a query joins with: `WITH wanted (channel_pk, user_id) AS (${wanted(pairs)}) SELECT …`. Like the lists of IN
 * they are padded, so that a repeated row may be answered more than once.
 */
export function wanted(rows: readonly (readonly (string | number)[])[]): Sql {
  if (rows.length === 0) throw new Error('nothing is wanted')
  return sql`VALUES ${bulk(padded(rows))}`
}
