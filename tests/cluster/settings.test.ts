// What an operator can get wrong about PostgreSQL and Redis, and what a server says to it.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { join } from 'node:path'
import { SQL } from 'bun'
import { type PostgresServer, startPostgres } from '../../packages/server/src/testing/postgres-server.ts'
import { type RedisServer, startRedis } from '../../packages/server/src/testing/redis-server.ts'
import { freshDirectory, runServer, startServer } from '../server-process.ts'

setDefaultTimeout(60_000)

let postgres: PostgresServer
let redis: RedisServer

beforeAll(async () => {
  ;[postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  const admin = new SQL(postgres.url, { max: 1 })
  for (const statement of [
    'CREATE DATABASE theirs',
    "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'",
    'CREATE DATABASE hasty',
    'ALTER DATABASE hasty SET synchronous_commit = off',
  ]) {
    await admin.unsafe(statement)
  }
  await admin.close()
  const theirs = new SQL(at('theirs'), { max: 1 })
  await theirs.unsafe('CREATE TABLE users (id INTEGER)')
  await theirs.close()
})
afterAll(async () => {
  await redis?.[Symbol.asyncDispose]()
  await postgres?.[Symbol.asyncDispose]()
})

/** A database of the server's, by its name, with a password that must not be repeated. */
const at = (name: string, user = 'postgres') => `postgres://${user}:canary@127.0.0.1:${postgres.port}/${name}`

test.each([
  ['a database that is not there', () => at('nowhere'), 'nowhere cannot be used: database "nowhere" does not exist'],
  ['a user whom it does not know', () => at('postgres', 'ann'), 'cannot be used: role "ann" does not exist'],
  ['a port where nobody is', () => 'postgres://ann:canary@127.0.0.1:1/x', '127.0.0.1:1/x cannot be used: Failed to'],
  ['a database of something else', () => at('theirs'), 'it holds tables that are not of Parley'],
  ['a database that answers before it has stored', () => at('hasty'), 'synchronous_commit is off'],
  ['a database that cannot keep every letter', () => at('latin'), "make the database with ENCODING 'UTF8'"],
])('%s is told in one line with its reason and without the password', async (_, url, reason) => {
  await using directory = await freshDirectory()
  const env = { PARLEY_DATA_DIR: join(directory.path, 'data'), PARLEY_DATABASE_URL: url() }
  const refused = runServer({ env })
  expect(await refused.ended).toBe(1)
  const output = refused.output().trimEnd()
  expect(output).toContain(reason)
  expect(output.split('\n')).toHaveLength(1)
  expect(output).not.toContain('canary')
})

test('a password that Redis does not take is told in one line with its reason, and not repeated', async () => {
  await using guarded = await startRedis()
  const admin = new Bun.RedisClient(guarded.url)
  await admin.send('CONFIG', ['SET', 'requirepass', 'the right one'])
  admin.close()
  const start = (password: string) => ({
    PARLEY_DATABASE_URL: postgres.url,
    PARLEY_BUS_URL: guarded.url.replace('//', `//:${password}@`),
  })
  const refused = runServer({ env: start('canary') })
  expect(await refused.ended).toBe(1)
  expect(refused.output()).toMatch(/^parley: redis:\/\/127\.0\.0\.1:\d+ cannot be used: WRONGPASS [^\n]+\n$/)
  expect(refused.output()).not.toContain('canary')

  await using taken = await startServer({ env: start('the%20right%20one') })
  expect((await readiness(taken.url)).body).toMatchObject({ status: 'ready', bus: 'connected' })
})

test('a server that does not reach Redis starts, says so without the password, and is degraded', async () => {
  const away = await startServer({
    env: { PARLEY_DATABASE_URL: postgres.url, PARLEY_BUS_URL: 'redis://:canary@127.0.0.1:1' },
  })
  await using _ = away
  expect(away.output()).toMatch(/^ {2}Bus +redis:\/\/127\.0\.0\.1:1 {2}\(not reached yet\)$/m)
  expect(away.output()).not.toContain('canary')
  const { status, body } = await readiness(away.url)
  expect([status, body]).toEqual([200, expect.objectContaining({ status: 'degraded', bus: 'lost' })])

  await using there = await startServer({ env: { PARLEY_DATABASE_URL: postgres.url, PARLEY_BUS_URL: redis.url } })
  expect(there.output()).toMatch(/^ {2}Bus +redis:\/\/127\.0\.0\.1:\d+$/m)
  expect(there.output()).toContain(`  Node          ${there.url}  (where the other servers reach this one)\n`)
  expect((await readiness(there.url)).body).toMatchObject({ status: 'ready', bus: 'connected' })
})

async function readiness(url: string) {
  const answer = await fetch(`${url}/readyz`)
  return { status: answer.status, body: await answer.json() }
}
