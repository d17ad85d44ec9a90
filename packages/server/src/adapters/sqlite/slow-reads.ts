import { fileURLToPath } from 'node:url'
import { empty } from 'sql-template-tag'
import type { Clock } from '../../ports/clock.ts'
import { type Queries, SlowReadRefused } from '../../ports/database.ts'
import { createSlowTurns } from '../../ports/slow-turns.ts'
import type { SlowReadAnswer, SlowReadRequest } from './slow-read-process.ts'
import { bindings, type Statement } from './sqlite-queries.ts'

/** An executable has no file to run: it is started once more, in the role that parley.ts knows by this name. */
const command = Bun.isStandaloneExecutable
  ? [process.execPath, 'slow-reads']
  : [process.execPath, fileURLToPath(new URL('./slow-read-process.ts', import.meta.url))]

export interface SlowReads {
  snapshot<T>(work: (queries: Queries) => Promise<T>): Promise<T>
  /** Ends the process once what is under way has been read. */
  stop(): Promise<void>
}

/**
 * Reads snapshots in another process, one after another. It is a process and not a Worker, because nothing but the end
 * of a process ends a query that SQLite is busy with: a Worker that is terminated goes on until its query is through
 * (docs/decisions/0007).
 */
export function createSlowReads(file: string, clock: Pick<Clock, 'after'>): SlowReads {
  let reader: Reader | undefined
  const turns = createSlowTurns(clock)

  function livingReader(): Reader {
    if (!reader || reader.isGone()) reader = startReader(file)
    return reader
  }

  /** One read, in its turn. `expired` rejects when its time is up. */
  async function read<T>(work: (queries: Queries) => Promise<T>, expired: Promise<never>): Promise<T> {
    const used = livingReader()
    try {
      await Promise.race([used.ask({ ask: 'begin' }), expired])
      return await Promise.race([work(used.queries), expired])
    } catch (error) {
      if (error instanceof SlowReadRefused) used.end()
      throw error
    } finally {
      // A reader that cannot let go of its snapshot is of no more use.
      if (!used.isGone()) await Promise.race([used.ask({ ask: 'end' }), expired]).catch(() => used.end())
    }
  }

  return {
    snapshot: (work) => turns.take((expired) => read(work, expired)),
    async stop() {
      await turns.idle()
      await reader?.end()
    },
  }
}

interface Reader {
  readonly queries: Queries
  ask(request: SlowReadRequest): Promise<unknown>
  isGone(): boolean
  /** Ends the process, whatever it is busy with. */
  end(): Promise<unknown>
}

function startReader(file: string): Reader {
  const waiting: PromiseWithResolvers<unknown>[] = []
  let isGone = false

  const child = Bun.spawn(command, {
    // What the server was told in its environment is none of its business.
    env: {},
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'inherit',
    serialization: 'advanced',
    ipc(answer: SlowReadAnswer) {
      const asked = waiting.shift()
      if ('error' in answer) asked?.reject(new Error(answer.error))
      else asked?.resolve(answer.result)
    },
    onExit: abandon,
  })
  // A server that has nothing else to do ends; its readers follow.
  child.unref()

  function abandon(): void {
    isGone = true
    for (const asked of waiting.splice(0)) asked.reject(new Error('the process of slow reads has ended'))
  }

  function ask(request: SlowReadRequest): Promise<unknown> {
    if (isGone) return Promise.reject(new Error('the process of slow reads has ended'))
    const asked = Promise.withResolvers<unknown>()
    waiting.push(asked)
    try {
      child.send(request)
    } catch {
      // It ends at this moment: its exit will be told in a moment.
      abandon()
    }
    return asked.promise
  }

  const send = <T>(kind: 'all' | 'get' | 'run', query: Statement) =>
    ask({ ask: kind, sql: query.sql, values: bindings(query) }) as Promise<T>

  // A file that cannot be opened fails everything that is asked next.
  ask({ ask: 'open', file }).catch(() => undefined)
  return {
    queries: {
      lock: () => empty,
      keep: () => empty,
      all: (query) => send('all', query),
      get: (query) => send('get', query),
      run: (query) => send('run', query),
    },
    ask,
    isGone: () => isGone,
    end() {
      child.kill('SIGKILL')
      abandon()
      return child.exited
    },
  }
}
