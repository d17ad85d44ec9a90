import { StreamChat } from '@parley-chat/client'
import { startServer } from '../../tests/server-process.ts'
import { serverPrefix } from '../driver.ts'
import { inParallel } from '../world.ts'
import type { Party } from './party.ts'

/** Parley, and the SDK as it connects everywhere. */
export async function parleyParty(rooms: number, clients: number): Promise<Party> {
  const server = await startServer({ prefix: serverPrefix, env: { PARLEY_LOG_LEVEL: 'error' } })
  const backend = new StreamChat(server.apiKey, server.secret, { baseURL: server.url, disableCache: true })
  const users = Array.from({ length: clients }, (_, index) => `user-${index}`)
  for (let start = 0; start < clients; start += 100) {
    await backend.upsertUsers([{ id: 'host' }, ...users.slice(start, start + 100).map((id) => ({ id }))].slice(0, 100))
  }
  await backend.upsertUsers([{ id: 'host' }, ...users.slice(-50).map((id) => ({ id }))])
  const roomOf = (room: number) => backend.channel('messaging', `room-${room}`, { created_by_id: 'host' })
  await inParallel(
    Array.from({ length: rooms }, (_, room) => room),
    8,
    async (room) => {
      await roomOf(room).create()
      await roomOf(room).addMembers(users.filter((_, index) => index % rooms === room))
    },
  )
  const connected: StreamChat[] = []

  return {
    name: 'Parley',
    port: Number(new URL(server.url).port),
    async join({ index, room, url, heard, changed }) {
      const client = new StreamChat(server.apiKey, { baseURL: url })
      connected.push(client)
      client.on('connection.changed', ({ online }) => {
        if (!online) changed(false)
      })
      client.on('connection.recovered', () => changed(true))
      await client.connectUser({ id: users[index]! }, backend.createToken(users[index]!))
      const channel = client.channel('messaging', `room-${room}`)
      channel.on('message.new', (event) => heard(event.message!.id))
      await channel.watch()
      changed(true)
    },
    async say(room, id) {
      await roomOf(room).sendMessage({ id, text: id, user_id: 'host' })
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(connected.map((client) => client.disconnectUser().catch(() => undefined)))
      await server[Symbol.asyncDispose]()
    },
  }
}
