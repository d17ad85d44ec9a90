import { expect, test } from 'bun:test'
import { turn } from '../testing/fake-clock.ts'
import { until } from '../testing/until.ts'
import { doorUnderTest } from './handshake.fixture.ts'

test('spec/10 §7: a socket ends with its token, up to two seconds later: a frame with code 40, then 4001', async () => {
  await using door = await doorUnderTest({ others: ['ann', 'bob'] })
  const exp = door.nowSeconds() + 30
  const [ann, bob] = [await door.enter('ann', { token: door.tokenOf('ann', { exp }) }), await door.enter('bob')]
  await door.clock.advance(exp * 1000 - door.clock.now() / 1000 - 1)
  expect(ann.socket.closed).toBeUndefined()
  await door.clock.advance(2001)
  expect(ann.socket.closed?.code).toBe(4001)
  expect(ann.frames().at(-1).error).toMatchObject({ code: 40, StatusCode: 401 })
  expect(bob.socket.closed).toBeUndefined()
  const again = await door.enter('ann', { token: door.tokenOf('ann', { exp }) })
  expect([again.frames()[0].error.code, again.socket.closed?.code]).toEqual([40, 4001])
})

test('sockets of one expiry do not all end in the same moment', async () => {
  await using door = await doorUnderTest()
  const exp = door.nowSeconds() + 30
  const delays: number[] = []
  const { after } = door.clock
  door.clock.after = (delayMs, work) => {
    delays.push(delayMs)
    return after(delayMs, work)
  }
  for (let n = 0; n < 20; n++) await door.enter(`user-${n}`, { token: door.tokenOf(`user-${n}`, { exp }) })
  const ends = delays.filter((ms) => ms > 20_000)
  expect(ends.length).toBe(20)
  expect(Math.max(...ends) - Math.min(...ends)).toBeGreaterThan(500)
})

test('core §1.7: whoever was taken at their word goes when the app checks tokens again, and no others', async () => {
  await using door = await doorUnderTest({ others: ['ann', 'bob'] })
  const { server } = door.chat
  await server.call('UpdateApp', { body: { disable_auth_checks: true } })
  const [header, payload] = door.tokenOf('ann').split('.')
  const token = `${header}.${payload}.devtoken`
  const [dev, signed] = [await door.enter('ann', { token }), await door.enter('ann')]
  await server.call('UpdateApp', { body: { disable_auth_checks: true, guest_user_creation_disabled: true } })
  expect(dev.socket.closed).toBeUndefined()
  await server.call('UpdateApp', { body: { disable_auth_checks: false } })
  expect([dev.socket.closed?.code, dev.frames().at(-1).error?.code]).toEqual([1000, 43])
  expect(signed.socket.closed).toBeUndefined()
})

test('spec/10 §4: sockets of the newer generation end with an event that names the connection', async () => {
  await using door = await doorUnderTest({ others: ['ann', 'bob', 'cid'] })
  const exp = door.nowSeconds() + 30
  const ended = [
    await door.enter('ann', { view: 'v2', token: door.tokenOf('ann', { exp }) }),
    await door.enter('bob', { view: 'v2' }),
    await door.enter('cid', { view: 'v2' }),
  ]
  await door.chat.server.call('DeactivateUser', { params: { user_id: 'bob' }, body: {} })
  await door.clock.advance(32_001)
  await door.chat.server.call('UpdateApp', { body: { revoke_tokens_issued_before: '2026-01-05T09:30:00Z' } })
  await door.settle()
  const last = ended.map(({ frames }) => frames().at(-1))
  const ids = ended.map(({ frames }) => frames()[0].connection_id)
  expect(last.map(({ type, connection_id, error }) => [type, connection_id, error.code])).toEqual([
    ['connection.error', ids[0], 40],
    ['connection.error', ids[1], 17],
    ['connection.error', ids[2], 40],
  ])
  for (const { created_at } of last) expect(created_at).toBeGreaterThan(1e18)
})

