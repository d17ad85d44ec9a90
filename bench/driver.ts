// Builds the C programs beside this file and speaks with them.
import { rm } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { freshDirectory } from '../tests/server-process.ts'

const sources = join(import.meta.dirname, 'driver')

/** What one measured stretch came to. */
export interface Measured {
  readonly accepted: number
  readonly refused: number
  readonly elapsed_ns: number
  /** Processor time of the process under test, all its threads together. */
  readonly cpu_ns: number
  readonly events: number
  /** Events that carried the recipient's own totals. */
  readonly tailed: number
  readonly reads: number
  readonly bytes: number
  readonly samples: number
  readonly p50_ns: number
  readonly p99_ns: number
}

export interface Driver extends AsyncDisposable {
  /** Opens one socket for each target of an upgrade; answers their connection ids. */
  open(group: number, port: number, targets: readonly string[]): Promise<string[]>
  close(group: number): Promise<void>
  /** The requests that are sent in turn from now on. */
  useRequests(requests: readonly string[]): Promise<void>
  /** Keeps so many requests under way; `hearers`: sockets that hear each send, all of which are waited for. */
  closed(run: { pid: number; port: number; inFlight: number; ms: number; hearers: number }): Promise<Measured>
  /** Sends on schedule, and measures the time from there to each socket that hears it. */
  paced(run: { pid: number; port: number; perSecond: number; ms: number; hearers: number }): Promise<Measured>
  /** Starts the minimal C sender with so many sockets. */
  openSender(group: number, sockets: number): Promise<Sender>
}

export interface Sender extends AsyncDisposable {
  /** Has every socket sent bursts of `aWrite` frames of `bytes`, each burst in one write. */
  run(run: { aWrite: number; bytes: number; ms: number }): Promise<Measured>
}

/** The places in a request that the driver fills with a new id and with the time. */
export const placeOfId = 'I'.repeat(20)
export const placeOfTime = 'T'.repeat(20)

/** Server and driver each get a core; on a machine that cannot do that they share what there is. */
export const canPin = cpus().length >= 2 && Bun.which('taskset') !== null
const pinnedTo = (core: number) => (canPin ? ['taskset', '-c', String(core)] : [])
export const serverPrefix: readonly string[] = pinnedTo(0)
const driverPrefix = pinnedTo(1)

/** Compiles the driver into a directory of its own and starts it. */
export async function startDriver(): Promise<Driver> {
  const directory = await freshDirectory()
  const files = ['main.c', 'loop.c', 'histogram.c', 'sockets.c', 'senders.c']
  const [program, sender] = [join(directory.path, 'driver'), join(directory.path, 'sender')]
  await compile(program, files)
  await compile(sender, ['sender.c'])
  const child = start([...driverPrefix, program])
  const lines = linesOf(child.stdout)

  async function command(...words: (string | number)[]) {
    child.stdin.write(`${words.join(' ')}\n`)
    await child.stdin.flush()
    const { value } = await lines.next()
    if (value === undefined) throw new Error(`the driver ended during: ${words.join(' ')}`)
    return JSON.parse(value)
  }

  async function withFile(text: string, work: (file: string) => Promise<unknown>) {
    const file = join(directory.path, 'input')
    await Bun.write(file, text)
    const answer = await work(file)
    await rm(file)
    return answer
  }

  return {
    async open(group, port, targets) {
      const answer = await withFile(targets.map((target) => `${target}\n`).join(''), (file) =>
        command('open', group, port, file),
      )
      return (answer as { ids: string[] }).ids
    },
    close: (group) => command('close', group),
    async useRequests(requests) {
      await withFile(requests.map((request) => `${Buffer.byteLength(request)}\n${request}`).join(''), (file) =>
        command('requests', file),
      )
    },
    closed: ({ pid, port, inFlight, ms, hearers }) => command('closed', pid, port, inFlight, ms, hearers),
    paced: ({ pid, port, perSecond, ms, hearers }) => command('paced', pid, port, perSecond, ms, hearers),
    async openSender(group, sockets) {
      // It writes from the core that Parley writes from, so that both meet the same receiver on the other.
      const process = start([...serverPrefix, sender])
      const { value: port } = await linesOf(process.stdout).next()
      await command('raw-open', group, port!, sockets)
      return {
        run: ({ aWrite, bytes, ms }) => command('raw', process.pid, aWrite, bytes, ms, sockets),
        async [Symbol.asyncDispose]() {
          await command('close', group)
          process.kill()
          await process.exited
        },
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill()
      await child.exited
      await directory[Symbol.asyncDispose]()
    },
  }
}

async function compile(program: string, files: readonly string[]): Promise<void> {
  const paths = files.map((file) => join(sources, file))
  const compiler = Bun.spawn(['gcc', '-O2', '-Wall', '-o', program, ...paths], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if ((await compiler.exited) !== 0) throw new Error(`gcc could not compile ${files.join(' ')}`)
}

const start = (command: string[]) => Bun.spawn(command, { stdio: ['pipe', 'pipe', 'inherit'] })

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true })
    const lines = text.split('\n')
    text = lines.pop()!
    yield* lines
  }
  return undefined
}
