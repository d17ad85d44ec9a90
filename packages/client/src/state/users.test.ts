import { describe, expect, test } from 'bun:test'
import { conversation } from '../testing/conversation.ts'
import { channel, channelState, firstFrame, message, moment, ownUser, user } from '../testing/samples.ts'
import { loadChannel } from './load.ts'
import { loadUsers } from './users.ts'

describe('the own user', () => {
  test('comes with the first frame, and the totals with them', () => {
    const chat = conversation({}, { total_unread_count: 7, unread_channels: 2, unread_threads: 1 })
    expect(chat.state.me?.id).toBe('ann')
    expect(chat.state.totals).toEqual({ total_unread_count: 7, unread_channels: 2, unread_threads: 1 })
  })

  test('of a later connection replaces the former one; a heartbeat changes nothing', () => {
    const chat = conversation({}, { total_unread_count: 7 })
    const { state } = chat
    chat.hear({ type: 'health.check', cid: '*', connection_id: 'c1', created_at: moment(9) })
    expect(chat.state).toBe(state)
    chat.hear(firstFrame(ownUser('ann', { total_unread_count: 1, name: 'Ann' })))
    expect(chat.state).toMatchObject({ totals: { total_unread_count: 1 }, me: { name: 'Ann' } })
  })

  test('keeps what only they know when their profile changes', () => {
    const mutes = [{ user: ownUser('ann'), target: user('bob'), created_at: moment(1), updated_at: moment(1) }]
    const chat = conversation({}, { mutes, color: 'green' })
    chat.hear({ type: 'user.updated', user: user('ann', { name: 'Ann' }), created_at: moment(9) })
    expect(chat.state.me).toMatchObject({ name: 'Ann', mutes })
    expect(chat.state.me).not.toHaveProperty('color')
  })

  test('has the settings that the change tells', () => {
    const quiet = { typing_indicators: { enabled: false } }
    const chat = conversation({}, { privacy_settings: {} })
    chat.hear({ type: 'user.updated', user: user('ann', { privacy_settings: quiet }), created_at: moment(9) })
    expect(chat.state.me?.privacy_settings).toEqual(quiet)
  })

  test('mutes and unmutes people and channels', () => {
    const chat = conversation()
    const mute = { user: ownUser('ann'), created_at: moment(1), updated_at: moment(1) }
    const me = ownUser('ann', { mutes: [{ ...mute, target: user('bob') }], total_unread_count: 99 })
    chat.hear({ type: 'notification.mutes_updated', me, created_at: moment(2) })
    chat.hear({
      type: 'notification.channel_mutes_updated',
      me: { ...me, mutes: [], channel_mutes: [{ ...mute, channel: channel() }] },
      created_at: moment(2),
    })
    expect(chat.state.me?.mutes.map(({ target }) => target.id)).toEqual(['bob'])
    expect(chat.state.me?.channel_mutes).toHaveLength(1)
    expect(chat.state.totals.total_unread_count).toBe(0)
  })

  test('is banned from the app and no longer; others’ bans and secret ones are not theirs', () => {
    const chat = conversation()
    chat.hear({ type: 'user.banned', user: user('bob'), created_at: moment(1) })
    chat.hear({ type: 'user.banned', user: user('ann'), shadow: true, created_at: moment(1) })
    expect(chat.state.me?.banned).toBe(false)
    chat.hear({ type: 'user.banned', user: user('ann'), created_at: moment(2) })
    expect(chat.state.me?.banned).toBe(true)
    chat.hear({ type: 'user.unbanned', user: user('ann'), created_at: moment(3) })
    expect(chat.state.me?.banned).toBe(false)
  })
})

