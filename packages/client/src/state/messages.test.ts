import { describe, expect, test } from 'bun:test'
import { conversation } from '../testing/conversation.ts'
import { channel, message, moment, reaction, user } from '../testing/samples.ts'
import { loadReplies } from './load.ts'

const ann = { user: user('ann') }

describe('a new message', () => {
  test('stands at its place in time, ties settled by id', () => {
    const chat = conversation({ messages: [message('m1', 1), message('m5', 5)] })
    chat.stored('message.new', { message: message('m3', 3) })
    chat.stored('message.new', { message: message('m5a', 5) })
    expect(chat.texts).toEqual(['m1', 'm3', 'm5', 'm5a'])
  })

  test('becomes the last message of the channel', () => {
    const chat = conversation()
    chat.stored('message.new', { message: message('m1', 1) })
    expect(chat.general.channel.last_message_at).toBe(moment(1))
  })

  test('does not become the last message if it is a plain reply, restricted, shadowed, or a system message of a type that skips those', () => {
    const chat = conversation({
      channel: channel({ config: { skip_last_msg_update_for_system_msgs: true } as never }),
    })
    chat.stored('message.new', { message: message('r1', 1, { parent_id: 'm0', type: 'reply' }) })
    chat.stored('message.new', { message: message('m2', 2, { restricted_visibility: ['ann'] }) })
    chat.stored('message.new', { message: message('m3', 3, { shadowed: true }) })
    chat.stored('message.new', { message: message('m4', 4, { type: 'system' }) })
    expect(chat.general.channel.last_message_at).toBeUndefined()
  })

  test('takes its author off the list of those typing', () => {
    const chat = conversation()
    chat.passing('typing.start', { user: user('bob') })
    expect(Object.keys(chat.general.typing)).toEqual(['bob'])
    chat.stored('message.new', { message: message('m1', 1) })
    expect(chat.general.typing).toEqual({})
  })

  test('brings the counts that its event carries', () => {
    const chat = conversation()
    chat.stored('message.new', {
      message: message('m1', 1),
      watcher_count: 7,
      channel_message_count: 1,
      channel_member_count: 3,
    })
    const { watcher_count, message_count, member_count } = chat.general
    expect({ watcher_count, message_count, member_count }).toEqual({
      watcher_count: 7,
      message_count: 1,
      member_count: 3,
    })
  })

  test('joins the pinned ones if it comes pinned', () => {
    const chat = conversation({ pinned_messages: [message('m1', 1, { pinned: true, pinned_at: moment(1) })] })
    chat.stored('message.new', { message: message('m2', 2, { pinned: true, pinned_at: moment(2) }) })
    expect(chat.general.pinned.map(({ id }) => id)).toEqual(['m2', 'm1'])
  })
})

describe('a reply', () => {
  const withThread = () => {
    const chat = conversation({ messages: [message('m1', 1)] })
    chat.state = loadReplies(chat.state, 'messaging:general', 'm1', [
      message('r1', 2, { parent_id: 'm1', type: 'reply' }),
    ])
    return chat
  }

  test('stands in its loaded thread and not in the channel', () => {
    const chat = withThread()
    chat.stored('message.new', { message: message('r2', 3, { parent_id: 'm1', type: 'reply' }) })
    expect(chat.general.threads.m1?.map(({ id }) => id)).toEqual(['r1', 'r2'])
    expect(chat.texts).toEqual(['m1'])
  })

  test('stands in both if it is shown in the channel', () => {
    const chat = withThread()
    chat.stored('message.new', { message: message('r2', 3, { parent_id: 'm1', type: 'reply', show_in_channel: true }) })
    expect(chat.general.threads.m1?.map(({ id }) => id)).toEqual(['r1', 'r2'])
    expect(chat.texts).toEqual(['m1', 'r2'])
  })

  test('opens no thread that was not loaded', () => {
    const chat = conversation({ messages: [message('m1', 1)] })
    chat.stored('message.new', { message: message('r1', 2, { parent_id: 'm1', type: 'reply' }) })
    expect(chat.general.threads).toEqual({})
  })

  test('raises its parent’s count only by the parent’s own event', () => {
    const chat = withThread()
    chat.stored('message.new', { message: message('r2', 3, { parent_id: 'm1', type: 'reply' }) })
    expect(chat.general.messages[0]?.reply_count).toBe(0)
    chat.stored('message.updated', { message: message('m1', 1, { reply_count: 2 }) })
    expect(chat.general.messages[0]?.reply_count).toBe(2)
  })
})

