import { describe, expect, test } from 'bun:test'
import { testChat } from '../../testing/test-chat.ts'

interface Shown {
  readonly user_id: string
  readonly [key: string]: unknown
}

const find = (members: readonly Shown[], id: string) => members.find(({ user_id }) => user_id === id)

describe('adding members', () => {
  test('tells who watches and who is added, and answers all members', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], others: ['cid', 'dan', 'eve'] })
    const ann = await chat.user('ann').connect()
    await ann.watch(chat.general)
    const cid = await chat.user('cid').connect()
    const eve = await chat.user('eve').connect()
    const added = await chat.user('ann').call('UpdateChannel', {
      params: chat.general,
      body: { add_members: ['cid', { user_id: 'dan', channel_role: 'channel_moderator', mood: 'sunny' }] },
    })
    expect(added.channel.member_count).toBe(4)
    expect(added.members).toHaveLength(4)
    // Roles are the backend's to give.
    expect(find(added.members, 'dan')).toMatchObject({ channel_role: 'channel_member', mood: 'sunny' })
    await chat.quiet()
    expect(ann.types).toEqual(['user.watching.start', 'member.added', 'member.added'])
    expect(ann.events[1]).toMatchObject({
      member: { user_id: 'cid' },
      user: { id: 'cid' },
      channel: { member_count: 4 },
    })
    expect(cid.types).toEqual(['notification.added_to_channel'])
    expect(eve.types).toEqual([])
    const again = await chat.server.call('UpdateChannel', {
      params: chat.general,
      body: { add_members: ['cid', { user_id: 'dan', channel_role: 'channel_moderator' }] },
    })
    expect(again.channel.member_count).toBe(4)
    expect(find(again.members, 'dan')).toMatchObject({
      channel_role: 'channel_moderator',
      is_moderator: true,
      mood: 'sunny',
    })
    await chat.quiet()
    expect(ann.types.slice(3)).toEqual(['member.updated'])
    await chat.settle()
  })

  test('needs people who exist, in a reasonable number, with roles that exist', async () => {
    await using chat = await testChat({ members: ['ann'], others: ['bob'] })
    const ann = await chat.user('ann').connect()
    const update = (body: object) => chat.server.refused('UpdateChannel', { params: chat.general, body })
    expect((await update({ add_members: ['bob', 'who'] })).message).toContain('[who]. Please create the user objects')
    expect((await update({ add_members: Array.from({ length: 101 }, (_, index) => `u${index}`) })).code).toBe(4)
    for (const channel_role of ['admin', 'nonsense']) {
      expect((await update({ add_members: [{ user_id: 'bob', channel_role }] })).code).toBe(4)
      expect((await update({ assign_roles: [{ user_id: 'ann', channel_role }] })).code).toBe(4)
    }
    expect((await update({ add_members: [{ user_id: 'bob', novel: 'x'.repeat(5200) }] })).code).toBe(22)
    await chat.quiet()
    expect(ann.types).toEqual([])
    expect((await chat.server.call('GetChannel', { params: chat.general })).channel.member_count).toBe(1)
    await chat.settle()
  })

  test('is refused to whoever may not', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], others: ['eve'] })
    const ann = await chat.user('ann').connect()
    const update = (id: string, body: object) => chat.user(id).refused('UpdateChannel', { params: chat.general, body })
    expect((await update('bob', { add_members: ['eve'] })).message).toContain('perform action UpdateChannelMembers')
    expect((await update('bob', { invites: ['eve'] })).message).toContain('perform action UpdateChannelMembers')
    expect((await update('eve', { add_members: ['eve'] })).message).toContain('perform action AddOwnChannelMembership')
    expect((await update('bob', { remove_members: ['ann'] })).message).toContain('perform action UpdateChannelMembers')
    expect((await update('eve', { remove_members: ['eve'] })).message).toContain('RemoveOwnChannelMembership')
    await chat.quiet()
    expect(ann.types).toEqual([])
    await chat.settle()
  })

  test('can leave them without what was said before', async () => {
    await using chat = await testChat({ members: ['ann'], others: ['bob', 'cid'] })
    await chat.server.call('UpdateChannel', {
      params: chat.general,
      body: { add_members: ['bob'], hide_history: true },
    })
    const hidden = await chat.user('bob').call('GetChannel', { params: chat.general })
    expect(hidden.hide_messages_before).toBeString()
    const hide_history_before = '2020-01-01T00:00:00Z'
    const body = { add_members: ['cid'], hide_history: true, hide_history_before }
    await chat.server.call('UpdateChannel', { params: chat.general, body })
    const since = await chat.user('cid').call('GetChannel', { params: chat.general })
    expect(Date.parse(since.hide_messages_before)).toBe(Date.parse(hide_history_before))
    const future = { add_members: ['cid'], hide_history_before: '2099-01-01T00:00:00Z' }
    expect((await chat.server.refused('UpdateChannel', { params: chat.general, body: future })).code).toBe(4)
    await chat.settle()
  })

  test('lets people join by themselves where the grants say so', async () => {
    await using chat = await testChat({ members: ['ann'], others: ['eve'] })
    const grants = { user: ['read-channel', 'add-own-channel-membership'] }
    await chat.server.call('UpdateChannelType', { params: { name: 'messaging' }, body: { grants } })
    const eve = await chat.user('eve').connect()
    await eve.watch(chat.general)
    await eve.call('UpdateChannel', { params: chat.general, body: { add_members: ['eve'] } })
    await chat.quiet()
    expect(eve.types).toEqual(['user.watching.start', 'member.added'])
    expect((await eve.call('GetChannel', { params: chat.general })).membership).toMatchObject({ user_id: 'eve' })
    await chat.settle()
  })
})