describe('the totals', () => {
  test('are overwritten by whatever event carries them, never counted here', () => {
    const chat = conversation({}, { total_unread_count: 1 })
    chat.stored('message.new', { message: message('m1', 1) })
    expect(chat.state.totals.total_unread_count).toBe(1)
    chat.stored('message.new', { message: message('m2', 2), total_unread_count: 9, unread_channels: 3 })
    expect(chat.state.totals).toEqual({ total_unread_count: 9, unread_channels: 3, unread_threads: 0 })
    chat.stored('notification.thread_message_new', {
      message: message('r1', 3, { parent_id: 'm1' }),
      unread_threads: 2,
    })
    expect(chat.state.totals).toEqual({ total_unread_count: 9, unread_channels: 3, unread_threads: 2 })
  })

  test('are also heard under their older name, and for channels that are not loaded', () => {
    const chat = conversation()
    chat.hear({ type: 'notification.message_new', cid: 'messaging:elsewhere', unread_count: 4, created_at: moment(1) })
    expect(chat.state.totals.total_unread_count).toBe(4)
    expect(Object.keys(chat.state.channels)).toEqual(['messaging:general'])
  })
})

describe('somebody’s profile', () => {
  test('changes wherever they are shown', () => {
    const chat = conversation({ messages: [message('m1', 1)], watchers: [user('bob')] })
    chat.hear({ type: 'user.updated', user: user('bob', { name: 'Bob' }), created_at: moment(9) })
    const { members, read, watchers, messages } = chat.general
    const names = [members.bob?.user, read.bob?.user, watchers.bob, messages[0]?.user].map((each) => each?.name)
    expect(names).toEqual(['Bob', 'Bob', 'Bob', 'Bob'])
  })

  test('leaves channels alone in which they do not appear', () => {
    const chat = conversation()
    const other = channelState({ channel: channel({ cid: 'messaging:other' }), members: [], read: [] })
    chat.state = loadChannel(chat.state, other)
    const before = chat.state.channels['messaging:other']
    chat.hear({ type: 'user.updated', user: user('bob', { name: 'Bob' }), created_at: moment(9) })
    chat.hear({ type: 'user.presence.changed', user: user('bob', { online: true }), created_at: moment(9) })
    expect(chat.state.channels['messaging:other']).toBe(before)
  })

  test('goes online among people, while messages stay the same objects', () => {
    const chat = conversation({ messages: [message('m1', 1)] })
    const { messages } = chat.general
    chat.hear({ type: 'user.presence.changed', user: user('bob', { online: true }), created_at: moment(9) })
    expect(chat.general.members.bob?.user?.online).toBe(true)
    expect(chat.general.messages).toBe(messages)
  })

  test('is that of a deleted user from then on, and their messages go if they were to', () => {
    const chat = conversation({ messages: [message('m1', 1)] })
    const deleted = { type: 'user.deleted', user: user('bob', { deleted_at: moment(9) }), created_at: moment(9) }
    chat.hear({ ...deleted, delete_messages: '', mark_messages_deleted: false })
    expect(chat.general.messages[0]).toMatchObject({ type: 'regular', user: { deleted_at: moment(9) } })
    chat.hear({ ...deleted, delete_messages: '', mark_messages_deleted: true })
    expect(chat.general.messages[0]?.type).toBe('deleted')
    chat.hear({ ...deleted, delete_messages: 'hard' })
    expect(chat.texts).toEqual([])
  })
})

describe('users found by a query', () => {
  test('follow what is told of them; nobody else joins them', () => {
    const chat = conversation()
    chat.state = loadUsers(chat.state, [user('dora', { name: 'Dora' }), user('constructor')])
    const presence = (id: string) => ({ user: user(id, { online: true }), created_at: moment(9) })
    chat.hear({ type: 'user.presence.changed', ...presence('dora') })
    chat.hear({ type: 'user.presence.changed', ...presence('stranger') })
    expect(chat.state.users.dora).toMatchObject({ name: 'Dora', online: true })
    chat.hear({ type: 'user.updated', user: user('constructor', { name: 'C' }), created_at: moment(10) })
    expect(Object.entries(chat.state.users).map(([id, { name }]) => [id, name])).toEqual([
      ['dora', 'Dora'],
      ['constructor', 'C'],
    ])
  })
})
