import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { signToken } from '../api.ts'
import { dial, exchange, headOf } from './raw-http.ts'
import { frameOf, opcodes, openRaw, type RawSocket } from './raw-socket.ts'
import { layBy, limits, type Siege } from './siege.ts'

const megabyte = 1024 * 1024
const frameLimit = 64 * 1024
let siege: Siege

beforeAll(async () => {
  siege = await layBy()
})

afterAll(async () => {
  const { growthBytes, longestMs, busiestMs, exit, logged } = await siege.lift()
  console.log(`others waited ${longestMs} ms at most, for which the server computed ${busiestMs} ms`)
  console.log(`the server grew by ${Math.round(growthBytes / megabyte)} MB`)
  expect(logged).toEqual([])
  expect(exit).toBe(0)
  expect(growthBytes).toBeLessThan(limits.growthBytes)
  expect(busiestMs).toBeLessThan(limits.busyMs)
})

const address = (path: string, query: Record<string, string> = {}) =>
  `${siege.url.replace('http', 'ws')}${path}?${new URLSearchParams({ api_key: siege.apiKey, ...query })}`

const claimOf = (id: string, more: object = {}) => JSON.stringify({ user_id: id, user_details: { id, ...more } })

/** A socket of ann that has been let in. */
async function letIn(): Promise<RawSocket> {
  const socket = await openRaw(siege.api.socketUrl('ann'))
  expect(JSON.parse((await socket.heard())!)).toMatchObject({ type: 'health.check', me: { id: 'ann' } })
  return socket
}

/** What a socket is told, and how it ends. */
async function refusalOf(socket: RawSocket): Promise<[number | undefined, number]> {
  const frame = JSON.parse((await socket.heard()) ?? '{}')
  return [frame.error?.code, await socket.closed]
}

