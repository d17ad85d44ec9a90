import { describe, expect, test } from 'bun:test'
import { testChat } from '../../testing/test-chat.ts'

type Chat = Awaited<ReturnType<typeof testChat>>

const both = (chat: Chat) =>
  [
    [chat.server, 'v1'],
    [chat.serverV2, 'v2'],
  ] as const

async function bansIn(chat: Chat, filter_conditions: object = {}, options: object = {}) {
  const { bans } = await chat.server.call('QueryBannedUsers', { query: { payload: { filter_conditions, ...options } } })
  return bans as { user: { id: string }; channel?: { cid: string }; [field: string]: unknown }[]
}

const isBanned = async (chat: Chat, id: string) => {
  const query = { query: { payload: { filter_conditions: { id } } } }
  return (await chat.server.call('QueryUsers', query)).users[0].banned
}

/** A channel with a moderator in it. */
async function moderated() {
  const chat = await testChat({ members: ['ann', 'bob', 'mod'], others: ['out'] })
  await chat.server.call('UpdateUsersPartial', { body: { users: [{ id: 'mod', set: { role: 'moderator' } }] } })
  return chat
}

describe('a ban from the app', () => {
  test('is told to the user alone, shows at the user, and ends when it is lifted', async () => {
    await using chat = await testChat({ others: ['evil', 'mod', 'bob'] })
    const evil = await chat.user('evil').connect()
    const evilV2 = await chat.user('evil').connect({ view: 'v2' })
    const bob = await chat.user('bob').connect()
    await chat.server.call('Ban', {
      body: { target_user_id: 'evil', user_id: 'mod', reason: 'spam', type: '', id: '' },
    })
    expect(await evil.heard('user.banned')).toMatchObject({
      user: { id: 'evil', banned: true },
      created_by: { id: 'mod' },
      reason: 'spam',
    })
    await chat.quiet()
    expect(evil.events[0]).not.toHaveProperty('cid')
    expect(evilV2.types).toEqual(['user.banned'])
    expect(bob.types).toEqual([])
    expect(await isBanned(chat, 'evil')).toBe(true)
    const found = await chat.server.call('QueryUsers', { query: { payload: { filter_conditions: { banned: true } } } })
    expect(found.users.map(({ id }: { id: string }) => id)).toEqual(['evil'])
    const [ban] = await bansIn(chat)
    expect(ban).toMatchObject({ user: { id: 'evil' }, banned_by: { id: 'mod' }, reason: 'spam', shadow: false })
    expect(ban).not.toHaveProperty('channel')
    expect(ban).not.toHaveProperty('expires')

    await chat.server.call('Unban', { query: { target_user_id: 'evil' } })
    expect(await evil.heard('user.unbanned')).toMatchObject({ user: { id: 'evil', banned: false } })
    expect(await isBanned(chat, 'evil')).toBe(false)
    expect(await bansIn(chat)).toEqual([])
    await chat.server.call('Unban', { query: { target_user_id: 'evil' } })
    await chat.settle()
  })

  test('keeps its user neither from connecting nor from reading', async () => {
    await using chat = await testChat({ others: ['evil', 'mod'] })
    await chat.serverV2.call('Ban', { body: { target_user_id: 'evil', banned_by_id: 'mod' } })
    expect((await chat.user('evil').connect()).me).toMatchObject({ banned: true })
    await chat.user('evil').call('QueryUsers')
    await chat.settle()
  })

  test('with a timeout ends by itself', async () => {
    await using chat = await testChat({ others: ['evil', 'mod'] })
    await chat.server.call('Ban', { body: { target_user_id: 'evil', user_id: 'mod', timeout: 60 } })
    const [user] = (await chat.server.call('QueryUsers', { query: { payload: { filter_conditions: { id: 'evil' } } } }))
      .users
    const [ban] = await bansIn(chat)
    expect(user.ban_expires).toBe(ban!.expires)
    await chat.clock.advance(61 * 60_000)
    expect(await isBanned(chat, 'evil')).toBe(false)
    expect(await bansIn(chat)).toHaveLength(1)
    expect(await bansIn(chat, {}, { exclude_expired_bans: true })).toEqual([])
    const evil = await chat.user('evil').connect()
    await chat.server.call('Unban', { query: { target_user_id: 'evil' } })
    await chat.quiet()
    expect(evil.types).toEqual([])
    await chat.settle()
  })

  test('takes the place of the one before', async () => {
    await using chat = await testChat({ others: ['evil', 'mod', 'mod2'] })
    await chat.server.call('Ban', { body: { target_user_id: 'evil', user_id: 'mod', timeout: 1, reason: 'first' } })
    await chat.server.call('Ban', { body: { target_user_id: 'evil', user_id: 'mod2', reason: 'second' } })
    const bans = await bansIn(chat)
    expect(bans).toHaveLength(1)
    expect(bans[0]).toMatchObject({ reason: 'second', banned_by: { id: 'mod2' } })
    expect(bans[0]).not.toHaveProperty('expires')
    await chat.settle()
  })

  test('is refused where there is nobody to ban, or nobody who bans', async () => {
    await using chat = await testChat({ others: ['evil', 'mod'] })
    for (const [server] of both(chat)) {
      for (const [body, code] of [
        [{ target_user_id: 'nobody', user_id: 'mod' }, 16],
        [{ target_user_id: 'mod', user_id: 'mod' }, 4],
        [{ target_user_id: 'evil' }, 4],
        [{ user_id: 'mod' }, 4],
        [{ target_user_id: 'evil', user_id: 'mod', timeout: -1 }, 4],
        [{ target_user_id: 'evil', user_id: 'mod', type: 'messaging' }, 4],
        [{ target_user_id: 'evil', user_id: 'mod', channel_cid: 'messaging:none' }, 16],
        [{ target_user_id: 'evil', user_id: 'mod', delete_messages: 'some' }, 4],
      ] as const) {
        expect([body, (await server.refused('Ban', { body })).code]).toEqual([body, code])
      }
      expect((await server.refused('Unban', { query: { target_user_id: 'nobody' } })).code).toBe(16)
      expect((await server.refused('Unban', { query: {} })).code).toBe(4)
    }
    expect(await bansIn(chat)).toEqual([])
    await chat.settle()
  })

  test('by a client needs a grant that nobody has at first', async () => {
    await using chat = await testChat({ others: ['evil', 'boss'] })
    await chat.server.call('UpdateUsersPartial', { body: { users: [{ id: 'boss', set: { role: 'admin' } }] } })
    for (const view of ['v1', 'v2'] as const) {
      const boss = chat.user('boss', view)
      expect((await boss.refused('Ban', { body: { target_user_id: 'evil' } })).code).toBe(17)
      expect((await boss.refused('Unban', { query: { target_user_id: 'evil' } })).code).toBe(17)
      expect((await boss.refused('QueryBannedUsers', { query: { payload: { filter_conditions: {} } } })).code).toBe(17)
    }
    expect(await bansIn(chat)).toEqual([])
    await chat.server.call('UpdateApp', { body: { grants: { admin: ['ban-user'] } } })
    for (const view of ['v1', 'v2'] as const) {
      const boss = chat.user('boss', view)
      await boss.call('Ban', { body: { target_user_id: 'evil' } })
      await boss.call('Unban', { query: { target_user_id: 'evil' } })
    }
    expect((await chat.user('boss').refused('Ban', { body: { target_user_id: 'boss' } })).code).toBe(4)
    const inAnotherName = { body: { target_user_id: 'evil', banned_by_id: 'evil' } }
    expect((await chat.user('boss').refused('Ban', inAnotherName)).code).toBe(4)
    await chat.settle()
  })
})

