import { createServer } from 'node:net'
import { tmpdir } from 'node:os'

/** A Redis of a test's own: on a port that was free, with nothing written to disk. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  /** Kills it; resolves once it is gone, with all that it knew. */
  crash(): Promise<void>
  /** Starts it again, empty and on the same port, after a crash. */
  start(): Promise<void>
  /** Stops it: connections stay open, and nothing is answered. */
  pause(): void
  resume(): void
}

const program = Bun.which('redis-server') ?? Bun.which('valkey-server')

/** Whether this machine can run tests that need Redis. */
export const hasRedis = program !== null

/** So often another port is tried when somebody has taken the one that was free. */
const portTries = 5

/** Starts a Redis that ends with this process at the latest. */
export async function startRedis(): Promise<RedisServer> {
  let [port, running] = await startAnywhere()
  return {
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return running.child.pid
    },
    crash: () => running.kill(),
    async start() {
      running = await run(port)
    },
    pause: () => running.child.kill('SIGSTOP'),
    resume: () => running.child.kill('SIGCONT'),
    [Symbol.asyncDispose]: () => running.kill(),
  }
}

let shared: Promise<string> | undefined

/**
 * A Redis that the tests of this process share, each under a prefix of its own: the one that PARLEY_TEST_REDIS names, or
 * one that is started for them.
 */
export function redisUrl(): Promise<string> {
  shared ??= process.env.PARLEY_TEST_REDIS
    ? Promise.resolve(process.env.PARLEY_TEST_REDIS)
    : startRedis().then(({ url }) => url)
  return shared
}

async function startAnywhere() {
  for (let tries = 1; ; tries++) {
    const port = await freePort()
    try {
      return [port, await run(port)] as const
    } catch (error) {
      if (tries === portTries) throw error
    }
  }
}

/** Resolves when it says that it is ready. */
async function run(port: number) {
  if (!program) throw new Error('neither redis-server nor valkey-server is on this machine')
  const settings = Object.entries({ bind: '127.0.0.1', port: String(port), dir: tmpdir(), save: '', appendonly: 'no' })
  const command = [program, ...settings.flatMap(([name, value]) => [`--${name}`, value])]
  const child = Bun.spawn(command, { stdio: ['ignore', 'pipe', 'ignore'] })
  const guard = guardOf(child.pid)
  const decoder = new TextDecoder()
  let output = ''
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
  // What it prints is read to the end, or it would block one day.
  const reading = (async () => {
    for await (const chunk of child.stdout) {
      if (output.includes('Ready to accept connections')) continue
      output += decoder.decode(chunk, { stream: true })
      if (output.includes('Ready to accept connections')) resolve()
    }
  })()
  reading.then(() => reject(new Error(`Redis did not start:\n${output}`)), reject)
  await ready
  return {
    child,
    async kill() {
      guard.kill('SIGKILL')
      child.kill('SIGKILL')
      await child.exited
    },
  }
}

/** Reads what this process never writes: it comes to an end with this process, however that ends, and so does Redis. */
function guardOf(pid: number) {
  const command = ['sh', '-c', `read -r _; kill -9 ${pid}`]
  const guard = Bun.spawn(command, { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  guard.unref()
  return guard
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
