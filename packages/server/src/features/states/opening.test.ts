import { describe, expect, test } from 'bun:test'
import { testChat } from '../../testing/test-chat.ts'

const lounge = { type: 'messaging', id: 'lounge' }

describe('opening a channel that is not there', () => {
  test('makes it with its members, who are told; nobody else is', async () => {
    await using chat = await testChat({ others: ['ann', 'bob', 'cid', 'eve'] })
    const bob = await chat.user('bob').connect()
    const bobV2 = await chat.user('bob').connect({ view: 'v2' })
    const cid = await chat.user('cid').connect()
    const eve = await chat.user('eve').connect()
    const made = await chat.user('ann').call('GetOrCreateChannel', {
      params: lounge,
      body: {
        data: { members: ['ann', { user_id: 'bob', mood: 'sunny' }], invites: ['cid'], name: 'Lounge', team: '' },
      },
    })
    expect(made.channel).toMatchObject({
      cid: 'messaging:lounge',
      id: 'lounge',
      type: 'messaging',
      name: 'Lounge',
      created_by: { id: 'ann' },
      member_count: 3,
      frozen: false,
      disabled: false,
    })
    expect(made.channel).not.toHaveProperty('team')
    expect(made.channel).not.toHaveProperty('last_message_at')
    expect(made.channel).not.toHaveProperty('message_count')
    expect(made.channel.config).toMatchObject({ name: 'messaging', typing_events: true, max_message_length: 5000 })
    expect(made.channel.config.commands[0]).toEqual({
      name: 'giphy',
      description: 'Post a random gif to the channel',
      args: '[text]',
      set: 'fun_set',
    })
    expect(made.channel.own_capabilities).toContain('update-channel')
    const [first, second, invited] = made.members
    expect(first).toMatchObject({ user_id: 'ann', role: 'owner', channel_role: 'channel_member', status: 'member' })
    expect(second).toMatchObject({ user_id: 'bob', role: 'member', mood: 'sunny', banned: false, shadow_banned: false })
    expect(invited).toMatchObject({ user_id: 'cid', status: 'pending', invited: true })
    expect(second).not.toHaveProperty('pinned_at')
    expect(second).not.toHaveProperty('archived_at')
    expect(made.membership).toMatchObject({ user_id: 'ann' })
    expect(made).toMatchObject({ messages: [], pinned_messages: [], threads: [], watcher_count: 0 })
    await chat.quiet()
    expect(bob.types).toEqual(['notification.added_to_channel'])
    expect(bob.events[0]).toMatchObject({
      cid: 'messaging:lounge',
      // Those who are invited come in after the members.
      channel: { name: 'Lounge', member_count: 2 },
      member: { user_id: 'bob' },
      total_unread_count: 0,
      unread_channels: 0,
      channel_member_count: 2,
    })
    expect(bob.events[0].channel).not.toHaveProperty('own_capabilities')
    expect(bobV2.events[0]).toMatchObject({
      channel: { custom: { name: 'Lounge' } },
      member: { custom: { mood: 'sunny' } },
    })
    expect(cid.types).toEqual(['notification.invited'])
    expect(cid.events[0].member).toMatchObject({ user_id: 'cid', invited: true })
    expect(eve.types).toEqual([])
    await chat.settle()
  })

  test('by the backend needs somebody to be its creator', async () => {
    await using chat = await testChat({ others: ['ann'] })
    const refused = await chat.server.refused('GetOrCreateChannel', { params: lounge, body: { user_id: 'ann' } })
    expect(refused.code).toBe(4)
    expect(refused.message).toBe(
      'GetOrCreateChannel failed with error: "either data.created_by or data.created_by_id must be provided when using server side auth."',
    )
    expect((await chat.server.refused('GetChannel', { params: lounge })).code).toBe(16)
    const made = await chat.server.call('GetOrCreateChannel', {
      params: lounge,
      body: { data: { created_by: { id: 'zoe', name: 'Zoe' } }, state: false },
    })
    expect(made.channel.created_by).toMatchObject({ id: 'zoe', name: 'Zoe' })
    expect(made.channel.own_capabilities).toEqual([])
    expect(made.members).toEqual([])
    await chat.settle()
  })

  test('needs members who exist, a type that exists, and data of a reasonable size', async () => {
    await using chat = await testChat({ others: ['ann'] })
    const ann = chat.user('ann')
    const absent = await ann.refused('GetOrCreateChannel', {
      params: lounge,
      body: { data: { members: ['ann', 'who'] } },
    })
    expect(absent.code).toBe(4)
    expect(absent.message).toContain(
      "The following users are specified in channel.members but don't exist: [who]. Please create the user objects before setting up the channel",
    )
    const unknown = await ann.refused('GetOrCreateChannel', { params: { type: 'nonsense', id: 'x' }, body: {} })
    expect([unknown.code, unknown.StatusCode]).toEqual([16, 404])
    const fat = { data: { novel: 'x'.repeat(5200) } }
    expect((await ann.refused('GetOrCreateChannel', { params: lounge, body: fat })).code).toBe(22)
    const crowd = { data: { members: Array.from({ length: 101 }, (_, index) => `u${index}`) } }
    expect((await ann.refused('GetOrCreateChannel', { params: lounge, body: crowd })).code).toBe(4)
    const custom = { data: { members: [{ user_id: 'ann', novel: 'x'.repeat(5200) }] } }
    expect((await ann.refused('GetOrCreateChannel', { params: lounge, body: custom })).code).toBe(22)
    expect((await chat.server.refused('GetChannel', { params: lounge })).code).toBe(16)
    await chat.settle()
  })

  test('is refused to those without the permission', async () => {
    await using chat = await testChat({ others: ['ann'] })
    const live = { type: 'livestream', id: 'show' }
    const nobody = await chat.anonymous.refused('GetOrCreateChannel', { params: live, body: {} })
    expect([nobody.code, nobody.StatusCode]).toEqual([17, 403])
    const { user, access_token } = await chat.server.call('CreateGuest', { body: { user: { id: 'gus' } } })
    expect(access_token).toBeString()
    const guest = await chat.user(user.id).refused('GetOrCreateChannel', { params: live, body: {} })
    expect(guest.message).toBe(
      `GetOrCreateChannel failed with error: "User '${user.id}' with role guest is not allowed to perform action CreateChannel in scope 'livestream'"`,
    )
    expect((await chat.server.refused('GetChannel', { params: live })).code).toBe(16)
    await chat.settle()
  })

  test('keeps it out of the sight of its creator until a message comes, if asked to', async () => {
    await using chat = await testChat({ others: ['ann', 'bob'] })
    const ann = await chat.user('ann').connect()
    const body = { data: { members: ['ann', 'bob'] }, hide_for_creator: true }
    const made = await chat.user('ann').call('GetOrCreateChannel', { params: lounge, body })
    expect(made).toMatchObject({ hidden: true, channel: { hidden: true } })
    await chat.quiet()
    expect(ann.types.sort()).toEqual(['channel.hidden', 'notification.added_to_channel'])
    const filter = (id: string) => ({ body: { filter_conditions: { members: { $in: [id] } } } })
    expect((await chat.user('ann').call('QueryChannels', filter('ann'))).channels).toEqual([])
    expect((await chat.user('bob').call('QueryChannels', filter('bob'))).channels).toHaveLength(1)
    await chat.settle()
  })
})

