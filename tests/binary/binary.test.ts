// What `npm run build:binary` builds is started as on a machine that has nothing else: no PATH, no node_modules, an empty
// folder. It must do all that `npm start` does.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StreamChat } from '@parley-chat/client'
import { version } from '../../packages/server/package.json'
import { settings } from '../../packages/server/src/config.ts'
import { buildApps } from '../../scripts/build-apps.ts'
import { buildBinary } from '../../scripts/build-binary.ts'
import { createApi } from '../api.ts'
import { freshDirectory, startServer } from '../server-process.ts'

const built = await freshDirectory()
const file = join(built.path, 'parley')
const account = { email: 'ops@example.com', password: 'a password of the tests' }

beforeAll(async () => {
  await buildApps()
  await buildBinary(file)
}, 60_000)
afterAll(() => built[Symbol.asyncDispose]())

/** Runs a command of the executable to its end. */
async function run(args: readonly string[], env: Record<string, string> = {}) {
  const child = Bun.spawn([file, ...args], { cwd: built.path, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
  return { code, out: out.trimEnd(), err: err.trimEnd() }
}

/** The processes that a process has started and that still run. */
const childrenOf = async (pid: number) =>
  (await Bun.file(`/proc/${pid}/task/${pid}/children`).text()).split(' ').filter(Boolean).map(Number)

test('it serves everything: operators their pages, browsers theirs, people their messages, all of it again after a restart', async () => {
  await using folder = await freshDirectory()
  const executable = { file, folder: folder.path }
  const dataDir = join(folder.path, 'data')
  const admin = { PARLEY_ADMIN_EMAIL: account.email, PARLEY_ADMIN_PASSWORD: account.password }
  await using server = await startServer({ executable, dataDir, env: admin })
  expect(readdirSync(folder.path)).toEqual(['data'])
  expect(server.output()).toContain('A user token  parley token <API secret> <user id>')
  const get = (path: string) => fetch(`${server.url}${path}`)

  expect(await (await get('/healthz')).json()).toEqual({ status: 'alive', version })
  expect(await (await get('/readyz')).json()).toMatchObject({ status: 'ready', version })
  expect(await (await get('/openapi.json')).json()).toMatchObject({ openapi: '3.1.0' })
  expect(await (await get('/docs')).text()).toContain('id="op-SendMessage"')
  for (const app of ['dashboard', 'demo']) {
    const page = await (await get(`/${app}/`)).text()
    const [, script] = new RegExp(`src="(/${app}/assets/[^"]+\\.js)"`).exec(page)!
    const answer = await get(script!)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8'])
    expect((await get(`/${app}/assets/nothing.js`)).status).toBe(404)
  }
  const signIn = (password: string) =>
    fetch(`${server.url}/parley/v1/admin/session`, {
      method: 'POST',
      headers: { origin: server.url },
      body: JSON.stringify({ ...account, password }),
    })
  expect((await signIn(account.password)).status).toBe(201)
  expect((await signIn('another password')).status).toBe(401)

  const options = { baseURL: server.url }
  const backend = new StreamChat(server.apiKey, server.secret, options)
  await backend.upsertUsers([{ id: 'ann', tea: 'green' }, { id: 'bob' }])
  await backend.channel('messaging', 'general', { created_by_id: 'ann', members: ['ann', 'bob'] }).create()
  const bob = new StreamChat(server.apiKey, options)
  await bob.connectUser({ id: 'bob' }, backend.createToken('bob'))
  const general = bob.channel('messaging', 'general')
  await general.watch()
  const { promise: heard, resolve } = Promise.withResolvers<string | undefined>()
  general.on('message.new', ({ message }) => resolve(message.text))
  const api = createApi(server)
  await api.call('ann', 'POST', '/channels/messaging/general/message', { message: { id: 'm1', text: 'hello' } })
  expect(await heard).toBe('hello')
  await bob.disconnectUser()

  // No index serves what people are described with: a second process reads it, and it ends with the first.
  expect(await childrenOf(server.pid)).toEqual([])
  const payload = encodeURIComponent(JSON.stringify({ filter_conditions: { tea: 'green' } }))
  const { users } = await api.call('server', 'GET', `/users?payload=${payload}`)
  expect(users.map(({ id }: { id: string }) => id)).toEqual(['ann'])
  const readers = await childrenOf(server.pid)
  expect(readers).toHaveLength(1)
  // More than Bun takes by itself: the executable was told as npm start tells it.
  const long = { 'x-long': 'x'.repeat(20_000) }
  expect((await fetch(`${server.url}/healthz`, { headers: long })).status).toBe(200)

  expect(await server.kill('SIGTERM')).toBe(0)
  expect(server.output()).toContain('"msg":"stopping"')
  expect(readers.filter(isRunning)).toEqual([])

  // What lies in the folder is not obeyed.
  writeFileSync(join(folder.path, '.env'), 'PARLEY_LOG_LEVEL=loud\n')
  writeFileSync(join(folder.path, 'bunfig.toml'), 'preload = ["./stranger.ts"]\n')
  await using again = await startServer({ executable, dataDir })
  expect([again.apiKey, again.secret]).toEqual([server.apiKey, server.secret])
  expect((await createApi(again).call('ann', 'GET', '/messages/m1')).message.text).toBe('hello')
}, 60_000)

/** A process that was killed stands in the list until somebody has asked how it ended. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

test('what is committed moves from the log into the database while it runs', async () => {
  await using folder = await freshDirectory()
  const dataDir = join(folder.path, 'data')
  await using server = await startServer({ executable: { file, folder: folder.path }, dataDir })
  const api = createApi(server)
  await api.call('server', 'POST', '/channels/messaging/general/query', { data: { created_by_id: 'ann' } })
  const moved = () => statSync(join(dataDir, 'parley.db')).size
  for (let checkpoints = 0, before = moved(); checkpoints < 2; before = moved(), checkpoints += 1) {
    while (moved() === before) {
      const message = { text: 'and so on '.repeat(20), user_id: 'ann' }
      await api.call('server', 'POST', '/channels/messaging/general/message', { message })
    }
  }
  expect(await server.kill('SIGTERM')).toBe(0)
}, 60_000)

test('its commands do what help says, and what it does not know is refused in one line', async () => {
  await using folder = await freshDirectory()
  await using server = await startServer({ executable: { file, folder: folder.path } })
  expect(await run(['--version'])).toEqual({ code: 0, out: version, err: '' })
  const help = await run(['--help'])
  expect([...help.out.matchAll(/^ {2}parley (\S+)/gm)].map(([, name]) => name)).toEqual([
    'start',
    'token',
    'healthcheck',
    'backup',
    'export',
    'import',
  ])

  for (const name of settings) expect(help.out).toContain(`\n  ${name}`)

  const { out: token } = await run(['token', server.secret, '--server'])
  const asked = await fetch(`${server.url}/app?api_key=${server.apiKey}`, {
    headers: { authorization: token, 'stream-auth-type': 'jwt' },
  })
  expect(asked.status).toBe(200)
  const { out: hers } = await run(['token', server.secret, 'ann'])
  expect(JSON.parse(atob(hers.split('.')[1]!))).toMatchObject({ user_id: 'ann' })

  const backedUp = join(folder.path, 'backup.db')
  expect(await run(['backup', backedUp], { PARLEY_DATA_DIR: server.dataDir })).toEqual({ code: 0, out: '', err: '' })
  expect(await run(['backup', backedUp], { PARLEY_DATA_DIR: server.dataDir })).toMatchObject({
    code: 1,
    err: `parley: there is no backup: ${backedUp} is there already`,
  })
  for (const [env, fault] of [
    [{ PARLEY_DATA_DIR: 'nowhere' }, 'there is no database nowhere/parley.db'],
    [{ PARLEY_DATABASE_URL: 'postgres://ann:canary@x/y' }, 'PostgreSQL is backed up by its own pg_dump'],
  ] as const) {
    const err = `parley: there is no backup: ${fault}`
    expect(await run(['backup', 'other.db'], env)).toEqual({ code: 1, out: '', err })
  }

  const { port } = new URL(server.url)
  expect(await run(['healthcheck'], { PORT: port, HOST: '0.0.0.0' })).toMatchObject({
    code: 0,
    out: expect.stringContaining('"status":"ready"'),
  })
  await server.kill('SIGTERM')
  expect(await run(['healthcheck'], { PORT: port })).toMatchObject({
    code: 1,
    out: expect.stringContaining(`nothing answers on port ${port}`),
  })

  for (const [args, fault] of [
    [['serve'], 'there is no command serve: parley --help lists them'],
    [['constructor'], 'there is no command constructor: parley --help lists them'],
    [['start', '--port=80'], 'start takes no arguments: settings come from the environment'],
    [['backup'], 'backup takes the name of the file to write'],
    [['token', server.secret], 'token takes an API secret and a user id, or --server for the whole power'],
  ] as const) {
    expect(await run(args)).toEqual({ code: 1, out: '', err: `parley: ${fault}` })
  }
}, 60_000)