test('a socket that is gone is not kept waiting for the end of its token', async () => {
  await using door = await doorUnderTest({ others: ['ann'] })
  const exp = door.nowSeconds() + 3600
  let waiting = 0
  const { after } = door.clock
  door.clock.after = (delayMs, work) => {
    const cancel = after(delayMs, work)
    if (delayMs < 3_500_000) return cancel
    waiting += 1
    return () => {
      waiting -= 1
      cancel()
    }
  }
  const { socket } = await door.enter('ann', { token: door.tokenOf('ann', { exp }) })
  expect(waiting).toBe(1)
  socket.close(1000, 'bye')
  await door.settle()
  expect(waiting).toBe(0)
})

test('a token that holds for months is not ended early by what a timer cannot count', async () => {
  await using door = await doorUnderTest({ others: ['ann'] })
  const delays: { ms: number; work: () => void }[] = []
  const { after } = door.clock
  door.clock.after = (delayMs, work) => {
    delays.push({ ms: delayMs, work })
    return after(delayMs, work)
  }
  const exp = door.nowSeconds() + 90 * 24 * 3600
  const { socket } = await door.enter('ann', { token: door.tokenOf('ann', { exp }) })
  const longest = delays.reduce((a, b) => (a.ms > b.ms ? a : b))
  expect(longest.ms).toBe(2 ** 31 - 1)
  // When the longest timer has run out there is still time left, and another one is set.
  const before = delays.length
  longest.work()
  expect(socket.closed).toBeUndefined()
  expect(delays.length).toBe(before + 1)
})

test('spec/10 §11: a goodbye is seen at once, a broken line after ten seconds', async () => {
  await using door = await doorUnderTest({ others: ['ann', 'bob'] })
  const { hub } = door.chat.app.services
  const [polite, broken] = [await door.enter('ann'), await door.enter('bob')]
  polite.socket.close(1000, 'bye')
  broken.socket.close(1006, '')
  await until(() => !hub.isOnline(door.chat.app_pk, 'ann'))
  expect(hub.isOnline(door.chat.app_pk, 'bob')).toBe(true)
  await door.clock.advance(9000)
  expect(hub.isOnline(door.chat.app_pk, 'bob')).toBe(true)
  await door.clock.advance(1500)
  await until(() => !hub.isOnline(door.chat.app_pk, 'bob'))
})

test('a user who comes back within ten seconds was never away', async () => {
  await using door = await doorUnderTest({ others: ['ann'] })
  const { hub } = door.chat.app.services
  const broken = await door.enter('ann')
  broken.socket.close(1006, '')
  await door.clock.advance(5000)
  const back = await door.enter('ann')
  await door.clock.advance(6000)
  await door.settle()
  expect(hub.isOnline(door.chat.app_pk, 'ann')).toBe(true)
  back.socket.close(1000, 'bye')
  await until(() => !hub.isOnline(door.chat.app_pk, 'ann'))
})

test('a socket that breaks while its client is let in leaves nothing behind', async () => {
  await using door = await doorUnderTest({ members: ['ann'] })
  const { hub } = door.chat.app.services
  // At each of the steps of letting somebody in.
  for (let turns = 0; turns < 8; turns++) {
    const { socket } = door.open({ token: door.tokenOf('ann'), json: { user_id: 'ann' } })
    for (let i = 0; i < turns; i++) await turn()
    socket.close(1006, '')
    await door.settle()
    expect(hub.count()).toBe(0)
  }
  await door.clock.advance(11_000)
  await until(() => !hub.isOnline(door.chat.app_pk, 'ann'))
  expect([...hub.users.all()]).toEqual([])
})

test('spec/10 §5: pongs alone keep a socket open', async () => {
  await using door = await doorUnderTest({ others: ['ann', 'bob'] })
  const [alive, silent] = [await door.enter('ann'), await door.enter('bob')]
  let pings = 0
  alive.socket.ping = () => {
    pings += 1
    alive.session.alive()
  }
  await door.clock.advance(10 * 60_000)
  expect([alive.socket.closed, silent.socket.closed?.code]).toEqual([undefined, 1001])
  expect(pings).toBeGreaterThanOrEqual(28)
})

test('when the server drains, every client is sent away with 1012 to come back elsewhere', async () => {
  await using door = await doorUnderTest({ others: ['ann', 'bob'] })
  const sockets = [await door.enter('ann'), await door.enter('bob', { view: 'v2' })]
  door.chat.app.drain()
  expect(sockets.map(({ socket }) => socket.closed?.code)).toEqual([1012, 1012])
})
