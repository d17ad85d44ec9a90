import assert from 'node:assert/strict'
import sql from 'sql-template-tag'
import { singleNode } from '../../packages/server/src/adapters/memory/single-node.ts'
import { systemIds } from '../../packages/server/src/adapters/system.ts'
import { type App, createApp } from '../../packages/server/src/app.ts'
import type { Clock } from '../../packages/server/src/ports/clock.ts'
import type { Database, Queries, Transaction } from '../../packages/server/src/ports/database.ts'
import { createAnswerCheck } from '../../packages/server/src/testing/answer-check.ts'
import { type FakeClock, fakeClock, fakeIds, turn } from '../../packages/server/src/testing/fake-clock.ts'
import { fakeNetwork } from '../../packages/server/src/testing/fake-sockets.ts'
import {
  type Ask,
  type Caller,
  connectDevice,
  createCaller,
  type Device,
  type Json,
} from '../../packages/server/src/testing/test-client.ts'
import { freshDatabase, testCluster } from '../../packages/server/src/testing/test-engines.ts'
import { signServerToken, signUserToken } from '../../packages/server/src/transport/tokens.ts'

/** A transaction that has come to a certain statement and waits there. */
export interface Hold {
  /** Resolves when a transaction has come to the statement. */
  readonly reached: Promise<void>
  release(): void
}

/** One of the servers on a database. */
export interface Node {
  readonly app: App
  readonly server: Caller
  user(id: string): Caller
  /** A device of this user, on this server. */
  connect(id: string): Promise<Device>
  /** The next transaction that comes to a statement like this waits in front of it. */
  holdBefore(statement: RegExp): Hold
  /** Works at what goes on in the background until nothing is left of it. */
  finishTasks(): Promise<void>
}

/** Servers that know nothing of one another but their database, or hear of each other through Redis. */
export interface Nodes extends AsyncDisposable {
  readonly a: Node
  readonly b: Node
  readonly clock: FakeClock
  /** What the servers had to log. */
  readonly errors: readonly unknown[]
  /** What the database says, outside of all transactions. */
  ask<Row>(query: Parameters<Queries['all']>[0]): Promise<Row[]>
  /** Resolves when the work is done, or when the database lets it wait for another transaction. */
  doneOrWaiting(work: Promise<unknown>): Promise<void>
  /** Nothing that is counted anywhere is wrong, and no server had to log an error. */
  expectSound(): Promise<void>
}

const credentials = { key: 'races', secret: 'a secret of at least thirty-two characters' }

/** Two servers on one PostgreSQL database, and on one Redis if they are to, with an app that has these users. */
export async function twoNodes(
  users: readonly string[],
  {
    bus = 'memory',
    behindMs = 0,
  }: { bus?: 'memory' | 'redis' /** So much the clock of `b` is late. */; behindMs?: number } = {},
): Promise<Nodes> {
  const fresh = await freshDatabase('postgres')
  const clock = fakeClock()
  const ids = fakeIds()
  const errors: unknown[] = []
  const settling = new Set<Promise<void>>()

  async function open(own: Clock): Promise<Node> {
    const database = fresh.open(own)
    const holdBefore = holdsOf(database)
    const { settled } = database
    database.settled = () => {
      const waiting = settled().finally(() => settling.delete(waiting))
      settling.add(waiting)
      return waiting
    }
    const network = fakeNetwork()
    const check = createAnswerCheck()
    const app = await createApp(
      {
        database,
        cluster: bus === 'redis' ? await testCluster(own, systemIds, silent, bus) : singleNode,
        clock: own,
        ids,
        log: { ...silent, error: (fields: object, message: string) => void errors.push({ message, ...fields }) },
        publish: network.publish,
      },
      { observe: check.answer },
    )
    await app.ensureApp(credentials)
    const environment = { app, network, check, api_key: credentials.key }
    const callerOf = (authorization: string) =>
      createCaller(environment, { authorization, 'stream-auth-type': 'jwt' }, 'v1')
    return {
      app,
      server: callerOf(signServerToken(credentials.secret)),
      user: (id) => callerOf(signUserToken(credentials.secret, id)),
      connect: (id) => connectDevice(environment, id, signUserToken(credentials.secret, id)),
      holdBefore,
      async finishTasks() {
        app.services.tasks.wake()
        await app.services.tasks.idle()
      },
    }
  }

  const late = { ...clock, now: () => clock.now() - behindMs * 1000 }
  const [a, b] = [await open(clock), await open(late)]
  if (users.length > 0) {
    await a.server.call('UpdateUsers', { body: { users: Object.fromEntries(users.map((id) => [id, { id }])) } })
  }
  const ask = <Row>(query: Parameters<Queries['all']>[0]): Promise<Row[]> =>
    a.app.services.database.snapshot(async (queries) => [...(await queries.all<Row>(query))])

  return {
    a,
    b,
    clock,
    errors,
    ask,
    doneOrWaiting: (work) => doneOrWaiting(a.app.services.database, work, settling),
    async expectSound() {
      await a.finishTasks()
      await b.finishTasks()
      assert.deepEqual(errors, [], 'a server logged an error')
      const { problems } = await a.server.call('CheckIntegrity')
      assert.deepEqual(problems, [], 'something is counted wrongly')
      const torn = await ask(sql`
        SELECT c.cid, c.seq, c.pruned_seq, COUNT(e.seq) AS events FROM channels AS c
        LEFT JOIN events AS e ON e.channel_pk = c.pk
        GROUP BY c.pk HAVING COUNT(e.seq) <> c.seq - c.pruned_seq OR MAX(e.seq) <> c.seq`)
      assert.deepEqual(torn, [], 'events are missing')
    },
    async [Symbol.asyncDispose]() {
      await a.app.close()
      await b.app.close()
      await fresh.remove()
    },
  }
}