describe('opening a channel that is there', () => {
  test('changes nothing of it', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], others: ['cid'], channel: { name: 'General' } })
    const body = { data: { name: 'Mine', frozen: true, members: ['cid'] } }
    const opened = await chat.user('ann').call('GetOrCreateChannel', { params: chat.general, body })
    expect(opened.channel).toMatchObject({ name: 'General', frozen: false, member_count: 2 })
    expect(opened.members).toHaveLength(2)
    const byServer = await chat.server.call('GetOrCreateChannel', { params: chat.general, body: {} })
    expect(byServer.members).toHaveLength(2)
    expect(byServer).not.toHaveProperty('membership')
    const forBob = await chat.server.call('GetOrCreateChannel', { params: chat.general, body: { user_id: 'bob' } })
    expect(forBob.membership.user_id).toBe('bob')
    expect(forBob.channel.own_capabilities).toContain('send-message')
    await chat.settle()
  })

  test('answers as much of it as is asked for', async () => {
    await using chat = await testChat({ members: ['ann', 'bob', 'cid'] })
    const open = (body: object) => chat.user('ann').call('GetOrCreateChannel', { params: chat.general, body })
    expect(await open({ state: false })).toMatchObject({
      messages: [],
      members: [],
      read: [],
      membership: { user_id: 'ann' },
    })
    const ids = async (members: object) => (await open({ members })).members.map((m: { user_id: string }) => m.user_id)
    expect(await ids({ limit: 2 })).toEqual(['bob', 'cid'])
    expect(await ids({ limit: 2, offset: 2 })).toEqual(['ann'])
    expect(await ids({ limit: 0 })).toEqual(['ann', 'bob', 'cid'])
    for (const members of [{ limit: 301 }, { limit: -1 }, { offset: 10_001 }]) {
      const refused = await chat.user('ann').refused('GetOrCreateChannel', { params: chat.general, body: { members } })
      expect(refused.code).toBe(4)
    }
    const got = await chat.user('ann').call('GetChannel', { params: chat.general, query: { members_limit: '1' } })
    expect(got.members).toHaveLength(1)
    expect(got).not.toHaveProperty('watchers')
    const v2 = await chat.user('ann', 'v2').call('GetChannel', { params: chat.general, query: { state: 'false' } })
    expect(v2).toMatchObject({ members: [], channel: { custom: {} } })
    await chat.settle()
  })

  test('is refused to whoever does not belong to it, and to nobody where everybody may read', async () => {
    await using chat = await testChat({ members: ['ann'], others: ['eve'] })
    for (const name of ['GetOrCreateChannel', 'GetChannel'] as const) {
      const refused = await chat.user('eve').refused(name, { params: chat.general, body: {} })
      expect(refused.StatusCode).toBe(403)
      expect(refused.message).toBe(
        `${name} failed with error: "User 'eve' with role user is not allowed to perform action ReadChannel in scope 'messaging'"`,
      )
    }
    const show = { type: 'livestream', id: 'show' }
    await chat.user('ann').call('GetOrCreateChannel', { params: show, body: {} })
    expect((await chat.user('eve').call('GetChannel', { params: show })).channel.cid).toBe('livestream:show')
    const anonymous = await chat.anonymous.call('GetOrCreateChannel', { params: show, body: {} })
    expect(anonymous.channel.own_capabilities).toContain('search-messages')
    expect(anonymous.channel.own_capabilities).not.toContain('send-message')
    await chat.settle()
  })

  test('is refused to clients while it is disabled', async () => {
    await using chat = await testChat({ members: ['ann'], channel: { disabled: true } })
    const refused = await chat.user('ann').refused('GetChannel', { params: chat.general })
    expect(refused.message).toBe('GetChannel failed with error: "channel messaging:general is disabled"')
    expect((await chat.server.call('GetChannel', { params: chat.general })).channel.disabled).toBe(true)
    await chat.settle()
  })

  test('tells how far its events have got, so that a client can resume there', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const { parley } = await chat.user('ann').call('GetOrCreateChannel', { params: chat.general, body: {} })
    expect(parley.seq).toBe(3)
    await chat.server.call('UpdateChannelPartial', { params: chat.general, body: { set: { topic: 'tea' } } })
    const later = await chat.user('ann').call('GetChannel', { params: chat.general })
    expect(later.parley).toMatchObject({ epoch: parley.epoch, seq: 4 })
    expect(later.parley.at > parley.at).toBe(true)
    const listed = await chat
      .user('bob')
      .call('QueryChannels', { body: { filter_conditions: { members: { $in: ['bob'] } } } })
    expect(listed.channels[0].parley).toEqual(later.parley)
    await chat.settle()
  })
})

