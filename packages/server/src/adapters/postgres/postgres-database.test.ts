import { expect, test } from 'bun:test'
import sql from 'sql-template-tag'
import { migrations } from '../../migrations/index.ts'
import { databaseContract } from '../../ports/database.contract.ts'
import {
  CommitUnknown,
  ConnectionLost,
  type Database,
  type Queries,
  TransactionConflict,
  Unavailable,
} from '../../ports/database.ts'
import { jsonDialectContract } from '../../ports/sql-dialect.contract.ts'
import { fakeClock } from '../../testing/fake-clock.ts'
import { startPostgres } from '../../testing/postgres-server.ts'
import { freshDatabase } from '../../testing/test-engines.ts'
import { until } from '../../testing/until.ts'
import { systemClock } from '../system.ts'
import { postgresDialect } from './dialect.ts'
import { faultOf, openPostgres } from './postgres-database.ts'

databaseContract('PostgreSQL', async (clock) => (await freshDatabase('postgres', { isMigrated: false })).open(clock))

const clock = fakeClock()
const database = (await freshDatabase('postgres')).open(clock)

jsonDialectContract('PostgreSQL', {
  dialect: postgresDialect,
  json: (value) => sql`CAST(${JSON.stringify(value)} AS TEXT)`,
  evaluate: (expression) =>
    database.snapshot(async (queries) => {
      const row = await queries.get<{ value: unknown }>(sql`SELECT ${expression} AS value`)
      return row?.value
    }),
})

const put = (queries: Queries, key: string, app_pk = 1) =>
  queries.run(sql`INSERT INTO app_keys (key, app_pk, secret, created_at) VALUES (${key}, ${app_pk}, 's', 1)`)
const find = (queries: Queries, key: string) =>
  queries.get<{ app_pk: number }>(sql`SELECT app_pk FROM app_keys WHERE key = ${key} ${queries.lock()}`)

async function putKey(key: string): Promise<void> {
  const transaction = await database.begin()
  await put(transaction, key)
  await transaction.commit()
}

test('core §1.4: whoever reads a row to change it comes after whoever has read it before, and sees their change', async () => {
  await putKey('counter')
  const first = await database.begin()
  const before = await find(first, 'counter')
  const second = await database.begin()
  const order: string[] = []
  const waiting = find(second, 'counter').then((row) => {
    order.push('second reads')
    return row
  })
  await first.run(sql`UPDATE app_keys SET app_pk = ${before!.app_pk + 1} WHERE key = 'counter'`)
  // A snapshot waits for nobody.
  expect(await database.snapshot((queries) => find(queries, 'counter'))).toEqual({ app_pk: 1 })
  order.push('first commits')
  await first.commit()
  expect(await waiting).toEqual({ app_pk: 2 })
  expect(order).toEqual(['first commits', 'second reads'])
  await second.rollback()
})

test('a table that fills is looked at before the planner reads all of it for want of knowing better', async () => {
  const filling = (await freshDatabase('postgres')).open(clock)
  const transaction = await filling.begin()
  await transaction.run(sql`
    INSERT INTO app_keys (key, app_pk, secret, created_at)
    SELECT 'key ' || n, 1, 's', 1 FROM generate_series(1, 20000) AS n`)
  await transaction.commit()
  const known = () =>
    filling.snapshot((queries) =>
      queries.get<{ pages: number; others: number }>(sql`
        SELECT relpages AS pages, (SELECT relpages FROM pg_class WHERE relname = 'messages') AS others
        FROM pg_class WHERE relname = 'app_keys'`),
    )
  await until(async () => (await known())!.pages > 0)
  expect((await known())!.others).toBe(0)
  await filling.close()
})

test('two who want to store the same at the same moment are a conflict for the later one, who may try again', async () => {
  const [first, second] = [await database.begin(), await database.begin()]
  await put(first, 'both')
  const refused = put(second, 'both').catch((error: unknown) => error)
  await first.commit()
  expect(await refused).toBeInstanceOf(TransactionConflict)
  await second.rollback()
})

test('of what is asked for together all that follows a failure fails with it', async () => {
  await putKey('taken')
  const transaction = await database.begin()
  await transaction.savepoint()
  const together = [put(transaction, 'taken'), put(transaction, 'next'), find(transaction, 'taken')]
  const failures = await Promise.all(together.map((each) => each.catch((error: unknown) => error)))
  expect(failures).toEqual([1, 2, 3].map(() => expect.any(TransactionConflict)))
  await transaction.rollbackToSavepoint()
  await expect(transaction.run(sql`SELECT nothing`)).rejects.toThrow('nothing')
  await transaction.rollback()
})

test('two who wait for each other are told so, one of them', async () => {
  await putKey('left')
  await putKey('right')
  const [first, second] = [await database.begin(), await database.begin()]
  await find(first, 'left')
  await find(second, 'right')
  const outcomes = await Promise.allSettled(
    [find(first, 'right'), find(second, 'left')].map(async (each, index) => {
      const transaction = [first, second][index]!
      try {
        await each
      } finally {
        await transaction.rollback()
      }
    }),
  )
  const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
  expect(errors).toEqual([expect.any(TransactionConflict)])
})

