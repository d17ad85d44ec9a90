import { describe, expect, test } from 'bun:test'
import { testChat } from '../../testing/test-chat.ts'

const users = (...list: object[]) => ({ body: { users: list } })
const everyone = { query: { payload: { filter_conditions: {} } } }
const ids = (answer: { users: { id: string }[] }) => answer.users.map(({ id }) => id)

describe('upserting users', () => {
  test('makes them, and replaces the profiles of those who are known', async () => {
    await using chat = await testChat()
    const made = await chat.server.call('UpdateUsers', {
      body: { users: { jane: { id: 'jane', name: 'Jane', role: 'admin', hat: 'blue' } } },
    })
    expect(made.users.jane).toMatchObject({
      id: 'jane',
      name: 'Jane',
      role: 'admin',
      hat: 'blue',
      teams: [],
      mutes: [],
    })
    expect(made.membership_deletion_task_id).toBe('')

    const again = await chat.serverV2.call('UpdateUsers', {
      body: { users: { jane: { id: 'jane', custom: { shoe: 42 } } } },
    })
    expect(again.users.jane).toMatchObject({ role: 'admin', custom: { shoe: 42 } })
    expect(again.users.jane).not.toHaveProperty('name')
    expect(again.users.jane.created_at).toBe(Date.parse(made.users.jane.created_at) * 1e6 + micros(made.users.jane))
    await chat.settle()
  })

  test('takes a list of them, and users as they were answered', async () => {
    await using chat = await testChat()
    const { users: made } = await chat.server.call('UpdateUsers', users({ id: 'Jane-1@x', name: 'Jane' }))
    const again = await chat.server.call('UpdateUsers', { body: { users: made } })
    expect(again.users['Jane-1@x']).toMatchObject({ name: 'Jane', online: false })
    await chat.settle()
  })

  test('is refused as a whole for one that cannot stand', async () => {
    await using chat = await testChat()
    for (const wrong of [
      { id: 'bad id' },
      { id: 'x', role: 'emperor' },
      { id: 'x', role: 'channel_member' },
      { id: 'x', teams_role: { red: 'emperor' } },
      { id: 'x', teams: ['é'.repeat(60)] },
      { id: 'x', text: 'x'.repeat(6000) },
    ]) {
      for (const server of [chat.server, chat.serverV2]) {
        await server.refused('UpdateUsers', {
          body: { users: { good: { id: 'good' }, [wrong.id]: { ...wrong, custom: { text: wrong.text } } } },
        })
      }
    }
    await chat.server.refused('UpdateUsers', { body: { users: { one: { id: 'another' } } } })
    expect(ids(await chat.server.call('QueryUsers', everyone))).toEqual([])
    await chat.settle()
  })

  test('of a user who was deleted is refused', async () => {
    await using chat = await testChat({ others: ['ann'] })
    await chat.server.call('DeleteUser', { params: { user_id: 'ann' } })
    const refused = await chat.server.refused('UpdateUsers', users({ id: 'ann' }))
    expect(refused).toMatchObject({ code: 4 })
    expect(refused.message).toContain('The following users were deleted: [ann]')
    await chat.settle()
  })

  test('lets clients change themselves, and neither others nor what they may do', async () => {
    await using chat = await testChat({ others: ['ann', 'bob'] })
    const ann = chat.user('ann')
    const own = await ann.call('UpdateUsers', users({ id: 'ann', name: 'Ann', role: 'user' }))
    expect(own.users.ann).toMatchObject({ name: 'Ann' })
    for (const change of [
      { id: 'bob', name: 'Bob' },
      { id: 'ann', role: 'admin' },
      { id: 'ann', teams: ['red'] },
      { id: 'ann', teams_role: { red: 'admin' } },
      { id: 'stranger' },
    ]) {
      expect(await ann.refused('UpdateUsers', users(change))).toMatchObject({ code: 17, StatusCode: 403 })
    }
    expect((await chat.anonymous.refused('UpdateUsers', users({ id: 'ann' }))).code).toBe(17)
    expect(ids(await chat.server.call('QueryUsers', everyone))).toEqual(['bob', 'ann'])
    await chat.settle()
  })
})