describe('a channel made anew after it was deleted', () => {
  test('is another one: empty, with a history of its own', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], channel: { name: 'Old' } })
    const old = await chat.user('ann').call('GetChannel', { params: chat.general })
    await chat.user('ann').call('DeleteChannel', { params: chat.general })
    const made = await chat
      .user('ann')
      .call('GetOrCreateChannel', { params: chat.general, body: { data: { name: 'New' } } })
    expect(made.channel).toMatchObject({ name: 'New', member_count: 0, created_by: { id: 'ann' } })
    expect(made.channel).not.toHaveProperty('deleted_at')
    expect(made.channel.created_at > old.channel.created_at).toBe(true)
    expect(made.parley.epoch).not.toBe(old.parley.epoch)
    await chat.settle()
  })

  test('is refused to whoever did not make the old one, unless it was deleted for good', async () => {
    await using chat = await testChat({ members: ['ann'], others: ['eve'] })
    await chat.server.call('DeleteChannel', { params: chat.general })
    const refused = await chat.user('eve').refused('GetOrCreateChannel', { params: chat.general, body: {} })
    expect(refused.message).toContain("is not allowed to perform action RecreateChannel in scope 'messaging'")
    expect((await chat.server.refused('GetChannel', { params: chat.general })).code).toBe(16)
    const byServer = { data: { created_by_id: 'eve' } }
    await chat.server.call('GetOrCreateChannel', { params: chat.general, body: byServer })
    await chat.server.call('DeleteChannel', { params: chat.general, query: { hard_delete: 'true' } })
    // The first incarnation was deleted softly, and it was ann who had made it.
    expect((await chat.user('eve').refused('GetOrCreateChannel', { params: chat.general, body: {} })).code).toBe(17)
    await chat.server.call('GetOrCreateChannel', { params: lounge, body: { data: { created_by_id: 'ann' } } })
    await chat.server.call('DeleteChannel', { params: lounge, query: { hard_delete: 'true' } })
    await chat.user('eve').call('GetOrCreateChannel', { params: lounge, body: {} })
    await chat.settle()
  })
})

