import { describe, expect, test } from 'bun:test'
import { type Conversation, conversation } from '../testing/conversation.ts'
import { channel, message, moment, readState, user } from '../testing/samples.ts'

const ann = user('ann')
const bob = user('bob')
const rev = (read_rev: number) => ({ parley: { read_rev } })

/** Three of bob's messages, all unread. */
function unreadConversation(): Conversation {
  const chat = conversation({ read: [readState('ann', rev(1)), readState('bob', rev(1))] })
  for (const n of [1, 2, 3]) chat.stored('message.new', { message: message(`m${n}`, n, { user: user('cat') }) })
  return chat
}

describe('when somebody reads', () => {
  test('their row takes the moment of the event and the last message', () => {
    const chat = unreadConversation()
    chat.passing('message.read', { user: bob, created_at: moment(3), last_read_message_id: 'm3', ...rev(2) })
    expect(chat.general.read.bob).toMatchObject({
      last_read: moment(3),
      last_read_message_id: 'm3',
      unread_messages: 0,
      ...rev(2),
    })
    expect(chat.general.unread).toBe(3)
  })

  test('what is not newer than the known row is ignored', () => {
    const chat = unreadConversation()
    chat.passing('message.read', { user: bob, created_at: moment(3), last_read_message_id: 'm3', ...rev(3) })
    const row = chat.general.read.bob
    chat.passing('message.read', { user: bob, created_at: moment(9), last_read_message_id: 'm9', ...rev(3) })
    chat.passing('message.read', { user: bob, created_at: moment(9), last_read_message_id: 'm9', ...rev(2) })
    expect(chat.general.read.bob).toBe(row)
  })

  test('without revisions, the moment tells the order', () => {
    const chat = conversation()
    chat.passing('message.read', { user: bob, created_at: moment(9) })
    chat.passing('message.read', { user: bob, created_at: moment(5) })
    expect(chat.general.read.bob?.last_read).toBe(moment(9))
  })

  test('a thread, the channel stays as it was', () => {
    const chat = unreadConversation()
    const before = chat.general
    chat.passing('message.read', { user: ann, thread: { parent_message_id: 'm1' } as never, ...rev(2) })
    chat.passing('notification.mark_read', { user: ann, thread_id: 'm1', unread_threads: 0 })
    expect(chat.general).toBe(before)
  })

  test('their delivered position stays with the row, and only rises', () => {
    const chat = conversation()
    const delivered = (second: number) => ({
      user: bob,
      last_delivered_at: moment(second),
      last_delivered_message_id: `m${second}`,
    })
    chat.passing('message.delivered', delivered(5))
    chat.passing('message.delivered', delivered(4))
    chat.passing('message.read', { user: bob, created_at: moment(3) })
    expect(chat.general.read.bob).toMatchObject({ last_delivered_message_id: 'm5', last_read: moment(3) })
  })
})

describe('when the viewer reads', () => {
  test('nothing is unread', () => {
    const chat = unreadConversation()
    chat.passing('message.read', { user: ann, created_at: moment(3), last_read_message_id: 'm3', ...rev(2) })
    expect(chat.general.unread).toBe(0)
    expect(chat.general.read.ann).toMatchObject({ last_read: moment(3), unread_messages: 0 })
  })

  test('up to a message, or while another one arrives, what is newer stays unread', () => {
    const chat = unreadConversation()
    chat.passing('message.read', { user: ann, created_at: moment(1), last_read_message_id: 'm1', ...rev(2) })
    expect(chat.general.unread).toBe(2)
  })

  test('on another device, this one hears it, and the totals with it', () => {
    const chat = unreadConversation()
    chat.passing('notification.mark_read', {
      user: ann,
      created_at: moment(3),
      last_read_message_id: 'm3',
      total_unread_count: 4,
      unread_channels: 1,
      ...rev(2),
    })
    expect(chat.general.unread).toBe(0)
    expect(chat.general.read.ann?.last_read).toBe(moment(3))
    expect(chat.state.totals).toEqual({ total_unread_count: 4, unread_channels: 1, unread_threads: 0 })
  })

  test('the two forms leave the same row in either order', () => {
    const read = { user: ann, created_at: moment(3), last_read_message_id: 'm3', ...rev(2) }
    const marked = { ...read, created_at: moment(4) }
    const [one, other] = [unreadConversation(), unreadConversation()]
    one.passing('message.read', read)
    one.passing('notification.mark_read', marked)
    other.passing('notification.mark_read', marked)
    other.passing('message.read', read)
    expect(one.general.read).toEqual(other.general.read)
    expect(one.general.read.ann?.last_read).toBe(moment(3))
  })

  test('by sending, the number is what the server says, even if its clock is behind the message', () => {
    const chat = unreadConversation()
    chat.stored('message.new', { message: message('m4', 4, { user: ann, silent: true }), unread_messages: 3 })
    chat.passing('notification.mark_read', {
      user: ann,
      created_at: moment(3),
      last_read_message_id: 'm4',
      unread_messages: 0,
    })
    expect(chat.general.unread).toBe(0)
    expect(chat.general.read.ann?.last_read).toBe(moment(4))
  })

  test('and then sends, while the clock of the server was put back, what was sent is the last that was read', () => {
    const chat = unreadConversation()
    chat.passing('message.read', { user: ann, created_at: moment(9), last_read_message_id: 'm3', ...rev(2) })
    chat.stored('message.new', { message: message('m4', 4, { user: ann }) })
    expect(chat.general.read.ann).toMatchObject({ last_read: moment(9), last_read_message_id: 'm4' })
  })

  test('everything at once, every channel is read up to that moment', () => {
    const chat = unreadConversation()
    chat.hear({
      type: 'notification.mark_read',
      user: ann,
      created_at: moment(2),
      total_unread_count: 0,
      unread_channels: 0,
    })
    expect(chat.general.unread).toBe(1)
    chat.hear({
      type: 'notification.mark_read',
      user: ann,
      created_at: moment(3),
      total_unread_count: 0,
      unread_channels: 0,
    })
    expect(chat.general.unread).toBe(0)
  })

  test('a number that the event tells is taken as it is', () => {
    const chat = conversation({ read: [readState('ann', { unread_messages: 300, ...rev(1) })] })
    chat.passing('notification.mark_read', { user: ann, created_at: moment(3), unread_messages: 120, ...rev(2) })
    expect(chat.general.unread).toBe(120)
  })
})

