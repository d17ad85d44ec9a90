import { describe, expect, test } from 'bun:test'
import { type TestChat, testChat } from '../../testing/test-chat.ts'

async function crowd() {
  const chat = await testChat({ members: ['ann', 'bob'], others: ['cid', 'dan', 'eve'] })
  const users = ['Anna Smith', 'Bob', 'Cédric', 'abcjohn'].map((name, index) => {
    return { id: ['ann', 'bob', 'cid', 'dan'][index]!, name, email: `${index}@example.org` }
  })
  await chat.server.call('UpdateUsers', { body: { users: Object.fromEntries(users.map((user) => [user.id, user])) } })
  const change = (body: object) => chat.server.call('UpdateChannel', { params: chat.general, body })
  await change({ add_moderators: ['cid'] })
  await change({ invites: ['dan'] })
  return chat
}

async function idsOf(chat: TestChat, filter_conditions: object, more: object = {}): Promise<string[]> {
  const payload = { type: 'messaging', id: 'general', filter_conditions, ...more }
  const { members } = await chat.user('ann').call('QueryMembers', { query: { payload } })
  return members.map(({ user_id }: { user_id: string }) => user_id)
}

describe('a query for members', () => {
  test('finds them by what they are', async () => {
    await using chat = await crowd()
    const find = (filter: object) => idsOf(chat, filter)
    expect(await find({})).toEqual(['ann', 'bob', 'cid', 'dan'])
    expect(await find({ id: { $in: ['bob', 'eve'] } })).toEqual(['bob'])
    expect(await find({ name: { $autocomplete: 'abcj' } })).toEqual(['dan'])
    expect(await find({ name: { $q: 'smith' } })).toEqual(['ann'])
    expect(await find({ 'user.email': '1@example.org' })).toEqual(['bob'])
    expect(await find({ channel_role: 'channel_moderator' })).toEqual(['cid'])
    expect(await find({ is_moderator: false })).toEqual(['ann', 'bob', 'dan'])
    expect(await find({ joined: true })).toEqual(['ann', 'bob', 'cid'])
    expect(await find({ joined: false })).toEqual(['dan'])
    expect(await find({ invite: 'pending' })).toEqual(['dan'])
    expect(await find({ banned: true })).toEqual([])
    expect(await find({ cid: 'messaging:general' })).toHaveLength(4)
    expect(await find({ $or: [{ id: 'ann' }, { invite: 'pending' }] })).toEqual(['ann', 'dan'])
    await chat.user('bob').call('UpdateMemberPartial', { params: chat.general, body: { set: { level: 7 } } })
    expect(await find({ level: { $gte: 7 } })).toEqual(['bob'])
    expect(await find({ notifications_muted: true })).toEqual([])
    await chat.settle()
  })

  test('answers page by page, in the order asked for', async () => {
    await using chat = await crowd()
    expect(await idsOf(chat, {}, { limit: 2 })).toEqual(['ann', 'bob'])
    expect(await idsOf(chat, {}, { limit: 2, offset: 3 })).toEqual(['dan'])
    expect(await idsOf(chat, {}, { sort: [{ field: 'user_id', direction: -1 }] })).toEqual(['dan', 'cid', 'bob', 'ann'])
    expect(await idsOf(chat, {}, { sort: [{ field: 'name', direction: 1 }], limit: 1 })).toEqual(['ann'])
    expect(await idsOf(chat, {}, { user_id_gt: 'ann', user_id_lte: 'cid' })).toEqual(['bob', 'cid'])
    // Who joined last comes first by id: nobody is skipped.
    await chat.server.call('UpdateUsers', { body: { users: { abe: { id: 'abe' } } } })
    await chat.server.call('UpdateChannel', { params: chat.general, body: { add_members: ['abe'] } })
    expect(await idsOf(chat, {}, { user_id_gte: 'a', limit: 2 })).toEqual(['abe', 'ann'])
    expect(await idsOf(chat, {}, { user_id_lt: 'cid', limit: 2 })).toEqual(['bob', 'ann'])
    expect(await idsOf(chat, {}, { user_id_gt: 'a', limit: 1, sort: [{ field: 'user_id', direction: -1 }] })).toEqual([
      'dan',
    ])
    await chat.server.call('UpdateChannel', { params: chat.general, body: { remove_members: ['abe'] } })
    const { members } = await chat.server.call('GetChannel', { params: chat.general })
    expect(await idsOf(chat, {}, { created_at_after: members[1].created_at })).toEqual(['cid', 'dan'])
    await chat.settle()
  })

  test('names a distinct channel by its members', async () => {
    await using chat = await testChat({ others: ['ann', 'bob'] })
    const body = { data: { members: ['ann', 'bob'] } }
    await chat.user('ann').call('GetOrCreateDistinctChannel', { params: { type: 'messaging' }, body })
    const payload = { type: 'messaging', members: ['bob', 'ann'], filter_conditions: {} }
    expect((await chat.user('ann').call('QueryMembers', { query: { payload } })).members).toHaveLength(2)
    const v2 = await chat.user('ann', 'v2').call('QueryMembers', { query: { payload } })
    expect(v2.members[0]).toMatchObject({ user_id: 'ann', custom: {} })
    await chat.settle()
  })

  test('is refused where the caller may not look, or asks for nonsense', async () => {
    await using chat = await crowd()
    const ask = (payload: object) => ({ query: { payload: { type: 'messaging', filter_conditions: {}, ...payload } } })
    expect((await chat.user('eve').refused('QueryMembers', ask({ id: 'general' }))).message).toContain(
      'ReadChannelMembers',
    )
    // Who is only invited can look at the channel, and no more.
    expect((await chat.user('dan').refused('QueryMembers', ask({ id: 'general' }))).code).toBe(17)
    expect((await chat.user('ann').refused('QueryMembers', ask({ id: 'nowhere' }))).code).toBe(16)
    for (const payload of [
      {},
      { id: 'general', limit: 101 },
      { id: 'general', offset: 1001 },
      { id: 'general', filter_conditions: { id: { $gt: 'a' } } },
      { id: 'general', filter_conditions: { invite: { $in: ['pending'] } } },
      { id: 'general', filter_conditions: { invite: 'maybe' } },
    ]) {
      expect([payload, (await chat.user('ann').refused('QueryMembers', ask(payload))).code]).toEqual([payload, 4])
    }
    await chat.settle()
  })
})
