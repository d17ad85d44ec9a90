import type { Queries } from '../ports/database.ts'
import type { AppConfig } from './app-config.ts'
import type { ChannelEvent } from './events.ts'
import type { World } from './world.ts'

/** A stored event as its row keeps it. */
export interface EventRow {
  readonly channel_pk: number
  readonly seq: number
  readonly app_pk: number
  readonly type: string
  readonly user_id: string | null
  /** Ids and changed fields. */
  readonly data: Record<string, unknown>
  readonly created_at: number
}

/**
 * Builds events of one app anew from their rows and from what is stored now, all of one type at once; undefined where nothing is
 * left to tell (core §2.6). What a feature emits, it can hydrate.
 */
export type Hydrate = (
  queries: Queries,
  rows: readonly EventRow[],
  world: World,
  config: AppConfig,
) => Promise<(ChannelEvent | undefined)[]>

export type Hydrators = Readonly<Record<string, Hydrate>>
