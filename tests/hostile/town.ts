// A server with people, channels and talk in it, for requests that mean it harm: known by name, the same every time.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sql from 'sql-template-tag'
import { singleNode } from '../../packages/server/src/adapters/memory/single-node.ts'
import { openSqlite } from '../../packages/server/src/adapters/sqlite/sqlite-database.ts'
import { type App, createApp } from '../../packages/server/src/app.ts'
import type { View } from '../../packages/server/src/core/views/view.ts'
import type { Log } from '../../packages/server/src/ports/log.ts'
import { createAnswerCheck } from '../../packages/server/src/testing/answer-check.ts'
import { type FakeClock, fakeClock, fakeIds, turn } from '../../packages/server/src/testing/fake-clock.ts'
import { fakeNetwork } from '../../packages/server/src/testing/fake-sockets.ts'
import {
  type Caller,
  connectDevice,
  createCaller,
  type Device,
  type Environment,
} from '../../packages/server/src/testing/test-client.ts'
import { signServerToken, signUserToken } from '../../packages/server/src/transport/tokens.ts'

/** Whoever sends a request, and what shows it. */
export const callers = ['server', 'anonymous', 'ann', 'bob', 'cid', 'dan', 'eve', 'off', 'gus', 'nobody'] as const
export type CallerName = (typeof callers)[number]

export interface Town extends Environment, AsyncDisposable {
  readonly app: App
  readonly clock: FakeClock
  readonly secret: string
  readonly server: Caller
  readonly devices: readonly Device[]
  /** A task that has been done. */
  readonly task: string
  /** What the server had to log as an error. */
  readonly errors: object[]
  headersOf(caller: CallerName): Record<string, string>
  /** Waits until nothing is under way. */
  quiet(): Promise<void>
  /** Every row of every table, as text. */
  rows(): Promise<string[]>
}

const secret = 'a secret of at least thirty-two characters'

/** What the town knows by name; requests that are to get anywhere must speak of it. */
export const known = {
  users: ['ann', 'bob', 'cid', 'dan', 'eve', 'off', 'gone', 'lost', 'gus', 'nobody', '!anon'],
  types: ['messaging', 'livestream', 'team', 'gaming', 'commerce', 'custom', 'none'],
  channels: ['general', 'stage', 'secret', 'arena', 'nowhere'],
  cids: ['messaging:general', 'livestream:stage', 'team:secret', 'gaming:arena', 'messaging:nowhere'],
  messages: ['m1', 'm2', 'm3', 'r1', 'r2', 'q1', 's1', 'd1', 'p1', 'none'],
  roles: ['user', 'admin', 'moderator', 'guest', 'anonymous', 'channel_member', 'channel_moderator', 'global_admin'],
  connections: ['00000000-0000-7000-8000-000000000000', 'none'],
  reactions: ['like', 'love'],
} as const

/** A token of a user of the town. */
export const tokenOf = (id: string): string => signUserToken(secret, id)