describe('a partial update', () => {
  test('changes what it names, in both generations', async () => {
    await using chat = await testChat()
    await chat.server.call('UpdateUsers', users({ id: 'jane', test: { passed: true, other: 1 } }))
    const v1 = await chat.server.call('UpdateUsersPartial', {
      body: { users: [{ id: 'jane', set: { 'address.city': 'Ghent', name: 'Jane' }, unset: ['test.passed'] }] },
    })
    expect(v1.users.jane).toMatchObject({ name: 'Jane', address: { city: 'Ghent' }, test: { other: 1 } })
    const v2 = await chat.serverV2.call('UpdateUsersPartial', {
      body: { users: [{ id: 'jane', set: { country: 'BE' }, unset: ['name', 'test.other'] }] },
    })
    expect(v2.users.jane.custom).toEqual({ address: { city: 'Ghent' }, test: {}, country: 'BE' })
    expect(v2.users.jane).not.toHaveProperty('name')
    await chat.settle()
  })

  test('of somebody unknown, or of nothing, is refused and changes nobody', async () => {
    await using chat = await testChat({ others: ['ann'] })
    for (const server of [chat.server, chat.serverV2]) {
      const patches = [
        { id: 'ann', set: { hat: 'red' } },
        { id: 'nobody', set: { hat: 'red' } },
      ]
      expect(await server.refused('UpdateUsersPartial', users(...patches))).toMatchObject({ code: 16 })
    }
    expect(await chat.server.refused('UpdateUsersPartial', users({ id: 'ann' }))).toMatchObject({ code: 4 })
    const { users: found } = await chat.server.call('QueryUsers', everyone)
    expect(found[0]).not.toHaveProperty('hat')
    await chat.settle()
  })

  test('by a client reaches itself alone', async () => {
    await using chat = await testChat({ others: ['ann', 'bob'] })
    const ann = chat.user('ann')
    const privacy = { typing_indicators: { enabled: false } }
    const own = await ann.call('UpdateUsersPartial', users({ id: 'ann', set: { privacy_settings: privacy } }))
    expect(own.users.ann.privacy_settings).toEqual(privacy)
    for (const patch of [
      { id: 'bob', set: { name: 'x' } },
      { id: 'ann', set: { role: 'admin' } },
      { id: 'ann', set: { teams: ['red'] } },
      { id: 'ann', set: { revoke_tokens_issued_before: '2026-01-01T00:00:00Z' } },
    ]) {
      expect((await ann.refused('UpdateUsersPartial', users(patch))).code).toBe(17)
    }
    await chat.settle()
  })
})

describe('unique names', () => {
  async function withScope(scope: string) {
    const chat = await testChat()
    await chat.server.call('UpdateApp', { body: { enforce_unique_usernames: scope } })
    await chat.server.call('UpdateUsers', users({ id: 'john', name: 'John Doe', teams: ['red'] }))
    return chat
  }

  test('are refused to a second user in the whole app', async () => {
    await using chat = await withScope('app')
    const again = { id: 'other', name: 'john.doe', teams: ['blue'] }
    expect((await chat.server.refused('UpdateUsers', users(again))).code).toBe(6)
    expect((await chat.serverV2.refused('UpdateUsers', users(again))).code).toBe(6)
    await chat.server.call('UpdateUsers', users({ id: 'john', name: 'JOHN DOE' }, { id: 'other', name: 'Jo' }))
    const taken = users({ id: 'other', set: { name: 'John-Doe' } })
    expect((await chat.server.refused('UpdateUsersPartial', taken)).code).toBe(6)
    await chat.settle()
  })

  test('are refused only within a team', async () => {
    await using chat = await withScope('team')
    expect(
      (await chat.server.refused('UpdateUsers', users({ id: 'a', name: 'john doe', teams: ['red', 'x'] }))).code,
    ).toBe(6)
    await chat.server.call('UpdateUsers', users({ id: 'b', name: 'john doe', teams: ['blue'] }))
    await chat.server.call('UpdateUsers', users({ id: 'c', name: 'john doe' }))
    expect((await chat.server.refused('UpdateUsers', users({ id: 'd', name: 'john doe' }))).code).toBe(6)
    await chat.settle()
  })
})

describe('those who follow a user', () => {
  const follow = { query: { payload: { filter_conditions: { id: 'bob' }, presence: true } } }

  test('hear what changes about them; nobody else does', async () => {
    await using chat = await testChat({ others: ['ann', 'bob', 'cid'] })
    const ann = await chat.user('ann').connect()
    const annV2 = await chat.user('ann').connect({ view: 'v2' })
    const cid = await chat.user('cid').connect()
    await ann.call('QueryUsers', follow)
    await annV2.call('QueryUsers', follow)
    await chat.server.call('UpdateUsers', users({ id: 'bob', name: 'Bob', invisible: true, hat: 'red' }))
    await chat.quiet()
    expect(ann.types).toEqual(['user.updated'])
    expect(ann.events[0].user).toMatchObject({ id: 'bob', name: 'Bob', hat: 'red' })
    expect(ann.events[0].user).not.toHaveProperty('invisible')
    expect(annV2.events[0].user.custom).toEqual({ hat: 'red' })
    expect(cid.types).toEqual([])
    await chat.settle()
  })

  test('see that they come and go, unless they are invisible', async () => {
    await using chat = await testChat({ others: ['ann', 'bob'] })
    const ann = await chat.user('ann').connect()
    await ann.call('QueryUsers', follow)
    const bob = await chat.user('bob').connect()
    const second = await chat.user('bob').connect()
    await chat.server.call('UpdateUsersPartial', users({ id: 'bob', set: { invisible: true } }))
    second.disconnect()
    await chat.quiet()
    await chat.server.call('UpdateUsersPartial', users({ id: 'bob', set: { invisible: false } }))
    await chat.server.call('UpdateUsersPartial', users({ id: 'bob', set: { status: 'in a meeting' } }))
    bob.disconnect()
    await chat.quiet()
    const seen = ann.events
      .filter(({ type }) => type === 'user.presence.changed')
      .map(({ user }) => [user.online, user.status])
    expect(seen).toEqual([
      [true, undefined],
      [false, undefined],
      [true, undefined],
      [true, 'in a meeting'],
      [false, 'in a meeting'],
    ])
    await chat.settle()
  })
})

