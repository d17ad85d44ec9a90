// How calls are made, and how what is heard is put in order: parts of the C# client, each alone.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { hasMono } from '../../scripts/build-csharp.ts'
import type { Json } from '../api.ts'
import { type Driver, startDriver } from './driver.ts'

/** What a server of the test answers, call by call; undefined: nothing at all. */
type Answer = () => Response | undefined

let driver: Driver
let answers: Answer[] = []
let asked: { url: URL; method: string; headers: Headers; body: string }[] = []
const server = Bun.serve({
  port: 0,
  idleTimeout: 0,
  async fetch(request) {
    asked.push({
      url: new URL(request.url),
      method: request.method,
      headers: request.headers,
      body: await request.text(),
    })
    return answers.shift()?.() ?? new Promise<Response>(() => {})
  },
})

beforeAll(async () => {
  if (hasMono) driver = await startDriver({ url: server.url.origin })
})
afterAll(async () => {
  await driver?.[Symbol.asyncDispose]()
  await server.stop(true)
})

/** Calls as ann; who waits for an answer in vain does so by a faster clock. */
async function call(how: object, given: Answer[]): Promise<Json> {
  answers = given
  asked = []
  const clockSpeed = given.includes(silent) ? 8 : 1
  await driver.call('openRest', { url: server.url.origin, token: 'a.b.c', clockSpeed })
  return driver.call('rest', { method: 'GET', path: '/app', ...how })
}

const done: Answer = () => Response.json({ done: true })
const silent: Answer = () => undefined
const refusing =
  (status: number, body: object, headers = {}): Answer =>
  () =>
    Response.json(body, { status, headers })
const limited = (resetSeconds: number) =>
  refusing(429, { code: 9, message: 'slow down' }, { 'x-ratelimit-reset': String(resetSeconds) })

describe.skipIf(!hasMono)('a call', () => {
  test('says who calls, of which app, and what', async () => {
    const how = { method: 'POST', path: '/channels', body: { limit: 1 }, text: 'a&b', list: ['x'] }
    expect(await call(how, [done])).toEqual({ done: true })
    const [{ url, method, headers, body }] = asked as [(typeof asked)[0]]
    expect([method, url.pathname, Object.fromEntries(url.searchParams)]).toEqual([
      ...['POST', '/channels'],
      { api_key: 'key', text: 'a&b', list: '["x"]' },
    ])
    expect([headers.get('authorization'), headers.get('stream-auth-type')]).toEqual(['a.b.c', 'jwt'])
    expect(headers.get('x-stream-client')).toBe('parley-csharp')
    expect(JSON.parse(body)).toEqual({ limit: 1 })
  })

  test('without a body says so with an empty one, and the parts of a path cannot leave it', async () => {
    await call({ method: 'POST', path: '/channels/messaging/general/read' }, [done])
    expect(asked[0]!.body).toBe('{}')
    expect(await driver.call('path', { type: 'messaging', channelId: 'a/../b?c#d é' })).toBe(
      '/channels/messaging/a%2F..%2Fb%3Fc%23d%20%C3%A9',
    )
  })

  test('that is refused is an exception with code, status and texts', async () => {
    const told = { code: 17, message: 'not yours', StatusCode: 403, duration: '', more_info: '/docs', details: [] }
    await expect(call({}, [refusing(403, told)])).rejects.toMatchObject({
      ...{ type: 'StreamApiException', code: 17, status: 403, errorMessage: 'not yours', moreInfo: '/docs' },
      message: 'StreamChat error code 17: not yours',
    })
    expect(asked.length).toBe(1)
  })

  test('that something in between answers in its own words is one too', async () => {
    const page = () => new Response('<h1>Bad gateway</h1>', { status: 502 })
    await expect(call({}, [page])).rejects.toMatchObject({
      ...{ type: 'StreamApiException', code: -1, status: 502, errorMessage: expect.stringContaining('Bad gateway') },
    })
    const success = () => new Response('<h1>Welcome</h1>')
    await expect(call({}, [success])).rejects.toMatchObject({ type: 'StreamApiException', code: -1, status: 200 })
  })

  test('that reads is made once more when no answer came, one that writes is not', async () => {
    expect(await call({}, [silent, done])).toEqual({ done: true })
    expect(await call({ method: 'POST', mayRepeat: true }, [silent, done])).toEqual({ done: true })
    await expect(call({ method: 'POST' }, [silent, done])).rejects.toMatchObject({ type: 'StreamConnectionException' })
    expect(asked.length).toBe(1)
    await expect(call({}, [silent, silent, done])).rejects.toMatchObject({
      message: 'StreamChat error: GET /app got no answer within 6 s',
    })
    expect(asked.length).toBe(2)
  })

  test('beyond a rate limit waits for its end, once and not for long', async () => {
    const soon = Math.floor(Date.now() / 1000) + 1
    expect(await call({ method: 'POST' }, [limited(soon), done])).toEqual({ done: true })
    await expect(call({}, [limited(soon), limited(soon), done])).rejects.toMatchObject({ code: 9 })
    expect(asked.length).toBe(2)
    await expect(call({}, [limited(soon + 3600), done])).rejects.toMatchObject({ code: 9 })
    await expect(call({}, [refusing(429, { code: 9, message: 'slow down' }), done])).rejects.toMatchObject({ code: 9 })
    expect(asked.length).toBe(1)
  })

  test('that is under way when the user leaves comes to nothing', async () => {
    const calling = call({}, [silent]).catch((error) => error)
    await driver.until(() => driver.log().includes('GET /app'))
    await driver.call('endRest')
    expect(await calling).toMatchObject({ type: 'StreamConnectionException' })
  })
})

