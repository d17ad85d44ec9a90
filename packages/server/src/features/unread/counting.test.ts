import { describe, expect, test } from 'bun:test'
import { type TestChat, testChat } from '../../testing/test-chat.ts'

let sent = 0

/** Sends a message by the backend on somebody's behalf, so that nothing but counting is asked. */
async function send(chat: TestChat, author: string, message: object = {}): Promise<string> {
  const id = `m${++sent}`
  await chat.server.call('SendMessage', {
    params: chat.general,
    body: { message: { id, text: 'hello', user_id: author, ...message } },
  })
  return id
}

const countsOf = (chat: TestChat, user_id: string) => chat.server.call('UnreadCounts', { query: { user_id } })
const unreadOf = async (chat: TestChat, user: string): Promise<number> =>
  (await countsOf(chat, user)).total_unread_count
const threadsOf = async (chat: TestChat, user: string): Promise<number> =>
  (await countsOf(chat, user)).total_unread_threads_count
const update = (chat: TestChat, body: object) => chat.server.call('UpdateChannel', { params: chat.general, body })

describe('core §5.1: what counts (spec/11 §3)', () => {
  test('counts a message for every other member, not for its author', async () => {
    await using chat = await testChat({ members: ['ann', 'bob', 'cid'] })
    await send(chat, 'ann')
    await send(chat, 'ann')
    expect(await Promise.all(['ann', 'bob', 'cid'].map((id) => unreadOf(chat, id)))).toEqual([0, 2, 2])
    await chat.settle()
  })

  test('sending marks the channel as read for the author', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    await send(chat, 'ann')
    expect(await unreadOf(chat, 'bob')).toBe(1)
    await send(chat, 'bob', { silent: true })
    expect(await unreadOf(chat, 'bob')).toBe(0)
    await chat.settle()
  })

  test('leaves silent messages out and lets system messages count', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    await send(chat, 'ann', { silent: true })
    expect(await unreadOf(chat, 'bob')).toBe(0)
    await send(chat, 'ann', { type: 'system' })
    expect(await unreadOf(chat, 'bob')).toBe(1)
    await send(chat, 'ann', { type: 'system', silent: true })
    expect(await unreadOf(chat, 'bob')).toBe(1)
    await chat.settle()
  })

  test('counts a reply in its thread, and in the channel only if it is shown there', async () => {
    await using chat = await testChat({ members: ['ann', 'bob', 'cid'] })
    const parent = await send(chat, 'bob')
    await chat.server.call('MarkChannelsRead', { body: { user_id: 'cid' } })
    await send(chat, 'ann', { parent_id: parent })
    expect([await unreadOf(chat, 'bob'), await threadsOf(chat, 'bob')]).toEqual([0, 1])
    await send(chat, 'ann', { parent_id: parent, show_in_channel: true })
    expect(await countsOf(chat, 'bob')).toMatchObject({
      total_unread_count: 1,
      threads: [{ parent_message_id: parent, unread_count: 2 }],
    })
    // Who takes no part in the thread hears of it in the channel alone.
    expect([await unreadOf(chat, 'cid'), await threadsOf(chat, 'cid')]).toEqual([1, 0])
    await chat.settle()
  })

  test('leaves out what is shadowed', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], others: ['admin'] })
    const parent = await send(chat, 'bob')
    await chat.server.call('Ban', { body: { target_user_id: 'ann', banned_by_id: 'admin', shadow: true } })
    await send(chat, 'ann')
    await send(chat, 'ann', { parent_id: parent })
    expect([await unreadOf(chat, 'bob'), await threadsOf(chat, 'bob')]).toEqual([0, 0])
    await chat.settle()
  })

  test('leaves out messages of muted users, in channels and threads, while they are muted', async () => {
    await using chat = await testChat({ members: ['ann', 'bob', 'cid'] })
    const parent = await send(chat, 'bob')
    await chat.server.call('MarkChannelsRead', { body: { user_id: 'cid' } })
    await chat.server.call('Mute', { body: { user_id: 'bob', target_id: 'ann' } })
    await send(chat, 'ann')
    await send(chat, 'ann', { parent_id: parent })
    expect([await unreadOf(chat, 'bob'), await threadsOf(chat, 'bob')]).toEqual([0, 0])
    expect(await unreadOf(chat, 'cid')).toBe(1)
    await send(chat, 'cid')
    expect(await unreadOf(chat, 'bob')).toBe(1)
    await chat.server.call('Unmute', { body: { user_id: 'bob', target_id: 'ann' } })
    expect(await unreadOf(chat, 'bob')).toBe(1)
    await send(chat, 'ann')
    expect(await unreadOf(chat, 'bob')).toBe(2)
    await chat.settle()
  })

  test('keeps what was unread when a channel is muted, adds nothing while it is, and nothing afterwards', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const mute = { user_id: 'bob', channel_cid: chat.general.cid }
    await send(chat, 'ann')
    await chat.server.call('MuteChannel', { body: mute })
    await send(chat, 'ann')
    expect(await unreadOf(chat, 'bob')).toBe(1)
    await chat.server.call('UnmuteChannel', { body: mute })
    expect(await unreadOf(chat, 'bob')).toBe(1)
    await send(chat, 'ann')
    expect(await unreadOf(chat, 'bob')).toBe(2)
    await chat.settle()
  })

  test('counts again once a mute has run out, whether or not anybody has looked', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    await chat.server.call('MuteChannel', {
      body: { user_id: 'bob', channel_cid: chat.general.cid, expiration: 60_000 },
    })
    await send(chat, 'ann')
    await chat.clock.advance(61_000)
    await send(chat, 'ann')
    await send(chat, 'ann')
    expect(await unreadOf(chat, 'bob')).toBe(2)
    await chat.server.call('MuteChannel', { body: { user_id: 'bob', channel_cid: chat.general.cid } })
    await send(chat, 'ann')
    expect(await unreadOf(chat, 'bob')).toBe(2)
    await chat.settle()
  })

  test('leaves an open invitation out; counting begins when it is accepted', async () => {
    await using chat = await testChat({ members: ['ann'], others: ['bob'] })
    await update(chat, { invites: ['bob'] })
    await send(chat, 'ann')
    expect(await unreadOf(chat, 'bob')).toBe(0)
    await update(chat, { user_id: 'bob', accept_invite: true })
    expect(await unreadOf(chat, 'bob')).toBe(0)
    await send(chat, 'ann')
    expect(await unreadOf(chat, 'bob')).toBe(1)
    await chat.settle()
  })

  test('counts nothing, and says nothing, where reads are off', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    await send(chat, 'ann')
    await chat.server.call('UpdateChannelType', { params: { name: 'messaging' }, body: { read_events: false } })
    await send(chat, 'ann')
    expect(await countsOf(chat, 'bob')).toMatchObject({ total_unread_count: 0, channels: [], channel_type: [] })
    const state = await chat.user('bob').call('GetOrCreateChannel', { params: chat.general, body: { state: true } })
    expect(state.read).toEqual([])
    const refused = await chat.user('bob').refused('MarkRead', { params: chat.general })
    expect([refused.code, refused.StatusCode]).toEqual([19, 400])
    expect((await chat.user('bob').connect()).me).toMatchObject({ total_unread_count: 0, unread_channels: 0 })
    await chat.settle()
  })

  test('counts hidden channels too', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    await chat.user('bob').call('HideChannel', { params: chat.general, body: {} })
    await send(chat, 'ann')
    expect(await unreadOf(chat, 'bob')).toBe(1)
    await chat.settle()
  })
})