describe('an edit', () => {
  test('replaces the message wherever it is: channel, thread, pinned, quotes', () => {
    const shown = { parent_id: 'm1', type: 'reply', show_in_channel: true } as const
    const chat = conversation({
      messages: [message('m1', 1), message('r1', 2, shown), message('q1', 3, { quoted_message_id: 'r1' })],
      pinned_messages: [message('r1', 2, { ...shown, pinned: true, pinned_at: moment(2) })],
    })
    chat.state = loadReplies(chat.state, 'messaging:general', 'm1', [message('r1', 2, shown)])
    const edited = message('r1', 2, { ...shown, text: 'edited', pinned: true, pinned_at: moment(2) })
    chat.stored('message.updated', { message: edited })
    expect(chat.texts).toEqual(['m1', 'edited', 'q1'])
    expect(chat.general.threads.m1?.[0]?.text).toBe('edited')
    expect(chat.general.pinned[0]?.text).toBe('edited')
    expect(chat.general.messages[2]?.quoted_message?.text).toBe('edited')
  })

  test('keeps the viewer’s own reactions, which no event carries', () => {
    const own = [reaction('m1', 'ann', 'like')]
    const chat = conversation({ messages: [message('m1', 1, { own_reactions: own })] })
    chat.stored('message.updated', { message: message('m1', 1, { text: 'edited' }) })
    expect(chat.general.messages[0]).toMatchObject({ text: 'edited', own_reactions: own })
  })

  test('of a message that is not loaded adds nothing', () => {
    const chat = conversation({ messages: [message('m5', 5)] })
    chat.stored('message.updated', { message: message('m1', 1) })
    expect(chat.texts).toEqual(['m5'])
  })

  test('pins and unpins, also what is not loaded', () => {
    const chat = conversation()
    chat.stored('message.updated', { message: message('m1', 1, { pinned: true, pinned_at: moment(9) }) })
    expect(chat.general.pinned.map(({ id }) => id)).toEqual(['m1'])
    chat.stored('message.updated', { message: message('m1', 1) })
    expect(chat.general.pinned).toEqual([])
  })
})