describe('removing members', () => {
  test('tells who watches and who is removed; whoever is no member is passed over', async () => {
    await using chat = await testChat({ members: ['ann', 'bob', 'cid'], others: ['eve'] })
    const ann = await chat.user('ann').connect()
    await ann.watch(chat.general)
    const bob = await chat.user('bob').connect()
    const removed = await chat.user('ann').call('UpdateChannel', {
      params: chat.general,
      body: { remove_members: ['bob', 'eve', 'nobody'] },
    })
    expect(removed.channel.member_count).toBe(2)
    expect(removed.members.map(({ user_id }: Shown) => user_id)).toEqual(['ann', 'cid'])
    await chat.quiet()
    expect(ann.types).toEqual(['user.watching.start', 'member.removed'])
    expect(ann.events[1]).toMatchObject({
      member: { user_id: 'bob' },
      user: { id: 'bob' },
      channel: { member_count: 2 },
    })
    expect(bob.types).toEqual(['notification.removed_from_channel'])
    expect(bob.events[0].member.user_id).toBe('bob')
    bob.clear()
    await chat.server.call('UpdateChannelPartial', { params: chat.general, body: { set: { a: 1 } } })
    expect((await chat.user('bob').refused('GetChannel', { params: chat.general })).code).toBe(17)
    await chat.user('cid').call('UpdateChannel', { params: chat.general, body: { remove_members: ['cid'] } })
    const empty = await chat.server.call('UpdateChannel', { params: chat.general, body: { remove_members: ['ann'] } })
    expect(empty).toMatchObject({ members: [], channel: { member_count: 0 } })
    await chat.quiet()
    expect(bob.types).toEqual([])
  })

  test('forgets what they had noted for themselves', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    await chat.user('bob').call('UpdateMemberPartial', { params: chat.general, body: { set: { pinned: true, a: 1 } } })
    await chat.user('bob').call('HideChannel', { params: chat.general, body: {} })
    const change = (body: object) => chat.server.call('UpdateChannel', { params: chat.general, body })
    await change({ remove_members: ['bob'] })
    const { members } = await change({ add_members: ['bob'] })
    expect(find(members, 'bob')).not.toHaveProperty('pinned_at')
    expect(find(members, 'bob')).not.toHaveProperty('a')
    expect((await chat.user('bob').call('GetChannel', { params: chat.general })).hidden).toBe(false)
    await chat.settle()
  })
})

describe('roles', () => {
  test('are given by the backend: moderators come and go, strangers among them', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], others: ['cid'] })
    const ann = await chat.user('ann').connect()
    await ann.watch(chat.general)
    const change = (body: object) => chat.server.call('UpdateChannel', { params: chat.general, body })
    const promoted = await change({ add_moderators: ['bob', { id: 'cid' }] })
    for (const id of ['bob', 'cid']) {
      expect(find(promoted.members, id)).toMatchObject({
        channel_role: 'channel_moderator',
        role: 'moderator',
        is_moderator: true,
      })
    }
    await chat.quiet()
    expect(ann.types).toEqual(['user.watching.start', 'member.added', 'member.updated'])
    const demoted = await change({ demote_moderators: ['bob', 'nobody'] })
    expect(find(demoted.members, 'bob')).toMatchObject({ channel_role: 'channel_member', role: 'member' })
    expect(find(demoted.members, 'bob')).not.toHaveProperty('is_moderator')
    await chat.settle()
  })

  test('are assigned to all members named, or to none', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], others: ['cid'] })
    const assign = (assign_roles: object[], more = {}) => ({ params: chat.general, body: { assign_roles, ...more } })
    const channel_role = 'channel_moderator'
    const roles = ['bob', 'cid'].map((user_id) => ({ user_id, channel_role }))
    expect((await chat.server.refused('UpdateChannel', assign(roles))).code).toBe(4)
    expect(find((await chat.server.call('GetChannel', { params: chat.general })).members, 'bob')).toMatchObject({
      channel_role: 'channel_member',
    })
    // Adding comes first within one request.
    const both = await chat.server.call('UpdateChannel', assign(roles, { add_members: ['cid'] }))
    for (const id of ['bob', 'cid']) expect(find(both.members, id)).toMatchObject({ channel_role })
    await chat.settle()
  })

  test('show in their older form: the app’s admins, the owner, moderators, members', async () => {
    await using chat = await testChat({ members: ['ann', 'bob', 'cid'] })
    await chat.server.call('UpdateUsersPartial', { body: { users: [{ id: 'cid', set: { role: 'admin' } }] } })
    const { members } = await chat.server.call('GetChannel', { params: chat.general })
    expect(members.map(({ role }: Shown) => role)).toEqual(['owner', 'member', 'admin'])
    await chat.settle()
  })
})

