import { describe, expect, test } from 'bun:test'
import { conversation } from '../testing/conversation.ts'
import { channel, channelState, cid, member, message, moment, user } from '../testing/samples.ts'
import { apply } from './apply.ts'
import { loadChannel } from './load.ts'

describe('the order of events', () => {
  test('makes a repeated or overtaken event say nothing, not even its totals', () => {
    const chat = conversation()
    const first = chat.stored('message.new', { message: message('m1', 1), total_unread_count: 1, unread_channels: 1 })
    chat.stored('message.updated', { message: message('m1', 1, { text: 'edited' }) })
    chat.passing('notification.mark_read', { user: user('ann'), total_unread_count: 0, unread_channels: 0 })
    const { state } = chat
    chat.hear(first)
    expect(chat.state).toBe(state)
  })

  test('is kept by events that change nothing else', () => {
    const chat = conversation()
    chat.stored('channel.created', { channel: channel() })
    expect(chat.general.parley?.seq).toBe(1)
  })

  test('lets a viewer miss numbers that are meant for others', () => {
    const chat = conversation()
    chat.stored('message.new', { message: message('m1', 1), parley: { epoch: 'e1', seq: 40, at: moment(40) } })
    expect(chat.texts).toEqual(['m1'])
    expect(chat.general.parley?.seq).toBe(40)
  })

  test('is not moved by notifications, which say nothing of what else was missed', () => {
    const chat = conversation()
    const parley = { epoch: 'e1', seq: 40, at: moment(40) }
    chat.passing('notification.message_new', { channel: channel(), message: message('m1', 1), parley })
    chat.passing('notification.thread_message_new', {
      channel: channel(),
      message: message('r1', 1),
      unread_threads: 1,
      parley,
    })
    expect(chat.general.parley?.seq).toBe(0)
    expect(chat.state.totals.unread_threads).toBe(1)
  })

  test('begins with the first numbered event of a channel whose query told none', () => {
    const { parley: _, ...unnumbered } = channelState()
    const chat = conversation()
    chat.state = loadChannel({ ...chat.state, channels: {} }, unnumbered as never)
    chat.stored('message.new', { message: message('m1', 1) })
    expect(chat.texts).toEqual(['m1'])
    expect(chat.general.parley).toMatchObject({ epoch: 'e1', seq: 1 })
  })

  test('keeps counts right that come with events outside of it', () => {
    const chat = conversation()
    chat.stored('member.added', { member: member('cat'), channel: channel(), channel_member_count: 3 })
    chat.passing('message.read', { user: user('bob'), channel_member_count: 2 })
    expect(chat.general.member_count).toBe(3)
  })
})

describe('identity', () => {
  test('of the whole state is kept by an event that says nothing new', () => {
    const chat = conversation({ messages: [message('m1', 1)] })
    const { state } = chat
    for (const event of [
      { type: 'user.updated', user: user('nobody') },
      { type: 'typing.stop', cid, user: user('bob') },
      { type: 'channel.visible', cid, channel: channel() },
      { type: 'message.new', cid: 'messaging:unknown', message: message('x', 1) },
      { type: 'ai_indicator.clear', cid, user: user('bob') },
    ]) {
      chat.hear({ created_at: moment(1), ...event })
      expect(chat.state).toBe(state)
    }
  })

  test('of a channel is kept by what happens in another one', () => {
    const chat = conversation()
    chat.state = loadChannel(chat.state, channelState({ channel: channel({ cid: 'messaging:other' }) }))
    const before = chat.state.channels['messaging:other']
    chat.stored('message.new', { message: message('m1', 1) })
    expect(chat.state.channels['messaging:other']).toBe(before)
  })

  test('of lists and messages is kept by what does not touch them', () => {
    const chat = conversation({ messages: [message('m1', 1), message('m2', 2)] })
    const before = chat.general
    chat.stored('message.updated', { message: message('m2', 2, { text: 'edited' }) })
    expect(chat.general.messages[0]).toBe(before.messages[0]!)
    expect(chat.general.members).toBe(before.members)
    expect(chat.general.threads).toBe(before.threads)
    expect(chat.general.own_capabilities).toBe(before.own_capabilities)
  })
})

describe('an app’s own event', () => {
  test('changes nothing, whatever fields its sender gave it', () => {
    const chat = conversation()
    for (const type of ['friendship_request', 'constructor', '__proto__', 'notification.forged']) {
      const forged = {
        type,
        cid,
        created_at: moment(1),
        total_unread_count: 99,
        own_capabilities: ['ban-channel-members'],
      }
      expect(apply(chat.state, { ...forged, watcher_count: 99, parley: { epoch: 'e1', seq: 99, at: moment(1) } })).toBe(
        chat.state,
      )
    }
  })
})