describe('a deletion', () => {
  test('that is soft leaves a stub, in quotes too, and unpins', () => {
    const pinned = { pinned: true, pinned_at: moment(1) }
    const chat = conversation({
      messages: [message('m1', 1, pinned), message('m2', 2, { quoted_message_id: 'm1' })],
      pinned_messages: [message('m1', 1, pinned)],
    })
    const stub = message('m1', 1, { type: 'deleted', text: '', deleted_at: moment(9) })
    chat.stored('message.deleted', { message: stub, hard_delete: false })
    expect(chat.general.messages[0]).toMatchObject({ type: 'deleted', text: '' })
    expect(chat.general.messages[1]?.quoted_message?.type).toBe('deleted')
    expect(chat.general.pinned).toEqual([])
  })

  test('that is taken back restores the message and the viewer’s own reactions', () => {
    const own = [reaction('m1', 'ann', 'like')]
    const chat = conversation({ messages: [message('m1', 1, { own_reactions: own })] })
    chat.stored('message.deleted', { message: message('m1', 1, { type: 'deleted', text: '' }), hard_delete: false })
    const restored = message('m1', 1, { reaction_counts: { like: 1 }, latest_reactions: own })
    chat.stored('message.undeleted', { message: restored })
    expect(chat.general.messages[0]).toMatchObject({ type: 'regular', text: 'm1', own_reactions: own })
  })

  test('that is hard takes the message with its replies, thread, pin and quotes', () => {
    const shown = { parent_id: 'm1', type: 'reply', show_in_channel: true } as const
    const chat = conversation({
      messages: [
        message('m1', 1, { pinned: true }),
        message('r1', 2, shown),
        message('m3', 3, { quoted_message_id: 'm1', quoted_message: message('m1', 1) as never }),
      ],
      pinned_messages: [message('m1', 1, { pinned: true })],
    })
    chat.state = loadReplies(chat.state, 'messaging:general', 'm1', [message('r1', 2, shown)])
    chat.stored('message.deleted', { message: message('m1', 1, { type: 'deleted' }), hard_delete: true })
    expect(chat.texts).toEqual(['m3'])
    expect(chat.general.threads).toEqual({})
    expect(chat.general.pinned).toEqual([])
    expect(chat.general.messages[0]?.quoted_message).toBeUndefined()
  })

  test('of the newest message makes the one before it the last', () => {
    const chat = conversation({
      channel: channel({ last_message_at: moment(2) }),
      messages: [message('m1', 1), message('m2', 2)],
    })
    chat.stored('message.deleted', { message: message('m2', 2, { type: 'deleted' }), hard_delete: true })
    expect(chat.general.channel.last_message_at).toBe(moment(1))
    chat.stored('message.deleted', { message: message('m1', 1, { type: 'deleted' }), hard_delete: true })
    expect(chat.general.channel).not.toHaveProperty('last_message_at')
  })

  test('for the viewer alone lasts, whatever others do with the message', () => {
    const chat = conversation({ messages: [message('m1', 1)] })
    const mine = message('m1', 1, { type: 'deleted', text: '', deleted_for_me: true })
    chat.passing('message.deleted', { message: mine, hard_delete: false, deleted_for_me: true })
    chat.stored('message.updated', { message: message('m1', 1, { text: 'edited' }) })
    expect(chat.general.messages[0]).toMatchObject({ type: 'deleted', text: '', deleted_for_me: true })
  })
})

describe('the deletion of all a user wrote', () => {
  test('makes stubs of it when soft', () => {
    const chat = conversation({ messages: [message('m1', 1), message('m2', 2, ann)] })
    chat.passing('user.messages.deleted', { user: user('bob'), soft_delete: true, created_at: moment(9) })
    expect(chat.general.messages[0]).toMatchObject({
      type: 'deleted',
      text: '',
      deleted_at: moment(9),
      updated_at: moment(9),
    })
    expect(chat.general.messages[1]).toMatchObject({ type: 'regular' })
  })

  test('unpins it, and leaves alone what was deleted before', () => {
    const pinned = message('m2', 2, { pinned: true, pinned_at: moment(2) })
    const gone = message('m1', 1, { type: 'deleted', text: '', deleted_at: moment(3) })
    const chat = conversation({ messages: [gone, pinned], pinned_messages: [pinned] })
    chat.passing('user.messages.deleted', { user: user('bob'), created_at: moment(9) })
    expect(chat.general.messages.map(({ deleted_at }) => deleted_at)).toEqual([moment(3), moment(9)])
    expect(chat.general.pinned).toEqual([])
  })

  test('removes it when hard, with the replies of others to it', () => {
    const reply = message('r1', 3, { ...ann, parent_id: 'm1', type: 'reply', show_in_channel: true })
    const chat = conversation({ messages: [message('m1', 1), message('m2', 2, ann), reply] })
    chat.passing('user.messages.deleted', { user: user('bob'), hard_delete: true })
    expect(chat.texts).toEqual(['m2'])
  })

  test('without a cid reaches every channel; each channel’s own event tells the moment', () => {
    const chat = conversation({ messages: [message('m1', 1)] })
    chat.hear({ type: 'user.messages.deleted', user: user('bob'), created_at: moment(8) })
    expect(chat.general.messages[0]?.type).toBe('deleted')
    chat.passing('user.messages.deleted', { user: user('bob'), created_at: moment(9) })
    expect(chat.general.messages[0]?.deleted_at).toBe(moment(9))
  })
})
