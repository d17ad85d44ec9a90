import { CommitUnknown, ConnectionLost, TransactionConflict, Unavailable } from '../ports/database.ts'
import { Failure } from './errors.ts'
import type { HotOperation, Write, Writer, WriterOptions } from './writer.ts'
import { follow, type HotJob, maxItemsPerLoad, type Outcome, openScope, runHotGroup } from './writer-scope.ts'

/** What somebody else was faster at is run again so often. */
const attemptsLimit = 4

interface Job {
  readonly hot: HotJob
  readonly resolve: (answer: never) => void
  readonly reject: (error: unknown) => void
}

/** Batches of one hot operation that are under way at a time: what comes meanwhile shares the next one. */
const batchesLimit = 4

/** What waits of one hot operation, by what it has in common: two batches never hold the same lane. */
interface Queue {
  readonly waiting: Map<string, Job[]>
  readonly underWay: Set<string>
  batches: number
  isScheduled: boolean
}

/**
 * The writer for a database with many writing connections (core §1.4): each operation has a transaction of its own and
 * locks what it is about to change. Hot operations share transactions: what has queued while some were under way, in
 * whatever lanes, is the next one.
 */
export function createConcurrentWriter(options: WriterOptions): Writer {
  const { database, clock, log } = options
  const queues = new Map<HotJob['operation'], Queue>()
  let running = 0
  const idleWaiters: (() => void)[] = []

  async function tracked<T>(work: () => Promise<T>): Promise<T> {
    running += 1
    try {
      return await work()
    } finally {
      running -= 1
      if (running === 0) for (const wake of idleWaiters.splice(0)) wake()
    }
  }

  /** Runs an operation until it has been committed or has failed for a reason that another attempt would not mend. */
  async function perform<T>(
    operations: number,
    work: (write: Write) => Promise<T>,
    committed?: () => Promise<void>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(operations, work, committed)
      } catch (error) {
        if (error instanceof CommitUnknown) options.uncertain?.()
        if (!mends(error) || attempt >= attemptsLimit) throw error
        await new Promise<void>((resolve) => clock.nextTurn(resolve))
      }
    }
  }

  async function once<T>(
    operations: number,
    work: (write: Write) => Promise<T>,
    committed?: () => Promise<void>,
  ): Promise<T> {
    const transaction = await database.begin()
    const scope = openScope(transaction, clock.now())
    try {
      const answer = await work(scope.write)
      const announcements = await options.events.store(transaction, scope.emitted, scope.write.now)
      scope.close()
      await transaction.commit()
      options.measure?.(operations)
      await committed?.()
      follow(options, { announcements, afterCommit: scope.afterCommit })
      return answer
    } catch (error) {
      scope.close()
      if (transaction.isOpen) await transaction.rollback().catch(() => undefined)
      throw error
    }
  }

  function failureOf(name: string, error: unknown): Failure {
    if (error instanceof Failure) return error
    log.error({ err: error, operation: name }, 'an operation failed')
    if (error instanceof Unavailable) return new Failure('request_timeout', error.message)
    return new Failure('internal', 'an unexpected error occurred')
  }

  function enqueue(operation: HotJob['operation'], lane: string, job: Job): void {
    const queue = queues.get(operation) ?? { waiting: new Map(), underWay: new Set(), batches: 0, isScheduled: false }
    queues.set(operation, queue)
    const jobs = queue.waiting.get(lane)
    if (jobs) jobs.push(job)
    else queue.waiting.set(lane, [job])
    if (queue.isScheduled) return
    queue.isScheduled = true
    // What comes in the same turn is of the same batch.
    clock.nextTurn(() => {
      queue.isScheduled = false
      startBatches(queue)
    })
  }

  function startBatches(queue: Queue): void {
    while (queue.batches < batchesLimit) {
      const [lanes, jobs] = takeBatch(queue)
      if (jobs.length === 0) return
      for (const lane of lanes) queue.underWay.add(lane)
      queue.batches += 1
      let isOver = false
      const end = () => {
        if (isOver) return
        isOver = true
        for (const lane of lanes) queue.underWay.delete(lane)
        queue.batches -= 1
        startBatches(queue)
      }
      // While this batch is told and answered, the database is busy with the next one: that goes out within the turn.
      const committed = async () => {
        if (queue.waiting.size === 0) return
        end()
        await new Promise<void>((resolve) => clock.nextTurn(resolve))
      }
      void commit(jobs, committed).finally(end)
    }
  }

  async function commit(jobs: readonly Job[], committed?: () => Promise<void>): Promise<void> {
    const { name } = jobs[0]!.hot.operation
    let outcomes: readonly Outcome<Job>[]
    try {
      outcomes = await perform(jobs.length, (write) => runHotGroup(write, jobs), committed)
    } catch (error) {
      // No item fails another's (core §1.5).
      if (jobs.length > 1 && !(error instanceof Unavailable)) {
        log.warn({ err: error, operation: name }, 'a shared batch failed and is run item by item')
        for (const job of jobs) await commit([job])
        return
      }
      const failure = failureOf(name, error)
      outcomes = jobs.map((job) => ({ job, error: failure }))
    }
    for (const { job, answer, error } of outcomes) {
      if (error === undefined) job.resolve(answer as never)
      else job.reject(error)
    }
  }

  return {
    run: (name, work) =>
      tracked(() =>
        perform(1, work).catch((error) => {
          throw failureOf(name, error)
        }),
      ),
    runHot: <Item, Known, Accepted, Answer>(operation: HotOperation<Item, Known, Accepted, Answer>, item: Item) =>
      tracked(
        () =>
          new Promise<Answer>((resolve, reject) => {
            const hot = { operation: operation as unknown as HotJob['operation'], item }
            enqueue(hot.operation, operation.lane(item), { hot, resolve, reject })
          }),
      ),
    idle: () => (running > 0 ? new Promise((resolve) => idleWaiters.push(resolve)) : Promise.resolve()),
  }
}

/** Takes what waits and may begin: of each lane that is not under way all that fits, in order. */
function takeBatch({ waiting, underWay }: Queue): [lanes: string[], jobs: Job[]] {
  const lanes: string[] = []
  const jobs: Job[] = []
  for (const [lane, queued] of waiting) {
    const room = maxItemsPerLoad - jobs.length
    if (room === 0) break
    if (underWay.has(lane)) continue
    lanes.push(lane)
    jobs.push(...queued.splice(0, room))
    if (queued.length === 0) waiting.delete(lane)
  }
  return [lanes, jobs]
}

/** Whether nothing has come of it and the very same may succeed now. */
const mends = (error: unknown): boolean => error instanceof TransactionConflict || error instanceof ConnectionLost