describe('core §5.2: what lowers it', () => {
  test('a hard deletion does, a soft one does not', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const parent = await send(chat, 'bob')
    const ids = [await send(chat, 'ann'), await send(chat, 'ann'), await send(chat, 'ann', { parent_id: parent })]
    await chat.server.call('DeleteMessage', { params: { id: ids[0]! } })
    expect(await unreadOf(chat, 'bob')).toBe(2)
    await chat.server.call('DeleteMessage', { params: { id: ids[1]! }, query: { hard: true } })
    expect(await unreadOf(chat, 'bob')).toBe(1)
    await chat.server.call('DeleteMessage', { params: { id: ids[0]! }, query: { hard: true } })
    expect([await unreadOf(chat, 'bob'), await threadsOf(chat, 'bob')]).toEqual([0, 1])
    await chat.server.call('DeleteMessage', { params: { id: ids[2]! }, query: { hard: true } })
    expect(await threadsOf(chat, 'bob')).toBe(0)
    await chat.settle()
  })

  test('a deletion of what was read already changes nothing', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const read = await send(chat, 'ann')
    await chat.user('bob').call('MarkRead', { params: chat.general })
    await send(chat, 'ann')
    await chat.server.call('DeleteMessage', { params: { id: read }, query: { hard: true } })
    expect(await unreadOf(chat, 'bob')).toBe(1)
    await chat.settle()
  })

  test('truncation takes all with it, threads too, but for the message that comes with it', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const parent = await send(chat, 'bob')
    await send(chat, 'ann', { parent_id: parent })
    await send(chat, 'ann')
    const message = { text: 'a fresh start', user_id: 'ann' }
    await chat.server.call('TruncateChannel', { params: chat.general, body: { user_id: 'ann', message } })
    expect([await unreadOf(chat, 'bob'), await threadsOf(chat, 'bob')]).toEqual([1, 0])
    await chat.settle()
  })

  test('hiding with the history cleared does so for that user', async () => {
    await using chat = await testChat({ members: ['ann', 'bob', 'cid'] })
    const parent = await send(chat, 'bob')
    await send(chat, 'ann', { parent_id: parent, show_in_channel: true })
    await chat.user('bob').call('HideChannel', { params: chat.general, body: { clear_history: true } })
    expect([await unreadOf(chat, 'bob'), await threadsOf(chat, 'bob')]).toEqual([0, 0])
    expect(await unreadOf(chat, 'cid')).toBe(2)
    await send(chat, 'ann')
    expect(await unreadOf(chat, 'bob')).toBe(1)
    await chat.settle()
  })

  test('who leaves has nothing unread there, and starts anew when they come back', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const parent = await send(chat, 'bob')
    await send(chat, 'ann', { parent_id: parent, show_in_channel: true })
    await update(chat, { remove_members: ['bob'] })
    expect([await unreadOf(chat, 'bob'), await threadsOf(chat, 'bob')]).toEqual([0, 0])
    await update(chat, { add_members: ['bob'] })
    expect([await unreadOf(chat, 'bob'), await threadsOf(chat, 'bob')]).toEqual([0, 0])
    await send(chat, 'ann', { parent_id: parent, show_in_channel: true })
    expect([await unreadOf(chat, 'bob'), await threadsOf(chat, 'bob')]).toEqual([1, 1])
    await chat.settle()
  })

  test('a deleted channel leaves the totals', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    await send(chat, 'ann')
    await chat.server.call('DeleteChannel', { params: chat.general })
    expect(await countsOf(chat, 'bob')).toMatchObject({ total_unread_count: 0, channels: [] })
    await chat.settle()
  })
})

