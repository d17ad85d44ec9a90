import assert from 'node:assert/strict'
import sql from 'sql-template-tag'
import { type App, type AppOptions, createApp } from '../app.ts'
import type { View } from '../core/views/view.ts'
import type { Credentials } from '../features/settings/settings.ts'
import type { Cluster } from '../ports/cluster.ts'
import type { Database } from '../ports/database.ts'
import { signServerToken, signUserToken } from '../transport/tokens.ts'
import { createAnswerCheck } from './answer-check.ts'
import { type FakeClock, fakeClock, fakeIds, turn } from './fake-clock.ts'
import { type FakeNetwork, fakeNetwork } from './fake-sockets.ts'
import {
  type Caller,
  connectDevice,
  connectRefused,
  createCaller,
  type Device,
  type DeviceOptions,
  type Environment,
  expectSettled,
  type Json,
} from './test-client.ts'
import { anyDatabase, freshDatabase, testCluster } from './test-engines.ts'

export interface TestUser extends Caller {
  readonly id: string
  readonly token: string
  /** Opens a socket; several are several devices. */
  connect(options?: DeviceOptions): Promise<Device>
  /** Opens a socket that must be refused; answers the frame that says why. */
  connectRefused(options?: DeviceOptions): Promise<Json>
}

/** Fits as the params of a request. */
export type TestChannel = {
  readonly type: string
  readonly id: string
  readonly cid: string
}

/** An app of the server, and whoever calls it. */
export interface TestApp {
  readonly credentials: Credentials
  /** The backend, with the secret. */
  readonly server: Caller
  readonly serverV2: Caller
  /** Nobody: no token at all. */
  readonly anonymous: Caller
  readonly anonymousV2: Caller
  user(id: string, view?: View): TestUser
  /** Opens a socket of nobody. */
  connectAnonymous(options?: DeviceOptions): Promise<Device>
}

export interface TestChat extends TestApp {
  readonly app: App
  /** The database's number of the app. */
  readonly app_pk: number
  readonly clock: FakeClock
  readonly network: FakeNetwork
  /** Where the database is, for tests of what is stored: a file of SQLite, or an address of PostgreSQL. */
  readonly databaseUrl: string
  /** A channel that the members given are in. */
  readonly general: TestChannel
  /** Another app in the same database. */
  addApp(key: string): Promise<TestApp>
  /** The same app, by another key of its own. */
  addKey(key: string): Promise<TestApp>
  /** Waits until nothing is under way; then every device must believe what a fresh query says. */
  settle(): Promise<void>
  /** Waits until nothing is under way. */
  quiet(): Promise<void>
  close(): Promise<void>
}

export interface TestChatOptions extends AppOptions {
  /** Users who exist and are members of `general`; the first one created it. */
  readonly members?: readonly string[]
  /** Users who exist and are not. */
  readonly others?: readonly string[]
  readonly type?: string
  /** Custom data and settings of `general`. */
  readonly channel?: object
  /** The kind of database, where that is what the test is about. */
  readonly engine?: Database['engine']
  /** No other test has an app in the same database: its numbers are known, and what concerns all apps concerns one. */
  readonly isAlone?: boolean
}

let count = 0

