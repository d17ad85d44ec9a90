import { describe, expect, test } from 'bun:test'
import { httpUnderTest, secret, serverToken } from './http.fixture.ts'
import { signUserToken } from './tokens.ts'

const asServer = { headers: { authorization: serverToken } }
const anonymous = { headers: { authorization: '', 'stream-auth-type': 'anonymous' } }

describe('answers (spec/00 §4)', () => {
  test('POST is answered with 201, the rest with 200, and each with its duration', async () => {
    const { ask } = httpUnderTest()
    const posted = await ask('POST', '/echo/hi', { body: { text: 'hello' } })
    expect([posted.status, posted.json.heard]).toEqual([201, { text: 'hello', word: 'hi' }])
    expect(posted.json.duration).toMatch(/^\d+\.\d\dms$/)
    for (const method of ['GET', 'DELETE']) {
      const { status, json } = await ask(method, '/look')
      expect([status, Object.keys(json)]).toEqual([200, ['duration']])
    }
  })

  test('what concerns a connection is answered by the server that has it, and everything else here', async () => {
    const { ask, reached } = httpUnderTest()
    expect((await ask('GET', '/look?connection_id=elsewhere')).json).toEqual({ text: 'there' })
    expect(reached).toEqual([])
    await ask('GET', '/look?connection_id=here')
    await ask('POST', '/echo/hi?connection_id=elsewhere', { body: { text: 'hello' } })
    expect(reached.map(({ context }) => context.operation)).toEqual(['Look', 'Echo'])
  })

  test('core §6.1: the prefix alone picks the generation', async () => {
    const { ask } = httpUnderTest()
    const body = { text: 'x', at: '2026-01-05T09:31:00.000001Z' }
    const v1 = await ask('POST', '/echo/hi', { body, headers: { 'x-stream-client': 'getstream-go-v5', accept: 'v2' } })
    const v2 = await ask('POST', '/api/v2/chat/echo/hi', { body })
    expect(v1.text).toContain('"at":"2026-01-05T09:31:00.000001Z"')
    expect(v2.text).toContain('"at":1767605460000001000,')
  })

  test('browsers of any origin may ask, and may read the headers they need', async () => {
    const { ask, handle } = httpUnderTest()
    const { headers } = await ask('GET', '/look')
    expect(headers.get('access-control-allow-origin')).toBe('*')
    for (const name of ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset']) {
      expect(headers.get('access-control-expose-headers')).toContain(name)
    }
    const preflight = await handle(new Request('http://parley.test/anything', { method: 'OPTIONS' }))
    expect(preflight.status).toBe(204)
    for (const name of ['Authorization', 'Stream-Auth-Type', 'X-Stream-Client', 'Content-Type']) {
      expect(preflight.headers.get('access-control-allow-headers')).toContain(name)
    }
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH')
    // A wildcard never goes with credentials.
    expect(headers.get('access-control-allow-credentials')).toBeNull()
  })

  test('each has an id of its own, and says what is left of the rate limit, errors too', async () => {
    const { ask } = httpUnderTest()
    const answers = [await ask('GET', '/look'), await ask('GET', '/look'), await ask('GET', '/fail')]
    expect(new Set(answers.map(({ headers }) => headers.get('x-request-id'))).size).toBe(3)
    const left = answers.map(({ headers }) => ['limit', 'remaining'].map((name) => headers.get(`x-ratelimit-${name}`)))
    expect(left).toEqual([
      ['300', '299'],
      ['300', '298'],
      ['300', '299'],
    ])
    expect(Number(answers[2]!.headers.get('x-ratelimit-reset')) % 60).toBe(0)
  })

  test('long ones are compressed for who asks for it, and read the same', async () => {
    const { handle, answerWith } = httpUnderTest()
    const get = (encoding?: string) =>
      handle(
        new Request('http://parley.test/look?api_key=key', {
          headers: { authorization: serverToken, ...(encoding && { 'accept-encoding': encoding }) },
        }),
      )
    answerWith(100)
    expect((await get('gzip')).headers.get('content-encoding')).toBeNull()
    answerWith(10_000)
    expect((await get()).headers.get('content-encoding')).toBeNull()
    expect((await get('br')).headers.get('content-encoding')).toBeNull()
    const packed = await get('gzip, deflate')
    expect([packed.headers.get('content-encoding'), packed.headers.get('vary')]).toEqual(['gzip', 'accept-encoding'])
    const bytes = await packed.bytes()
    expect(bytes.byteLength).toBeLessThan(1000)
    expect(JSON.parse(new TextDecoder().decode(Bun.gunzipSync(bytes as Uint8Array<ArrayBuffer>))).text).toBe(
      'x'.repeat(10_000),
    )
  })
})

