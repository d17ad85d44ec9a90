import { declarationOf } from '@parley-chat/protocol'
import sql, { bulk, join } from 'sql-template-tag'
import type { Queries } from '../ports/database.ts'
import type { Announcement } from './events.ts'
import { forRows, padded } from './lists.ts'
import type { Emitted } from './writer.ts'

/** Gives stored events their rows and their place in the channel's order. */
export interface EventLog {
  store(queries: Queries, emitted: readonly Emitted[], now: number): Promise<Announcement[]>
  /** What a client compares to know that a channel's order is the one it saw (core §3.1). */
  epoch(channel_pk: number): string
}

/** `incarnation` names this database: it is another one after a restore or an import. */
export function createEventLog(incarnation: string): EventLog {
  const epoch = (channel_pk: number) => `${incarnation}-${channel_pk}`

  return {
    epoch,
    async store(queries, emitted, now) {
      if (emitted.length === 0) return []
      const next = await raiseSeqs(queries, emitted)
      const rows: unknown[][] = []
      const userRows: unknown[][] = []
      const announcements = emitted.map((said): Announcement => {
        if (said.kind === 'config') return said
        if (said.kind === 'passing') return { kind: 'passing', event: said.event, at: said.event.created_at ?? now }
        if (said.kind === 'presence') return { kind: 'presence', event: said.event, at: now }
        if (said.kind === 'user') {
          const { app_pk, user_id, type, channel, row } = said.event
          // What is derived from an event of the channel is told, and kept nowhere.
          const isStored = declarationOf(type).stored !== 'no'
          if (isStored) userRows.push([app_pk, user_id, type, channel?.pk ?? null, JSON.stringify(row), now])
          const place = channel && next.get(channel.pk)
          return { kind: 'user', event: said.event, at: now, ...(place !== undefined && { seq: place - 1 }) }
        }
        const { channel, type, user_id, row } = said.event
        const seq = next.get(channel.pk)!
        next.set(channel.pk, seq + 1)
        rows.push([channel.pk, seq, channel.app_pk, type, user_id ?? null, JSON.stringify(row), now])
        return { kind: 'channel', event: said.event, seq, at: now, epoch: epoch(channel.pk) }
      })
      await Promise.all([
        forRows(rows, (some) =>
          queries.run(sql`
            INSERT INTO events (channel_pk, seq, app_pk, type, user_id, data, created_at) VALUES ${bulk(some)}`),
        ),
        forRows(userRows, (some) =>
          queries.run(sql`
            INSERT INTO user_events (app_pk, user_id, type, channel_pk, data, created_at) VALUES ${bulk(some)}`),
        ),
      ])
      return announcements
    },
  }
}

/** Takes as many numbers as each channel has events and answers the first of each. */
async function raiseSeqs(queries: Queries, emitted: readonly Emitted[]): Promise<Map<number, number>> {
  const counts = new Map<number, number>()
  for (const said of emitted) {
    if (said.kind !== 'channel') continue
    counts.set(said.event.channel.pk, (counts.get(said.event.channel.pk) ?? 0) + 1)
  }
  if (counts.size === 0) return new Map()
  // In the order of their keys, as every other lock on several channels is taken (core §1.4).
  const wanted = padded([...counts].sort(([a], [b]) => a - b))
  const rows = await queries.all<{ pk: number; seq: number }>(sql`
    UPDATE channels SET seq = seq + v.column2
    FROM (VALUES ${join(wanted.map(([pk, count]) => sql`(CAST(${pk} AS BIGINT), CAST(${count} AS BIGINT))`))}) AS v
    WHERE channels.pk = v.column1 RETURNING channels.pk, channels.seq`)
  const first = new Map(rows.map(({ pk, seq }) => [pk, seq - counts.get(pk)! + 1]))
  for (const pk of counts.keys()) if (!first.has(pk)) throw new Error(`channel ${pk} has an event but no row`)
  return first
}