const at = '2026-01-01T00:00:00.000001Z'
const hear = (cid: string, seq: number, epoch = 'e') => ({
  event: { type: 'message.new', cid, created_at: at, parley: { epoch, seq, at } },
})
const load = (cid: string, seq: number, epoch = 'e') => ({ do: 'load', cid, parley: { epoch, seq, at } })
const [asking, answered, replaying, replayed] = ['asking', 'answered', 'replaying', 'replayed'].map((step) => ({
  do: step,
})) as [object, object, object, object]
const follow = (...steps: object[]) => driver.call('hearing', { steps })

describe.skipIf(!hasMono)('what is heard', () => {
  test('is passed on in order, and what is known already is not', async () => {
    const { passed } = await follow(load('a', 5), hear('a', 5), hear('a', 6), hear('a', 6), hear('a', 4), hear('a', 8))
    expect(passed).toEqual(['a 6', 'a 8'])
  })

  test('before the answer that begins its channel waits for that, and nothing else does', async () => {
    const { passed } = await follow(
      ...[load('a', 1), asking, hear('b', 4), hear('b', 5), hear('a', 2), load('b', 4), answered, hear('b', 6)],
    )
    expect(passed).toEqual(['a 2', 'b 5', 'b 6'])
  })

  test('of a channel whose query is under way goes on waiting when another is answered', async () => {
    const both = [asking, asking, hear('a', 2), hear('b', 2), load('a', 1), answered]
    expect((await follow(...both)).passed).toEqual(['a 2'])
    expect((await follow(...both, load('b', 2), answered)).passed).toEqual(['a 2'])
    expect((await follow(...both, load('b', 1), answered)).passed).toEqual(['a 2', 'b 2'])
  })

  test('of a channel that no answer begins is passed on as it comes', async () => {
    expect((await follow(hear('a', 1), asking, hear('a', 2), answered)).passed).toEqual(['a 1', 'a 2'])
  })

  test('while what was missed is asked for comes after it', async () => {
    const replay = { ...hear('a', 2), do: 'replay' }
    const { passed } = await follow(load('a', 1), replaying, hear('a', 3), replay, replayed)
    expect(passed).toEqual(['a 2', 'a 3'])
  })

  test('of another history makes the channel be loaded anew', async () => {
    const { passed, anew } = await follow(
      load('a', 5),
      hear('a', 6, 'another'),
      load('a', 2, 'another'),
      hear('a', 3, 'another'),
    )
    expect([passed, anew]).toEqual([['a 3'], ['a']])
  })

  test('makes an older answer no news, and a newer one is', async () => {
    const { isNews } = await follow(load('a', 5), hear('a', 7), load('a', 6), load('a', 7), load('a', 1, 'another'))
    expect(isNews).toEqual([true, false, true, true])
  })

  test('without a place just passes, and tells nothing of one', async () => {
    const typing = { event: { type: 'typing.start', cid: 'a', created_at: at } }
    const notified = { event: { ...hear('a', 9).event, type: 'notification.message_new' } }
    const { passed } = await follow(load('a', 5), asking, typing, notified, answered, hear('a', 6))
    expect(passed).toEqual(['a ', 'a 9', 'a 6'])
  })

  test('in greater numbers than are kept during one query makes the channel be loaded anew', async () => {
    const flood = Array.from({ length: 1001 }, (_, seq) => hear('a', seq))
    const { anew } = await follow(asking, ...flood, load('a', 0), answered)
    expect(anew).toEqual(['a'])
  })
})

describe.skipIf(!hasMono)('another attempt to connect', () => {
  test('waits at random, up to twice as long each time, and never longer than 25 seconds', async () => {
    const wait = (attempt: number, chance: number) => driver.call('backoff', { attempt, chance })
    const rows = await Promise.all(
      [0, 1, 2, 5, 6, 40].map(async (attempt) => [await wait(attempt, 0), await wait(attempt, 1)]),
    )
    expect(rows).toEqual([
      [125, 500],
      [250, 1000],
      [500, 2000],
      [4000, 16_000],
      [6250, 25_000],
      [6250, 25_000],
    ])
  })
})
