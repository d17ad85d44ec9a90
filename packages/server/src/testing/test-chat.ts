import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sql from 'sql-template-tag'
import { memoryBus } from '../adapters/memory-bus.ts'
import { openSqlite } from '../adapters/sqlite/sqlite-database.ts'
import { type App, type AppOptions, createApp } from '../app.ts'
import type { View } from '../core/views/view.ts'
import type { Credentials } from '../features/settings/settings.ts'
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
  readonly clock: FakeClock
  readonly network: FakeNetwork
  /** The SQLite file, for tests of what is stored. */
  readonly databaseFile: string
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
}

/** A whole server in this process, on SQLite, with a clock of its own. Remember `await using chat = …` or `close()`. */
export async function testChat(options: TestChatOptions = {}): Promise<TestChat & AsyncDisposable> {
  const { members = [], others = [], type = 'messaging', channel = {}, ...appOptions } = options
  const directory = mkdtempSync(join(tmpdir(), 'parley-test-'))
  const databaseFile = join(directory, 'parley.db')
  const clock = fakeClock()
  const network = fakeNetwork()
  const check = createAnswerCheck()
  const log = testLog()
  const app = await createApp(
    {
      database: openSqlite({ file: databaseFile, durable: false, clock }),
      bus: memoryBus(),
      clock,
      ids: fakeIds(),
      log,
      publish: network.publish,
    },
    { ...appOptions, observe: check.answer },
  )
  const devices: { user: TestUser; device: Device; environment: Environment }[] = []

  const secretOf = (key: string) => `a secret of at least thirty-two characters of ${key}`

  async function addApp(key: string): Promise<TestApp> {
    return appBy(await app.ensureApp({ key, secret: secretOf(key) }))
  }

  async function addKey(key: string): Promise<TestApp> {
    const credentials = { key, secret: secretOf(key) }
    const added = sql`INSERT INTO app_keys (key, app_pk, secret, created_at) VALUES (${key}, 1, ${credentials.secret}, 0)`
    await app.services.writer.run('AddKey', async (write) => {
      await write.run(added)
      await write.run(sql`UPDATE apps SET config_version = config_version + 1 WHERE pk = 1`)
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
    for (let calm = 0; calm < 3; calm++) {
      await app.services.writer.idle()
      await turn()
    }
  }

  const chat: TestChat = {
    ...first,
    app,
    clock,
    network,
    databaseFile,
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
      rmSync(directory, { recursive: true, force: true })
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
