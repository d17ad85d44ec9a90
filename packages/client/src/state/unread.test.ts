import { describe, expect, test } from 'bun:test'
import { conversation } from '../testing/conversation.ts'
import { channel, member, message, moment, ownUser, readState, user } from '../testing/samples.ts'
import type { Message } from '../wire.ts'
import { loadReplies } from './load.ts'

const bob = user('bob')
const mutedBob = { user: ownUser('ann'), target: bob, created_at: moment(1), updated_at: moment(1) }
const mutedGeneral = { user: ownUser('ann'), channel: channel(), created_at: moment(1), updated_at: moment(1) }

function heard(fields: Partial<Message>, ...setup: Parameters<typeof conversation>) {
  const chat = conversation(...setup)
  chat.stored('message.new', { message: message('m1', 5, fields) })
  return chat.general.unread
}

describe('a new message counts as unread', () => {
  test('if somebody else wrote it', () => {
    expect(heard({})).toBe(1)
    expect(heard({ user: user('ann') })).toBe(0)
  })

  test('unless it is silent or shadowed', () => {
    expect(heard({ silent: true })).toBe(0)
    expect(heard({ shadowed: true })).toBe(0)
  })

  test('if it is a system message, but not if it is ephemeral or an error', () => {
    expect(heard({ type: 'system' })).toBe(1)
    expect(heard({ type: 'ephemeral' })).toBe(0)
    expect(heard({ type: 'error' })).toBe(0)
  })

  test('as a reply only if it is shown in the channel', () => {
    expect(heard({ type: 'reply', parent_id: 'm0' })).toBe(0)
    expect(heard({ type: 'reply', parent_id: 'm0', show_in_channel: true })).toBe(1)
  })

  test('unless its author is muted', () => {
    expect(heard({}, {}, { mutes: [mutedBob] })).toBe(0)
    expect(heard({ user: user('cat') }, {}, { mutes: [mutedBob] })).toBe(1)
  })

  test('unless the channel is muted', () => {
    expect(heard({}, {}, { channel_mutes: [mutedGeneral] })).toBe(0)
    const elsewhere = { ...mutedGeneral, channel: channel({ cid: 'messaging:other' }) }
    expect(heard({}, {}, { channel_mutes: [elsewhere] })).toBe(1)
  })

  test('once a mute has run out, without anybody saying so', () => {
    expect(heard({}, {}, { mutes: [{ ...mutedBob, expires: moment(5) }] })).toBe(1)
    expect(heard({}, {}, { mutes: [{ ...mutedBob, expires: moment(6) }] })).toBe(0)
    expect(heard({}, {}, { channel_mutes: [{ ...mutedGeneral, expires: moment(5) }] })).toBe(1)
  })

  test('only for full members: not for watchers, not for those invited or declining', () => {
    const watcher = conversation()
    watcher.passing('notification.removed_from_channel', { channel: channel() })
    watcher.stored('message.new', { message: message('m1', 5) })
    expect(watcher.general.unread).toBe(0)
    expect(heard({}, { membership: member('ann', { status: 'pending', invited: true }) })).toBe(0)
    expect(heard({}, { membership: member('ann', { status: 'rejected', invited: true }) })).toBe(0)
  })

  test('only where the channel type has read events', () => {
    expect(heard({}, { channel: channel({ config: { read_events: false } as never }) })).toBe(0)
  })

  test('only if it is newer than what was read', () => {
    expect(heard({}, { read: [readState('ann', { last_read: moment(5) })] })).toBe(0)
    expect(heard({}, { read: [readState('ann', { last_read: moment(4) })] })).toBe(1)
  })

  test('once, however often it is told', () => {
    const chat = conversation()
    const event = chat.passing('message.new', { message: message('m1', 5) })
    chat.hear(event)
    expect(chat.general.unread).toBe(1)
  })

  test('even if a replay knows it as deleted already: soft deletion does not lower the number', () => {
    expect(heard({ type: 'deleted', text: '', deleted_at: moment(9) })).toBe(1)
  })

  test('as the server says, where it says the number', () => {
    const chat = conversation({ read: [readState('ann', { unread_messages: 40 })] })
    chat.stored('message.new', { message: message('m1', 5), unread_messages: 300 })
    expect(chat.general.unread).toBe(300)
  })
})

