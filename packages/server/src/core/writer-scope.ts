import type { Transaction } from '../ports/database.ts'
import { Failure } from './errors.ts'
import type { Announcement } from './events.ts'
import type { Emitted, HotOperation, Write, WriterOptions } from './writer.ts'

/** Items of a hot operation that share a load at most. */
export const maxItemsPerLoad = 256

/** One item of a hot operation, and whoever waits for its answer. */
export interface HotJob {
  readonly operation: HotOperation<unknown, unknown, unknown, unknown>
  readonly item: unknown
}

/** What became of a job; told only once the commit has decided about it. */
export interface Outcome<Job> {
  readonly job: Job
  readonly answer?: unknown
  readonly error?: unknown
}

/** Opens what one operation may do, and closes it when the operation has settled: a late call finds the door shut. */
export function openScope(transaction: Transaction, now: number) {
  const emitted: Emitted[] = []
  const afterCommit: (() => void)[] = []
  let isOpen = true
  const checked = <T>(work: () => T): T => {
    if (!isOpen) throw new Error('the transaction of this operation has settled')
    return work()
  }
  const write: Write = {
    now,
    lock: (options) => transaction.lock(options),
    keep: (options) => transaction.keep(options),
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

/** What follows a commit. */
export interface Effects {
  readonly announcements: Announcement[]
  readonly afterCommit: (() => void)[]
}

/** Does what a commit has made true. One that fails keeps no other from being done. */
export function follow({ log, announce }: WriterOptions, { afterCommit, announcements }: Effects): void {
  for (const work of [...afterCommit, () => announce(announcements)]) {
    try {
      work()
    } catch (error) {
      log.error({ err: error }, 'work after a commit failed')
    }
  }
}

/** Loads once for all, decides for each in order, writes once for all that are accepted. */
export async function runHotGroup<Job extends { readonly hot?: HotJob }>(
  write: Write,
  group: readonly Job[],
): Promise<Outcome<Job>[]> {
  const { operation } = group[0]!.hot!
  const known = await operation.load(
    write,
    group.map((job) => job.hot!.item),
  )
  const outcomes: Outcome<Job>[] = []
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
