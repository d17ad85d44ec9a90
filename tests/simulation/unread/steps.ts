import assert from 'node:assert/strict'
import type { TestChat } from '../../../packages/server/src/testing/test-chat.ts'
import type { Ask, Json } from '../../../packages/server/src/testing/test-client.ts'
import type { Chance } from '../chance.ts'
import { type Happened, never } from './happened.ts'
import {
  forgetMessages,
  type KnownChannel,
  type KnownMessage,
  membersOf,
  micros,
  paramsOf,
  recent,
  repliesSeen,
  repliesTo,
  seen,
  takesPart,
  usersWith,
} from './known.ts'

export interface StepOptions {
  readonly chat: TestChat
  readonly chance: Chance
  readonly users: readonly string[]
  readonly channels: readonly { readonly type: string; readonly id: string }[]
  /** Called after the server has accepted something. */
  readonly happen: (happened: Happened) => void
}

const weights = {
  send: 30,
  reply: 16,
  read: 8,
  readMessage: 6,
  readEverything: 1,
  markUnread: 7,
  readThread: 4,
  markThreadUnread: 3,
  deleteHard: 4,
  deleteSoftly: 3,
  muteUser: 2,
  unmuteUser: 2,
  muteChannel: 2,
  unmuteChannel: 2,
  join: 3,
  leave: 2,
  invite: 2,
  answerInvite: 2,
  hide: 2,
  truncate: 0.4,
  truncateForSome: 0.4,
  banAndDelete: 0.6,
  shadowBan: 1,
  recreate: 0.1,
  switchReads: 0.4,
  wait: 0.6,
}

type Step = keyof typeof weights