describe('the unread number', () => {
  const threeUnread = () => {
    const chat = conversation()
    for (const n of [1, 2, 3]) chat.stored('message.new', { message: message(`m${n}`, n) })
    return chat
  }

  test('falls with the hard deletion of an unread message, not with a soft one', () => {
    const chat = threeUnread()
    chat.stored('message.deleted', { message: message('m2', 2, { type: 'deleted' }), hard_delete: false })
    expect(chat.general.unread).toBe(3)
    chat.stored('message.deleted', { message: message('m2', 2, { type: 'deleted' }), hard_delete: true })
    expect(chat.general.unread).toBe(2)
  })

  test('stays when what is deleted was read, silent, own, or came while muted', () => {
    const chat = conversation(
      { messages: [message('old', 1)], read: [readState('ann', { last_read: moment(2) })] },
      { channel_mutes: [{ ...mutedGeneral, expires: moment(4) }] },
    )
    chat.stored('message.new', { message: message('while-muted', 3) })
    chat.hear({ type: 'notification.channel_mutes_updated', me: ownUser('ann'), created_at: moment(4) })
    chat.stored('message.new', { message: message('silent', 5, { silent: true }) })
    chat.stored('message.new', { message: message('counted', 6) })
    for (const id of ['old', 'while-muted', 'silent']) {
      const gone = chat.general.messages.find((each) => each.id === id)
      chat.stored('message.deleted', { message: { ...gone, type: 'deleted' } as Message, hard_delete: true })
    }
    expect(chat.texts).toEqual(['counted'])
    expect(chat.general.unread).toBe(1)
  })

  test('falls with an unread message beyond the loaded ones, once', () => {
    const chat = conversation({ messages: [message('m9', 9)], read: [readState('ann', { unread_messages: 30 })] })
    const event = chat.stored('message.deleted', { message: message('m2', 2, { type: 'deleted' }), hard_delete: true })
    chat.hear(event)
    expect(chat.general.unread).toBe(29)
  })

  test('stays when a reply of a thread is deleted', () => {
    const chat = threeUnread()
    const reply = message('r1', 4, { parent_id: 'm1', type: 'reply' })
    chat.state = loadReplies(chat.state, 'messaging:general', 'm1', [reply])
    chat.stored('message.deleted', { message: reply, hard_delete: true })
    expect(chat.general.unread).toBe(3)
  })

  test('does not fall with a deletion that tells no place in the order and may be a repetition, unless the message is loaded', () => {
    const chat = conversation({ messages: [message('m9', 9)], read: [readState('ann', { unread_messages: 30 })] })
    chat.passing('message.deleted', { message: message('m2', 2, { type: 'deleted' }), hard_delete: true })
    expect(chat.general.unread).toBe(30)
    chat.passing('message.deleted', { message: message('m9', 9, { type: 'deleted' }), hard_delete: true })
    expect(chat.general.unread).toBe(29)
  })

  test('includes what came before a mute: muting takes nothing back', () => {
    const answer = { messages: [message('m1', 1)], read: [readState('ann', { unread_messages: 1 })] }
    const chat = conversation(answer, { mutes: [{ ...mutedBob, created_at: moment(3) }] })
    chat.stored('message.deleted', { message: message('m1', 1), hard_delete: true })
    expect(chat.general.unread).toBe(0)
  })

  test('falls with all unread messages of a user whose messages are removed', () => {
    const chat = threeUnread()
    chat.stored('message.new', { message: message('c1', 4, { user: user('cat') }) })
    chat.passing('user.messages.deleted', { user: bob, hard_delete: true })
    expect(chat.general.unread).toBe(1)
  })

  test('stands in the own read row as well', () => {
    expect(threeUnread().general.read.ann?.unread_messages).toBe(3)
  })
})
