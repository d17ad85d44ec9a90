import { type Context, createContext, type Services, type Tx } from '../../core/context.ts'
import { runSlice, type Work } from './slices.ts'
import { claimTask, findNextTask, saveTask, type TaskRow } from './store.ts'

/** Does what tasks were started for, a slice at a time, with other operations in between (core §1.6). */
export interface TaskRunner {
  /** There may be something to do: at start, and whenever a task was stored. */
  wake(): void
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>
  /** Finishes the slice at hand and does no more; what is left is done after the next start. */
  stop(): Promise<void>
}

/** Short work shares one transaction for this long. */
const transactionMs = 4
/** What fails this often is given up. */
const attemptsLimit = 3
const retryAfterMs = 1000
const lookEveryMs = 5000

interface StoredPlan {
  readonly pieces: readonly { readonly subject?: string; readonly work: readonly Work[] }[]
  readonly result?: Record<string, unknown>
}

/** How far a task has got: pieces done, parts of the next one done, and where its next part stands. */
interface Progress {
  readonly piece: number
  readonly part: number
  readonly standing?: unknown
}

/** `isShared`: other nodes may die in the middle of a task, which this one then goes on with. */
export function createTaskRunner(services: Services, isShared = false): TaskRunner {
  const { database, clock, log } = services
  const attempts = new Map<string, number>()
  let isRunning = false
  /** Somebody has called since the last look for work. */
  let isCalled = false
  let isStopped = false
  let waiters: (() => void)[] = []

  function wake() {
    isCalled = true
    if (isRunning || isStopped) return
    isRunning = true
    clock.nextTurn(() => void turn())
  }

  async function turn() {
    isCalled = false
    const found = await step()
    if ((found === 'some' || isCalled) && !isStopped) return clock.nextTurn(() => void turn())
    isRunning = false
    for (const resolve of waiters) resolve()
    waiters = []
  }

  async function step(): Promise<'none' | 'some'> {
    let task: TaskRow | undefined
    try {
      task = isStopped ? undefined : await database.snapshot(findNextTask)
      if (!task) return 'none'
      // What began before the task was stored need not have seen why: it ends before anything is done about it.
      if (task.progress === null) await database.settled()
      await work(task)
      attempts.delete(task.id)
      return 'some'
    } catch (error) {
      log.warn({ err: error, task_id: task?.id, task: task?.type }, 'a slice of a task failed')
      if (task && (await hasGivenUp(task, error))) return 'some'
      clock.after(retryAfterMs, wake)
      return 'none'
    }
  }

  function work(task: TaskRow): Promise<void> {
    const context = contextOf(task, services)
    // What failed is tried again by itself, so that the right piece is given up in the end. Where others write at the same
    // time, a slice gives back its locks before the next one: each takes them in order, two of them together would not.
    const isAlone = attempts.has(task.id) || database.engine === 'postgres'
    const untilMs = clock.elapsedMs() + (isAlone ? 0 : transactionMs)
    return context.transaction(async (tx) => {
      if (await claimTask(tx, task, tx.now)) await advance(tx, task, context, () => clock.elapsedMs() < untilMs)
    })
  }

  /** After some attempts the piece at hand is given up; a piece without a subject takes its task with it. */
  async function hasGivenUp(task: TaskRow, error: unknown): Promise<boolean> {
    const count = (attempts.get(task.id) ?? 0) + 1
    attempts.set(task.id, count)
    if (count < attemptsLimit) return false
    attempts.delete(task.id)
    const reason = error instanceof Error ? error.message : String(error)
    try {
      await contextOf(task, services).transaction(async (tx) => {
        if (await claimTask(tx, task, tx.now)) await giveUp(tx, task, reason)
      })
      return true
    } catch (failure) {
      log.error({ err: failure, task_id: task.id }, 'a task could not be given up')
      return false
    }
  }

  let cancelLook = () => {}
  function lookLater() {
    cancelLook = clock.after(lookEveryMs, () => {
      wake()
      lookLater()
    })
  }
  if (isShared) lookLater()

  return {
    wake,
    idle: () => (isRunning ? new Promise((resolve) => waiters.push(resolve)) : Promise.resolve()),
    stop() {
      isStopped = true
      cancelLook()
      return isRunning ? new Promise((resolve) => waiters.push(resolve)) : Promise.resolve()
    },
  }
}

const contextOf = ({ app_pk, type }: TaskRow, services: Services): Context =>
  createContext({ app_pk, caller: { kind: 'server' }, view: 'v1', operation: `Task ${type}`, services })

const planOf = ({ input }: TaskRow): StoredPlan => JSON.parse(input)

const progressOf = ({ progress }: TaskRow): Progress =>
  progress === null ? { piece: 0, part: 0 } : (JSON.parse(progress) as Progress)

const resultOf = (task: TaskRow): Record<string, unknown> | undefined =>
  task.result === null ? planOf(task).result : (JSON.parse(task.result) as Record<string, unknown>)

async function advance(tx: Tx, task: TaskRow, context: Context, hasTime: () => boolean): Promise<void> {
  const { pieces } = planOf(task)
  let { piece, part, standing } = progressOf(task)
  let result = resultOf(task)
  for (
    let isFirst = true;
    piece < pieces.length && (isFirst || (standing === undefined && hasTime()));
    isFirst = false
  ) {
    const { subject, work } = pieces[piece]!
    const next = work[part]
    standing = next && (await runSlice(tx, next, standing, context))
    if (standing !== undefined) continue
    part += 1
    if (part < work.length) continue
    if (subject !== undefined) result = { ...result, [subject]: { status: 'ok' } }
    piece += 1
    part = 0
  }
  await save(tx, task, pieces.length, { piece, part, standing }, result)
}

async function giveUp(tx: Tx, task: TaskRow, reason: string): Promise<void> {
  const { pieces } = planOf(task)
  const { piece } = progressOf(task)
  const subject = pieces[piece]?.subject
  if (subject !== undefined) {
    const result = { ...resultOf(task), [subject]: { status: 'error', error: reason } }
    return save(tx, task, pieces.length, { piece: piece + 1, part: 0 }, result)
  }
  const error = JSON.stringify({ type: 'internal', description: reason })
  await saveTask(tx, { ...task, status: 'failed', error })
}

async function save(tx: Tx, task: TaskRow, pieces: number, progress: Progress, result?: Record<string, unknown>) {
  await saveTask(tx, {
    ...task,
    status: progress.piece < pieces ? 'running' : 'completed',
    progress: JSON.stringify(progress),
    result: result ? JSON.stringify(result) : null,
  })
}
