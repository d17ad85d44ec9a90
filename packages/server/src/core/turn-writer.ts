import type { Clock } from '../ports/clock.ts'
import { type Transaction, Unavailable } from '../ports/database.ts'
import { Failure, failureOf } from './errors.ts'
import type { Write, Writer, WriterOptions } from './writer.ts'
import {
  type Effects,
  follow,
  type HotJob,
  maxItemsPerLoad,
  type Outcome,
  openScope,
  runHotGroup,
} from './writer-scope.ts'

/** Operations that one commit carries at most: a bound on how long the event loop is held. */
const maxOperationsPerCommit = 512

interface Job {
  readonly name: string
  readonly run: (write: Write) => Promise<unknown>
  readonly hot?: HotJob
  readonly resolve: (answer: never) => void
  readonly reject: (error: unknown) => void
}

/**
 * The writer for a database with one writing connection (core §1.1): each turn of the event loop runs what has queued,
 * one operation after another, each in a savepoint, commits once, then answers all. Refusals wait for the commit too:
 * "this id exists already" may speak of a row that the same commit is about to lose.
 */
export function createTurnWriter(options: WriterOptions): Writer {
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
    const outcomes: Outcome<Job>[] = []
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
      const failure = error instanceof Unavailable ? failureOf(error) : notStored()
      for (const job of jobs) job.reject(failure)
      return
    } finally {
      sentinel.disarm()
    }
    options.measure?.(jobs.length)
    follow(options, effects)
    for (const { job, answer, error } of outcomes) {
      if (error === undefined) job.resolve(answer as never)
      else job.reject(error)
    }
  }

  /** Runs a group in one savepoint; a hot group that fails as a whole is run again item by item. */
  async function runGroup(
    transaction: Transaction,
    group: Job[],
    effects: Effects,
    sentinel: Sentinel,
  ): Promise<Outcome<Job>[]> {
    const [first] = group
    const attempt = await inSavepoint(transaction, first!.name, effects, sentinel, (write) =>
      first!.hot ? runHotGroup(write, group) : first!.run(write).then((answer) => [{ job: first!, answer }]),
    )
    if (attempt.outcomes) return attempt.outcomes
    if (group.length === 1) return [{ job: first!, error: attempt.error }]
    log.warn({ err: attempt.error, operation: first!.name }, 'a shared batch failed and is run item by item')
    const outcomes: Outcome<Job>[] = []
    for (const job of group) outcomes.push(...(await runGroup(transaction, [job], effects, sentinel)))
    return outcomes
  }

  async function inSavepoint(
    transaction: Transaction,
    name: string,
    effects: Effects,
    sentinel: Sentinel,
    work: (write: Write) => Promise<Outcome<Job>[]>,
  ): Promise<{ outcomes?: Outcome<Job>[]; error?: unknown }> {
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
      return { error: failureOf(error) }
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
        hot: { operation: operation as unknown as HotJob['operation'], item },
      }),
    idle: () => (isScheduled ? new Promise((resolve) => idleWaiters.push(resolve)) : Promise.resolve()),
  }
}

const notStored = () => new Failure('internal', 'the change could not be stored')

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
