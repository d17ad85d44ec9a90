import { expect, test } from 'bun:test'
import { createHttp, path } from './http.ts'
import { type FakeEnvironment, fakeEnvironment, refusing } from './testing/fake-environment.ts'

function http(environment: FakeEnvironment, provider?: () => string) {
  let token = 't1'
  const renew = () => {
    if (!provider) return undefined
    token = provider()
    return Promise.resolve(token)
  }
  return createHttp({
    environment,
    key: 'key',
    baseURL: () => 'http://test',
    timeoutMs: 6000,
    headers: () => ({ 'X-Stream-Client': 'me' }),
    params: {},
    credentials: async () => ({ type: 'jwt', token, renew }),
  })
}

const offline = () => {
  throw new TypeError('no network')
}

test('a call carries the key, the token and what was asked, and answers the body', async () => {
  const environment = fakeEnvironment()
  environment.answer = ({ url, body, authorization }) => Response.json({ said: [url.search, body, authorization] })
  const answer = await http(environment)('POST', '/x', { query: { a: 'b', list: [1], no: undefined }, body: { c: 1 } })
  expect(answer).toEqual({ said: ['?api_key=key&a=b&list=%5B1%5D', { c: 1 }, 't1'] })
})

test('a refusal is an error with its code, its status and the whole answer', async () => {
  const environment = fakeEnvironment()
  environment.answer = () => refusing(17, 403, { 'x-ratelimit-remaining': '7' })
  await expect(http(environment)('POST', '/x')).rejects.toMatchObject({
    message: 'StreamChat error code 17: refused with 17',
    code: 17,
    status: 403,
    isNetworkError: false,
    response: { data: { code: 17 }, headers: { 'x-ratelimit-remaining': '7' } },
  })
  environment.answer = () => new Response('<html>bad gateway</html>', { status: 502 })
  await expect(http(environment)('POST', '/x')).rejects.toMatchObject({ code: -1, status: 502 })
})

test('reading is repeated once when no answer came; writing is not', async () => {
  const environment = fakeEnvironment()
  environment.answer = offline
  const call = http(environment)
  await expect(call('GET', '/read')).rejects.toMatchObject({ isNetworkError: true, code: undefined })
  await expect(call('POST', '/query', { mayRepeat: true })).rejects.toMatchObject({ isNetworkError: true })
  await expect(call('POST', '/write')).rejects.toMatchObject({ isNetworkError: true })
  expect(environment.calls).toEqual(['GET /read', 'GET /read', 'POST /query', 'POST /query', 'POST /write'])
})

test('an expired token is renewed and the call repeated, if there is a provider', async () => {
  const environment = fakeEnvironment()
  environment.answer = ({ authorization }) => (authorization === 't2' ? Response.json({ ok: 1 }) : refusing(40, 401))
  expect(await http(environment, () => 't2')('POST', '/x')).toEqual({ ok: 1 })
  expect(environment.calls.length).toBe(2)
  await expect(http(environment)('POST', '/x')).rejects.toMatchObject({ code: 40 })
})

test.each([41, 42, 43, 5, 2])('a token that is refused with %i is not renewed', async (code) => {
  const environment = fakeEnvironment()
  environment.answer = () => refusing(code, 401)
  await expect(http(environment, () => 't2')('GET', '/x')).rejects.toMatchObject({ code })
  expect(environment.calls.length).toBe(1)
})

test('a call over the limit waits until it may, once, and never longer than a minute', async () => {
  const environment = fakeEnvironment()
  const resetIn = (seconds: number) => ({ 'x-ratelimit-reset': String(environment.now() / 1000 + seconds) })
  const answers = [refusing(9, 429, resetIn(20)), Response.json({ ok: 1 })]
  environment.answer = () => answers.shift()!
  const call = http(environment)('POST', '/x')
  await environment.pass(19_000)
  expect(environment.calls.length).toBe(1)
  await environment.pass(1000)
  expect(await call).toEqual({ ok: 1 })

  environment.answer = () => refusing(9, 429, resetIn(3600))
  await expect(http(environment)('POST', '/x')).rejects.toMatchObject({ code: 9 })
  environment.answer = () => refusing(9, 429, resetIn(0))
  const twice = http(environment)('POST', '/x')
  twice.catch(() => {})
  await environment.pass(0)
  await expect(twice).rejects.toMatchObject({ code: 9 })
})

test('a call that nobody answers in time is broken off', async () => {
  const environment = fakeEnvironment()
  environment.fetch = (_, { signal }) =>
    new Promise((__, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)))
  const call = http(environment)('POST', '/x')
  call.catch(() => {})
  await environment.pass(6000)
  await expect(call).rejects.toMatchObject({ isNetworkError: true, cause: { message: 'no answer within 6000 ms' } })
})

test('what goes into a path cannot leave it', () => {
  expect(path`/messages/${'../users?x=/'}/reaction`).toBe('/messages/..%2Fusers%3Fx%3D%2F/reaction')
})
