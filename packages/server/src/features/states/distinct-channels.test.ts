import { describe, expect, test } from 'bun:test'
import { testChat } from '../../testing/test-chat.ts'

const messaging = { type: 'messaging' }
const people = { others: ['ann', 'bob', 'cid', 'dan'] }
const refusal =
  "cannot add members to the distinct channel they don't belong to, please create a new distinct channel with the desired members"

describe('a distinct channel', () => {
  test('is the same for the same members, in whatever order and by whomever', async () => {
    await using chat = await testChat(people)
    const open = (members: unknown[]) => ({ params: messaging, body: { data: { members } } })
    const made = await chat.user('ann').call('GetOrCreateDistinctChannel', open(['ann', 'bob', 'bob']))
    expect(made.channel.id).toStartWith('!members-')
    expect(made.channel.id).toHaveLength(52)
    expect(made.channel.member_count).toBe(2)
    const again = await chat.user('bob').call('GetOrCreateDistinctChannel', open([{ user_id: 'bob' }, 'ann']))
    expect(again.channel).toMatchObject({ cid: made.channel.cid, created_by: { id: 'ann' } })
    const byId = await chat
      .user('bob')
      .call('GetOrCreateChannel', { params: { ...messaging, id: made.channel.id }, body: {} })
    expect(byId.channel.cid).toBe(made.channel.cid)
    const other = await chat.user('ann').call('GetOrCreateDistinctChannel', open(['ann', 'bob', 'cid']))
    expect(other.channel.cid).not.toBe(made.channel.cid)
    const byServer = { params: messaging, body: { data: { members: ['bob', 'cid'], created_by_id: 'ann' } } }
    expect((await chat.server.call('GetOrCreateDistinctChannel', byServer)).channel.created_by.id).toBe('ann')
    await chat.settle()
  })

  test('needs two members, and its maker among them unless they may make it for others', async () => {
    await using chat = await testChat(people)
    for (const members of [undefined, [], ['ann'], ['ann', 'ann']]) {
      const refused = await chat
        .user('ann')
        .refused('GetOrCreateDistinctChannel', { params: messaging, body: { data: { members } } })
      expect(refused.code).toBe(4)
      expect(refused.message).toContain('When using member based IDs specify at least 2 members')
    }
    const forOthers = { params: messaging, body: { data: { members: ['bob', 'cid'] } } }
    const refused = await chat.user('ann').refused('GetOrCreateDistinctChannel', forOthers)
    expect(refused.message).toContain('is not allowed to perform action CreateDistinctChannelForOthers')
    expect((await chat.server.call('QueryChannels', { body: {} })).channels).toEqual([])
    await chat.settle()
  })

  test('cannot be forged by naming an id', async () => {
    await using chat = await testChat(people)
    for (const id of ['!members-abc', '!x']) {
      const forged = { params: { ...messaging, id }, body: { data: { members: ['ann', 'bob'] } } }
      expect((await chat.user('ann').refused('GetOrCreateChannel', forged)).code).toBe(4)
    }
    await chat.settle()
  })

  test('takes nobody in who does not belong to it; who left may come back', async () => {
    await using chat = await testChat(people)
    const body = { data: { members: ['ann', 'bob', 'cid'] } }
    const { channel } = await chat.user('ann').call('GetOrCreateDistinctChannel', { params: messaging, body })
    const ann = await chat.user('ann').connect()
    const params = { type: channel.type, id: channel.id }
    await ann.watch(params)
    for (const change of [{ add_members: ['dan'] }, { invites: ['dan'] }]) {
      const refused = await chat.user('ann').refused('UpdateChannel', { params, body: change })
      expect([refused.code, refused.message]).toEqual([17, `UpdateChannel failed with error: "${refusal}"`])
    }
    const promoted = { params, body: { add_moderators: ['dan'] } }
    expect((await chat.server.refused('UpdateChannel', promoted)).message).toContain(refusal)
    await chat.quiet()
    expect(ann.types).toEqual(['user.watching.start'])
    await chat.user('bob').call('UpdateChannel', { params, body: { remove_members: ['bob'] } })
    const same = await chat.user('ann').call('GetOrCreateDistinctChannel', { params: messaging, body })
    expect(same.channel).toMatchObject({ cid: channel.cid, member_count: 2 })
    const back = await chat.user('ann').call('UpdateChannel', { params, body: { add_members: ['bob'] } })
    expect(back.channel.member_count).toBe(3)
    await chat.settle()
  })
})
