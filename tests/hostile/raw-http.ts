// HTTP by hand, because no client library sends what is wrong with it.
import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
}

/** An answer that does not come by then does not come: long, because a busy machine is no server that hangs. */
const patienceMs = 15_000

/** A TCP connection to the server; whatever it does to it, nothing throws here. */
export function dial(url: string): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  return socket
}

/**
 * Writes these pieces one after the other and answers with the first answer that comes, even while it still writes;
 * undefined if the server hangs up without one.
 */
export async function exchange(url: string, pieces: Iterable<string | Buffer>): Promise<RawAnswer | undefined> {
  const socket = dial(url)
  const answered = firstAnswer(socket)
  let isOver = false
  answered.finally(() => {
    isOver = true
  })
  for (const piece of pieces) {
    if (isOver || socket.destroyed) break
    if (!socket.write(piece)) await Promise.race([answered, drained(socket)])
    // A writer that never pauses would not see the answer, nor let anybody else here ask.
    else await new Promise(setImmediate)
  }
  const answer = await answered
  socket.destroy()
  return answer
}

const drained = (socket: Socket) =>
  new Promise<void>((resolve) => {
    socket.once('drain', resolve)
    socket.once('close', () => resolve())
  })

function firstAnswer(socket: Socket): Promise<RawAnswer | undefined> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    const timer = setTimeout(() => reject(new Error('the server does not answer')), patienceMs)
    const finish = (answer: RawAnswer | undefined) => {
      clearTimeout(timer)
      resolve(answer)
    }
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes as Buffer])
      const answer = readAnswer(received)
      if (answer) finish(answer)
    })
    socket.on('close', () => finish(readAnswer(received, true)))
  })
}

function readAnswer(bytes: Buffer, isWhole = false): RawAnswer | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const headers = new Map(
    lines.map((line) => {
      const at = line.indexOf(':')
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const
    }),
  )
  const status = Number(first.split(' ')[1])
  const body = bytes.subarray(end + 4)
  const length = Number(
    headers.get('content-length') ?? (status === 204 || status === 101 ? 0 : Number.POSITIVE_INFINITY),
  )
  if (body.length < length && !isWhole) return undefined
  return { status, headers, text: body.subarray(0, Number.isFinite(length) ? length : undefined).toString() }
}

/** The head of a request. */
export const headOf = (method: string, target: string, headers: Readonly<Record<string, string | number>>): string =>
  `${method} ${target} HTTP/1.1\r\n${Object.entries({ host: 'parley.test', ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`

/** A body of this many bytes in chunks, whose length nobody has said beforehand. */
export function* chunked(bytes: number, fill = 'x'): Iterable<string> {
  const piece = fill.repeat(65_536)
  for (let sent = 0; sent < bytes; sent += piece.length) yield `10000\r\n${piece}\r\n`
  yield '0\r\n\r\n'
}
