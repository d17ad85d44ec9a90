// A WebSocket by hand, because no client library sends frames that are wrong.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { dial } from './raw-http.ts'

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

export interface FrameOptions {
  readonly isFinal?: boolean
  readonly isMasked?: boolean
  /** The three reserved bits. */
  readonly reserved?: number
  /** A length that the frame claims, whatever it holds. */
  readonly claimed?: bigint
}

/** One frame as a client writes it, or as it never should. */
export function frameOf(opcode: number, content: string | Uint8Array, options: FrameOptions = {}): Buffer {
  const { isFinal = true, isMasked = true, reserved = 0, claimed } = options
  const payload = Buffer.from(content)
  const first = (isFinal ? 0x80 : 0) | (reserved << 4) | opcode
  const mask = isMasked ? 0x80 : 0
  const length = claimed ?? BigInt(payload.length)
  const head =
    length < 126n ? Buffer.from([first, mask | Number(length)]) : length < 65_536n ? Buffer.alloc(4) : Buffer.alloc(10)
  if (length >= 126n) {
    head[0] = first
    head[1] = mask | (length < 65_536n ? 126 : 127)
    if (length < 65_536n) head.writeUInt16BE(Number(length), 2)
    else head.writeBigUInt64BE(length, 2)
  }
  // A mask of zeros is a mask.
  return Buffer.concat([head, ...(isMasked ? [Buffer.alloc(4)] : []), payload])
}

export interface RawSocket {
  readonly texts: readonly string[]
  readonly pongs: number
  /** The code with which the server said goodbye; 1006 if it hung up without a word. */
  readonly closed: Promise<number>
  write(bytes: Uint8Array): Promise<void>
  /** Resolves with the next text that has not been waited for, undefined once the socket is closed. */
  heard(): Promise<string | undefined>
  hangUp(): void
}

/** Opens a socket at this address and waits for the server to agree. */
export async function openRaw(url: string, headers: Readonly<Record<string, string>> = {}): Promise<RawSocket> {
  const { pathname, search, origin } = new URL(url)
  const socket = dial(origin.replace(/^ws/, 'http'))
  const given = {
    host: 'parley.test',
    upgrade: 'websocket',
    connection: 'Upgrade',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
    ...headers,
  }
  const lines = Object.entries(given).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n`)
  return listen(socket, await upgraded(socket))
}

async function upgraded(socket: Socket): Promise<Buffer> {
  let received = Buffer.alloc(0)
  while (received.indexOf('\r\n\r\n') < 0) {
    const [bytes] = (await Promise.race([once(socket, 'data'), once(socket, 'close').then(() => [])])) as [Buffer?]
    if (!bytes) throw new Error(`the upgrade was refused: ${received.toString()}`)
    received = Buffer.concat([received, bytes])
  }
  if (!received.toString('latin1').startsWith('HTTP/1.1 101')) throw new Error(received.toString())
  return received.subarray(received.indexOf('\r\n\r\n') + 4)
}

function listen(socket: Socket, early: Buffer): RawSocket {
  const texts: string[] = []
  const counts = { pongs: 0, read: 0 }
  let rest: Buffer = Buffer.alloc(0)
  let code: number | undefined
  const waiting: (() => void)[] = []
  const { promise: closed, resolve: close } = Promise.withResolvers<number>()
  const wake = () => {
    for (const resume of waiting.splice(0)) resume()
  }
  const take = (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes])
    for (;;) {
      const frame = readFrame(rest)
      if (!frame) break
      rest = rest.subarray(frame.size)
      if (frame.opcode === opcodes.text) texts.push(frame.payload.toString())
      if (frame.opcode === opcodes.pong) counts.pongs += 1
      if (frame.opcode === opcodes.close) code = frame.payload.length >= 2 ? frame.payload.readUInt16BE(0) : 1005
    }
    wake()
    if (code !== undefined) socket.end()
  }
  socket.on('data', (bytes) => take(bytes as Buffer))
  socket.on('close', () => {
    close(code ?? 1006)
    wake()
  })
  take(early)
  return {
    texts,
    get pongs() {
      return counts.pongs
    },
    closed,
    async write(bytes) {
      if (socket.destroyed || socket.write(bytes)) return
      await Promise.race([once(socket, 'drain'), closed])
    },
    async heard() {
      while (counts.read >= texts.length) {
        if (socket.destroyed) return undefined
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
      return texts[counts.read++]
    },
    hangUp: () => socket.destroy(),
  }
}

function readFrame(bytes: Buffer): { opcode: number; payload: Buffer; size: number } | undefined {
  if (bytes.length < 2) return undefined
  const short = bytes[1]! & 0x7f
  const start = short === 126 ? 4 : short === 127 ? 10 : 2
  if (bytes.length < start) return undefined
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
  if (bytes.length < start + length) return undefined
  return { opcode: bytes[0]! & 0x0f, payload: bytes.subarray(start, start + length), size: start + length }
}