test('a transaction in which a statement has failed cannot be committed by mistake', async () => {
  const transaction = await database.begin()
  await put(transaction, 'doomed')
  await expect(transaction.run(sql`SELECT nothing`)).rejects.toThrow()
  await expect(transaction.commit()).rejects.toThrow('ROLLBACK')
  expect(await database.snapshot((queries) => find(queries, 'doomed'))).toBeUndefined()
})

test('who finds no free connection is told so in time, and whoever has one goes on', async () => {
  const held = await Promise.all(Array.from({ length: 16 }, () => database.begin()))
  await expect(database.begin()).rejects.toThrow(Unavailable)
  await put(held[0]!, 'held')
  for (const transaction of held) await transaction.rollback()
  await putKey('free again')
})

test('nodes that start at the same moment migrate once', async () => {
  const empty = await freshDatabase('postgres', { isMigrated: false })
  const nodes = [empty.open(clock), empty.open(clock), empty.open(clock)]
  await Promise.all(nodes.map((node) => node.migrate(migrations)))
  const rows = await nodes[0]!.snapshot((queries) => queries.all(sql`SELECT name FROM migrations`))
  expect(rows.length).toBe(migrations.length)
  for (const node of nodes) await node.close()
  await empty.remove()
})

test('a database that is somebody else’s is left as it is', async () => {
  const theirs = await freshDatabase('postgres', { isMigrated: false })
  const node = theirs.open(clock)
  await node.migrate([{ name: '2019-people', statements: () => ['CREATE TABLE people (id TEXT)'] }])
  await expect(node.migrate(migrations)).rejects.toThrow('it holds tables that are not of Parley')
  const tables = sql`SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename`
  expect(await node.snapshot((queries) => queries.all<{ name: string }>(tables))).toEqual([
    { name: 'migrations' },
    { name: 'people' },
  ])
  await node.close()
  await theirs.remove()
})

test('a server that is too old, keeps its texts in letters that not everybody writes with, or answers before it has stored, is refused', () => {
  expect(faultOf({ version: '150000', encoding: 'UTF8', commit: 'on' })).toBeUndefined()
  expect(faultOf({ version: '170002', encoding: 'UTF8', commit: 'on' })).toBeUndefined()
  expect(faultOf({ version: '140011', encoding: 'UTF8', commit: 'on' })).toBe(
    'it is PostgreSQL 14, and 15 is the oldest that will do',
  )
  expect(faultOf({ version: '150000', encoding: 'LATIN1', commit: 'on' })).toContain("ENCODING 'UTF8'")
  expect(faultOf({ version: '150000', encoding: 'UTF8', commit: 'remote_apply' })).toBeUndefined()
  expect(faultOf({ version: '150000', encoding: 'UTF8', commit: 'off' })).toContain('synchronous_commit is off')
})

test('texts compare byte by byte, whatever language the database speaks', async () => {
  for (const key of ['Zoe', 'anna', 'Émile', 'b-c', 'ba']) await putKey(key)
  const rows = await database.snapshot((queries) =>
    queries.all<{ key: string }>(
      sql`SELECT key FROM app_keys WHERE key IN ('Zoe', 'anna', 'Émile', 'b-c', 'ba') ORDER BY key`,
    ),
  )
  expect(rows.map(({ key }) => key)).toEqual(['Zoe', 'anna', 'b-c', 'ba', 'Émile'])
})

test('a server that is killed takes what was not committed along, and everything goes on when it is back', async () => {
  await using server = await startPostgres({ isDurable: true })
  const node: Database = openPostgres({ url: server.url, clock, machineClock: systemClock() })
  await node.migrate(migrations)
  const kept = await node.begin()
  await put(kept, 'kept')
  await kept.commit()
  const lost = await node.begin()
  await put(lost, 'lost')
  await server.crash()
  await expect(put(lost, 'later')).rejects.toBeInstanceOf(ConnectionLost)
  expect(lost.isOpen).toBe(false)
  await expect(node.begin().then((each) => put(each, 'nobody is there'))).rejects.toBeInstanceOf(Unavailable)
  // Whoever asks while it starts waits for it.
  const [, found] = await Promise.all([
    server.start(),
    node.snapshot((queries) => queries.all<{ key: string }>(sql`SELECT key FROM app_keys`)),
  ])
  expect(found.map(({ key }) => key)).toEqual(['kept'])
  const after = await node.begin()
  await put(after, 'after')
  await after.commit()
  await node.close()
}, 30_000)

test('nobody knows what became of a commit whose connection was lost', async () => {
  await using server = await startPostgres({ isDurable: true })
  const node = openPostgres({ url: server.url, clock, machineClock: systemClock() })
  await node.migrate(migrations)
  const transaction = await node.begin()
  await put(transaction, 'perhaps')
  await server.crash()
  await expect(transaction.commit()).rejects.toBeInstanceOf(CommitUnknown)
  await server.start()
  await node.close()
})