describe('teams', () => {
  test('a client with teams makes channels in one of them, and reaches no other', async () => {
    await using chat = await testChat()
    await chat.server.call('UpdateApp', { body: { multi_tenant_enabled: true } })
    const users = { ann: { id: 'ann', teams: ['red'] }, bob: { id: 'bob', teams: ['blue'] }, cid: { id: 'cid' } }
    await chat.server.call('UpdateUsers', { body: { users } })
    const red = { type: 'livestream', id: 'red' }
    for (const team of [undefined, 'blue']) {
      const refused = await chat.user('ann').refused('GetOrCreateChannel', { params: red, body: { data: { team } } })
      expect([refused.code, refused.message.includes("from teams ['red'] cannot access")]).toEqual([17, true])
    }
    const made = await chat.user('ann').call('GetOrCreateChannel', { params: red, body: { data: { team: 'red' } } })
    expect(made.channel.team).toBe('red')
    for (const id of ['bob', 'cid']) expect((await chat.user(id).refused('GetChannel', { params: red })).code).toBe(17)
    const listed = await chat.user('ann').call('QueryChannels', { body: {} })
    expect(listed.channels).toHaveLength(1)
    expect((await chat.user('bob').call('QueryChannels', { body: {} })).channels).toEqual([])
    expect((await chat.user('cid').call('QueryChannels', { body: {} })).channels).toEqual([])
    const all = { body: { filter_conditions: { team: {} } } }
    expect((await chat.user('bob').refused('QueryChannels', all)).code).toBe(70)
    await chat.settle()
  })
})
