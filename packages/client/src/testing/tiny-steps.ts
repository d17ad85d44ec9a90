import type { Message, Reaction, WireEvent } from '../wire.ts'
import { member, message, moment, reaction, readState, user } from './samples.ts'
import type { Row, TinyServer } from './tiny-server.ts'

/** What somebody does in the channel. Messages are named by their distance from the newest; what is impossible does nothing. */
export interface Step {
  readonly act: Act
  readonly who: string
  readonly which: number
  readonly type: string
  readonly yes: boolean
}

type Perform = (server: TinyServer, step: Step) => void

const ACTS = {
  send: (server, { who, yes }) => send(server, who, { silent: yes }),
  reply: (server, step) => {
    const parent = pick(server, step, ({ message }) => !message.parent_id)
    if (!parent) return
    const { id } = parent.message
    if (!send(server, step.who, { type: 'reply', parent_id: id, ...(step.yes && { show_in_channel: true }) })) return
    change(server, parent, { reply_count: parent.message.reply_count + 1 })
  },
  edit: (server, step) => {
    const row = pick(server, step, isAlive)
    if (row) change(server, row, { text: `${row.message.text}!`, updated_at: server.time })
  },
  pin: (server, step) => {
    const row = pick(server, step, isAlive)
    const pinned = row !== undefined && !row.message.pinned
    if (row) change(server, row, { pinned, pinned_at: pinned ? server.time : null })
  },
  delete: (server, step) => {
    const row = pick(server, step, isAlive)
    if (!row) return
    row.original = row.message
    const deleted = { type: 'deleted', text: '', pinned: false, pinned_at: null, deleted_at: server.time } as const
    row.message = { ...row.message, ...deleted, updated_at: server.time }
    server.tell('message.deleted', { message: server.inEvent(row), hard_delete: false })
  },
  restore: (server, step) => {
    const row = pick(server, step, (each) => !isAlive(each))
    if (!row?.original) return
    row.message = { ...row.original, reply_count: row.message.reply_count, updated_at: server.time }
    server.tell('message.undeleted', { message: server.inEvent(row) })
  },
  erase: (server, step) => {
    const row = pick(server, step)
    if (!row) return
    const { id, parent_id } = row.message
    server.rows = server.rows.filter(({ message }) => message.id !== id && message.parent_id !== id)
    setLastMessage(server)
    const erased = { ...server.inEvent(row), type: 'deleted' }
    server.tell('message.deleted', { message: erased, hard_delete: true, ...server.totals() })
    const parent = server.rows.find(({ message }) => message.id === parent_id)
    if (parent) change(server, parent, { reply_count: parent.message.reply_count - 1 })
  },
  react: (server, step) => {
    const row = pick(server, step, isAlive)
    if (!row || !server.members.has(step.who)) return
    const added = reaction(row.message.id, step.who, step.type, { score: server.now, created_at: server.time })
    const isReplaced = (each: Reaction) => each.user_id === step.who && (step.yes || each.type === step.type)
    const told = row.reactions.some(isReplaced) ? 'reaction.updated' : 'reaction.new'
    row.reactions = [added, ...row.reactions.filter((each) => !isReplaced(each))]
    server.tell(told, { message: server.inEvent(row), reaction: added, user: user(step.who) })
  },
  unreact: (server, step) => {
    const row = pick(server, step, isAlive)
    const removed = row?.reactions.find((each) => each.user_id === step.who && each.type === step.type)
    if (!row || !removed) return
    row.reactions = row.reactions.filter((each) => each !== removed)
    server.tell('reaction.deleted', { message: server.inEvent(row), reaction: removed, user: user(step.who) })
  },
  read: (server, { who, which, yes }) => {
    const read = server.inChannel().at(yes ? -1 : -1 - which)?.message
    const known = server.reads.get(who)
    if (!known || !read || known.last_read >= read.created_at) return
    const told = moveRead(server, who, yes ? server.time : read.created_at, read)
    server.pass('message.read', told)
    if (who === 'ann') server.pass('notification.mark_read', { ...told, ...server.totals() })
  },
  'read everything': (server) => {
    const newest = server.inChannel().at(-1)?.message
    if (!newest || !server.reads.has('ann')) return
    const told = moveRead(server, 'ann', server.time, newest)
    server.hear({ type: 'notification.mark_read', user: user('ann'), created_at: server.time, ...server.totals() })
    server.pass('message.read', told)
  },
  'mark unread': (server, { which }) => {
    const all = server.inChannel()
    const first = all.at(-1 - which)
    if (!first || !server.reads.has('ann')) return
    const before = all[all.indexOf(first) - 1]?.message
    const { created_at, ...told } = moveRead(server, 'ann', before?.created_at ?? moment(1), before)
    const marked = {
      first_unread_message_id: first.message.id,
      last_read_at: created_at,
      unread_messages: server.unread(),
    }
    server.pass('notification.mark_unread', { ...told, ...marked, ...server.totals() })
  },
  join: (server, { who }) => {
    if (server.members.has(who)) return
    const joined = member(who, { created_at: server.time })
    server.members.set(who, joined)
    server.reads.set(who, readState(who, { last_read: server.time, ...server.nextRev() }))
    server.tell('member.added', { member: joined, ...about(server, who) })
  },
  leave: (server, { who }) => {
    const left = server.members.get(who)
    if (!left) return
    server.members.delete(who)
    server.reads.delete(who)
    server.tell('member.removed', { member: left, ...about(server, who) })
    if (who !== 'ann') return
    server.hidden = false
    server.pass('notification.removed_from_channel', { channel: server.channel(), ...server.totals() })
  },
  promote: (server, { who }) => {
    const known = server.members.get(who)
    if (!known) return
    const promoted = { ...known, channel_role: 'channel_moderator' }
    server.members.set(who, promoted)
    server.tell('member.updated', { member: promoted, ...about(server, who) })
  },
  truncate: (server, { who, yes }) => {
    server.data.truncated_at = server.time
    server.rows = []
    setLastMessage(server)
    server.tell('channel.truncated', { channel: server.channel(), ...server.totals() })
    server.now += 1
    if (yes) send(server, who, { type: 'system' })
  },
  hide: (server, { yes }) => {
    if (!server.members.has('ann')) return
    server.hidden = true
    if (yes) server.clearedAt = server.time
    server.pass('channel.hidden', { channel: server.channel(), clear_history: yes, ...server.totals() })
  },
  rename: (server) => {
    server.data.name += '+'
    server.tell('channel.updated', { channel: server.channel() })
  },
  'mute bob': (server) => {
    server.bobMuted = server.bobMuted ? undefined : server.time
    server.hear({ type: 'notification.mutes_updated', me: server.me(), created_at: server.time })
  },
  'mute the channel': (server) => {
    server.channelMuted = server.channelMuted ? undefined : server.time
    server.hear({ type: 'notification.channel_mutes_updated', me: server.me(), created_at: server.time })
  },
} satisfies Record<string, Perform>

