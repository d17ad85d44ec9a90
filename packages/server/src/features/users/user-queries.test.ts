import { describe, expect, test } from 'bun:test'
import type { Database } from '../../ports/database.ts'
import { type TestChat, testChat } from '../../testing/test-chat.ts'

const asked = (payload: object) => ({ query: { payload: { filter_conditions: {}, ...payload } } })
const found = (answer: { users: { id: string }[] }) => answer.users.map(({ id }) => id).join(' ')

async function hobbits() {
  const chat = await testChat()
  for (const user of [
    { id: 'frodo', name: 'Frodo Baggins', race: 'hobbit', age: 50 },
    { id: 'sam', name: 'Samwise Gamgee', race: 'hobbit', age: 38 },
    { id: 'pippin', name: 'Peregrin Took', race: 'hobbit', age: 28, teams: ['red'] },
    { id: 'gandalf', name: 'Gandalf', race: 'wizard', age: 2019, role: 'admin', teams: ['red', 'blue'] },
  ]) {
    await chat.server.call('UpdateUsers', { body: { users: [user] } })
  }
  return chat
}

describe('querying users', () => {
  test('finds all of them, the newest first, a page at a time', async () => {
    await using chat = await hobbits()
    expect(found(await chat.server.call('QueryUsers'))).toBe('gandalf pippin sam frodo')
    expect(found(await chat.serverV2.call('QueryUsers', asked({ limit: 2, offset: 1 })))).toBe('pippin sam')
    expect(found(await chat.server.call('QueryUsers', asked({ limit: 0 })))).toBe('gandalf pippin sam frodo')
    await chat.settle()
  })

  test('finds them by what they are', async () => {
    await using chat = await hobbits()
    for (const [filter, expected] of [
      [{ id: { $in: ['sam', 'frodo', 'nobody'] } }, 'sam frodo'],
      [{ id: { $gt: 'gandalf', $lte: 'pippin' } }, 'pippin'],
      [{ name: { $autocomplete: 'bag' } }, 'frodo'],
      [{ username: 'Gandalf' }, 'gandalf'],
      [{ role: 'admin' }, 'gandalf'],
      [{ teams: { $contains: 'red' } }, 'gandalf pippin'],
      [{ teams: { $in: ['blue'] } }, 'gandalf'],
      [{ teams: {} }, 'gandalf pippin sam frodo'],
      [{ race: 'hobbit', age: { $lt: 40 } }, 'pippin sam'],
      [{ $or: [{ age: 50 }, { age: 28 }] }, 'pippin frodo'],
      [{ $nor: [{ race: 'hobbit' }] }, 'gandalf'],
      [{ last_active: { $exists: false }, race: 'wizard' }, 'gandalf'],
      [{ created_at: { $lt: '2026-01-01T00:00:00Z' } }, ''],
      [[], 'gandalf pippin sam frodo'],
    ] as const) {
      const answer = await chat.server.call('QueryUsers', asked({ filter_conditions: filter }))
      expect([filter, found(answer)]).toEqual([filter, expected])
    }
    await chat.settle()
  })

  test('sorts by fields and by custom data, numbers as numbers', async () => {
    await using chat = await hobbits()
    const sorted = async (sort: object[]) => found(await chat.server.call('QueryUsers', asked({ sort })))
    expect(await sorted([{ field: 'age', direction: -1 }])).toBe('gandalf frodo sam pippin')
    expect(await sorted([{ field: 'name', direction: 1 }])).toBe('frodo gandalf pippin sam')
    await chat.settle()
  })

  test('pages by id', async () => {
    await using chat = await hobbits()
    expect(found(await chat.server.call('QueryUsers', asked({ id_lt: 'pippin' })))).toBe('gandalf frodo')
    expect(found(await chat.server.call('QueryUsers', asked({ id_gte: 'pippin', limit: 1 })))).toBe('sam')
    await chat.server.refused('QueryUsers', asked({ id_lt: 'pippin', offset: 1 }))
    await chat.settle()
  })

  test('is refused where it cannot be understood', async () => {
    await using chat = await hobbits()
    for (const payload of [
      { filter_conditions: [1] },
      { filter_conditions: { race: { $ne: 'hobbit' } } },
      { filter_conditions: { banned: { $in: [true] } } },
      { filter_conditions: { role: { $autocomplete: 'a' } } },
      { limit: 101 },
      { offset: 1001 },
      { sort: [{ field: 'age', direction: 2 }] },
    ]) {
      for (const server of [chat.server, chat.serverV2]) {
        const refused = await server.refused('QueryUsers', asked(payload))
        expect([payload, refused.code]).toEqual([payload, 4])
      }
    }
    const operator = await chat.server.refused('QueryUsers', asked({ filter_conditions: { race: { $ne: 'elf' } } }))
    expect(operator.message).toContain('operator $ne is not supported for custom fields')
    await chat.settle()
  })

  test('leaves out who is deactivated unless they are asked for, and who is deleted', async () => {
    await using chat = await hobbits()
    await chat.server.call('DeactivateUser', { params: { user_id: 'sam' } })
    await chat.server.call('DeleteUser', { params: { user_id: 'frodo' } })
    expect(found(await chat.server.call('QueryUsers', asked({})))).toBe('gandalf pippin')
    const all = await chat.server.call('QueryUsers', asked({ include_deactivated_users: true }))
    expect(found(all)).toBe('gandalf pippin sam')
    await chat.settle()
  })
})

