import { describe, expect, test } from 'bun:test'
import { type TestChat, testChat } from '../../testing/test-chat.ts'

interface Listed {
  readonly channel: { readonly id: string }
}

/** The ids of the channels that match. */
async function idsOf(chat: TestChat, user: string, filter_conditions: object, more: object = {}): Promise<string[]> {
  const { channels } = await chat.user(user).call('QueryChannels', { body: { filter_conditions, ...more } })
  return channels.map(({ channel }: Listed) => channel.id)
}

const byId = { sort: [{ field: 'id', direction: 1 }] }

/** Channels of ann's: `a` with bob, `b` with bob and cid, `c` with cid; and `x`, of bob and cid. */
async function fourChannels() {
  const chat = await testChat({ others: ['ann', 'bob', 'cid'] })
  const make = (id: string, data: object, type = 'messaging') =>
    chat.server.call('GetOrCreateChannel', { params: { type, id }, body: { data: { created_by_id: 'ann', ...data } } })
  await make('a', { members: ['ann', 'bob'], name: 'Alpha station', color: 'red', size: 1, filter_tags: ['x', 'y'] })
  await make('b', { members: ['ann', 'bob', 'cid'], name: 'Beta', color: 'blue', size: 20, frozen: true })
  await make('c', { members: ['ann', 'cid'], name: 'Gamma', filter_tags: ['x'] }, 'team')
  await make('x', { members: ['bob', 'cid'], created_by_id: 'cid' })
  return chat
}

