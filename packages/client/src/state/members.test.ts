import { describe, expect, test } from 'bun:test'
import { conversation } from '../testing/conversation.ts'
import { channel, member, message, moment, readState, user } from '../testing/samples.ts'

const cat = member('cat', { created_at: moment(5) })

describe('a member', () => {
  test('who is added stands among the members and has read everything of before', () => {
    const chat = conversation()
    chat.stored('member.added', { member: cat, user: user('cat'), channel: channel({ member_count: 3 }) })
    expect(chat.general.members.cat).toEqual(cat)
    expect(chat.general.read.cat).toMatchObject({ last_read: moment(5), unread_messages: 0 })
    expect(chat.general.member_count).toBe(3)
  })

  test('who is only invited has no read row yet', () => {
    const chat = conversation()
    const invited = member('cat', { status: 'pending', invited: true, created_at: moment(5) })
    chat.stored('member.added', { member: invited, user: user('cat'), channel: channel({ member_count: 3 }) })
    expect(chat.general.members.cat).toEqual(invited)
    expect(chat.general.read.cat).toBeUndefined()
    const accepted = { ...invited, status: 'member', invite_accepted_at: moment(7) } as const
    chat.stored('member.updated', { member: accepted, channel: channel({ member_count: 3 }) })
    expect(chat.general.read.cat).toMatchObject({ last_read: moment(7), unread_messages: 0 })
  })

  test('of a channel without read events has no read row', () => {
    const chat = conversation({ channel: channel({ config: { read_events: false } as never }), read: [] })
    chat.stored('member.added', { member: cat, channel: channel() })
    expect(chat.general.read).toEqual({})
  })

  test('who is updated has the new role', () => {
    const chat = conversation()
    chat.stored('member.updated', { member: member('bob', { channel_role: 'channel_moderator' }), channel: channel() })
    expect(chat.general.members.bob?.channel_role).toBe('channel_moderator')
    expect(chat.general.membership?.channel_role).toBe('channel_member')
  })

  test('who leaves is gone, with their row and their typing', () => {
    const chat = conversation()
    chat.passing('typing.start', { user: user('bob') })
    chat.stored('member.removed', { member: member('bob'), channel: channel(), channel_member_count: 1 })
    expect(Object.keys(chat.general.members)).toEqual(['ann'])
    expect(Object.keys(chat.general.read)).toEqual(['ann'])
    expect(chat.general.typing).toEqual({})
    expect(chat.general.member_count).toBe(1)
  })

  test('may be called like an object’s own property', () => {
    const chat = conversation()
    for (const id of ['constructor', '__proto__']) {
      chat.stored('message.new', { message: message(`from ${id}`, 3, { user: user(id) }) })
      chat.stored('member.added', { member: member(id), channel: channel() })
      expect(Object.hasOwn(chat.general.members, id)).toBe(true)
      chat.stored('member.removed', { member: member(id), channel: channel() })
      expect(Object.hasOwn(chat.general.members, id)).toBe(false)
    }
  })
})

describe('the viewer as a member', () => {
  test('gets a role, and with it other capabilities', () => {
    const chat = conversation()
    const promoted = member('ann', { channel_role: 'channel_moderator' })
    chat.stored('member.updated', { member: promoted, channel: channel(), own_capabilities: ['ban-channel-members'] })
    expect(chat.general.membership).toEqual(promoted)
    expect(chat.general.own_capabilities).toEqual(['ban-channel-members'])
  })

  test('who is removed keeps the channel, and counts no more', () => {
    for (const type of ['member.removed', 'notification.removed_from_channel'] as const) {
      const chat = conversation({ messages: [message('m1', 1)], read: [readState('ann', { unread_messages: 1 })] })
      chat.passing(type, { member: member('ann'), channel: channel(), total_unread_count: 0, unread_channels: 0 })
      expect(chat.general).toMatchObject({ membership: undefined, unread: 0 })
      expect(chat.texts).toEqual(['m1'])
      chat.stored('message.new', { message: message('m2', 2) })
      expect(chat.general.unread).toBe(0)
    }
  })

  test('who leaves has hidden nothing any more', () => {
    const chat = conversation({ hidden: true, members: [member('ann')], membership: member('ann') })
    chat.stored('member.removed', { channel: channel(), member: member('ann') })
    expect(chat.general.hidden).toBe(false)
  })

  test('who comes back starts with nothing unread', () => {
    const chat = conversation({ messages: [message('m1', 1)] })
    chat.passing('notification.removed_from_channel', { channel: channel() })
    chat.passing('notification.added_to_channel', {
      member: member('ann', { created_at: moment(5) }),
      channel: channel(),
    })
    expect(chat.general).toMatchObject({ unread: 0, membership: { user_id: 'ann' } })
    chat.stored('message.new', { message: message('m6', 6) })
    expect(chat.general.unread).toBe(1)
  })

  test('who is invited counts from accepting on', () => {
    const chat = conversation()
    chat.passing('notification.removed_from_channel', { channel: channel() })
    const invited = { invited: true, created_at: moment(2) }
    chat.passing('notification.invited', {
      member: member('ann', { ...invited, status: 'pending' }),
      channel: channel(),
    })
    chat.stored('message.new', { message: message('m3', 3) })
    expect(chat.general.unread).toBe(0)
    const accepted = member('ann', { ...invited, invite_accepted_at: moment(4) })
    chat.stored('member.updated', { member: accepted, channel: channel() })
    chat.passing('notification.invite_accepted', { member: accepted, channel: channel() })
    chat.stored('message.new', { message: message('m5', 5) })
    expect(chat.general.unread).toBe(1)
    expect(chat.general.read.ann?.last_read).toBe(moment(4))
  })

  test('who declines does not count', () => {
    const chat = conversation({ membership: member('ann', { status: 'pending', invited: true }) })
    const declined = member('ann', { status: 'rejected', invited: true, invite_rejected_at: moment(4) })
    chat.passing('notification.invite_rejected', { member: declined, channel: channel() })
    chat.stored('message.new', { message: message('m5', 5) })
    expect(chat.general.unread).toBe(0)
    expect(chat.general.membership?.status).toBe('rejected')
  })

  test('is not affected by what happens to others', () => {
    const chat = conversation()
    const { membership } = chat.general
    chat.passing('notification.added_to_channel', { member: cat, channel: channel() })
    expect(chat.general.membership).toBe(membership)
  })
})

describe('a ban in the channel', () => {
  test('is seen on the member until it ends', () => {
    const chat = conversation()
    chat.passing('user.banned', { user: user('ann'), expiration: moment(9), own_capabilities: [] })
    expect(chat.general.members.ann).toMatchObject({ banned: true, ban_expires: moment(9) })
    expect(chat.general.membership).toMatchObject({ banned: true })
    chat.passing('user.unbanned', { user: user('ann'), own_capabilities: ['send-message'] })
    expect(chat.general.membership).toMatchObject({ banned: false })
    expect(chat.general.membership).not.toHaveProperty('ban_expires')
    expect(chat.general.own_capabilities).toEqual(['send-message'])
    expect(chat.state.me?.banned).toBe(false)
  })

  test('that is secret is not taken for an open one', () => {
    const chat = conversation()
    chat.passing('user.banned', { user: user('bob'), shadow: true })
    expect(chat.general.members.bob).toMatchObject({ banned: false, shadow_banned: true })
  })
})
