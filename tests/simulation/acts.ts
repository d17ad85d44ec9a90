import type { EndpointName } from '@parley-chat/protocol'
import type { LocalMessage } from '../../packages/client/src/state/index.ts'
import type { Ask } from '../../packages/server/src/testing/test-client.ts'
import { paramsOf, type SimulatedClient } from './client.ts'
import { Unreachable } from './server.ts'
import { isPublic, shadowedUser, type Town, userIds, type Wish } from './town.ts'

/** Somebody in a channel that they have open. */
interface Scene {
  readonly town: Town
  readonly client: SimulatedClient
  readonly cid: string
  readonly messages: readonly LocalMessage[]
}

/** How often each is done, among each other. */
const weights = {
  send: 30,
  'send silently': 3,
  reply: 8,
  'reply for all': 4,
  react: 10,
  'take a reaction back': 4,
  edit: 6,
  delete: 5,
  read: 9,
  'read up to': 3,
  'mark unread': 3,
  type: 3,
  hide: 2,
  'hide with history': 1,
  show: 1,
  mute: 1,
  'mute the channel': 1,
  'open a thread': 4,
  'read a thread': 2,
  leave: 1,
  'add a member': 4,
  'add a newcomer': 1,
  'remove a member': 3,
  erase: 3,
  rename: 2,
}

type Act = keyof typeof weights

/** Kinds of what people do; each is to have succeeded now and then, or the simulation is not worth much. */
export const acts = Object.keys(weights) as Act[]

const reactions = ['like', 'love', 'wow'] as const

const performances: Readonly<Record<Act, (scene: Scene) => Promise<boolean | undefined>>> = {
  send: (scene) => send(scene, {}),
  'send silently': (scene) => send(scene, { silent: true }),
  reply: (scene) => reply(scene, {}),
  'reply for all': (scene) => reply(scene, { show_in_channel: true }),
  react: (scene) =>
    onMessage(scene, isAlive, ({ id }) => {
      const type = scene.town.chance.pick(reactions)!
      const enforce_unique = scene.town.chance.happens(0.3)
      return call(scene, 'SendReaction', { params: { id }, body: { reaction: { type }, enforce_unique } })
    }),
  'take a reaction back': (scene) =>
    onMessage(
      scene,
      ({ own_reactions }) => own_reactions.length > 0,
      ({ id, own_reactions }) => call(scene, 'DeleteReaction', { params: { id, type: own_reactions[0]!.type } }),
    ),
  edit: (scene) =>
    onMessage(scene, isOwn(scene), ({ id, text }) =>
      call(scene, 'UpdateMessage', { params: { id }, body: { message: { text: `${text.slice(0, 40)}!`, nonce: id } } }),
    ),
  delete: (scene) => onMessage(scene, isOwn(scene), ({ id }) => call(scene, 'DeleteMessage', { params: { id } })),
  read: (scene) => call(scene, 'MarkRead', { params: paramsOf(scene.cid), body: {} }),
  'read up to': (scene) => onRecent(scene, (message_id) => call(scene, 'MarkRead', inChannel(scene, { message_id }))),
  'mark unread': (scene) =>
    onRecent(scene, (message_id) => call(scene, 'MarkUnread', inChannel(scene, { message_id }))),
  type: (scene) => call(scene, 'SendEvent', inChannel(scene, { event: { type: 'typing.start' } })),
  hide: (scene) => call(scene, 'HideChannel', inChannel(scene, {})),
  'hide with history': async (scene) => {
    // Whoever ceases to be a member of a public place sees its history again, and nobody tells them.
    if (isPublic(scene.cid)) return undefined
    scene.town.curtained.add(`${scene.client.user_id} ${scene.cid}`)
    return call(scene, 'HideChannel', inChannel(scene, { clear_history: true }))
  },
  show: (scene) => call(scene, 'ShowChannel', inChannel(scene, {})),
  mute: async (scene) => {
    const target_id = scene.town.chance.pick(userIds.filter((id) => id !== scene.client.user_id))!
    return call(scene, 'Mute', { body: { target_id } })
  },
  'mute the channel': (scene) => call(scene, 'MuteChannel', { body: { channel_cid: scene.cid } }),
  'open a thread': async (scene) => {
    const parent = scene.town.chance.pick(scene.messages.filter(({ reply_count }) => reply_count > 0))
    if (!parent) return undefined
    await scene.client.openThread(scene.cid, parent.id)
    return true
  },
  'read a thread': async (scene) => {
    const parent = scene.town.chance.pick(scene.messages.filter(({ reply_count }) => reply_count > 0))
    return parent && call(scene, 'MarkRead', inChannel(scene, { thread_id: parent.id }))
  },
  leave: async (scene) => {
    if (scene.client.user_id === shadowedUser) return undefined
    return call(scene, 'UpdateChannel', inChannel(scene, { remove_members: [scene.client.user_id] }))
  },
  'add a member': (scene) => backend(scene, inChannel(scene, { add_members: [scene.town.chance.pick(userIds)] })),
  'add a newcomer': async (scene) => {
    // Whoever looks on as a guest has seen the history; that it is hidden from them as a member nobody tells them.
    if (isPublic(scene.cid)) return undefined
    const user_id = scene.town.chance.pick(userIds)!
    scene.town.curtained.add(`${user_id} ${scene.cid}`)
    return backend(scene, inChannel(scene, { add_members: [user_id], hide_history: true }))
  },
  'remove a member': async (scene) => {
    const members = Object.keys(scene.client.channel(scene.cid)?.members ?? {})
    const user_id = scene.town.chance.pick(members.filter((id) => id !== shadowedUser))
    return user_id === undefined ? undefined : backend(scene, inChannel(scene, { remove_members: [user_id] }))
  },
  erase: async ({ town, messages }) => {
    const gone = town.chance.pick(messages.filter((message) => mayErase(town, message)))
    if (!gone) return undefined
    town.erased.add(gone.id)
    const isDone = await asBackend(town, 'DeleteMessage', { params: { id: gone.id }, query: { hard: true } })
    if (isDone) town.erasedForCertain.add(gone.id)
    return isDone
  },
  rename: (scene) =>
    backend(scene, inChannel(scene, { data: { name: `name ${scene.town.chance.below(1000)}` }, user_id: 'founder' })),
}