describe('who asks (spec/00 §2)', () => {
  test('a client acts for itself, and may not name anybody else', async () => {
    const { ask, reached } = httpUnderTest()
    await ask('POST', '/echo/hi?user_id=ann', { body: { text: 'x', user_id: 'ann' } })
    expect(reached[0]!.context).toMatchObject({
      app_pk: 1,
      caller: { kind: 'user', user_id: 'ann' },
      operation: 'Echo',
    })
    const foreign: [string, string, object?][] = [
      ['POST', '/echo/hi', { text: 'x', user_id: 'bob' }],
      ['POST', '/echo/hi', { text: 'x', user: { id: 'bob' } }],
      ['POST', '/echo/hi?user_id=bob', { text: 'x' }],
      ['GET', '/look?payload={"user_id":"bob"}'],
    ]
    for (const [method, path, body] of foreign) {
      const { status, json } = await ask(method, path, body && { body })
      expect([path, status, json.code]).toEqual([path, 400, 4])
    }
    expect(reached.length).toBe(1)
  })

  test('where the query says whom the call is about, it names anybody, and nobody acts for them', async () => {
    const { ask, reached } = httpUnderTest()
    expect((await ask('GET', '/about?user_id=bob')).json.text).toBe('bob')
    expect((await ask('GET', '/about?user_id=bob', asServer)).json.text).toBe('bob')
    expect(reached.map(({ context }) => context.acting)).toEqual([undefined, undefined])
  })

  test('a backend acts for whom its body names, then its payload, then its query', async () => {
    const { ask, reached } = httpUnderTest()
    await ask('POST', '/echo/hi?user_id=cid', { ...asServer, body: { text: 'x', user_id: 'ann', user: { id: 'bob' } } })
    await ask('POST', '/echo/hi?user_id=cid', { ...asServer, body: { text: 'x', user: { id: 'bob' } } })
    await ask('GET', '/look?payload={"user_id":"bob"}&user_id=cid', asServer)
    await ask('GET', '/look?user_id=cid', asServer)
    await ask('GET', '/look', asServer)
    expect(reached.map(({ context }) => context.acting?.id)).toEqual(['ann', 'bob', 'bob', 'cid', undefined])
  })

  test('some endpoints are for backends only, some for clients, and few for nobody in particular', async () => {
    const { ask } = httpUnderTest()
    const outcomes: [string, string, object, number, number?][] = [
      ['PATCH', '/manage', {}, 403, 17],
      ['PATCH', '/manage', asServer, 200],
      ['PATCH', '/feel', {}, 200],
      ['PATCH', '/feel', asServer, 403, 17],
      ['GET', '/look', anonymous, 200],
      ['DELETE', '/look', anonymous, 403, 17],
      ['PATCH', '/manage', anonymous, 403, 17],
    ]
    for (const [method, path, options, status, code] of outcomes) {
      const answer = await ask(method, path, options)
      expect([method, path, answer.status, answer.json.code]).toEqual([method, path, status, code])
    }
  })

  test('without a key or a good token nothing is reached', async () => {
    const { ask, handle, reached } = httpUnderTest()
    const url = 'http://parley.test/look'
    const noKey = await (await handle(new Request(url, { headers: { authorization: serverToken } }))).json()
    const wrongKey = await (await handle(new Request(`${url}?api_key=x`))).json()
    const noToken = (await ask('GET', '/look', { headers: { authorization: '' } })).json
    const forged = signUserToken(`${secret} but another one`, 'ann')
    const bad = (await ask('GET', '/look', { headers: { authorization: forged } })).json
    expect([noKey, wrongKey, noToken, bad].map(({ code }) => code)).toEqual([2, 2, 5, 43])
    // The words that SDKs look for (spec/95 §5).
    expect(bad.message).toContain('Token signature is invalid')
    expect(reached).toEqual([])
  })
})

describe('rate limits (spec/00 §7)', () => {
  test('above a limit the answer is 429 with code 9, all headers and a time to come back', async () => {
    const { ask, reached } = httpUnderTest(true)
    const statuses = []
    let last = await ask('GET', '/look')
    for (let call = 0; call < 20; call++) {
      last = await ask('GET', '/look')
      statuses.push(last.status)
    }
    expect(statuses.slice(0, 8)).toEqual(new Array(8).fill(200))
    expect(statuses.at(-1)).toBe(429)
    expect(last.json).toMatchObject({ code: 9, StatusCode: 429 })
    expect(last.json.message).toContain('Too many requests')
    expect(last.json.unrecoverable).toBeUndefined()
    expect(last.headers.get('x-ratelimit-remaining')).toBe('0')
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(reached.length).toBe(statuses.filter((status) => status === 200).length + 1)
  })
})
