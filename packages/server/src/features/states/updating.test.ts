import { describe, expect, test } from 'bun:test'
import { testChat } from '../../testing/test-chat.ts'

describe('updating a channel', () => {
  test('replaces its custom data and tells who watches; other fields change only when given', async () => {
    await using chat = await testChat({
      members: ['ann', 'bob'],
      channel: { name: 'General', color: 'red', frozen: true },
    })
    const bob = await chat.user('bob').connect()
    await bob.watch(chat.general)
    const idle = await chat.user('bob').connect({ view: 'v2' })
    const { channel, members, message } = await chat.user('ann').call('UpdateChannel', {
      params: chat.general,
      body: { data: { name: 'Tea room', members: ['eve'], cid: 'nonsense' } },
    })
    expect(channel).toMatchObject({ name: 'Tea room', frozen: true, cid: 'messaging:general' })
    expect(channel).not.toHaveProperty('color')
    expect(channel.own_capabilities).toContain('update-channel')
    expect(members).toHaveLength(2)
    expect(message).toBeUndefined()
    await chat.quiet()
    expect(bob.types).toEqual(['user.watching.start', 'channel.updated'])
    expect(bob.events[1]).toMatchObject({
      user: { id: 'ann' },
      channel: { name: 'Tea room', updated_at: channel.updated_at },
    })
    expect(bob.events[1].parley.seq).toBe(4)
    expect(idle.types).toEqual([])
    await chat.settle()
  })

  test('is refused to whoever may not; nothing is stored or heard', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], others: ['eve'], channel: { name: 'General' } })
    const ann = await chat.user('ann').connect()
    await ann.watch(chat.general)
    const change = { params: chat.general, body: { data: { name: 'Mine' } } }
    const byMember = await chat.user('bob').refused('UpdateChannel', change)
    expect(byMember.message).toBe(
      "UpdateChannel failed with error: \"User 'bob' with roles ['user', 'channel_member'] is not allowed to perform action UpdateChannel in scope 'messaging'\"",
    )
    expect((await chat.user('eve').refused('UpdateChannel', change)).code).toBe(17)
    const partial = { params: chat.general, body: { set: { name: 'Mine' } } }
    expect((await chat.user('bob').refused('UpdateChannelPartial', partial)).code).toBe(17)
    expect((await chat.user('bob').refused('UpdateChannel', { params: chat.general, body: {} })).code).toBe(17)
    const unknown = { params: { type: 'messaging', id: 'nowhere' }, body: {} }
    for (const name of ['UpdateChannel', 'UpdateChannelPartial'] as const) {
      expect((await chat.user('ann').refused(name, { ...unknown, body: { set: { a: 1 } } })).code).toBe(16)
    }
    await chat.quiet()
    expect(ann.types).toEqual(['user.watching.start'])
    expect((await chat.server.call('GetChannel', { params: chat.general })).channel.name).toBe('General')
    await chat.settle()
  })

  test('freezing and slow mode have permissions of their own', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    await chat.server.call('UpdateChannel', { params: chat.general, body: { add_moderators: ['bob'] } })
    const bob = chat.user('bob')
    const ann = chat.user('ann')
    const set = (fields: object) => ({ params: chat.general, body: { set: fields } })
    expect((await ann.refused('UpdateChannelPartial', set({ frozen: true }))).message).toContain('UpdateChannelFrozen')
    expect((await ann.refused('UpdateChannelPartial', set({ cooldown: 5 }))).message).toContain('UpdateChannelCooldown')
    const frozen = await bob.call('UpdateChannelPartial', set({ frozen: true, cooldown: 5 }))
    expect(frozen.channel).toMatchObject({ frozen: true, cooldown: 5 })
    expect(frozen.channel.own_capabilities).not.toContain('send-message')
    expect(frozen.channel.own_capabilities).toContain('slow-mode')
    // Clients send back what they were given: what stays as it is needs no permission.
    const echoed = await ann.call('UpdateChannel', {
      params: chat.general,
      body: { data: { ...frozen.channel, topic: 'tea' } },
    })
    expect(echoed.channel).toMatchObject({ frozen: true, cooldown: 5, topic: 'tea' })
    const off = await bob.call('UpdateChannel', { params: chat.general, body: { cooldown: 0 } })
    expect(off.channel).not.toHaveProperty('cooldown')
    expect(off.channel.topic).toBe('tea')
    for (const cooldown of [-1, 121, 1.5]) {
      expect((await bob.refused('UpdateChannel', { params: chat.general, body: { cooldown } })).code).toBe(4)
      expect((await bob.refused('UpdateChannelPartial', set({ cooldown }))).code).toBe(4)
    }
    await chat.settle()
  })

  test('some fields are the backend’s alone', async () => {
    await using chat = await testChat({ members: ['ann'] })
    const set = (fields: object) => ({ params: chat.general, body: { set: fields } })
    for (const fields of [{ disabled: true }, { team: 'red' }, { config_overrides: { replies: false } }]) {
      const refused = await chat.user('ann').refused('UpdateChannelPartial', set(fields))
      expect(refused.message).toContain('is a server-side only field')
    }
    const dropped = { params: chat.general, body: { data: { disabled: true, team: 'red' } } }
    const { channel } = await chat.user('ann').call('UpdateChannel', dropped)
    expect(channel.disabled).toBe(false)
    expect(channel).not.toHaveProperty('team')
    for (const body of [{ add_moderators: ['ann'] }, { demote_moderators: ['ann'] }, { assign_roles: [] }]) {
      expect((await chat.user('ann').refused('UpdateChannel', { params: chat.general, body })).code).toBe(17)
    }
    const served = await chat.server.call('UpdateChannelPartial', set({ team: 'red', disabled: true }))
    expect(served.channel).toMatchObject({ team: 'red', disabled: true, own_capabilities: [] })
    await chat.settle()
  })

  test('tags come and go', async () => {
    await using chat = await testChat({ members: ['ann'], channel: { filter_tags: ['a', 'b'] } })
    const update = async (body: object) =>
      (await chat.server.call('UpdateChannel', { params: chat.general, body })).channel.filter_tags
    expect(await update({ add_filter_tags: ['c', 'a'], remove_filter_tags: ['b'] })).toEqual(['a', 'c'])
    expect(await update({ data: { filter_tags: ['z'] } })).toEqual(['z'])
    expect(await update({ remove_filter_tags: ['z'] })).toBeUndefined()
    const many = Array.from({ length: 60 }, (_, index) => `t${index}`)
    await update({ add_filter_tags: many })
    const more = { params: chat.general, body: { add_filter_tags: many.map((tag) => `${tag}x`) } }
    expect((await chat.server.refused('UpdateChannel', more)).code).toBe(4)
    await chat.settle()
  })
})

