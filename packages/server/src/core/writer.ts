import type { Clock } from '../ports/clock.ts'
import type { Database, Queries } from '../ports/database.ts'
import type { Log } from '../ports/log.ts'
import type { Failure } from './errors.ts'
import type { EventLog } from './event-log.ts'
import type { Announcement, ChannelEvent, PassingEvent, PresenceEvent, UserEvent } from './events.ts'

/** What an operation may do. Nothing of it is seen by anyone before the commit. */
export interface Write extends Queries {
  readonly now: number
  /** Stores the event's row with the channel's next seq, and announces it once all is committed. */
  emit(event: ChannelEvent): void
  /** Stores a change of one user's own state and tells their connections. */
  tell(event: UserEvent): void
  /** Announces without storing. */
  pass(event: PassingEvent): void
  presence(event: PresenceEvent): void
  /** Another version of an app's configuration is in force; `reads`: in some channels reads are counted or no more. */
  reconfigured(app_pk: number, version: number, reads: boolean): void
  /** The only way in which an operation may change memory. */
  afterCommit(work: () => void): void
}

/**
 * An operation that many requests share: one load, then a decision for each in order, then one write (core §1.5).
 * `decide` sees what earlier accepted items changed, because it writes that down in `known`.
 */
export interface HotOperation<Item, Known, Accepted, Answer> {
  readonly name: string
  /** What items have in common that had better share a transaction: their channel, mostly. */
  lane(item: Item): string
  load(write: Write, items: readonly Item[]): Promise<Known>
  decide(item: Item, known: Known): Accepted | Failure
  write(write: Write, accepted: readonly Accepted[], known: Known): Promise<Answer[]>
}

export interface Writer {
  /** Runs one operation in a transaction and answers after its commit. */
  run<T>(name: string, work: (write: Write) => Promise<T>): Promise<T>
  runHot<Item, Known, Accepted, Answer>(hot: HotOperation<Item, Known, Accepted, Answer>, item: Item): Promise<Answer>
  /** Resolves when nothing is queued or running. */
  idle(): Promise<void>
}

export interface WriterOptions {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly events: EventLog
  readonly announce: (announcements: readonly Announcement[]) => void
  /** Counts one shared commit and the operations in it. */
  readonly measure?: (operations: number) => void
  /** Nobody knows whether something was stored: what has been announced may not be all that is there. */
  readonly uncertain?: () => void
}

/** What an operation said, before the event log has given it its place. */
export type Emitted =
  | { readonly kind: 'channel'; readonly event: ChannelEvent }
  | { readonly kind: 'user'; readonly event: UserEvent }
  | { readonly kind: 'passing'; readonly event: PassingEvent }
  | { readonly kind: 'presence'; readonly event: PresenceEvent }
  | { readonly kind: 'config'; readonly app_pk: number; readonly version: number; readonly reads: boolean }
