import type { Queries } from '../../ports/database.ts'
import type { EventChannel } from '../events.ts'
import type { LaneEvent } from './connection.ts'
import type { ChannelNumbers, ThreadNumbers } from './numbers.ts'

export interface Membership {
  readonly channel_pk: number
  readonly seq: number
}

/** What the hub needs to ask of the features; it knows none of them. */
export interface Sources {
  /** The channels whose events concern a user as a member. */
  memberships(queries: Queries, app_pk: number, user_id: string): Promise<Membership[]>
  /** Unread numbers of one channel or of all the user's channels; a channel without reads is absent. */
  numbers(queries: Queries, app_pk: number, user_id: string, channel_pk?: number): Promise<Map<number, ChannelNumbers>>
  threadNumbers(queries: Queries, app_pk: number, user_id: string): Promise<ThreadNumbers>
  /** The stored events of a channel from one seq to another, as they were announced. */
  replay(queries: Queries, channel_pk: number, from: number, to: number): Promise<LaneEvent[]>
  head(queries: Queries, channel_pk: number): Promise<number>
  /** Where these channels stand; one that is gone is missing. */
  heads(queries: Queries, channel_pks: readonly number[]): Promise<ReadonlyMap<number, number>>
  /** What was stored of these users' own state between two moments. */
  userEvents(
    queries: Queries,
    app_pk: number,
    user_ids: readonly string[],
    from: number,
    to: number,
  ): Promise<readonly { readonly user_id: string; readonly type: string; readonly created_at: number }[]>
  /** The version of each app's configuration that is in force. */
  versions(queries: Queries, app_pks: readonly number[]): Promise<ReadonlyMap<number, number>>
  /** A user as others see them; undefined for nobody. */
  person(queries: Queries, app_pk: number, user_id: string): Promise<Record<string, unknown> | undefined>
  /** The channel as events carry it; undefined when it is gone. */
  describe(
    queries: Queries,
    channel_pk: number,
  ): Promise<{ readonly channel: EventChannel; readonly model: Record<string, unknown> } | undefined>
  /** Those of these users who may read the channel, each with what they may do there. */
  readers(
    queries: Queries,
    channel_pk: number,
    user_ids: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[]>>
}