describe('connecting', () => {
  test('adds the details to the user and changes neither role nor teams', async () => {
    await using chat = await testChat()
    await chat.server.call('UpdateUsers', users({ id: 'ann', name: 'Ann', hat: 'blue' }))
    const details = { shoe: 42, role: 'admin', teams: ['red'], banned: true }
    const { me } = await chat.user('ann').connect({ details })
    expect(me).toMatchObject({
      name: 'Ann',
      hat: 'blue',
      shoe: 42,
      role: 'user',
      teams: [],
      banned: false,
      online: true,
    })
    expect(me.last_active).toBeDefined()
    await chat.settle()
  })

  test('makes a user who is unknown', async () => {
    await using chat = await testChat()
    const { me } = await chat.user('new').connect({ details: { name: 'New' } })
    expect(me).toMatchObject({ id: 'new', name: 'New', role: 'user' })
    expect(ids(await chat.server.call('QueryUsers', everyone))).toEqual(['new'])
    await chat.settle()
  })
})

test('whoever may not read a channel any more hears nothing more of it', async () => {
  await using chat = await testChat({ members: ['ann'], others: ['boss'] })
  await chat.server.call('UpdateUsersPartial', users({ id: 'boss', set: { role: 'admin' } }))
  const boss = await chat.user('boss').connect()
  await boss.watch(chat.general)
  const send = () =>
    chat.user('ann').call('SendMessage', { params: { ...chat.general }, body: { message: { text: 'hello' } } })
  await send()
  expect(await boss.heard('message.new')).toMatchObject({ message: { text: 'hello' } })
  boss.clear()
  await chat.server.call('UpdateUsersPartial', users({ id: 'boss', set: { role: 'user' } }))
  await chat.quiet()
  boss.clear()
  await send()
  await chat.quiet()
  expect(boss.types).toEqual([])
  await chat.user('boss').refused('GetOrCreateChannel', { params: { ...chat.general }, body: { state: true } })
  boss.disconnect()
  await chat.settle()
})

describe('the user that a server-side call acts for', () => {
  test('is made on the fly, and keeps what the call does not say', async () => {
    await using chat = await testChat({ others: ['bob'] })
    const mute = (body: object) => chat.server.call('Mute', { body: { target_id: 'bob', ...body } })
    await mute({ user_id: 'some' })
    await mute({ user: { id: 'john', name: 'John', hat: 'blue', role: 'admin' } })
    await mute({ user: { id: 'john', shoe: 42 } })
    const { users: found } = await chat.server.call('QueryUsers', everyone)
    expect(found[0]).toMatchObject({ id: 'john', name: 'John', hat: 'blue', shoe: 42, role: 'admin' })
    expect(found[1]).toMatchObject({ id: 'some', role: 'user' })
    await chat.settle()
  })

  test('must have a name that users can have, and not be deleted', async () => {
    await using chat = await testChat({ others: ['bob', 'gone'] })
    await chat.server.call('DeleteUser', { params: { user_id: 'gone' } })
    const body = { target_id: 'bob' }
    for (const user_id of ['bad id', '!anon', 'x'.repeat(256), 'gone']) {
      expect((await chat.server.refused('Mute', { query: { user_id }, body })).code).toBe(4)
    }
    expect(ids(await chat.server.call('QueryUsers', everyone))).toEqual(['bob'])
    await chat.settle()
  })
})

describe('revoking the tokens of a user', () => {
  test('ends their sockets and refuses their calls, until it is lifted', async () => {
    await using chat = await testChat({ others: ['ann', 'bob'] })
    const ann = await chat.user('ann').connect()
    const bob = await chat.user('bob').connect()
    const at = '2026-01-05T10:00:00Z'
    await chat.server.call('UpdateUsersPartial', users({ id: 'ann', set: { revoke_tokens_issued_before: at } }))
    await chat.quiet()
    expect(ann.socket.closed).toMatchObject({ code: 4001 })
    expect(bob.socket.closed).toBeUndefined()
    expect((await chat.user('ann').refused('QueryUsers', everyone)).code).toBe(40)
    await chat.user('bob').call('QueryUsers', everyone)
    await chat.server.call('UpdateUsersPartial', users({ id: 'ann', set: { revoke_tokens_issued_before: null } }))
    await chat.user('ann').call('QueryUsers', everyone)
    await chat.settle()
  })
})

/** What RFC 3339 text says below the millisecond, in nanoseconds. */
const micros = ({ created_at }: { created_at: string }) => Number(created_at.slice(-4, -1)) * 1000