describe('core §5.2: threads', () => {
  test('draw in the author of the parent, those who reply and those who are mentioned, nobody else', async () => {
    await using chat = await testChat({ members: ['ann', 'bob', 'cid', 'dan', 'eve'] })
    const parent = await send(chat, 'ann')
    await send(chat, 'bob', { parent_id: parent })
    await send(chat, 'cid', { parent_id: parent, mentioned_users: ['dan'] })
    const unread = async (user: string) => (await countsOf(chat, user)).threads[0]?.unread_count ?? 0
    expect(await Promise.all(['ann', 'bob', 'cid', 'dan', 'eve'].map(unread))).toEqual([2, 1, 0, 1, 0])
    await chat.settle()
  })

  test('a silent reply counts nowhere but draws its author in', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const parent = await send(chat, 'ann')
    await send(chat, 'bob', { parent_id: parent, silent: true })
    expect(await threadsOf(chat, 'ann')).toBe(0)
    await send(chat, 'ann', { parent_id: parent })
    expect(await threadsOf(chat, 'bob')).toBe(1)
    await chat.settle()
  })

  test('do not count while the channel is muted', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const parent = await send(chat, 'bob')
    await chat.server.call('MuteChannel', { body: { user_id: 'bob', channel_cid: chat.general.cid } })
    await send(chat, 'ann', { parent_id: parent })
    await chat.server.call('UnmuteChannel', { body: { user_id: 'bob', channel_cid: chat.general.cid } })
    expect(await threadsOf(chat, 'bob')).toBe(0)
    await send(chat, 'ann', { parent_id: parent })
    expect((await countsOf(chat, 'bob')).threads[0].unread_count).toBe(1)
    await chat.settle()
  })
})