/** A whole server in this process, on SQLite, with a clock of its own. Remember `await using chat = …` or `close()`. */
export async function testChat(options: TestChatOptions = {}): Promise<TestChat & AsyncDisposable> {
  const {
    members = [],
    others = [],
    type = 'messaging',
    channel = {},
    isAlone = false,
    engine,
    ...appOptions
  } = options
  const number = ++count
  const fresh = await (isAlone ? freshDatabase(engine) : anyDatabase(engine))
  const clock = fakeClock()
  const network = fakeNetwork()
  const check = createAnswerCheck()
  const log = testLog()
  const ids = fakeIds()
  const watch = watchCalls()
  const openCluster = await testCluster(clock, ids, log)
  const app = await createApp(
    {
      database: watch.ofDatabase(fresh.open(clock)),
      cluster: async (name) => watch.ofCluster(await openCluster(name)),
      clock,
      ids,
      log,
      publish: network.publish,
    },
    { ...appOptions, observe: check.answer },
  )
  const devices: { user: TestUser; device: Device; environment: Environment }[] = []

  const secretOf = (key: string) => `a secret of at least thirty-two characters of ${key}`

  const nameOf = (key: string) => (fresh.isShared ? `${key}-${process.pid}-${number}` : key)

  async function addApp(name: string): Promise<TestApp> {
    const key = nameOf(name)
    return appBy(await app.ensureApp({ key, secret: secretOf(key) }))
  }

  async function addKey(name: string): Promise<TestApp> {
    const credentials = { key: nameOf(name), secret: secretOf(nameOf(name)) }
    await app.services.writer.run('AddKey', async (write) => {
      await write.run(sql`
        INSERT INTO app_keys (key, app_pk, secret, created_at)
        VALUES (${credentials.key}, ${app_pk}, ${credentials.secret}, 0)`)
      await write.run(sql`UPDATE apps SET config_version = config_version + 1 WHERE pk = ${app_pk}`)
    })
    return appBy(credentials)
  }

  function appBy(credentials: Credentials): TestApp {
    const environment = { app, network, check, api_key: credentials.key }
    const serverHeaders = { authorization: signServerToken(credentials.secret), 'stream-auth-type': 'jwt' }
    return {
      credentials,
      server: createCaller(environment, serverHeaders, 'v1'),
      serverV2: createCaller(environment, serverHeaders, 'v2'),
      anonymous: createCaller(environment, { 'stream-auth-type': 'anonymous' }, 'v1'),
      anonymousV2: createCaller(environment, { 'stream-auth-type': 'anonymous' }, 'v2'),
      user(id, view = 'v1') {
        const token = signUserToken(credentials.secret, id)
        const caller = createCaller(environment, { authorization: token, 'stream-auth-type': 'jwt' }, view)
        const user: TestUser = {
          ...caller,
          id,
          token,
          async connect(deviceOptions) {
            const device = await connectDevice(environment, id, token, deviceOptions)
            devices.push({ user, device, environment })
            return device
          },
          connectRefused: (deviceOptions) => connectRefused(environment, id, token, deviceOptions),
        }
        return user
      },
      connectAnonymous: (deviceOptions) => connectDevice(environment, '!anon', '', deviceOptions),
    }
  }

  const first = await addApp('testkey')
  const { server } = first
  const { app_pk } = (await app.services.database.snapshot((queries) =>
    queries.get<{ app_pk: number }>(sql`SELECT app_pk FROM app_keys WHERE key = ${first.credentials.key}`),
  ))!
  const general = { type, id: 'general', cid: `${type}:general` }

  const people = [...members, ...others]
  if (people.length > 0) {
    await server.call('UpdateUsers', { body: { users: Object.fromEntries(people.map((id) => [id, { id }])) } })
  }
  if (members.length > 0) {
    await server.call('GetOrCreateChannel', {
      params: { type: general.type, id: general.id },
      body: { data: { created_by_id: members[0], members, ...channel } },
    })
  }

  async function quiet() {
    for (let calm = 0; calm < 3; ) {
      const before = watch.calls()
      await app.services.writer.idle()
      await watch.idle()
      await turn()
      calm = watch.calls() === before ? calm + 1 : 0
    }
  }

  const chat: TestChat = {
    ...first,
    app,
    app_pk,
    clock,
    network,
    databaseUrl: fresh.url,
    general,
    addApp,
    addKey,
    quiet,
    async settle() {
      await quiet()
      assert.deepEqual(check.faults, [], 'an answer or an event does not fit the contract')
      assert.deepEqual(log.errors, [], 'the server logged an error')
      for (const { user, device, environment } of devices) {
        if (device.socket.closed || device.view === 'v2') continue
        await expectSettled(environment, device, user.id, user.token)
      }
      assert.deepEqual(check.faults, [], 'an answer or an event does not fit the contract')
    },
    async close() {
      await app.close()
      await fresh.remove()
    },
  }
  return { ...chat, [Symbol.asyncDispose]: () => chat.close() }
}

/** Remembers errors, so that a test fails when the server had to log one. */
function testLog() {
  const errors: object[] = []
  const silent = () => undefined
  return {
    errors,
    debug: silent,
    info: silent,
    warn: silent,
    error: (fields: object, message: string) => {
      const { err } = fields as { err?: Error }
      errors.push({ message, ...fields, ...(err && { err: err.stack ?? String(err) }) })
    },
  }
}

/** Knows when nothing is being asked of whatever answers later. */
function watchCalls() {
  let open = 0
  let calls = 0
  const waiters: (() => void)[] = []
  async function counted<T>(work: () => Promise<T>): Promise<T> {
    open += 1
    calls += 1
    try {
      return await work()
    } finally {
      open -= 1
      if (open === 0) for (const wake of waiters.splice(0)) wake()
    }
  }
  return {
    ofDatabase: (database: Database): Database => ({
      ...database,
      begin() {
        calls += 1
        return database.begin()
      },
      snapshot: (read) => counted(() => database.snapshot(read)),
      slowSnapshot: (read) => counted(() => database.slowSnapshot(read)),
    }),
    ofCluster: ({ bus, roster, counters }: Cluster): Cluster => ({
      counters,
      bus: watched(bus, ['subscribe'], counted),
      roster: watched(roster, ['enter', 'leave', 'count', 'list', 'has'], counted),
    }),
    /** How often something was asked so far. */
    calls: () => calls,
    /** Resolves when no answer is awaited. */
    idle: (): Promise<void> => (open > 0 ? new Promise((resolve) => waiters.push(resolve)) : Promise.resolve()),
  }
}

/** The same object, with some of its methods counted. */
function watched<T extends object>(
  object: T,
  names: readonly (keyof T)[],
  counted: <R>(work: () => Promise<R>) => Promise<R>,
): T {
  return new Proxy(object, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown
      if (!names.includes(name as keyof T)) return value
      return (...args: unknown[]) => counted(() => (value as (...args: unknown[]) => Promise<unknown>)(...args))
    },
  })
}