describe('a ban from a channel', () => {
  test('is told to the user, and to those who watch as a change of the member', async () => {
    await using chat = await moderated()
    const bob = await chat.user('bob').connect()
    const ann = await chat.user('ann').connect()
    await bob.watch(chat.general)
    await ann.watch(chat.general)
    ann.clear()
    await chat.user('mod').call('Ban', { body: { target_user_id: 'bob', channel_cid: chat.general.cid, timeout: 10 } })
    const heard = await bob.heard('user.banned')
    expect(heard).toMatchObject({
      cid: chat.general.cid,
      user: { id: 'bob', banned: false },
      created_by: { id: 'mod' },
    })
    expect(heard.expiration).toBeDefined()
    expect(heard.own_capabilities).not.toContain('send-message')
    expect(await ann.heard('member.updated')).toMatchObject({ member: { user_id: 'bob', banned: true } })
    expect(ann.types).not.toContain('user.banned')
    expect(await isBanned(chat, 'bob')).toBe(false)
    await chat.settle()

    const [ban] = await bansIn(chat, { channel_cid: chat.general.cid })
    expect(ban).toMatchObject({ user: { id: 'bob' }, channel: { cid: chat.general.cid } })
    const place = { type: chat.general.type, id: chat.general.id }
    await chat.user('mod', 'v2').call('Unban', { query: { target_user_id: 'bob', ...place } })
    expect((await bob.heard('user.unbanned')).own_capabilities).toContain('send-message')
    expect(await bansIn(chat)).toEqual([])
    await chat.settle()
  })

  test('and one from the app are lifted one by one', async () => {
    await using chat = await moderated()
    await chat.server.call('Ban', { body: { target_user_id: 'bob', user_id: 'mod' } })
    await chat.server.call('Ban', { body: { target_user_id: 'bob', user_id: 'mod', channel_cid: chat.general.cid } })
    await chat.server.call('Unban', { query: { target_user_id: 'bob' } })
    expect((await bansIn(chat)).map(({ channel }) => channel?.cid)).toEqual([chat.general.cid])
    await chat.settle()
  })

  test('reaches whoever is no member, and only those may order it who may ban there', async () => {
    await using chat = await moderated()
    const ban = { body: { target_user_id: 'out', channel_cid: chat.general.cid } }
    await chat.user('mod').call('Ban', ban)
    for (const id of ['bob', 'out']) {
      for (const view of ['v1', 'v2'] as const) {
        expect((await chat.user(id, view).refused('Ban', { body: { ...ban.body, target_user_id: 'ann' } })).code).toBe(
          17,
        )
        const lift = { query: { target_user_id: 'out', channel_cid: chat.general.cid } }
        expect((await chat.user(id, view).refused('Unban', lift)).code).toBe(17)
      }
    }
    expect(await bansIn(chat)).toHaveLength(1)
    await chat.settle()
  })
})

