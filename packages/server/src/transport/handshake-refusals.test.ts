import { describe, expect, test } from 'bun:test'
import { doorUnderTest, type Shown } from './handshake.fixture.ts'
import { signServerToken, signUserToken } from './tokens.ts'

type Door = Awaited<ReturnType<typeof doorUnderTest>>

/** What is shown, and the code of the error and of the close that it is answered with (spec/10 §3.6, §6). */
const refused: Record<string, readonly [shown: (door: Door) => Shown, code: number, close: number]> = {
  'no key': [(door) => ({ key: null, token: door.tokenOf('ann') }), 2, 1000],
  'an unknown key': [(door) => ({ key: 'nope', token: door.tokenOf('ann') }), 2, 1000],
  'a token that is none': [() => ({ token: 'abc7abc7' }), 5, 1000],
  'a token that nobody has signed': [() => ({ token: signUserToken('somebody else’s secret', 'ann') }), 43, 1000],
  'an expired token': [(door) => ({ token: door.tokenOf('ann', { exp: door.nowSeconds() - 1 }) }), 40, 4001],
  'a token from the future': [(door) => ({ token: door.tokenOf('ann', { iat: door.nowSeconds() + 60 }) }), 42, 1000],
  'the token of a backend': [(door) => ({ token: signServerToken(door.chat.credentials.secret) }), 5, 1000],
  'json without a token': [() => ({ json: { user_id: 'ann' } }), 5, 1000],
  'json that is none': [(door) => ({ token: door.tokenOf('ann'), json: '{"user_id":' }), 4, 1000],
  'json that is a list of things': [(door) => ({ token: door.tokenOf('ann'), json: '[1]' }), 4, 1000],
  'json without a user': [(door) => ({ token: door.tokenOf('ann'), json: '{}' }), 4, 1000],
  'another user than the token’s': [(door) => ({ token: door.tokenOf('ann'), json: { user_id: 'bob' } }), 5, 1000],
  'details of another user than the token’s': [
    (door) => ({ token: door.tokenOf('ann'), json: { user_id: 'ann', user_details: { id: 'bob', name: 'Bob' } } }),
    5,
    1000,
  ],
  'details of the wrong kind': [
    (door) => ({ token: door.tokenOf('ann'), json: { user_id: 'ann', user_details: { id: 'ann', name: 7 } } }),
    4,
    1000,
  ],
  'text that no database holds': [
    (door) => ({ token: door.tokenOf('ann'), json: '{"user_id":"ann","user_details":{"id":"ann","name":"\\ud800"}}' }),
    4,
    1000,
  ],
}

describe('spec/10 §3.6: every refusal is one frame with the error, and then the close that fits it', () => {
  for (const view of ['v1', 'v2'] as const) {
    test(view, async () => {
      await using door = await doorUnderTest({ others: ['ann', 'bob'] })
      for (const [name, [shown, code, close]] of Object.entries(refused)) {
        const { frames, socket } = await door.knock({ view, auth_type: 'jwt', ...shown(door) })
        const [frame, ...more] = frames()
        expect([name, frame.error.code, socket.closed?.code, more]).toEqual([name, code, close, []])
        expect(frame.error).toMatchObject({ message: expect.stringContaining('Connect failed with error: "') })
        expect(frame.error).toMatchObject({
          StatusCode: expect.any(Number),
          more_info: expect.any(String),
          duration: '',
        })
        if (view === 'v1') expect(Object.keys(frame)).toEqual(['error'])
        else expect([frame.type, frame.connection_id]).toEqual(['connection.error', ''])
        const { token } = shown(door)
        if (token) expect(socket.texts[0]).not.toContain(token)
      }
      expect(door.chat.app.services.hub.count()).toBe(0)
    })
  }
})