describe('a query for channels', () => {
  test('finds them by what they are', async () => {
    await using chat = await fourChannels()
    const mine = { members: { $in: ['ann'] } }
    const find = (filter: object) => idsOf(chat, 'ann', { ...mine, ...filter }, byId)
    expect(await find({})).toEqual(['a', 'b', 'c'])
    expect(await find({ type: 'team' })).toEqual(['c'])
    expect(await find({ type: { $in: ['team', 'messaging'] } })).toEqual(['a', 'b', 'c'])
    expect(await find({ cid: 'messaging:a' })).toEqual(['a'])
    expect(await find({ cid: { $in: ['messaging:a', 'team:c', 'team:a'] } })).toEqual(['a', 'c'])
    expect(await find({ id: { $in: ['b', 'c'] } })).toEqual(['b', 'c'])
    expect(await find({ frozen: true })).toEqual(['b'])
    expect(await find({ disabled: false })).toEqual(['a', 'b', 'c'])
    expect(await find({ created_by_id: 'cid' })).toEqual([])
    expect(await find({ member_count: { $gte: 3 } })).toEqual(['b'])
    expect(await find({ name: { $autocomplete: 'stat' } })).toEqual(['a'])
    expect(await find({ name: 'Beta' })).toEqual(['b'])
    expect(await find({ color: { $in: ['red', 'blue'] } })).toEqual(['a', 'b'])
    expect(await find({ 'custom.color': { $exists: false } })).toEqual(['c'])
    expect(await find({ size: { $gt: 3 } })).toEqual(['b'])
    expect(await find({ filter_tags: { $in: ['y'] } })).toEqual(['a'])
    expect(await find({ filter_tags: { $contains: 'x' } })).toEqual(['a', 'c'])
    expect(await find({ last_message_at: { $exists: true } })).toEqual([])
    expect(
      await find({ created_at: { $gt: '2020-01-01T00:00:00Z' }, updated_at: { $lt: '2099-01-01T00:00:00Z' } }),
    ).toEqual(['a', 'b', 'c'])
    expect(await find({ 'member.user.name': { $autocomplete: 'zo' } })).toEqual([])
    expect(await find({ $or: [{ type: 'team' }, { $and: [{ color: 'red' }, { size: 1 }] }] })).toEqual(['a', 'c'])
    expect(await find({ $nor: [{ type: 'team' }] })).toEqual(['a', 'b'])
    await chat.settle()
  })

  test('finds them by who is in them', async () => {
    await using chat = await fourChannels()
    const find = (filter: object) => idsOf(chat, 'ann', filter, byId)
    expect(await find({ members: { $in: ['ann'] } })).toEqual(['a', 'b', 'c'])
    expect(await find({ members: ['ann', 'bob'] })).toEqual(['a'])
    expect(await find({ members: { $eq: ['bob', 'ann', 'cid'] } })).toEqual(['b'])
    expect(await find({ members: { $eq: ['ann'] } })).toEqual([])
    expect(await find({ joined: true, members: { $nin: ['bob'] } })).toEqual(['c'])
    await chat.server.call('UpdateUsersPartial', { body: { users: [{ id: 'cid', set: { name: 'Zoë Smith' } }] } })
    expect(await find({ joined: true, 'member.user.name': { $autocomplete: 'smi' } })).toEqual(['b', 'c'])
    await chat.settle()
  })

  test('finds them by what they are to the user', async () => {
    await using chat = await fourChannels()
    const mine = { members: { $in: ['ann'] } }
    const find = (filter: object, more = byId) => idsOf(chat, 'ann', { ...mine, ...filter }, more)
    const ann = chat.user('ann')
    const params = (id: string) => ({ type: id === 'c' ? 'team' : 'messaging', id })
    await ann.call('UpdateMemberPartial', { params: params('a'), body: { set: { pinned: true } } })
    await ann.call('UpdateMemberPartial', { params: params('b'), body: { set: { archived: true } } })
    await ann.call('HideChannel', { params: params('c'), body: {} })
    await ann.call('MuteChannel', { body: { channel_cid: 'messaging:a', expiration: 10_000 } })
    expect(await find({})).toEqual(['a', 'b'])
    expect(await find({ hidden: true })).toEqual(['c'])
    expect(await find({ $or: [{ hidden: true }, { hidden: false }] })).toEqual(['a', 'b', 'c'])
    expect(await find({ pinned: true })).toEqual(['a'])
    expect(await find({ pinned: false })).toEqual(['b'])
    expect(await find({ archived: true })).toEqual(['b'])
    expect(await find({ archived: false })).toEqual(['a'])
    expect(await find({ muted: true })).toEqual(['a'])
    expect(await find({ muted: false })).toEqual(['b'])
    await chat.clock.advance(11_000)
    expect(await find({ muted: true })).toEqual([])
    expect(await find({ blocked: false })).toEqual(['a', 'b'])
    expect(await find({}, { sort: [{ field: 'pinned_at', direction: -1 }] })).toEqual(['a', 'b'])
    expect(await idsOf(chat, 'bob', { members: { $in: ['bob'] }, joined: true }, byId)).toEqual(['a', 'b', 'x'])
    await chat.settle()
  })

  test('finds invitations by where they stand, and shows nothing of what was declined', async () => {
    await using chat = await testChat({ members: ['ann'], others: ['bob', 'cid', 'dan'] })
    const invites = ['bob', 'cid', 'dan']
    await chat.user('ann').call('UpdateChannel', { params: chat.general, body: { invites } })
    await chat.user('cid').call('UpdateChannel', { params: chat.general, body: { accept_invite: true } })
    await chat.user('dan').call('UpdateChannel', { params: chat.general, body: { reject_invite: true } })
    for (const [user, state] of [
      ['bob', 'pending'],
      ['cid', 'accepted'],
      ['dan', 'rejected'],
    ] as const) {
      for (const invite of ['pending', 'accepted', 'rejected']) {
        expect(await idsOf(chat, user, { invite })).toEqual(invite === state ? ['general'] : [])
      }
    }
    const declined = await chat
      .user('dan')
      .call('QueryChannels', { body: { filter_conditions: { invite: 'rejected' } } })
    expect(declined.channels[0]).toMatchObject({
      messages: [],
      members: [],
      read: [],
      membership: { status: 'rejected' },
    })
    expect(await idsOf(chat, 'dan', { members: { $in: ['dan'] } })).toEqual([])
    const wrong = { body: { filter_conditions: { invite: { $in: ['pending'] } } } }
    expect((await chat.user('bob').refused('QueryChannels', wrong)).message).toContain('invalid invite operator')
    await chat.settle()
  })

  test('fails where it would show what the user may not read; the backend sees all', async () => {
    await using chat = await fourChannels()
    for (const filter_conditions of [
      {},
      { type: 'messaging' },
      { cid: 'messaging:x' },
      { members: { $in: ['bob'] } },
    ]) {
      const refused = await chat.user('ann').refused('QueryChannels', { body: { filter_conditions } })
      expect([refused.code, refused.StatusCode]).toEqual([70, 403])
      expect(refused.message).toBe(
        'QueryChannels failed with error: "Query channels with provided filter would return channels you don\'t have access to"',
      )
    }
    const all = await chat.server.call('QueryChannels', { body: { sort: [{ field: 'cid', direction: 1 }] } })
    expect(all.channels.map(({ channel }: Listed) => channel.id)).toEqual(['a', 'b', 'x', 'c'])
    const forAnn = await chat.server.call('QueryChannels', { body: { user_id: 'ann', filter_conditions: { id: 'x' } } })
    expect(forAnn.channels).toHaveLength(1)
    for (const filter_conditions of [
      { hidden: true },
      { muted: true },
      { joined: true },
      { invite: 'pending' },
      { has_unread: true },
    ]) {
      expect((await chat.server.refused('QueryChannels', { body: { filter_conditions } })).code).toBe(4)
    }
    await chat.settle()
  })

  test('lists a disabled channel without what happens in it', async () => {
    await using chat = await fourChannels()
    await chat.server.call('UpdateChannelPartial', {
      params: { type: 'messaging', id: 'a' },
      body: { set: { disabled: true } },
    })
    const ann = await chat.user('ann').connect()
    const { channels } = await ann.call('QueryChannels', {
      body: { filter_conditions: { members: { $in: ['ann'] } }, watch: true, ...byId },
    })
    expect(channels.map(({ channel }: Listed) => channel.id)).toEqual(['a', 'b', 'c'])
    expect(channels[0]).toMatchObject({ channel: { disabled: true }, members: [], read: [], watcher_count: 0 })
    expect(channels[1].members).toHaveLength(3)
    await chat.settle()
  })

  test('answers page by page, in the order asked for', async () => {
    await using chat = await fourChannels()
    const mine = { members: { $in: ['ann'] } }
    expect(await idsOf(chat, 'ann', mine)).toEqual(['c', 'b', 'a'])
    expect(await idsOf(chat, 'ann', mine, { limit: 1 })).toEqual(['c'])
    expect(await idsOf(chat, 'ann', mine, { limit: 2, offset: 1 })).toEqual(['b', 'a'])
    expect(await idsOf(chat, 'ann', mine, { sort: [{ field: 'created_at', direction: 1 }] })).toEqual(['a', 'b', 'c'])
    expect(await idsOf(chat, 'ann', mine, { sort: [{ field: 'size', direction: -1, type: 'number' }] })).toEqual([
      'b',
      'a',
      'c',
    ])
    const twice = [
      { field: 'member_count', direction: 1 },
      { field: 'created_at', direction: -1 },
    ]
    expect(await idsOf(chat, 'ann', mine, { sort: twice })).toEqual(['c', 'a', 'b'])
    const states = await chat.user('ann').call('QueryChannels', { body: { filter_conditions: mine, member_limit: 1 } })
    expect(states.channels.map(({ members }: { members: unknown[] }) => members.length)).toEqual([1, 1, 1])
    const bare = await chat.user('ann').call('QueryChannels', { body: { filter_conditions: mine, state: false } })
    expect(bare.channels[0]).toMatchObject({ members: [], messages: [], read: [] })
    for (const body of [
      { limit: 31 },
      { offset: 1001 },
      { message_limit: 301 },
      { member_limit: 101 },
      { filter_conditions: { members: { $gt: 'x' } } },
      { filter_conditions: { color: { $ne: 'red' } } },
      { filter_conditions: { frozen: 'yes' } },
      { filter_conditions: [1] },
      { filter_conditions: { has_unread: false } },
      { sort: [{ field: 'a"b' }] },
    ]) {
      expect([body, (await chat.user('ann').refused('QueryChannels', { body })).code]).toEqual([body, 4])
    }
    expect((await chat.user('ann').refused('QueryChannels', { body: { predefined_filter: 'x' } })).code).toBe(16)
    const unindexed = { filter_conditions: { color: { $autocomplete: 're' } } }
    expect((await chat.user('ann').refused('QueryChannels', { body: unindexed })).message).toContain(
      'autocomplete is not enabled for field channels.color',
    )
    await chat.settle()
  })

  test('tells v2 clients the same in their words', async () => {
    await using chat = await fourChannels()
    const { channels } = await chat
      .user('ann', 'v2')
      .call('QueryChannels', { body: { filter_conditions: { joined: true, id: 'a' } } })
    expect(channels[0].channel.custom).toEqual({ name: 'Alpha station', color: 'red', size: 1 })
    expect(channels[0].channel.created_at).toBeNumber()
    await chat.settle()
  })
})
