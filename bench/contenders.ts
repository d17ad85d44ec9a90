// Who is measured in the bad network: each has a server, a sender, and clients that come back by their own means.
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { StreamChat } from '../packages/client/src/node.ts'
import { startServer } from '../tests/server-process.ts'

/** What a client tells of itself. */
export interface Ears {
  hear(n: number): void
  /** Connected again after a loss. */
  back(): void
}

export interface Stage extends AsyncDisposable {
  /** Where the ways of the clients lead to. */
  readonly url: string
  /** Sends message `n` to a channel; resolves when it is acknowledged. */
  send(channel: number, n: number): Promise<void>
  /** A client that listens to a channel through its own way; resolves when it does. */
  listen(client: number, channel: number, url: string, ears: Ears): Promise<() => void>
}

export interface Contender {
  readonly name: string
  open(channels: number, clients: number): Promise<Stage>
}

/** Parley through its SDK. */
export const parley: Contender = {
  name: 'Parley, its SDK',
  async open(channels, clients) {
    const server = await startServer()
    const backend = new StreamChat(server.apiKey, server.secret, {
      baseURL: server.url,
      disableCache: true,
      timeout: 20_000,
    })
    const ids = Array.from({ length: clients }, (_, index) => `user-${index}`)
    for (let start = 0; start < clients; start += 100) {
      await backend.upsertUsers(ids.slice(start, start + 100).map((id) => ({ id })))
    }
    const rooms = Array.from({ length: channels }, (_, index) => backend.channel('messaging', `room-${index}`))
    for (const [index, room] of rooms.entries()) {
      const members = ids.filter((_, client) => client % channels === index)
      await room.query({ data: { created_by_id: 'user-0', members: members.slice(0, 100) } })
      for (let start = 100; start < members.length; start += 100)
        await room.addMembers(members.slice(start, start + 100))
    }
    return {
      url: server.url,
      async send(channel, n) {
        await rooms[channel]!.sendMessage({ text: String(n), user_id: 'user-0' })
      },
      async listen(client, channel, url, ears) {
        const chat = new StreamChat(server.apiKey, { baseURL: url })
        await chat.connectUser({ id: ids[client]! }, backend.createToken(ids[client]!))
        const room = chat.channel('messaging', `room-${channel}`)
        room.on('message.new', ({ message }) => ears.hear(Number(message.text)))
        chat.on('connection.changed', ({ online }) => {
          if (online) ears.back()
        })
        await room.watch({ messages: { limit: 1 } })
        return () => void chat.disconnectUser()
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    }
  },
}

/** Socket.IO, a client library for sockets with reconnection, with or without what it has to recover what was missed. */
export function socketIO(isRecovering: boolean): Contender {
  return {
    name: `Socket.IO ${isRecovering ? 'with' : 'without'} recovery`,
    async open() {
      const script = join(import.meta.dirname, 'socketio-server.mjs')
      const child = Bun.spawn(['node', script, ...(isRecovering ? ['recovery'] : [])], { stdout: 'pipe' })
      const reader = child.stdout.getReader()
      const url = new TextDecoder().decode((await reader.read()).value).trim()
      const options = { transports: ['websocket'], forceNew: true }
      const sender = io(url, options)
      await new Promise<void>((resolve) => sender.once('connect', resolve))
      return {
        url,
        async send(channel, n) {
          await sender.emitWithAck('send', `room-${channel}`, n)
        },
        async listen(_, channel, way, ears) {
          const socket = io(way, { ...options, auth: { room: `room-${channel}` } })
          socket.on('message', (n: number) => ears.hear(n))
          await new Promise<void>((resolve) => socket.once('connect', resolve))
          socket.on('connect', () => ears.back())
          return () => void socket.disconnect()
        },
        async [Symbol.asyncDispose]() {
          sender.disconnect()
          child.kill()
          await child.exited
        },
      }
    },
  }
}
