import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SQL } from 'bun'
import { singleNode } from '../adapters/memory/single-node.ts'
import { openPostgres } from '../adapters/postgres/postgres-database.ts'
import { redisCluster } from '../adapters/redis/redis-cluster.ts'
import { openSqlite } from '../adapters/sqlite/sqlite-database.ts'
import { systemClock } from '../adapters/system.ts'
import type { Ports } from '../app.ts'
import { migrations } from '../migrations/index.ts'
import type { Clock, Ids } from '../ports/clock.ts'
import type { Database } from '../ports/database.ts'
import type { Log } from '../ports/log.ts'
import { startPostgres } from './postgres-server.ts'
import { redisUrl } from './redis-server.ts'

/** Which database tests run on: `PARLEY_TEST_DATABASE=postgres bun test …`. */
const testDatabase: Database['engine'] = process.env.PARLEY_TEST_DATABASE === 'postgres' ? 'postgres' : 'sqlite'

/** Which bus tests run on: `PARLEY_TEST_BUS=redis bun test …`. */
const testBus = process.env.PARLEY_TEST_BUS === 'redis' ? 'redis' : 'memory'

/** What the nodes of a test have between them. */
export async function testCluster(clock: Clock, ids: Ids, log: Log, bus?: 'redis'): Promise<Ports['cluster']> {
  if ((bus ?? testBus) === 'memory') return singleNode
  const url = await redisUrl()
  // Every database of a run may have the same name, because chance is the tests' own. SQLite gives each test one of its own, with
  // the same app and the same users in it. Who asks for Redis has several nodes to put on it.
  const own = testDatabase === 'sqlite' && !bus ? `:${crypto.randomUUID()}` : ''
  return (databaseName) => redisCluster({ url, prefix: `${runPrefix}${own}:${databaseName}`, clock, ids, log })
}

const runPrefix = `test:${crypto.randomUUID()}`

/** A database for a test. */
export interface TestDatabase {
  readonly url: string
  /** Others have apps of their own in it: what every test calls alike must have a name of its own. */
  readonly isShared: boolean
  /** Opens it; several times are several nodes. */
  open(clock: Clock): Database
  /** Takes it away, once all who have opened it have closed it. */
  remove(): Promise<void>
}

/** Makes an empty database, of the kind that tests run on; its tables may be there already. */
export function freshDatabase(engine = testDatabase, { isMigrated = true } = {}): Promise<TestDatabase> {
  return engine === 'postgres' ? freshPostgres(isMigrated) : freshSqlite()
}

/** A database in which a test finds room for an app of its own: that is quicker, where making a database takes time. */
export function anyDatabase(engine = testDatabase): Promise<TestDatabase> {
  if (engine === 'sqlite') return freshSqlite()
  shared ??= freshPostgres(true).then((database) => ({ ...database, isShared: true, remove: async () => undefined }))
  return shared
}

let shared: Promise<TestDatabase> | undefined

async function freshSqlite(): Promise<TestDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'parley-test-'))
  const file = join(directory, 'parley.db')
  return {
    url: file,
    isShared: false,
    open: (clock) => openSqlite({ file, durable: false, clock }),
    remove: async () => rmSync(directory, { recursive: true, force: true }),
  }
}

let server: Promise<string> | undefined
let template: Promise<string> | undefined

/** The server that the whole run has started, or one for this process alone. */
const serverUrl = (): Promise<string> => {
  server ??= process.env.PARLEY_TEST_POSTGRES
    ? Promise.resolve(process.env.PARLEY_TEST_POSTGRES)
    : startPostgres().then(({ url }) => url)
  return server
}

/** A copy of a database that has been migrated already: that is quicker than to make one anew. */
async function freshPostgres(isMigrated: boolean): Promise<TestDatabase> {
  const url = await serverUrl()
  template ??= process.env.PARLEY_TEST_TEMPLATE ? Promise.resolve(process.env.PARLEY_TEST_TEMPLATE) : makeTemplate(url)
  const name = freshName('test')
  const from = isMigrated ? await template : 'template0'
  await asAdmin(url, `CREATE DATABASE ${name} TEMPLATE ${from} STRATEGY FILE_COPY`)
  const own = withName(url, name)
  return {
    url: own,
    isShared: false,
    open: (clock) => openPostgres({ url: own, clock, machineClock: systemClock() }),
    remove: () => asAdmin(url, `DROP DATABASE ${name} WITH (FORCE)`),
  }
}

/** A database with all tables, for others to be copied from. */
export async function makeTemplate(url: string): Promise<string> {
  const name = freshName('template')
  await asAdmin(url, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`)
  const database = openPostgres({ url: withName(url, name), clock: systemClock(), machineClock: systemClock() })
  await database.migrate(migrations)
  await database.close()
  return name
}

/** Several processes may share a server, and one process may load this module anew for each file. */
const freshName = (what: string) => `${what}_${crypto.randomUUID().replaceAll('-', '')}`

let admin: SQL | undefined

async function asAdmin(url: string, statement: string): Promise<void> {
  admin ??= new SQL(url, { max: 1 })
  await admin.unsafe(statement)
}

function withName(url: string, name: string): string {
  const own = new URL(url)
  own.pathname = `/${name}`
  return own.href
}
