import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createApi } from '../api.ts'
import { freshDirectory, startServer } from '../server-process.ts'
import { killedImport, parley, peakOf, pipe, writeExport } from './parley.ts'

const credentials = { PARLEY_API_KEY: 'moving', PARLEY_API_SECRET: 'a-secret-that-moves-with-its-app-only-when-asked' }
const square = '/channels/messaging/square'

const body = (text: string) => text.slice(text.indexOf('\n') + 1)
const megabytes = (bytes: number) => Math.round(bytes / 1_000_000)

test('an app moves to another server: what is unread stays unread, and whoever resumes is told to query', async () => {
  await using directory = await freshDirectory()
  const [from, to, piped] = ['from', 'to', 'piped'].map((name) => join(directory.path, name)) as [
    string,
    string,
    string,
  ]
  const file = join(directory.path, 'app.ndjson')
  const position = await (async () => {
    await using server = await startServer({ dataDir: from, env: credentials })
    const api = createApi(server)
    await api.call('server', 'POST', '/users', { users: { ann: { id: 'ann' }, bob: { id: 'bob' } } })
    await api.call('server', 'POST', `${square}/query`, { data: { created_by_id: 'ann', members: ['ann', 'bob'] } })
    for (let n = 1; n <= 30; n++) {
      await api.call('ann', 'POST', `${square}/message`, { message: { id: `m${n}`, text: `żółw ${n}` } })
      if (n === 20) await api.call('bob', 'POST', `${square}/read`, {})
    }
    expect((await api.call('bob', 'GET', '/unread')).total_unread_count).toBe(10)
    const refused = await parley(['export', '--app', 'moving'], from)
    expect([refused.end, refused.stdout, refused.stderr]).toEqual([
      1,
      '',
      `parley export: the data directory ${from} cannot be used: another server is running on it: stop it first\n`,
    ])
    const { parley: at } = await api.call('bob', 'POST', `${square}/query`, {})
    expect(await server.kill('SIGTERM')).toBe(0)
    return at
  })()

  const out = await parley(['export', '--app', 'moving', '--with-secrets', '--out', file], from)
  expect([out.end, out.stdout]).toEqual([0, ''])
  const done = await parley(['import', '--in', file], to)
  expect([done.end, done.stdout]).toEqual([0, expect.stringContaining('API keys      moving')])
  const again = await parley(['export', '--app', 'moving', '--with-secrets'], to)
  expect(body(again.stdout)).toBe(body(await readFile(file, 'utf8')))

  await using server = await startServer({ dataDir: to, env: credentials })
  const api = createApi(server)
  expect((await api.call('bob', 'GET', '/unread')).total_unread_count).toBe(10)
  expect(await api.call('server', 'GET', '/parley/v1/integrity')).toMatchObject({ ok: true, problems: [] })
  const socket = await api.connect('bob')
  const resume = await api.call('bob', 'POST', `/parley/v1/resume?connection_id=${socket.connectionId}`, {
    channels: { 'messaging:square': position },
  })
  expect(resume).toMatchObject({ resumed: [], reset: [{ cid: 'messaging:square', reason: 'epoch' }] })
  socket.close()

  const export_ = { args: ['export', '--app', 'moving'], dataDir: from }
  const { codes, stdout } = await pipe(export_, { args: ['import', '--key', 'piped'], dataDir: piped })
  expect([codes, stdout]).toEqual([[0, 0], expect.stringMatching(/API key {7}piped\n {2}API secret {4}\w{64}\n/)])
})

test('an import that is killed goes on where it was, and ends equal', async () => {
  await using directory = await freshDirectory()
  const [file, dataDir] = [join(directory.path, 'app.ndjson'), join(directory.path, 'data')]
  await writeExport(file, 10_000)
  const { size } = await stat(file)
  const linesIn = () => {
    using database = new Database(join(dataDir, 'parley.db'), { readonly: true })
    expect(database.query('SELECT COUNT(*) FROM app_keys').values()).toEqual([[0]])
    return database.query<{ lines: number }, []>('SELECT lines FROM imports').get()?.lines ?? 0
  }
  const stood: number[] = []
  for (const share of [0.3, 0.6, 0.9]) {
    expect(await killedImport(file, size * share, dataDir)).toBe('SIGKILL')
    stood.push(linesIn())
  }
  console.log(`killed at ${stood.join(', ')} of 12,072 rows`)
  expect(stood[0]).toBeGreaterThan(0)
  expect(stood).toEqual(stood.toSorted((a, b) => a - b))
  expect(stood[2]).toBeLessThan(12_072)

  const done = await parley(['import', '--in', file, '--key', 'whole'], dataDir)
  expect([done.end, done.stdout]).toEqual([0, expect.stringContaining('Generated is imported: 12,072 rows')])
  const out = await parley(['export', '--app', 'whole'], dataDir)
  expect(body(out.stdout)).toBe(body(await readFile(file, 'utf8')))
})

/** Both runs may fill SQLite's cache; and what is mapped of the file counts as memory, though the system can have it back. */
const leewayBytes = 150_000_000
const mappedBytes = 268_435_456

test('memory does not grow with the messages', async () => {
  await using directory = await freshDirectory()
  const peaks: { import: number; export: number }[] = []
  for (const messages of [20_000, 200_000]) {
    const [file, out, dataDir] = ['in', 'out', 'data'].map((name) => join(directory.path, `${name}-${messages}`)) as [
      string,
      string,
      string,
    ]
    await writeExport(file, messages)
    const startedMs = performance.now()
    const into = await peakOf(['import', '--in', file, '--key', 'big'], dataDir)
    const importedMs = performance.now()
    const from = await peakOf(['export', '--app', 'big', '--out', out], dataDir)
    const exportedMs = performance.now()
    expect(body(await readFile(out, 'utf8')) === body(await readFile(file, 'utf8'))).toBe(true)
    const mapped = Math.min(mappedBytes, (await stat(join(dataDir, 'parley.db'))).size)
    peaks.push({ import: into, export: from - mapped })
    console.log(
      `${messages} messages, ${megabytes((await stat(file)).size)} MB: ` +
        `import ${Math.round(importedMs - startedMs)} ms, ${megabytes(into)} MB at most; ` +
        `export ${Math.round(exportedMs - importedMs)} ms, ${megabytes(from)} MB at most, ` +
        `${megabytes(mapped)} MB of them the file itself`,
    )
  }
  const [few, many] = peaks as [(typeof peaks)[0], (typeof peaks)[0]]
  expect(many.import).toBeLessThan(few.import + leewayBytes)
  expect(many.export).toBeLessThan(few.export + leewayBytes)
}, 300_000)
