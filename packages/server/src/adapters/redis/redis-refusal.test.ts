import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { fakeClock } from '../../testing/fake-clock.ts'
import { hasRedis, type RedisServer, startRedis } from '../../testing/redis-server.ts'
import { refusalOfRedis } from './redis-refusal.ts'

setDefaultTimeout(60_000)

let redis: RedisServer
let open: RedisServer
const clock = fakeClock()
const at = (words: string, path = '') => `redis://${words}@127.0.0.1:${new URL(redis.url).port}${path}`

beforeAll(async () => {
  if (!hasRedis) return
  ;[redis, open] = await Promise.all([startRedis(), startRedis()])
  const admin = new Bun.RedisClient(redis.url)
  await admin.send('ACL', ['SETUSER', 'ann', 'on', '>päss w/rd', '~*', '&*', '+@all'])
  await admin.send('CONFIG', ['SET', 'requirepass', 'canary'])
  admin.close()
})
afterAll(async () => {
  await redis?.[Symbol.asyncDispose]()
  await open?.[Symbol.asyncDispose]()
})

test.skipIf(!hasRedis)('whoever says the right words is not refused', async () => {
  for (const address of [
    open.url,
    `${open.url}/1`,
    at(':canary'),
    at('default:canary', '/1'),
    at('ann:p%C3%A4ss%20w%2Frd'),
  ])
    expect(await refusalOfRedis(address, clock)).toBeUndefined()
})

test.skipIf(!hasRedis)(
  'a wrong password, none, and a database that is not there are refused in the words of Redis',
  async () => {
    expect(await refusalOfRedis(at(':wrong'), clock)).toBe(
      'WRONGPASS invalid username-password pair or user is disabled.',
    )
    expect(await refusalOfRedis(redis.url, clock)).toBe('NOAUTH Authentication required.')
    expect(await refusalOfRedis(at(':canary', '/99'), clock)).toBe('ERR DB index is out of range')
  },
)

test.skipIf(!hasRedis)('who has no place just now has one later: that is no refusal', async () => {
  await using full = await startRedis()
  const admin = new Bun.RedisClient(full.url)
  await admin.send('CONFIG', ['SET', 'maxclients', '1'])
  expect(await refusalOfRedis(full.url, clock)).toBeUndefined()
  admin.close()
})

test('something else that answers is refused', async () => {
  using server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('hello') })
  expect(await refusalOfRedis(`redis://127.0.0.1:${server.port}`, clock)).toBe('what answers there is not Redis')
})

test('where nobody is, or nobody answers in time, nothing is refused', async () => {
  expect(await refusalOfRedis('redis://127.0.0.1:1', clock)).toBeUndefined()
  const arrived = Promise.withResolvers<void>()
  using silent = Bun.listen({ port: 0, hostname: '127.0.0.1', socket: { data: () => arrived.resolve() } })
  const asked = refusalOfRedis(`redis://127.0.0.1:${silent.port}`, clock)
  await arrived.promise
  await clock.advance(2000)
  expect(await asked).toBeUndefined()
})
