import { io, type Socket } from 'socket.io-client'
import { serverPrefix } from '../driver.ts'
import type { Party } from './party.ts'

/** Socket.IO on Node, with its own client; with `recovery` its connection-state recovery is on. */
export async function socketIoParty(recovery: boolean): Promise<Party> {
  const script = `${import.meta.dirname}/socket-io-server.mjs`
  const server = Bun.spawn([...serverPrefix, 'node', script, recovery ? 'recovery' : 'plain'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = linesOf(server.stdout)
  const port = Number((await lines.next()).value)
  const connected: Socket[] = []
  return {
    name: recovery ? 'Socket.IO, recovery on' : 'Socket.IO',
    port,
    join({ room, url, heard, changed }) {
      const socket = io(url, { transports: ['websocket'], auth: { room: String(room) }, forceNew: true })
      connected.push(socket)
      socket.on('message', heard)
      socket.on('connect', () => changed(true))
      socket.on('disconnect', () => changed(false))
      return new Promise((resolve) => socket.once('connect', () => resolve()))
    },
    async say(room, id) {
      server.stdin.write(`${room} ${id}\n`)
      await server.stdin.flush()
      await lines.next()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of connected) socket.disconnect()
      server.kill()
      await server.exited
    },
  }
}

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