export type Act = keyof typeof ACTS
export const acts = Object.keys(ACTS) as Act[]

/** Lets a step happen, a second after the one before; returns what ann hears of it. */
export function happen(server: TinyServer, step: Step): WireEvent[] {
  server.now += 1
  const from = server.heard.length
  const perform: Perform = ACTS[step.act]
  perform(server, step)
  return server.heard.slice(from)
}

function send(server: TinyServer, who: string, fields: Partial<Message>): boolean {
  if (!server.members.has(who)) return false
  const sent = message(`m${server.now}`, server.now, { user: user(who), ...fields })
  const isPlainReply = sent.parent_id !== undefined && !sent.show_in_channel
  const countsForAnn = who !== 'ann' && !sent.silent && !isPlainReply && !isMuted(server, who)
  server.rows.push({ message: sent, reactions: [], countsForAnn })
  const told = { message: sent, message_id: sent.id, watcher_count: 1 }
  if (isPlainReply) {
    server.tell('message.new', { ...told, ...server.totals() })
    return true
  }
  setLastMessage(server)
  const { parley } = moveRead(server, who, server.time, sent)
  if (server.hidden && !server.channelMuted && !sent.silent) {
    server.hidden = false
    server.pass('channel.visible', { channel: server.channel() })
  }
  server.tell('message.new', { ...told, ...server.totals() }, parley)
  return true
}

function change(server: TinyServer, row: Row, fields: Partial<Message>): void {
  row.message = { ...row.message, ...fields }
  server.tell('message.updated', { message: server.inEvent(row) })
}

/** Moves a read row and returns what the read events say of it. */
function moveRead(server: TinyServer, who: string, last_read: string, last: Message | undefined) {
  const told = { user: user(who), ...(last && { last_read_message_id: last.id }), ...server.nextRev() }
  server.reads.set(who, { ...told, last_read, unread_messages: 0 })
  return { ...told, created_at: last_read }
}

function pick(server: TinyServer, { which }: Step, isWanted: (row: Row) => boolean = () => true): Row | undefined {
  return server.rows.filter((row) => server.isVisible(row.message) && isWanted(row)).at(-1 - which)
}

function isAlive({ message }: Row): boolean {
  return message.type !== 'deleted'
}

function isMuted(server: TinyServer, author: string): boolean {
  return server.channelMuted !== undefined || (server.bobMuted !== undefined && author === 'bob')
}

function setLastMessage(server: TinyServer): void {
  const last = server.inChannel().at(-1)?.message.created_at
  if (last === undefined) delete server.data.last_message_at
  else server.data.last_message_at = last
}

function about(server: TinyServer, who: string): object {
  const own = who === 'ann' && { own_capabilities: server.capabilities() }
  return { user: user(who), channel: server.channel(), ...own }
}
