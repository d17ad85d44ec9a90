import { describe, expect, test } from 'bun:test'
import { doorUnderTest } from './handshake.fixture.ts'

describe('spec/10 §3: the older generation', () => {
  test('the first frame is health.check, with the connection’s id and the user’s own state', async () => {
    await using door = await doorUnderTest({ members: ['ann'] })
    const { frames, socket } = await door.enter('ann')
    expect(frames().length).toBe(1)
    const [first] = frames()
    expect(first).toMatchObject({ type: 'health.check', cid: '*' })
    expect(first.connection_id).toMatch(/^[\w-]{8,}$/)
    expect(first.created_at).toMatch(/^2026-01-05T09:30:\d\d\.\d{6}Z$/)
    expect(first.me).toMatchObject({
      id: 'ann',
      role: 'user',
      online: true,
      banned: false,
      total_unread_count: 0,
      unread_count: 0,
      unread_channels: 0,
      unread_threads: 0,
      devices: [],
      mutes: [],
      channel_mutes: [],
      teams: [],
    })
    expect(socket.closed).toBeUndefined()
  })

  test('credentials may stand in the URL, in headers, or inside the json', async () => {
    await using door = await doorUnderTest({ others: ['ann'] })
    const token = door.tokenOf('ann')
    const json = { user_id: 'ann', user_details: { id: 'ann' } }
    for (const shown of [
      { token, auth_type: 'jwt', json },
      { token: `Bearer ${token}`, json },
      { json: { ...json, user_token: token }, auth_type: 'jwt' },
      { token },
    ]) {
      const { frames } = await door.knock(shown)
      expect([shown, frames()[0].me?.id]).toEqual([shown, 'ann'])
    }
  })

  test('whatever else a client sends along is ignored, its own rights above all', async () => {
    await using door = await doorUnderTest({ others: ['ann'] })
    await door.enter('ann', { json: { user_id: 'ann', user_details: { id: 'ann', name: 'Ann', likes: 'tea' } } })
    const { frames } = await door.enter('ann', {
      json: {
        user_id: 'ann',
        user_details: {
          id: 'ann',
          image: 'https://x.test/a.png',
          role: 'admin',
          banned: true,
          teams: ['red'],
          devices: [{ id: 'd' }],
          roles: [],
          total_unread_count: 99,
          created_at: '2000-01-01T00:00:00Z',
          language: '',
          invisible: false,
        },
        server_determines_connection_id: true,
        'X-STREAM-CLIENT': 'stream-chat-android-4.4.9',
        device: { id: 'x', push_provider: 'firebase' },
        client_request_id: 7,
      },
    })
    // What is not mentioned stays, what may be said is kept.
    expect(frames()[0].me).toMatchObject({
      role: 'user',
      banned: false,
      teams: [],
      devices: [],
      total_unread_count: 0,
      name: 'Ann',
      likes: 'tea',
      image: 'https://x.test/a.png',
    })
  })

  test('a user whom nobody knows is made', async () => {
    await using door = await doorUnderTest()
    const { frames } = await door.enter('newcomer')
    expect(frames()[0].me).toMatchObject({ id: 'newcomer', role: 'user' })
  })

  test('anonymous clients are all the same nobody, whatever they call themselves', async () => {
    await using door = await doorUnderTest()
    const details = { role: 'anonymous', teams: [], devices: [], roles: [], id: 'ann' }
    const first = await door.knock({ auth_type: 'anonymous', json: { user_id: 'ann', user_details: details } })
    const second = await door.knock({ auth_type: 'anonymous', token: '' })
    expect([first, second].map(({ frames }) => frames()[0].me.id)).toEqual(['!anon', '!anon'])
    expect(first.frames()[0].me.role).toBe('anonymous')
    expect(first.frames()[0].connection_id).not.toBe(second.frames()[0].connection_id)
  })

  test('a user’s sockets do not close one another', async () => {
    await using door = await doorUnderTest({ others: ['ann'] })
    const sockets = [await door.enter('ann'), await door.enter('ann'), await door.enter('ann', { view: 'v2' })]
    expect(sockets.map(({ socket }) => socket.closed)).toEqual([undefined, undefined, undefined])
    expect(new Set(sockets.map(({ frames }) => frames()[0].connection_id)).size).toBe(3)
  })
})

