import { describe, expect, test } from 'bun:test'
import { testChat } from '../../testing/test-chat.ts'

const accept = { accept_invite: true }
const reject = { reject_invite: true }

describe('an invitation', () => {
  test('is told to who is invited; they can look, and belong once they have accepted', async () => {
    await using chat = await testChat({ members: ['ann'], others: ['bob'] })
    const ann = await chat.user('ann').connect()
    await ann.watch(chat.general)
    const bob = await chat.user('bob').connect()
    const invited = await chat.user('ann').call('UpdateChannel', { params: chat.general, body: { invites: ['bob'] } })
    expect(invited.channel.member_count).toBe(2)
    expect(invited.members[1]).toMatchObject({ user_id: 'bob', status: 'pending', invited: true })
    expect(invited.members[1]).not.toHaveProperty('invite_accepted_at')
    await chat.quiet()
    expect(ann.types).toEqual(['user.watching.start', 'member.added'])
    expect(ann.events[1].member).toMatchObject({ user_id: 'bob', invited: true })
    expect(bob.types).toEqual(['notification.invited'])
    const looked = await bob.call('GetChannel', { params: chat.general })
    expect(looked.membership.status).toBe('pending')
    expect(looked.channel.own_capabilities).not.toContain('send-message')
    const joined = await bob.call('UpdateChannel', { params: chat.general, body: accept })
    expect(joined.members[1]).toMatchObject({ status: 'member', invite_accepted_at: expect.any(String) })
    expect(joined.channel.member_count).toBe(2)
    await chat.quiet()
    expect(ann.types.slice(2)).toEqual(['member.updated'])
    expect(bob.types.slice(1)).toEqual(['notification.invite_accepted'])
    expect((await bob.call('GetChannel', { params: chat.general })).channel.own_capabilities).toContain('send-message')
    await bob.call('UpdateChannel', { params: chat.general, body: accept })
    expect((await bob.refused('UpdateChannel', { params: chat.general, body: reject })).code).toBe(4)
    await chat.quiet()
    expect(bob.types).toHaveLength(2)
    await chat.settle()
  })

  test('that is declined shuts the channel; it may still be accepted, or given anew', async () => {
    await using chat = await testChat({ members: ['ann'], others: ['bob'] })
    await chat.server.call('UpdateChannel', { params: chat.general, body: { invites: ['bob'] } })
    const bob = await chat.user('bob').connect()
    await bob.watch(chat.general)
    bob.clear()
    const declined = await chat.server.call('UpdateChannel', {
      params: chat.general,
      body: { ...reject, user_id: 'bob' },
    })
    expect(declined.channel.member_count).toBe(1)
    expect(declined.members[1]).toMatchObject({ status: 'rejected', invite_rejected_at: expect.any(String) })
    await chat.server.call('UpdateChannelPartial', { params: chat.general, body: { set: { topic: 'tea' } } })
    await chat.quiet()
    expect(bob.types).toEqual(['member.updated'])
    expect((await bob.refused('GetChannel', { params: chat.general })).code).toBe(17)
    await bob.call('UpdateChannel', { params: chat.general, body: reject })
    const again = await chat.server.call('UpdateChannel', { params: chat.general, body: { invites: ['bob'] } })
    expect(again.channel.member_count).toBe(2)
    expect(again.members[1]).not.toHaveProperty('invite_rejected_at')
    await bob.call('UpdateChannel', { params: chat.general, body: reject })
    const late = await bob.call('UpdateChannel', { params: chat.general, body: accept })
    expect(late.channel).toMatchObject({ member_count: 2 })
    expect(late.members[1]).toMatchObject({ status: 'member' })
  })

  test('is nobody else’s to answer', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], others: ['eve'] })
    const update = (id: string, body: object) => chat.user(id).refused('UpdateChannel', { params: chat.general, body })
    for (const body of [accept, reject]) {
      expect((await update('bob', body)).message).toContain('has no invite')
      expect((await update('eve', body)).message).toContain('has no invite')
      expect((await chat.server.refused('UpdateChannel', { params: chat.general, body })).code).toBe(4)
    }
    expect((await update('bob', { ...accept, ...reject })).code).toBe(4)
    await chat.settle()
  })

  test('becomes membership when the backend adds who is invited, and goes with their removal', async () => {
    await using chat = await testChat({ members: ['ann'], others: ['bob', 'cid'] })
    const bob = await chat.user('bob').connect()
    const change = (body: object) => chat.server.call('UpdateChannel', { params: chat.general, body })
    await change({ invites: ['bob', 'cid', 'ann'] })
    const added = await change({ add_members: ['bob'] })
    expect(added.channel.member_count).toBe(3)
    expect(added.members.map(({ status }: { status: string }) => status)).toEqual(['member', 'member', 'pending'])
    await chat.quiet()
    expect(bob.types).toEqual(['notification.invited', 'notification.added_to_channel'])
    expect((await change({ remove_members: ['cid'] })).channel.member_count).toBe(2)
    await chat.settle()
  })

  test('at creation goes before membership for whoever is named as both', async () => {
    await using chat = await testChat({ others: ['ann', 'bob'] })
    const data = { members: ['ann', 'bob'], invites: ['bob'] }
    const params = { type: 'messaging', id: 'lounge' }
    const made = await chat.user('ann').call('GetOrCreateChannel', { params, body: { data } })
    expect(made.members.map(({ status }: { status: string }) => status)).toEqual(['member', 'pending'])
    await chat.user('bob').call('UpdateChannel', { params, body: accept })
    await chat.settle()
  })
})