describe('a ban with which messages go', () => {
  async function talkative() {
    const chat = await moderated()
    const other = { type: 'messaging', id: 'other', cid: 'messaging:other' }
    await chat.server.call('GetOrCreateChannel', {
      params: { type: other.type, id: other.id },
      body: { data: { created_by_id: 'bob', members: ['ann', 'bob'] } },
    })
    for (const { type, id } of [chat.general, other]) {
      for (const user of ['ann', 'bob']) {
        await chat.user(user).call('SendMessage', { params: { type, id }, body: { message: { text: `by ${user}` } } })
      }
    }
    return { chat, other }
  }

  async function textsIn(chat: Chat, { type, id }: { type: string; id: string }) {
    const body = { state: true }
    const { messages } = await chat.user('ann').call('GetOrCreateChannel', { params: { type, id }, body })
    return messages
      .filter((message: { type: string }) => message.type !== 'deleted')
      .map(({ text }: { text: string }) => text)
  }

  test('takes those of the channel, or those of the whole app', async () => {
    const { chat, other } = await talkative()
    await using _ = chat
    const ann = await chat.user('ann').connect()
    const bob = await chat.user('bob').connect()
    await ann.watch(chat.general)
    const place = { channel_cid: chat.general.cid }
    await chat.server.call('Ban', { body: { target_user_id: 'bob', user_id: 'mod', delete_messages: true, ...place } })
    await chat.app.services.tasks!.idle()
    expect(await textsIn(chat, chat.general)).toEqual(['by ann'])
    expect(await textsIn(chat, other)).toEqual(['by ann', 'by bob'])
    expect(await ann.heard('user.messages.deleted')).toMatchObject({ cid: chat.general.cid, user: { id: 'bob' } })
    expect(bob.types).not.toContain('user.messages.deleted')
    await chat.settle()
    ann.disconnect()

    await chat.server.call('Ban', { body: { target_user_id: 'bob', user_id: 'mod', delete_messages: 'hard' } })
    await chat.app.services.tasks!.idle()
    expect(await textsIn(chat, other)).toEqual(['by ann'])
    const told = await bob.heard('user.messages.deleted')
    expect(told).toMatchObject({ user: { id: 'bob' }, hard_delete: true })
    expect(told).not.toHaveProperty('cid')
    await chat.settle()
  })
})