test('spec/10 §3.3: deactivated and deleted users and revoked tokens are refused, each with its code', async () => {
  await using door = await doorUnderTest({ others: ['ann', 'bob', 'cid'] })
  const { server } = door.chat
  await server.call('DeactivateUser', { params: { user_id: 'ann' }, body: {} })
  await server.call('DeleteUser', { params: { user_id: 'bob' } })
  const revoke = { users: [{ id: 'cid', set: { revoke_tokens_issued_before: new Date(door.clock.now() / 1000) } }] }
  await server.call('UpdateUsersPartial', { body: revoke })
  const outcomes = []
  for (const [id, times] of [
    ['ann', {}],
    ['bob', {}],
    ['cid', {}],
    ['cid', { iat: door.nowSeconds() - 60 }],
    ['cid', { iat: door.nowSeconds() + 2 }],
  ] as const) {
    const { frames, socket } = await door.enter(id, { token: door.tokenOf(id, times) })
    outcomes.push([id, frames()[0].error?.code, socket.closed?.code])
  }
  expect(outcomes).toEqual([
    ['ann', 17, 1000],
    ['bob', 16, 1000],
    ['cid', 40, 4001],
    ['cid', 40, 4001],
    ['cid', undefined, undefined],
  ])
})

test('spec/10 §8: a user’s 51st socket is refused with code 71 and 4029, also when all come at once', async () => {
  await using door = await doorUnderTest({ others: ['ann'] })
  const doors = await Promise.all(Array.from({ length: 60 }, () => door.enter('ann')))
  await door.settle()
  const refusals = doors.filter(({ socket }) => socket.closed)
  expect(refusals.length).toBe(10)
  for (const { frames, socket } of refusals) {
    expect([frames()[0].error.code, frames()[0].error.StatusCode, socket.closed?.code]).toEqual([71, 429, 4029])
  }
  expect(door.chat.app.services.hub.countOf(door.chat.app_pk, 'ann')).toBe(50)
  // Anonymous clients all bear one name, and are not one user.
  const nobodies = await Promise.all(Array.from({ length: 60 }, () => door.knock({ auth_type: 'anonymous' })))
  expect(nobodies.filter(({ socket }) => socket.closed)).toEqual([])
  // Where one leaves another may come.
  doors.find(({ socket }) => !socket.closed)!.socket.close(1000, 'bye')
  expect((await door.enter('ann')).socket.closed).toBeUndefined()
})

test('spec/10 §16: who connects too often in a minute is refused with code 9 and 4029', async () => {
  await using door = await doorUnderTest({ others: ['ann', 'bob'], enforceRateLimits: true })
  const codes = []
  for (let n = 0; n < 61; n++) {
    const { frames, socket } = await door.enter('ann')
    codes.push(frames()[0].error?.code)
    if (frames()[0].error) expect(socket.closed?.code).toBe(4029)
    else socket.close(1000, 'bye')
    await door.clock.advance(100)
  }
  expect(codes.filter((code) => code === undefined).length).toBe(60)
  expect(codes.at(-1)).toBe(9)
  expect((await door.enter('bob')).socket.closed).toBeUndefined()
})

test('an error of our own is told as code -1 with 1011, and says nothing else', async () => {
  await using door = await doorUnderTest({ others: ['ann', 'bob'] })
  const { database } = door.chat.app.services
  const { snapshot } = database
  const bob = await door.chat.user('bob').connect()
  const payload = { filter_conditions: { id: 'ann' }, presence: true }
  await bob.call('QueryUsers', { query: { payload } })
  await door.settle()
  database.snapshot = () => Promise.reject(new Error('the innermost of the server'))
  const { frames, socket } = await door.enter('ann')
  database.snapshot = snapshot
  expect([frames().at(-1).error.code, socket.closed?.code]).toEqual([-1, 1011])
  expect(socket.texts.join('')).not.toContain('innermost')
  // Who came no further than the door is not there.
  await door.settle()
  expect(bob.events.map(({ user }) => [user.id, user.online])).toEqual([
    ['ann', true],
    ['ann', false],
  ])
})