/** Lets somebody do something, and notes whether it was done, refused or impossible. */
export function act(town: Town): Promise<void> {
  const client = town.chance.pick(town.clients)!
  const cids = Object.keys(client.state().channels)
  const quieter = cids.filter((cid) => !isPublic(cid) || town.chance.happens(0.25))
  const cid = town.chance.pick(quieter)
  if (cid === undefined) return Promise.resolve()
  const kind = town.chance.weighted(weights)
  // What is muted from when on is judged by time: not while the clock is behind what it said before.
  if (kind.startsWith('mute') && town.server.isBehind()) return Promise.resolve()
  const messages = client.channel(cid)!.messages.filter(({ parley }) => parley?.status === undefined)
  return performances[kind]({ town, client, cid, messages }).then((isDone) => {
    if (isDone !== undefined) raise(isDone ? town.done : town.refused, kind)
  })
}

async function send(
  { town, client, cid }: Scene,
  fields: { readonly parent_id?: string; readonly [field: string]: unknown },
) {
  const id = `${client.name.replace('/', '-')}-${town.wishes.length}`
  const wish: Wish = { id, cid, client: client.name, parent_id: fields.parent_id, isAcknowledged: false }
  town.wishes.push(wish)
  wish.isAcknowledged = await client.send(cid, { id, text: `hello ${id}`, nonce: id, ...fields })
  return wish.isAcknowledged
}

async function reply(scene: Scene, fields: object): Promise<boolean | undefined> {
  const parents = scene.messages.filter((message) => !message.parent_id && isAlive(message)).slice(-8)
  const parent = scene.town.chance.pick(parents)
  return parent && send(scene, { parent_id: parent.id, ...fields })
}

async function onMessage(
  { town, messages }: Scene,
  isFitting: (message: LocalMessage) => boolean,
  work: (message: LocalMessage) => Promise<boolean | undefined>,
): Promise<boolean | undefined> {
  const message = town.chance.pick(messages.filter(isFitting))
  return message && work(message)
}

/** One of the newest messages: all that came after it are loaded everywhere. */
const recentCount = 6

async function onRecent(
  { town, messages }: Scene,
  work: (message_id: string) => Promise<boolean | undefined>,
): Promise<boolean | undefined> {
  const message = town.chance.pick(messages.slice(-recentCount))
  return message && work(message.id)
}

const inChannel = ({ cid }: Scene, body: object): Ask => ({ params: paramsOf(cid), body })

async function call({ client }: Scene, name: EndpointName, ask: Ask): Promise<boolean | undefined> {
  const answer = await client.call(name, ask)
  return answer && answer.status < 300
}

const backend = ({ town }: Scene, ask: Ask) => asBackend(town, 'UpdateChannel', ask)

async function asBackend({ backend }: Town, name: EndpointName, ask: Ask): Promise<boolean | undefined> {
  try {
    const { status } = await backend.fetch(name, ask)
    if (status >= 500) throw new Error(`${name} answered ${status}`)
    return status < 300
  } catch (error) {
    if (error instanceof Unreachable) return undefined
    throw error
  }
}

const isAlive = ({ type }: LocalMessage): boolean => type !== 'deleted'

const isOwn =
  ({ client }: Scene) =>
  (message: LocalMessage): boolean =>
    isAlive(message) && message.user.id === client.user_id

/**
 * Once a message is gone for good its id is free again: whoever still repeats its sending would store it anew. And
 * whoever cannot see a parent because their history begins later does not learn that its replies went with it.
 */
function mayErase({ wishes, internet, curtained }: Town, { id, cid }: LocalMessage): boolean {
  const isShort = [...curtained].some((who) => who.endsWith(` ${cid}`))
  const hasReplies = wishes.some(({ parent_id }) => parent_id === id)
  if (internet.isRepeating(id) || (hasReplies && isShort)) return false
  return wishes.some((wish) => wish.id === id && wish.isAcknowledged)
}

function raise(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