describe('the counts', () => {
  test('are the same in GET /unread, at connect and in what connected devices are told', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const early = await chat.user('bob').connect()
    const parent = await send(chat, 'bob')
    await send(chat, 'ann', { parent_id: parent })
    await send(chat, 'ann')
    await send(chat, 'ann')
    await chat.quiet()
    const counts = await countsOf(chat, 'bob')
    expect(counts).toMatchObject({
      total_unread_count: 2,
      total_unread_threads_count: 1,
      channels: [{ channel_id: 'messaging:general', unread_count: 2 }],
      channel_type: [{ channel_type: 'messaging', channel_count: 1, unread_count: 2 }],
      threads: [{ parent_message_id: parent, unread_count: 1 }],
    })
    const late = await chat.user('bob').connect()
    const totals = { total_unread_count: 2, unread_count: 2, unread_channels: 1 }
    expect(late.me).toMatchObject({ ...totals, unread_threads: 1 })
    expect(early.events.findLast(({ type }) => type === 'notification.message_new')).toMatchObject(totals)
    await chat.settle()
  })

  test('are had of many users by the backend alone, unknown ones left out', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    await send(chat, 'ann')
    const body = { user_ids: ['bob', 'nobody', 'ann'] }
    const { counts_by_user } = await chat.server.call('UnreadCountsBatch', { body })
    expect(Object.keys(counts_by_user).sort()).toEqual(['ann', 'bob'])
    expect(counts_by_user.bob).toMatchObject({ total_unread_count: 1 })
    expect(counts_by_user.ann).toMatchObject({ total_unread_count: 0, channels: [] })
    expect((await chat.user('bob').refused('UnreadCountsBatch', { body })).code).toBe(17)
    await chat.settle()
  })

  test('of somebody else are refused to a client', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    await send(chat, 'ann')
    expect((await chat.user('bob').call('UnreadCounts')).total_unread_count).toBe(1)
    expect((await chat.user('ann').refused('UnreadCounts', { query: { user_id: 'bob' } })).code).toBe(4)
    expect((await chat.server.refused('UnreadCounts')).code).toBe(4)
    await chat.settle()
  })

  test('are split by team where the app knows teams', async () => {
    await using chat = await testChat({ others: ['ann', 'bob'] })
    await chat.server.call('UpdateApp', { body: { multi_tenant_enabled: true } })
    const teams = { ann: { id: 'ann', teams: ['red'] }, bob: { id: 'bob', teams: ['red'] } }
    await chat.server.call('UpdateUsers', { body: { users: teams } })
    await chat.server.call('GetOrCreateChannel', {
      params: { type: 'messaging', id: 'general' },
      body: { data: { created_by_id: 'ann', team: 'red', members: ['ann', 'bob'] } },
    })
    await send(chat, 'ann')
    expect((await countsOf(chat, 'bob')).total_unread_count_by_team).toEqual({ red: 1 })
    expect((await countsOf(chat, 'ann')).total_unread_count_by_team).toEqual({})
    for (const view of ['v1', 'v2'] as const) {
      expect((await chat.user('bob').connect({ view })).me.total_unread_count_by_team).toEqual({ red: 1 })
    }
    await chat.server.call('UpdateApp', { body: { multi_tenant_enabled: false } })
    expect((await chat.user('bob').connect()).me.total_unread_count_by_team).toBeUndefined()
    await chat.settle()
  })
})