/** Builds the town. `isNoted` tells the compatibility matrix. */
export async function openTown(): Promise<Town> {
  const directory = mkdtempSync(join(tmpdir(), 'parley-hostile-'))
  const clock = fakeClock()
  const network = fakeNetwork()
  const check = createAnswerCheck({ isNoted: false })
  const errors: object[] = []
  const app = await createApp(
    {
      database: openSqlite({ file: join(directory, 'parley.db'), durable: false, clock }),
      cluster: singleNode,
      clock,
      ids: fakeIds(),
      log: logInto(errors),
      publish: network.publish,
    },
    { observe: check.answer },
  )
  const { key } = await app.ensureApp({ key: 'townkey', secret })
  const environment = { app, network, check, api_key: key }
  const headersOf = (caller: CallerName): Record<string, string> => {
    if (caller === 'anonymous') return { 'stream-auth-type': 'anonymous' }
    const authorization = caller === 'server' ? signServerToken(secret) : tokenOf(caller)
    return { authorization, 'stream-auth-type': 'jwt' }
  }
  const server = createCaller(environment, headersOf('server'), 'v1')
  const task = await settle(server)
  const devices: Device[] = []
  for (const [id, view] of [
    ['ann', 'v1'],
    ['bob', 'v2'],
    ['eve', 'v1'],
  ] as [string, View][]) {
    const device = await connectDevice(environment, id, tokenOf(id), { view })
    if (id !== 'eve') await device.watch({ type: 'messaging', id: 'general' }, { presence: true })
    devices.push(device)
  }

  async function quiet() {
    for (let calm = 0; calm < 3; calm++) {
      await app.services.writer.idle()
      await app.services.tasks.idle()
      await turn()
    }
  }

  return {
    ...environment,
    clock,
    secret,
    server,
    devices,
    task,
    errors,
    headersOf,
    quiet,
    rows: () => readRows(app),
    async [Symbol.asyncDispose]() {
      await app.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Whether everything that requests speak of is still there, and everybody can still come in. */
export async function isWhole(town: Town): Promise<boolean> {
  const { server } = town
  const answers = await Promise.all([
    server.fetch('QueryUsers', {
      query: { payload: { filter_conditions: { id: { $in: ['ann', 'bob', 'cid', 'eve'] } } } },
    }),
    ...['m1', 'm2', 's1', 'r1'].map((id) => server.fetch('GetMessage', { params: { id } })),
    ...known.cids.slice(0, 4).map((cid) => {
      const [type, id] = cid.split(':') as [string, string]
      return server.fetch('GetChannel', { params: { type, id } })
    }),
  ])
  if (answers.some(({ status }) => status !== 200)) return false
  const { users } = (await answers[0]!.json()) as { users: unknown[] }
  return users.length === 4 && town.devices.every(({ socket }) => !socket.closed)
}

async function settle(server: Caller): Promise<string> {
  const people = ['ann', 'bob', 'cid', 'dan', 'off', 'gone', 'lost'].map((id) => [
    id,
    { id, name: `${id} of Town`, age: 30 },
  ])
  const users = { ...Object.fromEntries(people), eve: { id: 'eve', role: 'admin' }, gus: { id: 'gus', role: 'guest' } }
  await server.call('UpdateUsers', { body: { users } })
  await open(server, 'messaging', 'general', { members: ['ann', 'bob', 'dan'], name: 'General', topics: ['a', 'b'] })
  await open(server, 'livestream', 'stage', { members: ['ann', 'gus'] })
  await open(server, 'team', 'secret', { created_by_id: 'bob', members: ['bob'] })
  await open(server, 'gaming', 'arena', { members: ['ann', 'cid'] })
  const general = { type: 'messaging', id: 'general' }
  const say = (id: string, user_id: string, more: object = {}, params = general) =>
    server.call('SendMessage', { params, body: { message: { id, user_id, text: `I am ${id}`, ...more } } })
  await say('m1', 'ann', { attachments: [{ type: 'image', image_url: 'https://a.test/1.png' }], mood: { now: 'good' } })
  await say('m2', 'bob', { mentioned_users: ['ann'] })
  await say('m3', 'dan', { silent: true })
  await say('r1', 'bob', { parent_id: 'm1' })
  await say('r2', 'ann', { parent_id: 'm1', show_in_channel: true })
  await say('q1', 'ann', { quoted_message_id: 'm2' })
  await say('d1', 'ann')
  await say('p1', 'bob', { pinned: true })
  await say('s1', 'bob', {}, { type: 'team', id: 'secret' })
  await server.call('DeleteMessage', { params: { id: 'd1' } })
  for (const [user_id, type] of [
    ['ann', 'like'],
    ['bob', 'love'],
  ]) {
    await server.call('SendReaction', { params: { id: 'm1' }, body: { reaction: { type, user_id } } })
  }
  await server.call('Mute', { body: { target_ids: ['cid'], user_id: 'ann' } })
  const ban = { type: 'messaging', id: 'general', target_user_id: 'dan', user_id: 'ann', reason: 'loud' }
  await server.call('Ban', { body: ban })
  await server.call('DeactivateUser', { params: { user_id: 'off' } })
  await server.call('DeleteUser', { params: { user_id: 'gone' } })
  await server.call('CreateChannelType', { body: { name: 'custom', commands: ['all'] } })
  const { task_id } = await server.call('DeleteUsers', { body: { user_ids: ['lost'] } })
  return task_id
}

const open = (server: Caller, type: string, id: string, data: object) =>
  server.call('GetOrCreateChannel', { params: { type, id }, body: { data: { created_by_id: 'ann', ...data } } })

function logInto(errors: object[]): Log {
  const silent = () => undefined
  return {
    debug: silent,
    info: silent,
    warn: silent,
    error(fields, message) {
      const { err } = fields as { err?: Error }
      errors.push({ message, ...fields, ...(err && { err: err.stack ?? String(err) }) })
    },
  }
}

function readRows(app: App): Promise<string[]> {
  return app.services.database.snapshot(async (q) => {
    const tables = await q.all<{ name: string }>(
      sql`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`,
    )
    const rows: string[] = []
    for (const { name } of tables) {
      const found = await q.all<object>({ sql: `SELECT * FROM ${name}`, values: [] } as never)
      rows.push(...found.map((row) => `${name} ${JSON.stringify(row)}`).sort())
    }
    return rows
  })
}