describe('spec/10 §4: the newer generation', () => {
  test('the client speaks first, and is answered connection.ok', async () => {
    await using door = await doorUnderTest({ others: ['ann'] })
    const { frames, session, socket } = await door.knock({ view: 'v2', auth_type: 'jwt' })
    expect(frames()).toEqual([])
    const details = { id: 'ann', name: 'Ann', custom: { likes: 'tea' }, mood: 'ignored' }
    session.received(JSON.stringify({ token: door.tokenOf('ann'), user_details: details, products: ['chat'] }))
    await door.settle()
    const [ok, ...more] = frames()
    expect([ok.type, ok.me.id, ok.me.custom, more]).toEqual(['connection.ok', 'ann', { likes: 'tea' }, []])
    expect(ok).not.toHaveProperty('cid')
    expect(socket.texts[0]).toMatch(/"created_at":\d{19}[,}]/)
  })

  test('a client that shows its token in the URL need not', async () => {
    await using door = await doorUnderTest({ others: ['ann'] })
    const { frames } = await door.enter('ann', { view: 'v2' })
    expect([frames()[0].type, frames()[0].me.id]).toEqual(['connection.ok', 'ann'])
  })

  test('the older path without json waits in the same way, in its own words', async () => {
    await using door = await doorUnderTest({ others: ['ann'] })
    const { frames, session } = await door.knock({})
    expect(frames()).toEqual([])
    session.received(JSON.stringify({ token: door.tokenOf('ann'), user_details: { id: 'ann' } }))
    await door.settle()
    expect([frames()[0].type, frames()[0].cid]).toEqual(['health.check', '*'])
  })

  test('whoever says nothing for 5 s is refused with code 5 and closed with 4008', async () => {
    await using door = await doorUnderTest()
    const [v2, v1] = [await door.knock({ view: 'v2' }), await door.knock({})]
    await door.clock.advance(4999)
    expect([v2.frames(), v1.frames()]).toEqual([[], []])
    await door.clock.advance(1)
    expect(v2.frames()[0]).toMatchObject({ type: 'connection.error', error: { code: 5, StatusCode: 401 } })
    expect(Object.keys(v1.frames()[0])).toEqual(['error'])
    expect([v2, v1].map(({ socket }) => socket.closed?.code)).toEqual([4008, 4008])
  })

  test('an auth frame that is none is refused, and only the first one is looked at', async () => {
    await using door = await doorUnderTest({ others: ['ann'] })
    for (const [frame, code] of [
      ['hello', 4],
      ['[]', 4],
      ['{"token":7}', 4],
      ['{"token":"a.b.c"}', 5],
      ['{"token":"x","user_details":{"id":"\\u0000"}}', 4],
    ] as const) {
      const { frames, session, socket } = await door.knock({ view: 'v2' })
      session.received(frame)
      session.received(JSON.stringify({ token: door.tokenOf('ann') }))
      await door.settle()
      expect([frame, frames().length, frames()[0].error.code, socket.closed?.code]).toEqual([frame, 1, code, 1000])
    }
  })
})

test('once let in, a client may send whatever it likes: it is a sign of life and never an error', async () => {
  await using door = await doorUnderTest({ others: ['ann'] })
  const { frames, session, socket } = await door.enter('ann')
  await door.clock.advance(10_000)
  for (const text of [
    '',
    'ping',
    '{',
    '[{"type":"health.check","client_id":"x"}]',
    '{"type":"message.new"}',
    '\u0000',
  ]) {
    session.received(text)
  }
  await door.settle()
  expect(frames().map(({ type }) => type)).toEqual(['health.check', 'health.check'])
  expect(frames()[1]).not.toHaveProperty('me')
  expect(socket.closed).toBeUndefined()
})