describe('threats #14: a forged token', () => {
  const part = (value: unknown) =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
  const token = (header: unknown, payload: unknown, secret: string, hash = 'sha256') => {
    const signed = `${part(header)}.${part(payload)}`
    return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`
  }
  const HS256 = { alg: 'HS256', typ: 'JWT' }
  const ann = { user_id: 'ann' }

  /** By what is wrong with it, with the code of its refusal. */
  function forgeries(): Record<string, [string, number]> {
    const { secret } = siege
    const good = signToken(ann, secret)
    const [header, , signature] = good.split('.') as [string, string, string]
    return {
      'another secret': [signToken(ann, `${secret}x`), 43],
      'no signature': [good.replace(/[^.]+$/, ''), 43],
      'a signature cut short': [good.slice(0, -4), 43],
      'alg none': [token({ alg: 'none' }, ann, secret).replace(/[^.]+$/, ''), 43],
      'alg HS512': [token({ alg: 'HS512' }, ann, secret, 'sha512'), 43],
      'alg RS256': [token({ alg: 'RS256' }, ann, secret), 43],
      'another user behind the signature': [`${header}.${part({ user_id: 'bob' })}.${signature}`, 43],
      'the backend behind the signature': [`${header}.${part({ server: true })}.${signature}`, 43],
      nobody: [signToken({}, secret), 5],
      'a list of users': [signToken({ user_id: ['ann'] }, secret), 5],
      'an impossible user': [signToken({ user_id: "ann' OR 1=1" }, secret), 5],
      'no JSON': [token(HS256, '{"user_id"', secret), 5],
      'no token': ['a.b.c', 5],
      'one segment': ['x', 5],
      'a token of 16 kB': [signToken({ ...ann, pad: 'x'.repeat(12_000) }, `${secret}x`), 43],
      expired: [signToken({ ...ann, exp: 1 }, secret), 40],
      'from the future': [signToken({ ...ann, iat: 9_999_999_999 }, secret), 42],
      'not yet': [signToken({ ...ann, nbf: 9_999_999_999 }, secret), 41],
      'an expiry that is text': [signToken({ ...ann, exp: '9999999999' }, secret), 5],
    }
  }

  test('opens nothing: not by REST, not by the address of a socket, not by its first frame', async () => {
    for (const [name, [forged, code]] of Object.entries(forgeries())) {
      const rest = await fetch(`${siege.url}/app?api_key=${siege.apiKey}`, { headers: { authorization: forged } })
      expect([name, rest.status, ((await rest.json()) as { code: number }).code]).toEqual([name, 401, code])
      const close = code === 40 ? 4001 : 1000
      const v1 = await openRaw(address('/connect', { authorization: forged, json: claimOf('ann') }))
      expect([name, ...(await refusalOf(v1))]).toEqual([name, code, close])
      const v2 = await openRaw(address('/api/v2/connect'))
      await v2.write(frameOf(opcodes.text, JSON.stringify({ token: forged, user_details: { id: 'ann' } })))
      expect([name, ...(await refusalOf(v2))]).toEqual([name, code, close])
    }
  })

  test('and a good one opens nothing for somebody else, or for the backend', async () => {
    for (const [user, claim] of [
      ['ann', claimOf('bob')],
      ['ann', JSON.stringify({ user_id: 'ann', user_details: { id: 'bob', name: 'Not Bob' } })],
      ['server', claimOf('ann')],
    ] as const) {
      const socket = await openRaw(address('/connect', { authorization: siege.api.token(user), json: claim }))
      expect(await refusalOf(socket)).toEqual([5, 1000])
    }
    const payload = '{"filter_conditions":{"id":{"$in":["ann","bob"]}}}'
    const { users } = await siege.api.call('server', 'GET', `/users?payload=${payload}`)
    expect(users.map(({ name }: { name?: string }) => name)).toEqual([undefined, undefined])
  })
})

describe('a handshake', () => {
  test('with an address of 20 kB is let in, with one of 80 kB refused', async () => {
    const authorization = siege.api.token('ann')
    const json = claimOf('ann', { about: 'é'.repeat(2300) })
    const long = address('/connect', { authorization, json, 'X-Stream-Client': 'x'.repeat(7000) })
    expect(long.length).toBeGreaterThan(20_000)
    const socket = await openRaw(long)
    expect(JSON.parse((await socket.heard())!).me.about).toHaveLength(2300)
    socket.hangUp()
    const longer = new URL(address('/connect', { authorization, json: 'x'.repeat(80_000) }))
    const answer = await exchange(siege.url, [
      headOf('GET', longer.pathname + longer.search, { upgrade: 'websocket', connection: 'Upgrade' }),
    ])
    expect(answer?.status).toBe(431)
  })

  test('of whatever JSON ends in an error frame and a close, in its address or in the first frame of v2', async () => {
    const authorization = siege.api.token('ann')
    const nonsense = [
      '{',
      '[]',
      '"ann"',
      '7',
      'null',
      'true',
      '{"user_id":{}}',
      `{"user_id":"ann","user_details":${'['.repeat(9000)}`,
    ]
    for (const json of nonsense) {
      const v1 = await openRaw(address('/connect', { authorization, json }))
      expect([json.slice(0, 40), [4, 5], await v1.closed]).toEqual([
        json.slice(0, 40),
        expect.arrayContaining([JSON.parse(v1.texts[0]!).error.code]),
        1000,
      ])
    }
    const frames = [
      ...nonsense.map((text) => frameOf(opcodes.text, text)),
      frameOf(opcodes.text, ''),
      frameOf(opcodes.text, '{"token":7}'),
      frameOf(opcodes.text, '{"token":"\\u0000"}'),
      frameOf(opcodes.text, '{"__proto__":{"token":"x"},"constructor":1}'),
      frameOf(opcodes.text, JSON.stringify({ token: 'x'.repeat(60_000) })),
      frameOf(opcodes.text, `{"token":"a.b.c","user_details":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`),
      frameOf(opcodes.binary, new Uint8Array([0xff, 0xfe, 0])),
    ]
    for (const frame of frames) {
      const v2 = await openRaw(address('/api/v2/connect'))
      await v2.write(frame)
      const [code, close] = await refusalOf(v2)
      expect([4, 5]).toContain(code!)
      expect(close).toBe(1000)
    }
  })

  test('that is none is refused in the words of the wire', async () => {
    const upgrade = { upgrade: 'websocket', connection: 'Upgrade' }
    for (const headers of [
      upgrade,
      { ...upgrade, 'sec-websocket-key': 'x', 'sec-websocket-version': '99' },
      { upgrade: 'websocket' },
    ]) {
      const answer = await exchange(siege.url, [headOf('GET', siege.target('/connect'), headers)])
      expect([400, 426]).toContain(answer!.status)
      if (answer!.text !== '') expect(JSON.parse(answer!.text).code).toBe(4)
    }
  })

  test('from another origin is let in by its token alone: there is nothing else that a browser would send along', async () => {
    const foreign = { origin: 'https://evil.test', cookie: `authorization=${siege.api.token('ann')}` }
    const socket = await openRaw(address('/connect', { json: claimOf('ann') }), foreign)
    expect((await refusalOf(socket))[0]).toBe(5)
    const own = await openRaw(siege.api.socketUrl('ann'), foreign)
    expect(JSON.parse((await own.heard())!).me.id).toBe('ann')
    own.hangUp()
  })

  test('that never ends, or says nothing after it, keeps nobody else waiting and is ended in time', async () => {
    const halves = Array.from({ length: 200 }, (_, index) => {
      const socket = dial(siege.url)
      socket.write(
        `GET ${siege.target('/connect')} HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\n`.slice(0, 20 + (index % 60)),
      )
      return socket
    })
    const silent = await Promise.all(Array.from({ length: 200 }, () => openRaw(address('/api/v2/connect'))))
    const socket = await letIn()
    for (const { closed } of silent) expect(await closed).toBe(4008)
    expect(JSON.parse(silent[0]!.texts[0]!)).toMatchObject({ type: 'connection.error', error: { code: 5 } })
    socket.hangUp()
    for (const half of halves) half.destroy()
  }, 60_000)
})

describe('an open socket', () => {
  test('threats #21: is closed with 1009 where a frame, or the fragments of one, are too long', async () => {
    const tooLong: readonly (readonly Buffer[])[] = [
      [frameOf(opcodes.text, 'x'.repeat(frameLimit + 1))],
      [frameOf(opcodes.binary, new Uint8Array(megabyte))],
      [frameOf(opcodes.text, 'x', { claimed: 2n ** 40n })],
      [frameOf(opcodes.text, 'x', { claimed: 2n ** 62n })],
      [
        frameOf(opcodes.text, 'x'.repeat(1000), { isFinal: false }),
        ...Array.from({ length: 100 }, () => frameOf(opcodes.continuation, 'x'.repeat(1000), { isFinal: false })),
      ],
    ]
    for (const frames of tooLong) {
      const socket = await letIn()
      for (const frame of frames) await socket.write(frame)
      expect(await socket.closed).toBe(1009)
    }
    const socket = await letIn()
    await socket.write(frameOf(opcodes.text, 'x'.repeat(frameLimit - 100)))
    await socket.write(frameOf(opcodes.ping, ''))
    while (socket.pongs === 0) await Bun.sleep(1)
    socket.hangUp()
  })

  test('threats #21: bears a flood of frames, of pings and of fragments that hold nothing', async () => {
    const floods = [
      frameOf(opcodes.text, '[{"type":"health.check"}]'),
      frameOf(opcodes.binary, ''),
      frameOf(opcodes.ping, 'x'.repeat(125)),
      frameOf(opcodes.pong, ''),
      frameOf(opcodes.continuation, '', { isFinal: false }),
    ]
    for (const frame of floods) {
      const socket = await letIn()
      const many = Buffer.concat(Array(1000).fill(frame))
      if ((frame[0]! & 0x0f) === opcodes.continuation) await socket.write(frameOf(opcodes.text, '', { isFinal: false }))
      for (let round = 0; round < 50; round++) await socket.write(many)
      await siege.api.call('ann', 'POST', '/channels/messaging/general/message', { message: { text: 'still here?' } })
      // It is answered now and then, and not once a frame.
      expect(socket.texts.length).toBeLessThan(20)
      socket.hangUp()
    }
  })

  test('is closed where its frames break the protocol', async () => {
    const broken: Record<string, Buffer> = {
      unmasked: frameOf(opcodes.text, 'hi', { isMasked: false }),
      'a reserved bit': frameOf(opcodes.text, 'hi', { reserved: 4 }),
      'an unknown kind': frameOf(3, 'hi'),
      'an unknown control frame': frameOf(11, ''),
      'a ping in pieces': frameOf(opcodes.ping, '', { isFinal: false }),
      'a ping too long': frameOf(opcodes.ping, 'x'.repeat(126)),
      'a continuation of nothing': frameOf(opcodes.continuation, 'hi'),
      'no UTF-8': frameOf(opcodes.text, new Uint8Array([0xff, 0xfe])),
    }
    for (const [name, frame] of Object.entries(broken)) {
      const socket = await letIn()
      await socket.write(frame)
      expect([name, [1002, 1006, 1007]]).toEqual([name, expect.arrayContaining([await socket.closed])])
    }
  })

  test('bears every way of saying goodbye, and of not saying it', async () => {
    for (const payload of [[], [3, 232], [3, 237], [0, 0], [255, 255], [3, 232, 0xff], [3]]) {
      const socket = await letIn()
      await socket.write(frameOf(opcodes.close, new Uint8Array(payload)))
      await socket.closed
    }
    const left = await Promise.all(Array.from({ length: 30 }, letIn))
    for (const socket of left) socket.hangUp()
    await letIn().then((socket) => socket.hangUp())
  })
})