/** Does one random thing after another to a chat, by its public interface, and tells what has happened. */
export function createSteps({ chat, chance, users, channels, happen }: StepOptions) {
  const { server } = chat
  const known = new Map<string, KnownChannel>()
  const silenced = new Set<string>()
  const readsOff = new Set<string>()
  const muting = new Set<string>()
  let made = 0

  const call = (name: Parameters<typeof server.call>[0], request: Ask): Promise<Json> => server.call(name, request)
  const anyChannel = () => chance.pick([...known.values()])!
  const anyUser = () => chance.pick(users)!
  const update = (channel: KnownChannel, body: object) => call('UpdateChannel', { params: paramsOf(channel), body })

  /** What goes on behind an answer has come to an end. */
  async function finished() {
    await chat.quiet()
    await chat.app.services.tasks?.idle()
  }

  async function create(type: string, id: string, members: readonly string[]) {
    const cid = `${type}:${id}`
    await call('GetOrCreateChannel', { params: { type, id }, body: { data: { created_by_id: 'admin', members } } })
    const statuses = members.map((user) => [user, 'member'] as const)
    known.set(cid, { cid, type, id, members: new Map(statuses), messages: [], cut: 0, cuts: new Map() })
    happen({ kind: 'created', cid, type })
    for (const user of members) happen({ kind: 'joined', cid, user })
  }

  async function post(channel: KnownChannel, author: string, body: Record<string, unknown>, parent?: KnownMessage) {
    const id = `m${++made}`
    const isShadowed = silenced.has(author)
    const silent = chance.happens(0.1)
    const isShown = parent !== undefined && chance.happens(0.3)
    const mentioned = parent ? chance.sample(users, chance.below(3)) : []
    const message = {
      id,
      text: 'hello',
      user_id: author,
      silent,
      ...(parent && { parent_id: parent.id, show_in_channel: isShown, mentioned_users: mentioned }),
      ...body,
    }
    const answer = await call('SendMessage', { params: paramsOf(channel), body: { message } })
    remember(channel, answer.message, { isShadowed, silent, mentioned, isShown, ...(parent && { parent: parent.id }) })
  }

  function remember(
    channel: KnownChannel,
    { id, user, created_at }: Json,
    about: { isShadowed: boolean; silent: boolean; mentioned: string[]; isShown: boolean; parent?: string },
  ) {
    const { isShadowed, silent, mentioned, isShown, parent } = about
    const isHeard = !isShadowed && !silent && !readsOff.has(channel.type)
    const isInChannel = !parent || isShown
    const state = { isGone: false, isDeleted: false }
    channel.messages.push({ id, author: user.id, created_at, parent, isInChannel, isShadowed, isHeard, ...state })
    happen({
      kind: 'sent',
      cid: channel.cid,
      id,
      author: user.id,
      at: micros(created_at),
      silent,
      shadowed: isShadowed,
      mentioned,
      ...(parent && { parent, isShown }),
    })
  }

  /** A message with replies, or one that gets its first. */
  function anyParent(channel: KnownChannel, user: string, needsReplies: boolean): KnownMessage | undefined {
    const parents = seen(channel, user).filter((message) => !message.parent && !message.isShadowed)
    const withReplies = parents.filter(({ id }) => repliesTo(channel, id).length > 0)
    return chance.pick(needsReplies || (withReplies.length > 3 && chance.happens(0.7)) ? withReplies : parents)
  }

  const steps: Readonly<Record<Step, () => Promise<unknown>>> = {
    send: () => {
      const channel = anyChannel()
      const author = chance.happens(0.9) ? (chance.pick(membersOf(channel)) ?? anyUser()) : anyUser()
      return post(channel, author, chance.happens(0.1) ? { type: 'system' } : {})
    },
    async reply() {
      const channel = anyChannel()
      const author = chance.pick(membersOf(channel)) ?? anyUser()
      const parent = anyParent(channel, author, false)
      if (parent) await post(channel, author, {}, parent)
    },
    async read() {
      const channel = anyChannel()
      const user = anyUser()
      const request = { params: paramsOf(channel), body: { user_id: user } }
      if (readsOff.has(channel.type)) return server.refused('MarkRead', request)
      const { event } = await call('MarkRead', request)
      if (channel.members.get(user) === 'member') happen({ kind: 'read', cid: channel.cid, user })
      else assert.equal(event, null)
    },
    async readMessage() {
      const channel = anyChannel()
      const user = chance.pick(membersOf(channel))
      const message = user && chance.pick(seen(channel, user).slice(-20))
      if (!user || !message || readsOff.has(channel.type)) return
      await call('MarkRead', { params: paramsOf(channel), body: { user_id: user, message_id: message.id } })
      happen({ kind: 'read', cid: channel.cid, user, id: message.id })
    },
    async readEverything() {
      const user = anyUser()
      await call('MarkChannelsRead', { body: { user_id: user } })
      for (const channel of known.values()) {
        const isRead = channel.members.get(user) === 'member' && !readsOff.has(channel.type)
        if (isRead) happen({ kind: 'read', cid: channel.cid, user })
      }
    },
    async markUnread() {
      const channel = anyChannel()
      const user = anyUser()
      const all = seen(channel, user)
      const message = chance.pick(chance.happens(0.8) ? all.slice(-30) : all)
      if (!message) return
      const request = { params: paramsOf(channel), body: { user_id: user, message_id: message.id } }
      const inChannel = channel.messages.filter((each) => each.isInChannel)
      const newer = inChannel.slice(inChannel.indexOf(message))
      const living = newer.filter((each) => !each.isGone).length
      const isMember = channel.members.get(user) === 'member'
      if (!isMember || readsOff.has(channel.type) || living > 100) return server.refused('MarkUnread', request)
      const { status } = await server.fetch('MarkUnread', request)
      // What was known of older messages may have been given up once they were no longer among the newest hundred.
      if (status >= 400) return assert.ok(newer.length > 100, `${message.id} could not be marked unread`)
      happen({ kind: 'marked_unread', cid: channel.cid, user, id: message.id })
    },
    async readThread() {
      const channel = anyChannel()
      const user = chance.pick(membersOf(channel))
      const parent = user && anyParent(channel, user, true)
      if (!user || !parent || readsOff.has(channel.type)) return
      const reply = chance.happens(0.5) ? chance.pick(repliesSeen(channel, user, parent)) : undefined
      const about = { thread_id: parent.id, ...(reply && { message_id: reply.id }) }
      const { event } = await call('MarkRead', { params: paramsOf(channel), body: { user_id: user, ...about } })
      if (!event) return assert.ok(!takesPart(channel, user, parent))
      happen({ kind: 'thread_read', cid: channel.cid, user, parent: parent.id, ...(reply && { id: reply.id }) })
    },
    async markThreadUnread() {
      const channel = anyChannel()
      const user = chance.pick(membersOf(channel))
      const parent = user && anyParent(channel, user, true)
      if (!user || !parent || readsOff.has(channel.type)) return
      const replies = repliesSeen(channel, user, parent)
      const last = replies.at(-1)
      const isNamed = !last || last.author === user || !last.isHeard || chance.happens(0.7)
      const reply = isNamed ? chance.pick(replies.slice(-20)) : last
      if (!reply) return
      const about = { thread_id: parent.id, ...(isNamed && { message_id: reply.id }) }
      const { status } = await server.fetch('MarkUnread', {
        params: paramsOf(channel),
        body: { user_id: user, ...about },
      })
      if (status >= 400) return assert.ok(!takesPart(channel, user, parent), `${parent.id} could not be marked unread`)
      happen({ kind: 'thread_marked_unread', cid: channel.cid, user, parent: parent.id, id: reply.id })
    },
    async deleteHard() {
      const channel = anyChannel()
      const message = chance.pick(recent(channel))
      if (!message) return
      await call('DeleteMessage', { params: { id: message.id }, query: { hard: true } })
      forgetMessages(channel, ({ id }) => id === message.id)
      happen({ kind: 'removed', cid: channel.cid, id: message.id })
    },
    async deleteSoftly() {
      const channel = anyChannel()
      const message = chance.pick(recent(channel).filter(({ isDeleted }) => !isDeleted))
      if (!message) return
      await call('DeleteMessage', { params: { id: message.id } })
      message.isDeleted = true
    },
    async muteUser() {
      const [user, target] = chance.sample(users, 2) as [string, string]
      const timeout = chance.happens(0.5) ? { timeout: 1 + chance.below(5) } : {}
      const { mute } = await call('Mute', { body: { user_id: user, target_id: target, ...timeout } })
      muting.add(`${user} ${target}`)
      happen({ kind: 'user_muted', user, target, expires: mute.expires ? micros(mute.expires) : never })
    },
    async unmuteUser() {
      const key = chance.pick([...muting])
      if (!key) return
      const [user, target] = key.split(' ') as [string, string]
      muting.delete(key)
      await server.fetch('Unmute', { body: { user_id: user, target_id: target } })
      happen({ kind: 'user_unmuted', user, target })
    },
    async muteChannel() {
      const channel = anyChannel()
      const user = anyUser()
      const expiration = chance.happens(0.6) ? { expiration: 1000 * (1 + chance.below(300)) } : {}
      const body = { user_id: user, channel_cid: channel.cid, ...expiration }
      const { channel_mute } = await call('MuteChannel', { body })
      const expires = channel_mute.expires ? micros(channel_mute.expires) : never
      happen({ kind: 'channel_muted', cid: channel.cid, user, expires })
    },
    async unmuteChannel() {
      const channel = anyChannel()
      const user = anyUser()
      await call('UnmuteChannel', { body: { user_id: user, channel_cid: channel.cid } })
      happen({ kind: 'channel_unmuted', cid: channel.cid, user })
    },
    async join() {
      const channel = anyChannel()
      const user = anyUser()
      if (channel.members.get(user) === 'member') return
      const isHiding = !channel.members.has(user) && chance.happens(0.2)
      await update(channel, { add_members: [user], ...(isHiding && { hide_history: true }) })
      channel.members.set(user, 'member')
      happen({ kind: 'joined', cid: channel.cid, user })
      if (isHiding) clear(channel, user)
    },
    async leave() {
      const channel = anyChannel()
      const user = chance.pick([...channel.members.keys()])
      if (!user) return
      await update(channel, { remove_members: [user] })
      channel.members.delete(user)
      channel.cuts.delete(user)
      happen({ kind: 'left', cid: channel.cid, user })
    },
    async invite() {
      const channel = anyChannel()
      const user = anyUser()
      if (channel.members.has(user)) return
      await update(channel, { invites: [user] })
      channel.members.set(user, 'pending')
      happen({ kind: 'invited', cid: channel.cid, user })
    },
    async answerInvite() {
      const channel = anyChannel()
      const user = chance.pick(usersWith(channel, 'pending'))
      if (!user) return
      const accepts = chance.happens(0.7)
      await update(channel, { user_id: user, ...(accepts ? { accept_invite: true } : { reject_invite: true }) })
      channel.members.set(user, accepts ? 'member' : 'rejected')
      if (accepts) happen({ kind: 'joined', cid: channel.cid, user })
    },
    async hide() {
      const channel = anyChannel()
      const user = chance.pick([...membersOf(channel), ...usersWith(channel, 'pending')])
      if (!user) return
      const clear_history = chance.happens(0.4)
      await call('HideChannel', { params: paramsOf(channel), body: { user_id: user, clear_history } })
      if (clear_history) clear(channel, user)
    },
    async truncate() {
      const channel = anyChannel()
      const isHard = chance.happens(0.5)
      const last = chance.happens(0.4) ? chance.pick(seen(channel, '').slice(-10)) : undefined
      const message = chance.happens(0.5) ? { text: 'gone', user_id: 'admin' } : undefined
      const answer = await call('TruncateChannel', {
        params: paramsOf(channel),
        body: {
          user_id: 'admin',
          hard_delete: isHard,
          ...(last && { truncated_at: last.created_at }),
          ...(message && { message }),
        },
      })
      await finished()
      channel.cut = last ? channel.messages.indexOf(last) + 1 : channel.messages.length
      const cut = new Set(channel.messages.slice(0, channel.cut))
      if (isHard) forgetMessages(channel, (each) => cut.has(each))
      happen({ kind: 'truncated', cid: channel.cid, isHard, ...(last && { upTo: last.id }) })
      if (message)
        remember(channel, answer.message, { isShadowed: false, silent: false, mentioned: [], isShown: false })
    },
    async truncateForSome() {
      const channel = anyChannel()
      const some = chance.sample(membersOf(channel), 2)
      if (some.length === 0) return
      await call('TruncateChannel', { params: paramsOf(channel), body: { user_id: 'admin', member_ids: some } })
      for (const user of some) clear(channel, user)
    },
    async banAndDelete() {
      const target = anyUser()
      const channel = chance.happens(0.7) ? anyChannel() : undefined
      const isHard = chance.happens(0.5)
      const scope = channel ? { type: channel.type, id: channel.id } : {}
      const delete_messages = isHard ? 'hard' : 'soft'
      await call('Ban', { body: { target_user_id: target, banned_by_id: 'admin', ...scope, delete_messages } })
      await finished()
      await call('Unban', { query: { target_user_id: target, ...scope } })
      // A ban takes the place of one in silence.
      if (!channel) silenced.delete(target)
      for (const each of channel ? [channel] : known.values()) {
        if (isHard) forgetMessages(each, ({ author }) => author === target)
        for (const message of each.messages) if (message.author === target) message.isDeleted = true
        happen({ kind: 'banned', cid: each.cid, author: target, isHard })
      }
    },
    async shadowBan() {
      const target = anyUser()
      if (silenced.delete(target)) return call('Unban', { query: { target_user_id: target, shadow: true } })
      silenced.add(target)
      return call('Ban', { body: { target_user_id: target, banned_by_id: 'admin', shadow: true } })
    },
    async recreate() {
      const { cid, type, id } = anyChannel()
      await call('DeleteChannel', { params: { type, id } })
      happen({ kind: 'deleted', cid })
      await create(type, id, chance.sample(users, 4))
    },
    async switchReads() {
      const type = chance.pick(channels)!.type
      const readEvents = readsOff.delete(type)
      if (!readEvents) readsOff.add(type)
      await call('UpdateChannelType', { params: { name: type }, body: { read_events: readEvents } })
      happen({ kind: 'switched', type, readEvents })
    },
    wait: () => chat.clock.advance(1000 * (600 + chance.below(60))),
  }

  function clear(channel: KnownChannel, user: string) {
    channel.cuts.set(user, channel.messages.length)
    happen({ kind: 'cleared', cid: channel.cid, user })
  }

  return {
    async start() {
      for (const { type, id } of channels) await create(type, id, chance.sample(users, 5))
    },
    /** Does the next thing and names it. */
    async next(): Promise<Step> {
      await chat.clock.advance(chance.below(4000))
      const step = chance.weighted(weights)
      await steps[step]()
      return step
    },
  }
}