/** Calls an endpoint, which may refuse but must not fail. */
export async function attempt(caller: Caller, name: Parameters<Caller['fetch']>[0], ask: Ask): Promise<Json> {
  const response = await caller.fetch(name, ask)
  const body: Json = await response.json()
  assert.ok(response.status < 500, `${name} ${JSON.stringify(ask)} failed: ${JSON.stringify(body)}`)
  return response.status < 300 ? body : undefined
}

const silence = () => undefined
const silent = { debug: silence, info: silence, warn: silence, error: silence }

interface Held {
  readonly statement: RegExp
  readonly reached: () => void
  readonly released: Promise<void>
}

/** From here on the next transaction that comes to a statement like the one that is named waits in front of it. */
export function holdsOf(database: Database): (statement: RegExp) => Hold {
  const holds: Held[] = []
  const { begin } = database

  async function pass(text: string): Promise<void> {
    const index = holds.findIndex(({ statement }) => statement.test(text))
    if (index < 0) return
    const [{ reached, released }] = holds.splice(index, 1) as [Held]
    reached()
    await released
  }

  const held = (transaction: Transaction): Transaction => ({
    ...transaction,
    async all(query) {
      await pass(query.text)
      return transaction.all(query)
    },
    async get(query) {
      await pass(query.text)
      return transaction.get(query)
    },
    async run(query) {
      await pass(query.text)
      return transaction.run(query)
    },
    async commit() {
      await pass('COMMIT')
      await transaction.commit()
    },
    get isOpen() {
      return transaction.isOpen
    },
  })

  Object.assign(database, { begin: async () => held(await begin()) })
  return (statement) => {
    const reached = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    holds.push({ statement, reached: reached.resolve, released: released.promise })
    return { reached: reached.promise, release: released.resolve }
  }
}

/** So many looks at the database take longer than to settle when nothing is under way. */
const looksWhileSettling = 20

/** Resolves when the work is done, or when somebody waits for another's locks or for others to settle. */
export async function doneOrWaiting(
  database: Database,
  work: Promise<unknown>,
  settling: ReadonlySet<Promise<void>> = new Set(),
): Promise<void> {
  const waiting = sql`SELECT l.pid FROM pg_locks AS l JOIN pg_stat_activity AS s ON s.pid = l.pid
    WHERE NOT l.granted AND s.datname = current_database()`
  let isDone = false
  const settle = () => {
    isDone = true
  }
  work.then(settle, settle)
  for (let looks = 0; !isDone && looks < looksWhileSettling; looks = settling.size > 0 ? looks + 1 : 0) {
    if ((await database.snapshot((queries) => queries.all(waiting))).length > 0) return
    await turn()
  }
}