describe('a ban in silence', () => {
  test('is told to nobody, and seen by the backend alone', async () => {
    await using chat = await moderated()
    const bob = await chat.user('bob').connect()
    const ann = await chat.user('ann').connect()
    await bob.watch(chat.general)
    await ann.watch(chat.general)
    await chat.server.call('Ban', { body: { target_user_id: 'bob', user_id: 'mod', shadow: true } })
    await chat.server.call('Ban', {
      body: { target_user_id: 'bob', user_id: 'mod', shadow: true, channel_cid: chat.general.cid },
    })
    await chat.quiet()
    for (const { types } of [bob, ann]) expect(types.filter((type) => /ban|member/.test(type))).toEqual([])
    expect((await chat.user('bob').connect()).me).toMatchObject({ banned: false })
    expect((await bansIn(chat)).map(({ shadow }) => shadow)).toEqual([true, true])
    await chat.server.call('Unban', { query: { target_user_id: 'bob', shadow: 'true' } })
    await chat.server.call('Unban', { query: { target_user_id: 'bob', channel_cid: chat.general.cid } })
    await chat.quiet()
    expect(bob.types.filter((type) => /ban|member/.test(type))).toEqual([])
    expect(await bansIn(chat)).toEqual([])
    await chat.settle()
  })

  test('does not show in any member that clients see, neither in answers nor in events', async () => {
    await using chat = await moderated()
    const place = { channel_cid: chat.general.cid, target_user_id: 'bob', user_id: 'mod' }
    const [ann, bob] = [await chat.user('ann').connect(), await chat.user('bob').connect()]
    for (const device of [ann, bob]) await device.watch(chat.general)
    await chat.server.call('Ban', { body: { ...place } })
    await chat.server.call('Ban', { body: { ...place, shadow: true, timeout: 5 } })
    const ofBob = { params: { ...chat.general, user_id: 'bob' }, query: { user_id: 'bob' } }
    await chat.server.call('UpdateMemberPartial', { ...ofBob, body: { set: { mood: 'glad' } } })
    await chat.quiet()

    const query = { params: chat.general, body: { state: true } }
    const payload = { ...chat.general, filter_conditions: { id: 'bob' } }
    const seen = async (caller: typeof chat.server) => [
      ...(await caller.call('GetOrCreateChannel', query)).members,
      ...(await caller.call('QueryMembers', { query: { payload } })).members,
    ]
    const silent = { shadow_banned: true, ban_expires: expect.any(String) }
    for (const device of [ann, bob]) {
      const told = device.events.flatMap(({ member }) => (member?.user_id === 'bob' ? [member] : []))
      expect(told.length).toBeGreaterThan(2)
      const own = (await device.call('GetOrCreateChannel', query)).membership
      const shown = [...(await seen(device)), ...told.slice(1), own].filter(({ user_id }) => user_id === 'bob')
      expect(shown.filter((member) => member.shadow_banned || member.banned || member.ban_expires)).toEqual([])
    }
    for (const member of (await seen(chat.server)).filter(({ user_id }) => user_id === 'bob')) {
      expect(member).toMatchObject(silent)
    }
    await chat.settle()
  })

  test('that takes the place of a spoken one looks like its end', async () => {
    await using chat = await testChat({ others: ['evil', 'mod'] })
    const evil = await chat.user('evil').connect()
    await chat.server.call('Ban', { body: { target_user_id: 'evil', user_id: 'mod' } })
    await chat.server.call('Ban', { body: { target_user_id: 'evil', user_id: 'mod', shadow: true } })
    await chat.quiet()
    expect(evil.types).toEqual(['user.banned', 'user.unbanned'])
    expect(evil.events[1].user.banned).toBe(false)
    await chat.settle()
  })
})