describe('clients that query users', () => {
  test('see others as everybody does, and themselves whole', async () => {
    await using chat = await hobbits()
    const secret = { invisible: true, privacy_settings: { read_receipts: { enabled: false } } }
    await chat.server.call('UpdateUsersPartial', { body: { users: [{ id: 'sam', set: secret }] } })
    await chat.server.call('Mute', { body: { target_id: 'gandalf', user_id: 'sam' } })
    const onlySam = asked({ filter_conditions: { id: 'sam' } })
    const [ownView] = (await chat.user('sam').call('QueryUsers', onlySam)).users
    expect(ownView).toMatchObject({ ...secret, mutes: [{ target: { id: 'gandalf' } }] })
    const [otherView] = (await chat.user('frodo').call('QueryUsers', onlySam)).users
    expect(otherView).toMatchObject({ invisible: false, mutes: [] })
    expect(otherView).not.toHaveProperty('privacy_settings')
    const hidden = asked({ filter_conditions: { invisible: true } })
    expect(found(await chat.user('frodo').call('QueryUsers', hidden))).toBe('')
    expect(found(await chat.user('sam').call('QueryUsers', hidden))).toBe('sam')
    expect(found(await chat.server.call('QueryUsers', hidden))).toBe('sam')
    await chat.settle()
  })

  test('do not learn who is banned in silence', async () => {
    await using chat = await hobbits()
    await chat.server.call('Ban', { body: { target_user_id: 'sam', user_id: 'gandalf', shadow: true } })
    const shadowed = asked({ filter_conditions: { shadow_banned: true } })
    expect(found(await chat.server.call('QueryUsers', shadowed))).toBe('sam')
    for (const id of ['sam', 'frodo']) expect(found(await chat.user(id).call('QueryUsers', shadowed))).toBe('')
    const [own] = (await chat.user('sam').call('QueryUsers', asked({ filter_conditions: { id: 'sam' } }))).users
    expect(own).toMatchObject({ shadow_banned: false, banned: false })
    await chat.settle()
  })

  test('need the permission, but for themselves', async () => {
    await using chat = await hobbits()
    await chat.server.call('UpdateApp', { body: { grants: { user: ['update-user-owner'] } } })
    for (const view of ['v1', 'v2'] as const) {
      const sam = chat.user('sam', view)
      expect((await sam.refused('QueryUsers', asked({}))).code).toBe(17)
      expect(found(await sam.call('QueryUsers', asked({ filter_conditions: { id: 'sam' } })))).toBe('sam')
      expect(found(await sam.call('QueryUsers', asked({ filter_conditions: { id: { $in: ['sam'] } } })))).toBe('sam')
      await sam.refused('QueryUsers', asked({ filter_conditions: { id: { $in: ['sam', 'frodo'] } } }))
    }
    expect((await chat.anonymous.refused('QueryUsers', asked({}))).code).toBe(17)
    await chat.settle()
  })

  test('of a role that may not search find nobody else', async () => {
    await using chat = await hobbits()
    await chat.server.call('UpdateApp', { body: { user_search_disallowed_roles: ['user'] } })
    expect((await chat.user('sam').refused('QueryUsers', asked({}))).code).toBe(17)
    expect(found(await chat.user('gandalf').call('QueryUsers', asked({ limit: 1 })))).toBe('gandalf')
    await chat.settle()
  })

  test('find their own teams where teams are in force', async () => {
    await using chat = await hobbits()
    await chat.server.call('UpdateApp', { body: { multi_tenant_enabled: true } })
    expect(found(await chat.user('pippin').call('QueryUsers', asked({})))).toBe('gandalf pippin')
    expect(found(await chat.user('sam').call('QueryUsers', asked({})))).toBe('sam frodo')
    const everyTeam = asked({ filter_conditions: { teams: {} } })
    expect(found(await chat.user('pippin').call('QueryUsers', everyTeam))).toBe('gandalf pippin')
    await chat.server.call('UpdateApp', { body: { grants: { user: ['search-user-any-team'] } } })
    expect(found(await chat.user('pippin').call('QueryUsers', everyTeam))).toBe('gandalf pippin sam frodo')
    expect(found(await chat.user('pippin').call('QueryUsers', asked({})))).toBe('gandalf pippin')
    expect(found(await chat.server.call('QueryUsers', asked({})))).toBe('gandalf pippin sam frodo')
    await chat.settle()
  })

  test('follow presence only over a connection of their own', async () => {
    await using chat = await hobbits()
    const presence = asked({ presence: true, limit: 1 })
    const refused = await chat.user('sam').refused('QueryUsers', presence)
    expect(refused).toMatchObject({ code: 4 })
    expect(refused.message).toContain('requires an active websocket connection')
    const frodo = await chat.user('frodo').connect()
    const stolen = { query: { ...presence.query, connection_id: frodo.connection_id } }
    expect((await chat.user('sam').refused('QueryUsers', stolen)).code).toBe(46)
    await frodo.call('QueryUsers', presence)
    await chat.user('gandalf').connect()
    expect(await frodo.heard('user.presence.changed')).toMatchObject({ user: { id: 'gandalf', online: true } })
    expect(found(await chat.server.call('QueryUsers', presence))).toBe('gandalf')
    await chat.settle()
  })
})

