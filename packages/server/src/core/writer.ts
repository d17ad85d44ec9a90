import type { Clock } from '../ports/clock.ts'
import type { Database, Queries, Transaction } from '../ports/database.ts'
import type { Log } from '../ports/log.ts'
import { Failure } from './errors.ts'
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
}

/** Operations that one commit carries at most: a bound on how long the event loop is held. */
const maxOperationsPerCommit = 512
const maxItemsPerLoad = 256

interface Job {
  readonly name: string
  readonly run: (write: Write) => Promise<unknown>
  readonly hot?: { readonly operation: HotOperation<unknown, unknown, unknown, unknown>; readonly item: unknown }
  readonly resolve: (answer: never) => void
  readonly reject: (error: unknown) => void
}

/** What became of a job; told only once the commit has decided about it. */
interface Outcome {
  readonly job: Job
  readonly answer?: unknown
  readonly error?: unknown
}

/**
 * The writer for a database with one writing connection (core §1.1): each turn of the event loop runs what has queued,
 * one operation after another, each in a savepoint, commits once, then answers all. Refusals wait for the commit too:
 * "this id exists already" may speak of a row that the same commit is about to lose.
 */
export function createWriter(options: WriterOptions): Writer {
  const { database, clock, log } = options
  const queue: Job[] = []
  let isScheduled = false
  let idleWaiters: (() => void)[] = []

  function enqueue<T>(job: Omit<Job, 'resolve' | 'reject'>): Promise<T> {
    return new Promise((resolve, reject) => {
      queue.push({ ...job, resolve, reject })
      schedule()
    })
  }

  function schedule() {
    if (isScheduled) return
    isScheduled = true
    clock.nextTurn(() => void turn())
  }

  async function turn() {
    await commitBatch(queue.splice(0, maxOperationsPerCommit))
    isScheduled = false
    if (queue.length > 0) return schedule()
    for (const wake of idleWaiters) wake()
    idleWaiters = []
  }

  async function commitBatch(jobs: Job[]): Promise<void> {
    const outcomes: Outcome[] = []
    const effects: Effects = { announcements: [], afterCommit: [] }
    const sentinel = armSentinel(clock)
    try {
      const transaction = await database.begin()
      try {
        for (const group of groups(jobs)) outcomes.push(...(await runGroup(transaction, group, effects, sentinel)))
        await transaction.commit()
      } catch (error) {
        if (transaction.isOpen) await transaction.rollback()
        throw error
      }
    } catch (error) {
      log.error({ err: error, operations: jobs.map((job) => job.name) }, 'a batch could not be committed')
      for (const job of jobs) job.reject(new Failure('internal', 'the change could not be stored'))
      return
    } finally {
      sentinel.disarm()
    }
    options.measure?.(jobs.length)
    for (const work of effects.afterCommit) guarded(work)
    guarded(() => options.announce(effects.announcements))
    for (const { job, answer, error } of outcomes) {
      if (error === undefined) job.resolve(answer as never)
      else job.reject(error)
    }
  }

  function guarded(work: () => void) {
    try {
      work()
    } catch (error) {
      log.error({ err: error }, 'work after a commit failed')
    }
  }

  /** Runs a group in one savepoint; a hot group that fails as a whole is run again item by item. */
  async function runGroup(
    transaction: Transaction,
    group: Job[],
    effects: Effects,
    sentinel: Sentinel,
  ): Promise<Outcome[]> {
    const [first] = group
    const attempt = await inSavepoint(transaction, first!.name, effects, sentinel, (write) =>
      first!.hot ? runHotGroup(write, group) : first!.run(write).then((answer) => [{ job: first!, answer }]),
    )
    if (attempt.outcomes) return attempt.outcomes
    if (group.length === 1) return [{ job: first!, error: attempt.error }]
    log.warn({ err: attempt.error, operation: first!.name }, 'a shared batch failed and is run item by item')
    const outcomes: Outcome[] = []
    for (const job of group) outcomes.push(...(await runGroup(transaction, [job], effects, sentinel)))
    return outcomes
  }

  async function inSavepoint(
    transaction: Transaction,
    name: string,
    effects: Effects,
    sentinel: Sentinel,
    work: (write: Write) => Promise<Outcome[]>,
  ): Promise<{ outcomes?: Outcome[]; error?: unknown }> {
    await transaction.savepoint()
    const scope = openScope(transaction, clock.now())
    try {
      const outcomes = await sentinel.watch(work(scope.write))
      const announcements = await options.events.store(transaction, scope.emitted, scope.write.now)
      if (!transaction.isOpen) throw new LostTransaction(name)
      await transaction.releaseSavepoint()
      effects.announcements.push(...announcements)
      effects.afterCommit.push(...scope.afterCommit)
      return { outcomes }
    } catch (error) {
      if (error instanceof LostTransaction || !transaction.isOpen) throw error
      await transaction.rollbackToSavepoint()
      if (error instanceof Failure) return { error }
      log.error({ err: error, operation: name }, 'an operation failed')
      return { error: new Failure('internal', 'an unexpected error occurred') }
    } finally {
      scope.close()
    }
  }

  return {
    run: (name, work) => enqueue({ name, run: work }),
    runHot: (operation, item) =>
      enqueue({
        name: operation.name,
        run: () => Promise.reject(new Error('a hot operation runs in a group')),
        hot: { operation: operation as HotOperation<unknown, unknown, unknown, unknown>, item },
      }),
    idle: () => (isScheduled ? new Promise((resolve) => idleWaiters.push(resolve)) : Promise.resolve()),
  }
}