describe('marking unread', () => {
  const markUnread = {
    user: ann,
    first_unread_message_id: 'm2',
    last_read_at: moment(1),
    last_read_message_id: 'm1',
    unread_messages: 2,
    ...rev(3),
  }

  test('takes the row back and sets the number', () => {
    const chat = unreadConversation()
    chat.passing('message.read', { user: ann, created_at: moment(3), last_read_message_id: 'm3', ...rev(2) })
    chat.passing('notification.mark_unread', markUnread)
    expect(chat.general.unread).toBe(2)
    expect(chat.general.read.ann).toMatchObject({
      last_read: moment(1),
      last_read_message_id: 'm1',
      first_unread_message_id: 'm2',
    })
  })

  test('and then losing one of those messages counts down', () => {
    const chat = unreadConversation()
    chat.passing('message.read', { user: ann, created_at: moment(3), last_read_message_id: 'm3', ...rev(2) })
    chat.passing('notification.mark_unread', markUnread)
    chat.stored('message.deleted', { message: message('m3', 3, { user: user('cat') }), hard_delete: true })
    expect(chat.general.unread).toBe(1)
  })

  test('is undone by reading again, which forgets the first unread message', () => {
    const chat = unreadConversation()
    chat.passing('notification.mark_unread', markUnread)
    chat.passing('message.read', { user: ann, created_at: moment(3), last_read_message_id: 'm3', ...rev(4) })
    expect(chat.general.unread).toBe(0)
    expect(chat.general.read.ann).not.toHaveProperty('first_unread_message_id')
  })

  test('is not undone by hearing again of what the viewer sent before', () => {
    const chat = unreadConversation()
    const sent = chat.hear({
      type: 'message.new',
      cid: 'messaging:general',
      message: message('a1', 4, { user: ann }),
      created_at: moment(4),
      ...rev(2),
    })
    chat.passing('notification.mark_unread', markUnread)
    chat.hear(sent)
    expect(chat.general.read.ann).toMatchObject({ last_read: moment(1), ...rev(3) })
    expect(chat.general.unread).toBe(2)
  })

  test('a thread leaves the channel as it was and sets the thread totals', () => {
    const chat = unreadConversation()
    const before = chat.general
    chat.passing('notification.mark_unread', { user: ann, thread_id: 'm1', unread_threads: 1 })
    expect(chat.general).toBe(before)
    expect(chat.state.totals.unread_threads).toBe(1)
  })
})

describe('sending is reading', () => {
  test('for the viewer on every device', () => {
    const chat = unreadConversation()
    chat.stored('message.new', { message: message('a1', 4, { user: ann }) })
    expect(chat.general.unread).toBe(0)
    expect(chat.general.read.ann).toMatchObject({ last_read: moment(4), last_read_message_id: 'a1' })
  })

  test('for everybody else, but not in a thread', () => {
    const chat = unreadConversation()
    chat.stored('message.new', { message: message('r1', 4, { user: bob, type: 'reply', parent_id: 'm1' }) })
    expect(chat.general.read.bob?.last_read).toBe(moment(0))
    chat.stored('message.new', { message: message('b1', 5, { user: bob }) })
    expect(chat.general.read.bob?.last_read).toBe(moment(5))
  })

  test('gives no row to those who are not members', () => {
    const chat = conversation()
    chat.stored('message.new', { message: message('s1', 4, { user: user('bot'), type: 'system' }) })
    expect(Object.keys(chat.general.read).sort()).toEqual(['ann', 'bob'])
  })

  test('and its notification moves the row no further than the message', () => {
    const chat = unreadConversation()
    chat.stored('message.new', { message: message('a1', 4, { user: ann }) })
    chat.passing('notification.mark_read', {
      user: ann,
      created_at: moment(5),
      last_read_message_id: 'a1',
      channel: channel(),
    })
    expect(chat.general.read.ann?.last_read).toBe(moment(4))
  })
})