/** Tells of every slow read as it is asked for. */
function onSlowRead(chat: TestChat, tell: () => void) {
  const database = chat.app.services.database as { slowSnapshot: Database['slowSnapshot'] }
  const { slowSnapshot } = database
  database.slowSnapshot = (read) => {
    const result = slowSnapshot(read)
    tell()
    return result
  }
}

describe('users that no index finds', () => {
  test('are read slowly, and all others are not', async () => {
    await using chat = await hobbits()
    let slow = 0
    onSlowRead(chat, () => {
      slow += 1
    })
    for (const [filter, expected, isSlow] of [
      [{ id: { $in: ['sam', 'frodo'] } }, 'sam frodo', false],
      [{ role: 'admin' }, 'gandalf', false],
      [{ race: 'wizard' }, 'gandalf', true],
      [{ $or: [{ id: 'sam' }, { $and: [{ age: { $gt: 1000 } }] }] }, 'gandalf sam', true],
      [{ name: { $autocomplete: 'bag' } }, 'frodo', true],
      [{ teams: { $contains: 'blue' } }, 'gandalf', true],
    ] as const) {
      slow = 0
      const answer = await chat.server.call('QueryUsers', asked({ filter_conditions: filter }))
      expect([filter, found(answer), slow]).toEqual([filter, expected, isSlow ? 1 : 0])
    }
    await chat.settle()
  })

  test('are found with what was written a moment ago', async () => {
    await using chat = await hobbits()
    const elves = () => chat.server.call('QueryUsers', asked({ filter_conditions: { race: 'elf' } }))
    expect(found(await elves())).toBe('')
    await chat.server.call('UpdateUsers', { body: { users: { legolas: { id: 'legolas', race: 'elf' } } } })
    expect(found(await elves())).toBe('legolas')
    await chat.settle()
  })

  test('are given up after a time with an error that says so, while others are found', async () => {
    await using chat = await hobbits()
    const held = Promise.withResolvers<void>()
    const holder = chat.app.services.database.slowSnapshot(() => held.promise).catch(() => undefined)
    const begun = Promise.withResolvers<void>()
    onSlowRead(chat, begun.resolve)
    const refused = chat.server.refused('QueryUsers', asked({ filter_conditions: { race: 'elf' } }))
    await begun.promise
    const others = await chat.server.call('QueryUsers', asked({ filter_conditions: { id: 'sam' } }))
    expect(found(others)).toBe('sam')
    await chat.clock.advance(10_000)
    expect(await refused).toMatchObject({ code: 23, StatusCode: 408 })
    held.resolve()
    await holder
    const wizards = await chat.server.call('QueryUsers', asked({ filter_conditions: { race: 'wizard' } }))
    expect(found(wizards)).toBe('gandalf')
    await chat.settle()
  })
})