describe('updating parts of a channel', () => {
  test('reaches into custom data by dotted paths', async () => {
    await using chat = await testChat({
      members: ['ann'],
      channel: { name: 'General', look: { color: 'red', size: 1 } },
    })
    const ann = await chat.user('ann').connect()
    await ann.watch(chat.general)
    const patch = (body: object, user = chat.user('ann')) =>
      user.call('UpdateChannelPartial', { params: chat.general, body })
    const { channel, members } = await patch({
      set: { 'look.color': 'blue', 'deep.er': [1], topic: 'tea' },
      unset: ['name', 'nothing'],
    })
    expect(channel).toMatchObject({ look: { color: 'blue', size: 1 }, deep: { er: [1] }, topic: 'tea' })
    expect(channel).not.toHaveProperty('name')
    expect(members).toHaveLength(1)
    expect((await patch({ set: { a: 1 }, unset: null })).channel.a).toBe(1)
    const v2 = await patch(
      { set: { 'custom.b': 2, custom: { c: 3 } }, unset: ['look', 'deep', 'a'] },
      chat.user('ann', 'v2'),
    )
    expect(v2.channel.custom).toEqual({ topic: 'tea', b: 2, c: 3 })
    await chat.quiet()
    expect(ann.types).toEqual(['user.watching.start', 'channel.updated', 'channel.updated', 'channel.updated'])
    await chat.settle()
  })

  test('refuses what says nothing, what is reserved and what is too much', async () => {
    await using chat = await testChat({ members: ['ann'] })
    for (const [body, text] of [
      [{}, 'set or unset is required'],
      [{ set: {}, unset: [] }, 'set or unset is required'],
      [{ set: { member_count: 5 } }, 'member_count is a reserved field'],
      [{ set: { created_at: 'x' } }, 'created_at is a reserved field'],
      [{ set: { own_capabilities: [] } }, 'own_capabilities is a reserved field'],
      [{ unset: ['cid'] }, 'cid is a reserved field'],
      [{ set: { a: 1 }, unset: ['a'] }, 'in both set and unset'],
      [{ set: { 'a..b': 1 } }, 'invalid field name'],
      [{ set: { 'frozen.x': 1 } }, 'has no fields'],
      [{ set: { frozen: 'yes' } }, 'frozen must be a boolean'],
    ] as const) {
      const refused = await chat.server.refused('UpdateChannelPartial', { params: chat.general, body })
      expect(refused.code).toBe(4)
      expect(refused.message).toContain(text)
    }
    const body = { set: { novel: 'x'.repeat(5200) } }
    const refused = await chat.server.refused('UpdateChannelPartial', { params: chat.general, body })
    expect([refused.code, refused.StatusCode]).toEqual([22, 413])
    await chat.settle()
  })

  test('never lets a key be more than a key', async () => {
    await using chat = await testChat({ members: ['ann'] })
    const body = JSON.parse('{"set":{"__proto__.admin":true,"constructor.prototype.x":1}}')
    const { channel } = await chat.user('ann', 'v2').call('UpdateChannelPartial', { params: chat.general, body })
    expect(Object.keys(channel.custom).sort()).toEqual(['__proto__', 'constructor'])
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
    await chat.settle()
  })
})

