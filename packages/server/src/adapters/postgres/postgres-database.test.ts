import { expect, test } from 'bun:test'
import { SQL } from 'bun'
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
const fresh = await freshDatabase('postgres')
const database = fresh.open(clock)

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

test('what is under way is waited for, and what begins meanwhile is not', async () => {
  const [first, second] = [await database.begin(), await database.begin()]
  await find(first, 'nothing')
  await find(second, 'nothing')
  const order: string[] = []
  const settled = database.settled().then(() => order.push('settled'))
  await until(async () => {
    await first.get(sql`SELECT pg_stat_clear_snapshot()`)
    const looks = sql`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND query LIKE ${'%virtualxid%'} AND state = 'idle'`
    return (await first.all(looks)).length > 0
  })
  await first.rollback()
  const later = await database.begin()
  await find(later, 'nothing')
  order.push('the last of them ends')
  await second.rollback()
  await settled
  expect(order).toEqual(['the last of them ends', 'settled'])
  await later.rollback()
})

test('a copy that somebody else makes holds up nothing', async () => {
  const copying = new SQL(fresh.url, { max: 1, connection: { application_name: 'pg_dump' } })
  await copying.unsafe('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  await copying.unsafe('SELECT count(*) FROM app_keys')
  await database.settled()
  await copying.unsafe('COMMIT')
  await copying.close()
})

test('a server that is killed takes what was not committed along, and everything goes on when it is back', async () => {
  await using server = await startPostgres({ isDurable: true })
  const real = systemClock()
  let patience = 1
  const machineClock = { after: (ms: number, action: () => void) => real.after(ms * patience, action) }
  const node: Database = openPostgres({ url: server.url, clock, machineClock })
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
  // Whoever asks while it starts waits for it, however busy this machine is.
  patience = 10
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

test('a server that has become a copy of another is left, and asked for anew until it is the one that writes', async () => {
  const moved = await freshDatabase('postgres')
  const node = moved.open(clock)
  const name = new URL(moved.url).pathname.slice(1)
  const admin = new SQL(moved.url, { max: 1 })
  const setReadOnly = (value: string) =>
    admin.unsafe(`ALTER DATABASE ${name} SET default_transaction_read_only = ${value}`)
  await setReadOnly('on')
  const first = await node.begin()
  await expect(put(first, 'refused')).rejects.toBeInstanceOf(ConnectionLost)
  expect(first.isOpen).toBe(false)
  await admin.unsafe('SET default_transaction_read_only = off')
  await setReadOnly('off')
  await admin.close()
  const second = await node.begin()
  await put(second, 'taken')
  await second.commit()
  await node.close()
  await moved.remove()
})

/**
 * Stands still, as a process that is stopped does, until the server has answered and ended this connection: the process
 * finds the answer and the end together.
 */
function standStillUntilEnded(pid: number): void {
  const script = `
    const client = new Bun.SQL(process.argv[1], { max: 1 })
    const isDone = async () => (await client\`SELECT 1 FROM pg_stat_activity WHERE pid = \${process.argv[2]} AND state = 'active'\`).length === 0
    while (!(await isDone())) continue
    await client\`SELECT pg_terminate_backend(\${process.argv[2]}, 5000)\`
    process.exit(0)`
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, '-e', script, fresh.url, String(pid)])
  expect([exitCode, stderr.toString()]).toEqual([0, ''])
}

const pidOf = async (queries: Queries) => (await queries.get<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`))!.pid

test('a transaction that was ended while its process stood still does not go on outside of any', async () => {
  const transaction = await database.begin()
  await put(transaction, 'one half')
  const pid = await pidOf(transaction)
  const looking = transaction.get(sql`SELECT pg_sleep(0.1)`)
  await new Promise<void>((resolve) => systemClock().nextTurn(resolve))
  standStillUntilEnded(pid)
  await looking
  await expect(put(transaction, 'the other half')).rejects.toBeInstanceOf(ConnectionLost)
  expect(transaction.isOpen).toBe(false)
  for (const key of ['one half', 'the other half'])
    expect(await database.snapshot((queries) => find(queries, key))).toBeUndefined()
})

test('of a transaction that was ended before its commit everybody knows that nothing was stored', async () => {
  const transaction = await database.begin()
  await put(transaction, 'nothing')
  const pid = await pidOf(transaction)
  const looking = transaction.get(sql`SELECT pg_sleep(0.1)`)
  await new Promise<void>((resolve) => systemClock().nextTurn(resolve))
  standStillUntilEnded(pid)
  await looking
  await expect(transaction.commit()).rejects.toBeInstanceOf(ConnectionLost)
  expect(await database.snapshot((queries) => find(queries, 'nothing'))).toBeUndefined()
})

test('connections that have ended while nobody used them are handed to nobody', async () => {
  const held = await Promise.all(Array.from({ length: 16 }, () => database.begin()))
  const pids = await Promise.all(held.map(pidOf))
  for (const transaction of held) await transaction.rollback()
  const ended = sql`
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'parley'`
  await database.snapshot((queries) => queries.all(ended))
  const after = await Promise.all(Array.from({ length: 15 }, () => database.begin()))
  for (const pid of await Promise.all(after.map(pidOf))) expect(pids.slice(0, -1)).not.toContain(pid)
  for (const transaction of after) await transaction.rollback()
})

test('what a read that has failed asks for later does not reach whoever has its connection by then', async () => {
  const late = Promise.withResolvers<void>()
  let asking: Promise<unknown> | undefined
  const failed = database.snapshot(async (queries) => {
    await queries.get(sql`SELECT 1`)
    asking = late.promise.then(() => queries.get(sql`SELECT nothing`))
    throw new Error('of something else')
  })
  await expect(failed).rejects.toThrow('of something else')
  const all = await Promise.all(Array.from({ length: 16 }, () => database.begin()))
  for (const transaction of all) await pidOf(transaction)
  late.resolve()
  await expect(asking).rejects.toThrow('over')
  for (const transaction of all) {
    await pidOf(transaction)
    await transaction.rollback()
  }
})

test('nobody knows what became of a commit whose connection was lost', async () => {
  await using server = await startPostgres({ isDurable: true })
  const node = openPostgres({ url: server.url, clock, machineClock: systemClock() })
  await node.migrate(migrations)
  const preparing = await node.begin()
  await preparing.run(sql`
    CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NULL; END'`)
  await preparing.run(sql`
    CREATE CONSTRAINT TRIGGER pauses AFTER INSERT ON app_keys DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION pause()`)
  await preparing.commit()
  const transaction = await node.begin()
  await put(transaction, 'perhaps')
  const committing = transaction.commit().catch((error: unknown) => error)
  const isCommitting = sql`SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query = 'COMMIT'`
  await until(async () => (await node.snapshot((queries) => queries.all(isCommitting))).length > 0)
  await server.crash()
  expect(await committing).toBeInstanceOf(CommitUnknown)
  await server.start()
  await node.close()
})