describe('a member’s own fields', () => {
  test('pins and archives are theirs alone; data is everybody’s to see', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const ann = await chat.user('ann').connect()
    await ann.watch(chat.general)
    const bob = await chat.user('bob').connect()
    const patch = async (body: object, user = chat.user('bob')) =>
      (await user.call('UpdateMemberPartial', { params: chat.general, body })).channel_member
    const pinned = await patch({ set: { pinned: true, archived: true } })
    expect([pinned.user_id, typeof pinned.pinned_at, typeof pinned.archived_at]).toEqual(['bob', 'string', 'string'])
    await chat.quiet()
    expect(ann.types).toEqual(['user.watching.start'])
    expect(bob.types).toEqual(['member.updated'])
    expect(bob.events[0].member.pinned_at).toBe(pinned.pinned_at)
    const unpinned = await patch({ set: { pinned: false }, unset: ['archived', 'nothing'] })
    expect(unpinned).not.toHaveProperty('pinned_at')
    expect(unpinned).not.toHaveProperty('archived_at')
    expect(await patch({ set: { mood: 'sunny', 'look.color': 'red' } })).toMatchObject({
      mood: 'sunny',
      look: { color: 'red' },
    })
    const v2 = await patch({ set: { 'look.size': 1 }, unset: ['mood'] }, chat.user('bob', 'v2'))
    expect(v2.custom).toEqual({ look: { color: 'red', size: 1 } })
    await chat.quiet()
    expect(ann.types.slice(1)).toEqual(['member.updated', 'member.updated'])
    await chat.settle()
  })

  test('are refused where they are reserved, wrong, the backend’s or somebody else’s', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], others: ['eve'] })
    const bob = chat.user('bob')
    const refuse = (body: object, user = bob) => user.refused('UpdateMemberPartial', { params: chat.general, body })
    for (const body of [
      {},
      { set: { status: 'member' } },
      { set: { pinned_at: 'x' } },
      { unset: ['user_id'] },
      { set: { pinned: 1 } },
    ]) {
      expect([body, (await refuse(body)).code]).toEqual([body, 4])
    }
    expect((await refuse({ set: { channel_role: 'channel_moderator' } })).code).toBe(17)
    expect((await refuse({ set: { pinned: true } }, chat.user('eve'))).code).toBe(16)
    const other = (id: string, query: string, set: object) =>
      chat.user(id).refused('UpdateMemberPartial', { params: chat.general, query: { user_id: query }, body: { set } })
    expect((await other('bob', 'ann', { mood: 'bad' })).code).toBe(17)
    // Clients add their own id to every query; the path says whom it is about.
    const query = `api_key=${chat.credentials.key}&user_id=bob`
    const path = `http://parley.test/channels/messaging/general/member/ann?${query}`
    const headers = { authorization: bob.token, 'stream-auth-type': 'jwt', 'content-type': 'application/json' }
    const byPath = await chat.app.handle(
      new Request(path, { method: 'PATCH', headers, body: JSON.stringify({ set: { mood: 'bad' } }) }),
    )
    expect(byPath.status).toBe(403)
    const ownPath = path.replace('member/ann', 'member/bob')
    const own = await chat.app.handle(
      new Request(ownPath, { method: 'PATCH', headers, body: JSON.stringify({ set: { mood: 'good' } }) }),
    )
    expect(own.status).toBe(200)
    const served = {
      params: chat.general,
      query: { user_id: 'bob' },
      body: { set: { channel_role: 'channel_moderator', a: 1 } },
    }
    const { channel_member } = await chat.server.call('UpdateMemberPartial', served)
    expect(channel_member).toMatchObject({ user_id: 'bob', channel_role: 'channel_moderator', a: 1 })
    await chat.settle()
  })
})
