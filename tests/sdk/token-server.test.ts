import { afterAll, beforeAll, expect, test } from 'bun:test'
import { decodeUserId, StreamChat, tokenProviderFromUrl } from '@parley-chat/client'
import { until } from '../../packages/server/src/testing/until.ts'
import { startTokenServer, type TokenServer } from './token-server.ts'

const secret = 'the-secret-of-this-test'
let route: TokenServer
beforeAll(async () => {
  route = await startTokenServer({ PARLEY_API_KEY: 'key', PARLEY_API_SECRET: secret })
})
afterAll(() => route[Symbol.asyncDispose]())

const post = (body: string) =>
  fetch(route.url, { method: 'POST', body, headers: { 'content-type': 'application/json' } })

test('whoever names a user gets a token for them that holds for an hour', async () => {
  const response = await post('{"user_id":"bob"}')
  expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, '*'])
  const { payload } = (await response.json()) as { payload: string }
  const claims = JSON.parse(atob(payload.split('.')[1]!)) as { exp: number; iat: number }
  expect([decodeUserId(payload), claims.exp - claims.iat]).toEqual(['bob', 3600])
  const signer = new StreamChat('key', secret, { baseURL: 'http://localhost' })
  expect(payload).toBe(signer.createToken('bob', claims.exp, claims.iat))
})

test('simple clients may ask with GET, and the provider of the SDK understands the answer', async () => {
  const token = await tokenProviderFromUrl(`${route.url}?user_id=ann`)()
  expect(decodeUserId(token)).toBe('ann')
})

test.each([
  ['{}', 'user_id is missing'],
  ['{"user_id":""}', 'user_id is missing'],
  ['{"user_id":7}', 'user_id must be a string, not number'],
  ['{"user_id":"../etc"}', 'user_id may hold letters'],
  ['null', 'user_id is missing'],
  ['{"user_id":', 'the body is no JSON'],
  ['', 'the body is no JSON'],
])('the body %p is refused, and the log says why', async (body, why) => {
  const response = await post(body)
  expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([
    400,
    expect.stringContaining(why),
  ])
  // What another process says comes by another way than its answer.
  await until(() => route.output().includes(`No token: ${why}`))
})

test('a GET without a user is refused too, and so are other methods and routes', async () => {
  expect((await fetch(route.url)).status).toBe(400)
  expect((await fetch(route.url, { method: 'DELETE' })).status).toBe(405)
  expect((await fetch(`${route.url}s`)).status).toBe(404)
  expect((await fetch(route.url, { method: 'OPTIONS' })).status).toBe(204)
  await expect(tokenProviderFromUrl(route.url)()).rejects.toThrow('answered 400')
})

test('a body that is too large is refused without being kept', async () => {
  const response = await post(JSON.stringify({ user_id: 'bob', more: 'x'.repeat(200_000) }))
  expect([response.status, await response.json()]).toEqual([400, { error: 'the body is larger than 10000 bytes' }])
})