describe('a channel’s own settings', () => {
  test('lie over those of its type, and go with an empty object', async () => {
    await using chat = await testChat({ members: ['ann'], type: 'team' })
    const override = async (config_overrides: unknown) =>
      (await chat.server.call('UpdateChannelPartial', { params: chat.general, body: { set: { config_overrides } } }))
        .channel
    expect((await chat.user('ann').call('GetChannel', { params: chat.general })).channel.message_count).toBe(0)
    const set = await override({ replies: false, commands: ['giphy'], count_messages: false, max_message_length: 10 })
    expect(set.config).toMatchObject({ name: 'team', replies: false, max_message_length: 10, reactions: true })
    expect(set.config.commands.map(({ name }: { name: string }) => name)).toEqual(['giphy'])
    expect(set).not.toHaveProperty('message_count')
    expect((await override({ commands: ['all'] })).config).toMatchObject({ replies: true })
    await chat.server.call('UpdateChannelType', { params: { name: 'team' }, body: { quotes: false } })
    expect((await override({ replies: false })).config).toMatchObject({ replies: false, quotes: false })
    const none = await override({})
    expect(none.config.replies).toBe(true)
    expect(none.config).not.toHaveProperty('grants')
    await chat.settle()
  })

  test('give and take permissions in this channel', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const bob = chat.user('bob')
    const device = await bob.connect()
    await device.watch(chat.general)
    const grants = { channel_member: ['update-channel', '!create-message'] }
    const data = { set: { config_overrides: { grants } } }
    const { channel } = await chat.server.call('UpdateChannelPartial', { params: chat.general, body: data })
    expect(channel.config.grants).toEqual(grants)
    const seen = (await bob.call('GetChannel', { params: chat.general })).channel.own_capabilities
    expect(seen).toContain('update-channel')
    expect(seen).not.toContain('send-message')
    await bob.call('UpdateChannelPartial', { params: chat.general, body: { set: { topic: 'tea' } } })
    const shut = { set: { config_overrides: { grants: { channel_member: ['!read-channel'] } } } }
    await chat.server.call('UpdateChannelPartial', { params: chat.general, body: shut })
    await chat.quiet()
    device.clear()
    await chat.server.call('UpdateChannelPartial', { params: chat.general, body: { set: { topic: 'coffee' } } })
    await chat.quiet()
    expect(device.types).toEqual([])
    expect((await bob.refused('GetChannel', { params: chat.general })).code).toBe(17)
  })

  test('are refused where they make no sense', async () => {
    await using chat = await testChat({ members: ['ann'] })
    for (const config_overrides of [
      { commands: ['nonsense'] },
      { grants: { channel_member: ['nonsense'] } },
      { grants: { nobody: ['read-channel'] } },
      { polls: true },
      { max_message_length: 0 },
      { replies: 'yes' },
      'nonsense',
    ]) {
      const body = { set: { config_overrides } }
      expect((await chat.server.refused('UpdateChannelPartial', { params: chat.general, body })).code).toBe(4)
      const data = { created_by_id: 'ann', config_overrides }
      for (const server of [chat.server, chat.serverV2]) {
        expect((await server.refused('UpdateChannel', { params: chat.general, body: { data } })).code).toBe(4)
        const other = { type: 'messaging', id: 'other' }
        expect((await server.refused('GetOrCreateChannel', { params: other, body: { data } })).code).toBe(4)
      }
    }
    const typo = await chat.server.call('UpdateChannelPartial', {
      params: chat.general,
      body: { set: { config_override: { replies: false } } },
    })
    expect(typo.channel.config_override).toEqual({ replies: false })
    await chat.settle()
  })
})
