import { describe, expect, test } from 'bun:test'
import { conversation } from '../testing/conversation.ts'
import { channel, cid, message, moment, readState, user } from '../testing/samples.ts'
import { loadReplies } from './load.ts'
import { sending } from './sending.ts'

describe('a channel that changed', () => {
  test('has the new data, without what was unset', () => {
    const chat = conversation({ channel: channel({ name: 'General', color: 'green' }) })
    chat.stored('channel.updated', { channel: channel({ name: 'Lobby', updated_at: moment(9) }) })
    expect(chat.general.channel).toMatchObject({ name: 'Lobby', updated_at: moment(9) })
    expect(chat.general.channel).not.toHaveProperty('color')
  })

  test('keeps what only the viewer is told, and what the event abbreviates', () => {
    const config = { read_events: true } as never
    const before = channel({ own_capabilities: ['send-message'], config, member_count: 2, blocked: false })
    const chat = conversation({ channel: before, hidden: true, hide_messages_before: moment(1) })
    chat.stored('channel.updated', { channel: channel({ frozen: true }) })
    expect(chat.general.channel).toMatchObject({
      frozen: true,
      config,
      hide_messages_before: moment(1),
      blocked: false,
    })
    expect(chat.general).toMatchObject({ own_capabilities: ['send-message'], hidden: true, member_count: 2 })
  })

  test('brings the viewer’s new capabilities with it', () => {
    const chat = conversation({ channel: channel({ own_capabilities: ['send-message'] }) })
    chat.stored('channel.updated', { channel: channel({ frozen: true }), own_capabilities: ['read-events'] })
    expect(chat.general.own_capabilities).toEqual(['read-events'])
  })

  test('leaves its system message to that message’s own event', () => {
    const chat = conversation()
    const renamed = message('s1', 5, { type: 'system' })
    chat.stored('message.new', { message: renamed })
    chat.stored('channel.updated', { channel: channel(), message: renamed })
    expect(chat.texts).toEqual(['s1'])
    expect(chat.general.unread).toBe(1)
  })

  test('is heard of without being watched: its data is fresh, its messages and number wait', () => {
    const chat = conversation({ read: [readState('ann', { unread_messages: 2 })] })
    const named = channel({ name: 'Lobby', last_message_at: moment(9) })
    chat.passing('notification.message_new', {
      channel: named,
      message: message('m9', 9),
      total_unread_count: 3,
      unread_channels: 1,
    })
    expect(chat.general.channel).toMatchObject({ name: 'Lobby', last_message_at: moment(9) })
    expect(chat.texts).toEqual([])
    expect(chat.general.unread).toBe(2)
    expect(chat.state.totals.total_unread_count).toBe(3)
  })

  test('keeps its name when it is heard of by what the answer of a query has known already', () => {
    const chat = conversation({ channel: channel({ name: 'Lobby' }), parley: { epoch: 'e1', seq: 46, at: moment(46) } })
    const told = (seq: number, name: string) =>
      chat.passing('notification.message_new', {
        channel: channel({ name }),
        message: message(`m${seq}`, seq),
        parley: { epoch: 'e1', seq, at: moment(seq) },
      })
    told(45, 'General')
    expect(chat.general.channel.name).toBe('Lobby')
    told(47, 'Foyer')
    expect(chat.general.channel.name).toBe('Foyer')
  })
})

describe('a truncated channel', () => {
  const truncated = channel({ truncated_at: moment(5) })

  test('has only what is newer, and counts only that', () => {
    const chat = conversation()
    for (const n of [1, 5, 6]) chat.stored('message.new', { message: message(`m${n}`, n) })
    chat.stored('channel.truncated', { channel: truncated, channel_message_count: 1 })
    expect(chat.texts).toEqual(['m6'])
    expect(chat.general.unread).toBe(1)
  })

  test('has no pinned messages and threads of before, nor a last message', () => {
    const chat = conversation({
      channel: channel({ last_message_at: moment(1) }),
      messages: [message('m1', 1)],
      pinned_messages: [message('m1', 1, { pinned: true })],
    })
    chat.state = loadReplies(chat.state, cid, 'm1', [message('r1', 2, { parent_id: 'm1' })])
    chat.stored('channel.truncated', { channel: truncated })
    expect(chat.general).toMatchObject({ messages: [], pinned: [], unread: 0 })
    expect(chat.general.threads).toEqual({})
    expect(chat.general.channel.last_message_at).toBeUndefined()
  })

  test('has no thread left whose parent is gone, even if its replies are newer', () => {
    const chat = conversation({ messages: [message('m1', 1), message('m6', 6)] })
    chat.state = loadReplies(chat.state, cid, 'm1', [message('r7', 7, { parent_id: 'm1' })])
    chat.state = loadReplies(chat.state, cid, 'm6', [message('r8', 8, { parent_id: 'm6' })])
    chat.stored('channel.truncated', { channel: truncated })
    expect(Object.keys(chat.general.threads)).toEqual(['m6'])
  })

  test('shows the message that says so, which is unread like any other', () => {
    const chat = conversation({ messages: [message('m1', 1)], read: [readState('ann', { unread_messages: 1 })] })
    const notice = message('s1', 6, { type: 'system' })
    chat.stored('channel.truncated', { channel: truncated, message: notice })
    chat.stored('message.new', { message: notice })
    expect(chat.texts).toEqual(['s1'])
    expect(chat.general.unread).toBe(1)
  })

  test('keeps what is still being sent', () => {
    const chat = conversation({ messages: [message('m1', 1)] })
    chat.state = sending(chat.state, cid, { id: 'a1', text: 'wait for me', created_at: moment(2) })
    chat.stored('channel.truncated', { channel: truncated })
    expect(chat.texts).toEqual(['wait for me'])
  })

  test('is told to members who do not watch in a form of its own', () => {
    const chat = conversation({ messages: [message('m1', 1)], read: [readState('ann', { unread_messages: 1 })] })
    chat.passing('notification.channel_truncated', { channel: truncated, total_unread_count: 0, unread_channels: 0 })
    expect(chat.general).toMatchObject({ messages: [], unread: 0 })
  })
})

describe('hiding', () => {
  test('hides the channel until it is shown', () => {
    const chat = conversation({ messages: [message('m1', 1)] })
    chat.passing('channel.hidden', { channel: channel(), clear_history: false })
    expect(chat.general.hidden).toBe(true)
    expect(chat.texts).toEqual(['m1'])
    chat.passing('channel.visible', { channel: channel() })
    expect(chat.general.hidden).toBe(false)
  })

  test('with the history leaves nothing to read, for good', () => {
    const chat = conversation({ messages: [message('m1', 1)], read: [readState('ann', { unread_messages: 1 })] })
    chat.passing('channel.hidden', { channel: channel(), clear_history: true, created_at: moment(3) })
    expect(chat.general).toMatchObject({ messages: [], unread: 0, channel: { hide_messages_before: moment(3) } })
    chat.passing('channel.visible', { channel: channel() })
    expect(chat.texts).toEqual([])
  })
})

describe('a deleted channel', () => {
  test('is forgotten, watched or not, and its unread messages leave the totals', () => {
    for (const type of ['channel.deleted', 'notification.channel_deleted'] as const) {
      const chat = conversation({}, { total_unread_count: 5, unread_channels: 2 })
      chat.passing(type, {
        channel: channel({ deleted_at: moment(9) }),
        total_unread_count: 3,
        unread_channels: 1,
        user: user('bob'),
      })
      expect(chat.state.channels).toEqual({})
      expect(chat.state.totals).toMatchObject({ total_unread_count: 3, unread_channels: 1 })
    }
  })
})
