import { type TestChannel, type TestChat, testChat } from '../../packages/server/src/testing/test-chat.ts'
import type { Caller, Device } from '../../packages/server/src/testing/test-client.ts'
import { type Stored, watchStored } from '../stored.ts'
import type { ChannelTypeName } from './oracle.ts'
import { type Subject, subjects } from './people.ts'

/** A channel that attempts are about, and a message of ben in it. */
export interface Room {
  readonly channel: TestChannel
  message: string
}

/** What one subject finds. */
export interface Stage {
  readonly who: Subject
  /** Who they are for the server; from their device, while they have one. */
  caller: Caller
  readonly server: Caller
  readonly room: Room
  readonly channel: { readonly type: string; readonly id: string }
  readonly cid: string
  /** A channel that ann made and that is gone. */
  readonly deleted: string
  /** A message that they wrote themselves. */
  readonly own: string
  /** That of their device. */
  connection_id: string
  /** What `before` has made for this one attempt. */
  made: string
  /** An id that nobody has used. */
  name(prefix: string): string
  /** The time on the server's clock, as text. */
  now(): string
  /** Says something in the room, as anyone; answers the message's id. */
  say(user_id: string): Promise<string>
  /** Puts the subject back where they stood in the room. */
  restore(): Promise<void>
  /** Another channel in which the subject stands like in the room. */
  freshChannel(): Promise<TestChannel>
}

/** A chat with everybody in it, and somebody who watches everything. */
export interface World {
  readonly chat: TestChat
  readonly stored: Stored
  readonly stages: readonly Stage[]
  /** Opens a socket for each of these, through which they try; answers how to close them. */
  connect(stages: readonly Stage[]): Promise<() => void>
  /** What any device has heard since the last look, with whose it is. */
  heard(): string[]
  close(): Promise<void>
}

/** Who is there besides the subjects: ann made the room, ben and coe are in it, dan and eve are not; wim watches. */
const cast = ['ann', 'ben', 'coe', 'dan', 'eve']

/** Builds a chat of one channel type, in which every subject stands where they should. */
export async function createWorld(type: ChannelTypeName, people: readonly Subject[] = subjects): Promise<World> {
  const chat = await testChat({ type })
  const { server } = chat
  const named = people.filter(({ role }) => role !== 'anonymous')
  const [guests, users] = [named.filter(({ role }) => role === 'guest'), named.filter(({ role }) => role !== 'guest')]
  const all = [...cast.map((id) => ({ id, role: 'user' })), ...users, { id: 'wim', role: 'admin' }]
  await server.call('UpdateUsers', { body: { users: all.map(({ id, role }) => ({ id, role })) } })
  for (const { id } of guests) await server.call('CreateGuest', { body: { user: { id } } })

  let count = 0
  const name = (prefix: string) => `${prefix}-${++count}`
  const wim = await chat.user('wim').connect()
  const devices = new Map<string, Device>([
    ['wim', wim],
    ['ben', await chat.user('ben').connect()],
  ])

  async function createChannel(id: string, created_by_id: string): Promise<TestChannel> {
    const channel = { type, id, cid: `${type}:${id}` }
    await server.call('GetOrCreateChannel', {
      params: { type, id },
      body: { data: { created_by_id, members: ['ann', 'ben', 'coe'] } },
    })
    await wim.watch(channel)
    return channel
  }

  const say = async ({ type, id }: TestChannel, user_id: string): Promise<string> => {
    const message = { id: name('message'), text: 'hello', user_id }
    await server.call('SendMessage', { params: { type, id }, body: { message } })
    return message.id
  }

  async function createRoom(id: string, created_by_id: string): Promise<Room> {
    const channel = await createChannel(id, created_by_id)
    return { channel, message: await say(channel, 'ben') }
  }

  const shared = await createRoom('room', 'ann')
  const deleted = await createChannel('deleted', 'ann')
  await server.call('DeleteChannel', { params: { type, id: deleted.id } })
  const stages: Stage[] = []
  for (const who of people) {
    const room = who.standing === 'creator' ? await createRoom(`of-${who.id}`, who.id) : shared
    const { channel } = room
    const stage: Stage = {
      who,
      caller: callerOf(chat, who),
      server,
      room,
      channel: { type, id: channel.id },
      cid: channel.cid,
      deleted: deleted.id,
      own: who.role === 'anonymous' ? room.message : await say(channel, who.id),
      connection_id: '',
      made: '',
      name,
      now: () => new Date(chat.clock.now() / 1000).toISOString(),
      say: (user_id) => say(channel, user_id),
      restore: () => takePlace(server, channel, who),
      async freshChannel() {
        const fresh = await createChannel(name('channel'), who.standing === 'creator' ? who.id : 'ann')
        await takePlace(server, fresh, who)
        return fresh
      },
    }
    await stage.restore()
    stages.push(stage)
  }

  const stored = watchStored(chat.databaseUrl)
  await chat.quiet()
  for (const device of devices.values()) device.clear()
  return {
    chat,
    stored,
    stages,
    async connect(some) {
      for (const at of some) {
        const { id, role } = at.who
        const device = role === 'anonymous' ? await chat.connectAnonymous() : await chat.user(id).connect()
        devices.set(id, device)
        at.caller = device
        at.connection_id = device.connection_id
      }
      return () => {
        for (const at of some) {
          devices.get(at.who.id)!.disconnect()
          devices.delete(at.who.id)
          at.caller = callerOf(chat, at.who)
        }
      }
    },
    heard() {
      const heard = [...devices].flatMap(([id, { events }]) => events.map((event) => `${id} heard ${event.type}`))
      for (const device of devices.values()) device.clear()
      return heard
    },
    async close() {
      await stored.close()
      // Of these long histories a fresh query shows but a page: what devices believe is compared elsewhere.
      for (const device of devices.values()) device.disconnect()
      await chat.settle()
      await chat.close()
    },
  }
}

const callerOf = (chat: TestChat, { id, role }: Subject): Caller =>
  role === 'anonymous' ? chat.anonymous : chat.user(id)

/** Puts somebody into a channel, or out of it, whatever they were before. */
async function takePlace(server: Caller, { type, id }: TestChannel, who: Subject): Promise<void> {
  const update = (body: object) => server.call('UpdateChannel', { params: { type, id }, body })
  if (who.role === 'anonymous') return
  await update({ remove_members: [who.id] })
  switch (who.standing) {
    case 'member':
      return update({ add_members: [who.id] })
    case 'moderator':
      return update({ add_moderators: [who.id] })
    case 'invited':
      return update({ invites: [who.id] })
    case 'declined':
      await update({ invites: [who.id] })
      return update({ reject_invite: true, user_id: who.id })
    case 'removed':
      await update({ add_members: [who.id] })
      return update({ remove_members: [who.id] })
  }
}
