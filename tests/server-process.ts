// Starts and stops the real server: a process of its own on a free port, with a fresh data directory of its own.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** How the server is run, without anything around it. */
function serverCommand(flags: readonly string[]): string[] {
  const [bun, main] = ['node_modules/.bin/bun', 'packages/server/src/parley.ts'].map((path) => join(root, path))
  return [bun!, '--max-http-header-size=65536', ...flags, main!]
}

export interface ServerOptions {
  /** Where an earlier server left its data; by default a directory that is removed with this process. */
  readonly dataDir?: string
  readonly env?: Readonly<Record<string, string>>
  /** What stands before the command: `taskset`, `strace`. It must become the server or stand aside from its signals. */
  readonly prefix?: readonly string[]
  /** More options of the runtime. */
  readonly flags?: readonly string[]
  readonly executable?: Executable
}

/** What is run instead of the source: in this folder, and with nothing in its environment but what is given. */
export interface Executable {
  readonly file: string
  readonly folder: string
}

export interface ServerProcess extends AsyncDisposable {
  readonly pid: number
  readonly url: string
  readonly apiKey: string
  readonly secret: string
  readonly dataDir: string
  /** From the start of the process to the line that says it is ready. */
  readonly startMs: number
  /** All that was printed so far, on both streams. */
  output(): string
  /** Sends a signal; resolves with the exit code, or the signal's name, once the process is gone. */
  kill(signal: NodeJS.Signals): Promise<number | string>
}

/** A directory that is gone after `await using`. */
export async function freshDirectory(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'parley-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** Starts a server and resolves when it says that it is ready. */
export async function startServer(options: ServerOptions = {}): Promise<ServerProcess> {
  const own = options.dataDir === undefined ? await freshDirectory() : undefined
  const dataDir = options.dataDir ?? join(own!.path, 'data')
  const started = performance.now()
  const running = runServer({ ...options, env: { PARLEY_DATA_DIR: dataDir, ...options.env } })
  const { child } = running
  const dispose = async () => {
    child.kill('SIGKILL')
    await child.exited
    await own?.[Symbol.asyncDispose]()
  }
  try {
    await running.printed(/^Parley is ready\.$[\s\S]*^\s+A user token\s/m)
  } catch (error) {
    await dispose()
    throw error
  }
  const startMs = performance.now() - started
  const summary = (name: string) => new RegExp(`^\\s+${name}\\s+(\\S+)$`, 'm').exec(running.output())![1]!
  return {
    pid: child.pid,
    url: summary('API'),
    apiKey: summary('API key'),
    secret: summary('API secret'),
    dataDir,
    startMs,
    output: running.output,
    async kill(signal) {
      child.kill(signal)
      await running.ended
      return child.signalCode ?? child.exitCode ?? 'unknown'
    },
    [Symbol.asyncDispose]: dispose,
  }
}

/** Starts a server that may also refuse to run. Of the environment it sees only what is given here. */
export function runServer({ env, prefix = [], flags = [], executable }: Omit<ServerOptions, 'dataDir'>) {
  const { PATH = '', HOME = '' } = process.env
  const child = Bun.spawn([...prefix, ...(executable ? [executable.file] : serverCommand(flags))], {
    cwd: executable?.folder ?? root,
    env: { ...(executable ? {} : { PATH, HOME }), PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const waiting = new Set<() => void>()
  async function read(stream: ReadableStream<Uint8Array>) {
    const decoder = new TextDecoder()
    for await (const chunk of stream) {
      output += decoder.decode(chunk, { stream: true })
      for (const look of waiting) look()
    }
  }
  const ended = Promise.all([read(child.stdout), read(child.stderr)]).then(() => child.exited)
  return {
    child,
    output: () => output,
    /** Resolves with the exit code once everything that was printed has been read. */
    ended,
    /** Resolves when the output matches. */
    printed: (pattern: RegExp) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (!pattern.test(output)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
        ended.then((code) => reject(new Error(`the server ended with ${code}:\n${output}`)))
      }),
  }
}