interface Effects {
  readonly announcements: Announcement[]
  readonly afterCommit: (() => void)[]
}

/** SQLite closed the transaction by itself: nothing of the batch is stored. */
class LostTransaction extends Error {
  constructor(operation: string) {
    super(`the transaction ended during ${operation}`)
  }
}

/** Runs of the same hot operation share a load; order is kept. */
function groups(jobs: readonly Job[]): Job[][] {
  const result: Job[][] = []
  for (const job of jobs) {
    const last = result.at(-1)
    const joins = job.hot && last?.[0]?.hot?.operation === job.hot.operation && last.length < maxItemsPerLoad
    if (joins) last.push(job)
    else result.push([job])
  }
  return result
}

async function runHotGroup(write: Write, group: readonly Job[]): Promise<Outcome[]> {
  const { operation } = group[0]!.hot!
  const known = await operation.load(
    write,
    group.map((job) => job.hot!.item),
  )
  const outcomes: Outcome[] = []
  const accepted: { job: Job; value: unknown }[] = []
  for (const job of group) {
    const value = operation.decide(job.hot!.item, known)
    if (value instanceof Failure) outcomes.push({ job, error: value })
    else accepted.push({ job, value })
  }
  if (accepted.length === 0) return outcomes
  const answers = await operation.write(
    write,
    accepted.map(({ value }) => value),
    known,
  )
  for (const [index, { job }] of accepted.entries()) outcomes.push({ job, answer: answers[index] })
  return outcomes
}

interface Sentinel {
  watch<T>(work: Promise<T>): Promise<T>
  disarm(): void
}

/**
 * Operations await nothing but the database, which answers within the turn. One that waits for anything else would
 * hold every other request, so it is broken off when the next turn comes (core §1.2).
 */
function armSentinel(clock: Clock): Sentinel {
  let isArmed = true
  let breakOff: ((error: Error) => void) | undefined
  const arm = () =>
    clock.nextTurn(() => {
      if (!isArmed) return
      breakOff?.(new Error('the operation waited for something other than the database'))
      arm()
    })
  arm()
  return {
    async watch<T>(work: Promise<T>): Promise<T> {
      const stalled = new Promise<never>((_, reject) => {
        breakOff = reject
      })
      try {
        return await Promise.race([work, stalled])
      } finally {
        breakOff = undefined
      }
    },
    disarm() {
      isArmed = false
    },
  }
}

/** Opens what one operation may do, and closes it when the operation has settled: a late call finds the door shut. */
function openScope(transaction: Transaction, now: number) {
  const emitted: Emitted[] = []
  const afterCommit: (() => void)[] = []
  let isOpen = true
  const checked = <T>(work: () => T): T => {
    if (!isOpen) throw new Error('the transaction of this operation has settled')
    return work()
  }
  const write: Write = {
    now,
    all: (query) => checked(() => transaction.all(query)),
    get: (query) => checked(() => transaction.get(query)),
    run: (query) => checked(() => transaction.run(query)),
    emit: (event) => void checked(() => emitted.push({ kind: 'channel', event })),
    tell: (event) => void checked(() => emitted.push({ kind: 'user', event })),
    pass: (event) => void checked(() => emitted.push({ kind: 'passing', event })),
    presence: (event) => void checked(() => emitted.push({ kind: 'presence', event })),
    reconfigured: (app_pk, version, reads) =>
      void checked(() => emitted.push({ kind: 'config', app_pk, version, reads })),
    afterCommit: (work) => void checked(() => afterCommit.push(work)),
  }
  function close() {
    isOpen = false
  }
  return { write, emitted, afterCommit, close }
}

/** What an operation said, before the event log has given it its place. */
export type Emitted =
  | { readonly kind: 'channel'; readonly event: ChannelEvent }
  | { readonly kind: 'user'; readonly event: UserEvent }
  | { readonly kind: 'passing'; readonly event: PassingEvent }
  | { readonly kind: 'presence'; readonly event: PresenceEvent }
  | { readonly kind: 'config'; readonly app_pk: number; readonly version: number; readonly reads: boolean }
