// What docs/self-hosting.md tells operators to do is done here, and what it says of settings is what the server knows.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readConfig, settings } from '../../packages/server/src/config.ts'
import { hasPostgres, startPostgres } from '../../packages/server/src/testing/postgres-server.ts'
import { createApi } from '../api.ts'
import { freshDirectory, type ServerProcess, startServer } from '../server-process.ts'
import { blockOf, read, readLines, root } from './files.ts'

const page = await read('docs/self-hosting.md')
const unit = await read('deploy/parley.service')
const desk = await freshDirectory()
const bin = join(desk.path, 'bin')

beforeAll(() => {
  // The command that is installed, from the source.
  mkdirSync(bin)
  const source = [join(root, 'node_modules/.bin/bun'), join(root, 'packages/server/src/parley.ts')]
  writeFileSync(join(bin, 'parley'), `#!/bin/sh\nexec ${source.join(' ')} "$@"\n`)
  chmodSync(join(bin, 'parley'), 0o755)
})
afterAll(() => desk[Symbol.asyncDispose]())

/** Pastes a block into a shell, with the test's places in the stead of the machine's. */
async function paste(
  block: string,
  places: Readonly<Record<string, string>>,
  extra: Readonly<Record<string, string>> = {},
): Promise<string> {
  let text = block
  for (const [place, own] of Object.entries(places)) {
    expect(text).toContain(place)
    text = text.replaceAll(place, own)
  }
  const env = { PATH: `${bin}:${process.env.PATH}`, ...extra }
  const child = Bun.spawn(['sh', '-eu', '-c', text], { cwd: desk.path, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, complaints, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
  expect([code, complaints]).toEqual([0, ''])
  return out
}

/** People who talk before a backup and after it. */
async function talk(server: ServerProcess, backUp: () => Promise<unknown>) {
  const api = createApi(server)
  const send = (id: string) =>
    api.call('server', 'POST', '/channels/messaging/general/message', { message: { id, text: id, user_id: 'ann' } })
  await api.call('server', 'POST', '/channels/messaging/general/query', {
    data: { created_by_id: 'ann', members: ['ann'] },
  })
  await send('before')
  await backUp()
  await send('after')
  const { parley: position } = await api.call('ann', 'POST', '/channels/messaging/general/query', { state: true })
  return position
}

/** What was sent after the backup is gone, and a client that has seen it begins anew. */
async function expectRestored(server: ServerProcess, position: unknown) {
  const restored = createApi(server)
  expect((await restored.request('ann', 'GET', '/messages/before')).status).toBe(200)
  expect((await restored.request('ann', 'GET', '/messages/after')).status).toBe(404)
  const ann = await restored.connect('ann')
  const back = { channels: { 'messaging:general': position } }
  const resumed = await restored.call('ann', 'POST', `/parley/v1/resume?connection_id=${ann.connectionId}`, back)
  expect([resumed.resumed, resumed.reset.map(({ cid }: { cid: string }) => cid)]).toEqual([[], ['messaging:general']])
  ann.close()
}

test('a backup is written while people talk, and restored it is what there was: later messages are gone, clients begin anew', async () => {
  const dataDir = join(desk.path, 'data')
  const backups = join(desk.path, 'backups')
  mkdirSync(backups)
  const places = { '/var/lib/parley': dataDir, '/var/backups': backups }
  await using server = await startServer({ dataDir })
  const position = await talk(server, () => paste(blockOf(page, 'sh backup'), places))
  const [backup, ...more] = readdirSync(backups)
  expect([backup, more]).toEqual([expect.stringMatching(/^parley-\d{4}-\d\d-\d\d\.db$/), []])
  expect(statSync(join(backups, backup!)).mode & 0o077).toBe(0)
  expect(await server.kill('SIGTERM')).toBe(0)

  await paste(blockOf(page, 'sh restore'), places)
  await using again = await startServer({ dataDir })
  expect(again.apiKey).toBe(server.apiKey)
  await expectRestored(again, position)
}, 60_000)

test.skipIf(!hasPostgres)(
  'PostgreSQL is made ready, dumped while people talk, and restored, as the page says',
  async () => {
    await using postgres = await startPostgres()
    await using backups = await freshDirectory()
    const places = { '/var/backups': backups.path }
    const as = { PGHOST: '127.0.0.1', PGPORT: String(postgres.port), PGUSER: 'postgres' }
    await paste(blockOf(page, 'sh postgres'), {}, as)
    const shown = new URL(readLines(blockOf(page, 'ini cluster')).PARLEY_DATABASE_URL!)
    shown.host = `127.0.0.1:${postgres.port}`
    const env = { PARLEY_DATABASE_URL: shown.href }
    await using server = await startServer({ env })
    const position = await talk(server, () => paste(blockOf(page, 'sh dump'), places, as))
    expect(await server.kill('SIGTERM')).toBe(0)

    await paste(blockOf(page, 'sh undump'), places, as)
    await using again = await startServer({ env })
    expect(again.apiKey).toBe(server.apiKey)
    await expectRestored(again, position)
  },
  60_000,
)

test.skipIf(!hasPostgres)(
  'an app moves from SQLite to PostgreSQL with its keys: what was said is there, and tokens hold',
  async () => {
    await using postgres = await startPostgres()
    await using server = await startServer()
    const before = createApi(server)
    await before.call('server', 'POST', '/channels/messaging/moved/query', { data: { created_by_id: 'ann' } })
    const message = { id: 'm1', text: 'packed', user_id: 'ann' }
    await before.call('server', 'POST', '/channels/messaging/moved/message', { message })
    expect(await server.kill('SIGTERM')).toBe(0)

    // How far it has got is told beside what it has done.
    const told = await paste(`exec 2>&1\n${blockOf(page, 'sh move')}`, {
      '/var/lib/parley': server.dataDir,
      $APP_KEY: server.apiKey,
      $NEW_DATABASE: postgres.url,
    })
    expect(told).toContain(server.apiKey)
    expect(existsSync(join(desk.path, 'app.ndjson'))).toBe(false)
    await using moved = await startServer({ env: { PARLEY_DATABASE_URL: postgres.url } })
    expect([moved.apiKey, moved.secret]).toEqual([server.apiKey, server.secret])
    expect((await createApi(moved).call('server', 'GET', '/messages/m1')).message.text).toBe('packed')
  },
  60_000,
)

test('a server can be watched as the page says', async () => {
  await using server = await startServer()
  const seen = await paste(blockOf(page, 'sh watch'), { 'http://127.0.0.1:3030': server.url })
  expect(seen).toMatch(/"alive".*"ready".*^parley_connections 0$/ms)
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  const watched = page.slice(page.indexOf('Worth a look'), page.indexOf('- Logs'))
  const named = [...watched.matchAll(/`([a-z0-9_]+_[a-z0-9_]+)`/g)].map(([, name]) => name!)
  expect(named.length).toBeGreaterThan(4)
  for (const name of named) expect([name, metrics.includes(`# TYPE ${name} `)]).toEqual([name, true])
}, 60_000)

test('the file of secrets is made anew, for nobody else, and the server takes what it says', async () => {
  await paste(blockOf(page, 'sh env'), {})
  const file = join(desk.path, '.env')
  expect(statSync(file).mode & 0o077).toBe(0)
  const made = readLines(await Bun.file(file).text())
  const secrets = Object.values(made).filter((value) => /^[0-9a-f]{48}$/.test(value))
  expect(new Set(secrets).size).toBe(5)
  const own = Object.entries(made).filter(([name]) => settings.has(name))
  expect(readConfig(Object.fromEntries(own))).toMatchObject({ credentials: { secret: made.PARLEY_API_SECRET! } })
})

test('the settings that the page lists are all that the server knows, with the defaults that it has', () => {
  const table = page.slice(page.indexOf('## Settings'), page.indexOf('## Backups'))
  const rows = [...table.matchAll(/^\| `(\w+)` \| (.+?) \| .+ \|$/gm)].map(([, name, fallback]) => [name!, fallback!])
  expect(rows.map(([name]) => name!).sort()).toEqual([...settings].sort())
  const defaults = rows.flatMap(([name, fallback]) => (fallback === '–' ? [] : [[name, fallback!.replaceAll('`', '')]]))
  expect(readConfig(Object.fromEntries(defaults))).toEqual(readConfig({}))
})

test('the settings that it shows are taken, and make a server that others may reach', () => {
  const shown = readConfig(readLines(blockOf(page, 'ini')))
  expect(shown).toMatchObject({ publicUrl: 'https://chat.example.com', enforceRateLimits: true, hasDemo: false })
})

test('the settings that it shows for many servers are taken by each of them', () => {
  const shown = readConfig(readLines(blockOf(page, 'ini cluster')))
  expect(shown).toMatchObject({ isLoopback: false, hasDemo: false, publicUrl: 'https://chat.example.com' })
  expect(decodeURIComponent(new URL(shown.databaseUrl!).password)).toBe('a password of its own')
  expect(blockOf(page, 'sh postgres')).toContain("PASSWORD 'a password of its own'")
  expect(new URL(shown.busUrl!).port).toBe('6379')
  expect(shown.credentials).toBeDefined()
})

test('the unit starts what is installed, with the settings where the page puts them, and waits for it to stop', async () => {
  const says = readLines(unit)
  const install = blockOf(page, 'sh install')
  expect(install).toContain(`dist/parley ${says.ExecStart}\n`)
  expect(install).toContain(' deploy/parley.service /etc/systemd/system/parley.service\n')
  expect(says.EnvironmentFile).toBe('-/etc/parley/parley.env')
  expect(page).toContain(`\`${says.EnvironmentFile!.slice(1)}\``)
  const [name, place] = says.Environment!.split('=')
  expect([name, place]).toEqual(['PARLEY_DATA_DIR', `/var/lib/${says.StateDirectory}`])
  expect(settings.has(name!)).toBe(true)
  // More sockets than a server is meant for, and more time than one has for requests that do not end.
  expect(Number(says.LimitNOFILE)).toBeGreaterThan(18_000)
  expect(Number(says.TimeoutStopSec)).toBeGreaterThan(5)
  expect([says.Restart, says.DynamicUser, says.NoNewPrivileges, says.ProtectSystem]).toEqual([
    'on-failure',
    'yes',
    'yes',
    'strict',
  ])
})

test('the proxies pass on what Parley needs, find a server that was away again at once, and keep tokens to themselves', async () => {
  const nginx = await read('deploy/nginx.conf')
  for (const line of [
    'proxy_set_header Upgrade $http_upgrade;',
    'proxy_set_header Host $host;',
    'proxy_http_version 1.1;',
    'proxy_buffering off;',
    'large_client_header_buffers 8 64k;',
  ]) {
    expect(nginx).toContain(line)
  }
  expect(nginx.match(/^ {4}server .*;$/gm)).toEqual(['    server 127.0.0.1:3030 fail_timeout=1s;'])
  expect(Number(/proxy_connect_timeout (\d+)s;/.exec(nginx)?.[1])).toBeLessThan(5)
  // Two for each of more sockets than a server is meant for, and two workers.
  expect(Number(/worker_connections (\d+);/.exec(nginx)?.[1])).toBeGreaterThan(18_000)
  expect(/log_format parley (.*)/.exec(nginx)![1]).not.toMatch(/\$request\b|\$request_uri|\$args/)
  const caddy = await read('deploy/Caddyfile')
  expect(caddy).toContain('replace authorization REDACTED')
  expect(caddy).toContain('max_header_size 64KiB')
})

test('what the page links to is there', () => {
  const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1]!)
  expect(links.length).toBeGreaterThan(5)
  expect(links.filter((link) => !existsSync(join(root, dirname('docs/self-hosting.md'), link)))).toEqual([])
})
