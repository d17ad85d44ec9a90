import type { AppConfig } from '../../core/app-config.ts'
import type { ChannelEvent } from '../../core/events.ts'
import type { EventRow, Hydrators } from '../../core/hydrate.ts'
import type { LaneEvent } from '../../core/realtime/connection.ts'
import type { World } from '../../core/world.ts'
import type { Queries } from '../../ports/database.ts'
import { eventsBetween } from './store.ts'

export interface ReplayOptions {
  readonly hydrators: Hydrators
  readonly epoch: (channel_pk: number) => string
  readonly world: World
  readonly config: AppConfig
}

/**
 * Events as they were announced, from their rows and from what is stored now. An event whose subject is gone keeps its
 * place in the order only as a seq that nothing is told of.
 */
export async function hydrateEvents(
  queries: Queries,
  rows: readonly EventRow[],
  options: ReplayOptions,
): Promise<LaneEvent[]> {
  const byType = Map.groupBy(rows, (row) => row.type)
  const events = new Map<EventRow, ChannelEvent>()
  for (const [type, ofType] of byType) {
    const hydrate = options.hydrators[type]
    if (!hydrate) throw new Error(`stored events of type ${type} cannot be replayed`)
    const hydrated = await hydrate(queries, ofType, options.world, options.config)
    for (const [index, row] of ofType.entries()) {
      const event = hydrated[index]
      if (event) events.set(row, event)
    }
  }
  return rows.flatMap((row): LaneEvent[] => {
    const event = events.get(row)
    if (!event) return []
    return [{ kind: 'channel', event, seq: row.seq, at: row.created_at, epoch: options.epoch(row.channel_pk) }]
  })
}

/** The stored events of a channel from one seq to another, as they were announced. */
export async function replay(
  queries: Queries,
  channel_pk: number,
  from: number,
  to: number,
  { config, ...options }: Omit<ReplayOptions, 'config'> & { readonly config: (app_pk: number) => Promise<AppConfig> },
): Promise<LaneEvent[]> {
  const rows = await eventsBetween(queries, channel_pk, from, to)
  const [first] = rows
  return first ? hydrateEvents(queries, rows, { ...options, config: await config(first.app_pk) }) : []
}