describe('querying bans', () => {
  async function severalBans() {
    const chat = await moderated()
    const place = { channel_cid: chat.general.cid }
    await chat.server.call('Ban', { body: { target_user_id: 'ann', user_id: 'mod', reason: 'spam', ...place } })
    await chat.server.call('Ban', { body: { target_user_id: 'bob', user_id: 'mod', reason: 'too loud', ...place } })
    await chat.server.call('Ban', { body: { target_user_id: 'out', user_id: 'ann', shadow: true } })
    return chat
  }

  const names = (bans: { user: { id: string } }[]) => bans.map(({ user }) => user.id).join(' ')

  test('finds them by what they are, the oldest first', async () => {
    await using chat = await severalBans()
    for (const [filter, expected] of [
      [{}, 'ann bob out'],
      [{ user_id: 'bob' }, 'bob'],
      [{ user_id: { $in: ['out', 'ann'] } }, 'ann out'],
      [{ channel_cid: chat.general.cid }, 'ann bob'],
      [{ channel_cid: { $in: [chat.general.cid] } }, 'ann bob'],
      [{ banned_by_id: 'ann' }, 'out'],
      [{ reason: 'spam' }, 'ann'],
      [{ reason: { $autocomplete: 'lou' } }, 'bob'],
      [{ shadow: true }, 'out'],
      [{ created_at: { $gt: '2026-01-01T00:00:00Z' } }, 'ann bob out'],
    ] as const) {
      expect([filter, names(await bansIn(chat, filter))]).toEqual([filter, expected])
    }
    const sort = [{ field: 'created_at', direction: -1 }]
    expect(names(await bansIn(chat, {}, { sort, limit: 2 }))).toBe('out bob')
    expect(names(await bansIn(chat, {}, { limit: 1, offset: 1 }))).toBe('bob')
    const [, second] = await bansIn(chat)
    expect(names(await bansIn(chat, {}, { created_at_after: second!.created_at }))).toBe('out')
    expect(names(await bansIn(chat, {}, { created_at_before_or_equal: second!.created_at }))).toBe('ann bob')
    await chat.settle()
  })

  test('is refused where it cannot be understood', async () => {
    await using chat = await severalBans()
    for (const [server] of both(chat)) {
      for (const filter_conditions of [{ colour: 'red' }, { user_id: { $gt: 'a' } }, { shadow: 'yes' }]) {
        const query = { query: { payload: { filter_conditions } } }
        expect([filter_conditions, (await server.refused('QueryBannedUsers', query)).code]).toEqual([
          filter_conditions,
          4,
        ])
      }
    }
    await chat.settle()
  })

  test('gives clients those of channels in which they may ban', async () => {
    await using chat = await severalBans()
    const inChannel = { query: { payload: { filter_conditions: { channel_cid: chat.general.cid } } } }
    const elsewhere = { query: { payload: { filter_conditions: { user_id: 'out' } } } }
    for (const view of ['v1', 'v2'] as const) {
      expect(names((await chat.user('mod', view).call('QueryBannedUsers', inChannel)).bans)).toBe('ann bob')
      expect((await chat.user('mod', view).refused('QueryBannedUsers', elsewhere)).code).toBe(17)
      expect((await chat.user('out', view).refused('QueryBannedUsers', inChannel)).code).toBe(17)
    }
    await chat.settle()
  })
})
