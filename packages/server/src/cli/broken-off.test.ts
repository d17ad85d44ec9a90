import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sql from 'sql-template-tag'
import type { Database } from '../ports/database.ts'
import { testAdmin } from '../testing/test-admin.ts'
import { testChat } from '../testing/test-chat.ts'
import { abandonImports } from './abandon.ts'
import { body, emptyDatabase, exported, imported, livelyApp, storedRows } from './moving.fixture.ts'

let directory: string
let file: string
let lines: string[]
let count = 0

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'parley-broken-'))
  await using chat = await testChat({ isAlone: true })
  const app = await livelyApp(chat, 'lively')
  // Enough for several batches.
  await app.server.call('GetOrCreateChannel', {
    params: { type: 'messaging', id: 'long' },
    body: { data: { created_by_id: 'ann', members: ['ann', 'bob'] } },
  })
  const sends = Array.from({ length: 1200 }, (_, n) =>
    app.user(n % 3 ? 'ann' : 'bob').call('SendMessage', {
      params: { type: 'messaging', id: 'long' },
      body: { message: { id: `long-${n}`, text: `number ${n}` } },
    }),
  )
  await Promise.all(sends)
  file = await exported(chat.app.services.database, 'lively', true)
  lines = file.split('\n').slice(0, -1)
})

afterAll(() => rmSync(directory, { recursive: true }))

const fresh = () => emptyDatabase(join(directory, `${count++}.db`))

const appsOf = (database: Database) =>
  database.snapshot((q) =>
    q.all(sql`SELECT name, key FROM apps LEFT JOIN app_keys ON app_keys.app_pk = apps.pk ORDER BY name`),
  )

describe('an import that is broken off', () => {
  test('goes on when the same file comes again, wherever it was, and ends equal', async () => {
    const database = await fresh()
    const size = Buffer.byteLength(file)
    for (const share of [0.2, 0.4, 0.4, 0.6, 0.9]) {
      await expect(imported(database, file, { until: size * share })).rejects.toThrow('the stream broke')
    }
    const [{ lines: before }] = (await database.snapshot((q) =>
      q.all<{ lines: number }>(sql`SELECT lines FROM imports`),
    )) as [{ lines: number }]
    expect(before).toBeGreaterThanOrEqual(1000)
    expect(before % 500).toBe(0)
    const done = await imported(database, file)
    expect(done.rows).toBe(lines.length - 2)
    expect(body(await exported(database, 'lively', true))).toBe(body(file))
    expect(await storedRows(database)).toMatchObject({ apps: 1, imports: 0, import_channels: 0 })
    await database.close()
  })

  test('is no app to anybody', async () => {
    await using admin = await testAdmin({ members: ['ann'] })
    const { database } = admin.app.services
    await expect(imported(database, file, { until: file.length * 0.6 })).rejects.toThrow('the stream broke')
    expect(await appsOf(database)).toEqual([
      { name: 'lively', key: null },
      { name: 'testkey', key: 'testkey' },
    ])
    const browser = await admin.signedIn()
    expect((await browser.call('AdminListApps')).apps.map(({ name }: { name: string }) => name)).toEqual(['testkey'])
    expect((await browser.refused('AdminGetApp', { params: { app_id: 2 } })).code).toBe(16)
    await imported(database, file)
    expect((await browser.call('AdminListApps')).apps.map(({ name }: { name: string }) => name)).toEqual([
      'testkey',
      'lively',
    ])
    expect((await browser.call('AdminGetApp', { params: { app_id: 2 } })).app.name).toBe('lively')
  })

  test('leaves its tasks and upkeep alone when a server runs meanwhile', async () => {
    await using other = await testChat({ isAlone: true, members: ['ann'] })
    const { database } = other.app.services
    await expect(imported(database, file, { until: file.length * 0.9 })).rejects.toThrow('the stream broke')
    await other.clock.advance(11 * 60_000)
    await other.quiet()
    await imported(database, file)
    const moved = await other.addApp('lively')
    expect(await moved.server.call('CheckIntegrity')).toMatchObject({ ok: true })
    await other.settle()
  })

  test('is taken away to the last row when it is abandoned, and nothing else is', async () => {
    await using other = await testChat({ isAlone: true, members: ['ann', 'bob'] })
    const { database } = other.app.services
    await other.user('ann').call('SendMessage', { params: other.general, body: { message: { text: 'hello' } } })
    await other.quiet()
    const before = await storedRows(database)
    const neighbour = body(await exported(database, 'testkey', true))
    await expect(imported(database, file, { until: file.length * 0.95 })).rejects.toThrow('the stream broke')
    expect((await storedRows(database)).messages).toBeGreaterThan(before.messages!)
    expect(await abandonImports(database, 'another file')).toEqual([])
    expect(await abandonImports(database)).toEqual(['lively'])
    expect(await storedRows(database)).toEqual(before)
    expect(await abandonImports(database)).toEqual([])
    expect(body(await exported(database, 'testkey', true))).toBe(neighbour)
    await imported(database, file)
    expect(body(await exported(database, 'lively', true))).toBe(body(file))
    await other.settle()
  })

  test('half abandoned, does not go on but is abandoned to the end', async () => {
    const database = await fresh()
    await expect(imported(database, file, { until: file.length * 0.6 })).rejects.toThrow('the stream broke')
    const begin = database.begin
    let slices = 0
    database.begin = () => (++slices > 5 ? Promise.reject(new Error('killed')) : begin())
    await expect(abandonImports(database)).rejects.toThrow('killed')
    database.begin = begin
    await expect(imported(database, file)).rejects.toThrow('was abandoned half-way')
    expect(await abandonImports(database)).toEqual(['lively'])
    expect(await imported(database, file)).toMatchObject({ app: 'lively' })
    await database.close()
  })

  test('that had only to be forgotten is forgotten, and the app is not there twice', async () => {
    const database = await fresh()
    const begin = database.begin
    const isFinished = () =>
      database.snapshot((q) => q.get(sql`SELECT 1 AS one FROM imports WHERE finished_at IS NOT NULL`))
    database.begin = async () => ((await isFinished()) ? Promise.reject(new Error('killed')) : begin())
    await expect(imported(database, file)).rejects.toThrow('killed')
    database.begin = begin
    expect(await imported(database, file)).toMatchObject({ app: 'lively', keys: ['lively'] })
    expect(await storedRows(database)).toMatchObject({ apps: 1, imports: 0, import_channels: 0 })
    await database.close()
  })

  test('that had only to be finished is finished', async () => {
    const database = await fresh()
    const { begin } = database
    const allIn = () =>
      database.snapshot((q) => q.get(sql`SELECT 1 AS one FROM imports WHERE lines = ${lines.length - 2}`))
    database.begin = async () => ((await allIn()) ? Promise.reject(new Error('killed')) : begin())
    await expect(imported(database, file)).rejects.toThrow('killed')
    expect((await storedRows(database)).app_keys).toBe(0)
    database.begin = begin
    await imported(database, file)
    expect(body(await exported(database, 'lively', true))).toBe(body(file))
    await database.close()
  })

  test('stores few rows at a time, so that nobody waits for it', async () => {
    const database = await fresh()
    const { begin } = database
    const changes: number[] = []
    database.begin = async () => {
      const tx = await begin()
      let rows = 0
      const run = async (query: Parameters<typeof tx.run>[0]) => {
        const changed = await tx.run(query)
        rows += changed
        return changed
      }
      return {
        ...tx,
        run,
        commit: () => tx.commit().then(() => void changes.push(rows)),
        get isOpen() {
          return tx.isOpen
        },
      }
    }
    await imported(database, file)
    // Beside the rows of the file stands how many are in.
    expect(Math.max(...changes)).toBeLessThanOrEqual(501)
    expect(changes.length).toBeGreaterThan(3)
    await database.close()
  })
})

describe('a file that is not what was exported', () => {
  const changed = (from: string, to: string) => {
    expect(file.includes(from)).toBe(true)
    return file.replace(from, to)
  }
  const without = (index: number) => [...lines.slice(0, index), ...lines.slice(index + 1), ''].join('\n')
  const reads = () => lines.findIndex((line) => line.includes('"kind":"read"'))

  test.each<[string, () => string, string]>([
    ['is empty', () => '', 'the file is empty'],
    ['is something else', () => 'hello\n', 'this is no export of Parley'],
    ['is other JSON', () => '{"kind":"user"}\n', 'this is no export of Parley'],
    ['is of a later format', () => changed('"version":1', '"version":2'), 'has version 2 of the format'],
    ['lacks its header', () => without(0), 'this is no export of Parley'],
    ['lacks its app', () => without(1), 'line 2: the app comes first'],
    ['lacks its trailer', () => without(lines.length - 1), 'before its trailer: it is not whole'],
    ['lacks its last newline', () => file.slice(0, -1), 'it is not whole'],
    ['was cut in the middle of a line', () => file.slice(0, file.length / 2), 'it is not whole'],
    ['was cut behind a line', () => `${lines.slice(0, 700).join('\n')}\n`, 'ends at line 700, before its trailer'],
    ['lacks a row', () => without(reads()), "the trailer's numbers of rows"],
    ['has another text in it', () => changed('number 77"', 'number 78"'), "the trailer's checksum"],
    ['has another name in its header', () => changed('"app":"lively"', '"app":"lovely"'), "the trailer's checksum"],
    ['has a row of no kind', () => changed('"kind":"read"', '"kind":"raed"'), 'there is no such kind of row'],
    ['has a stray column', () => changed('"kind":"read",', '"is_admin":true,"kind":"read",'), 'a read has no is_admin'],
    ['has a number for a text', () => changed('"role":"user"', '"role":1'), 'role of a user is not what it must be'],
    ['lacks a column', () => changed('"role":"user",', ''), 'a user needs role'],
    ['is no JSON somewhere', () => changed('"kind":"read",', '"kind":"read";'), 'is not JSON'],
    [
      'has a channel out of turn',
      () => [...lines.slice(0, -1), lines.find((line) => line.includes('"kind":"channel"'))!, ''].join('\n'),
      'a channel comes too late',
    ],
    ['has a row twice', () => [...lines.slice(0, 11), ...lines.slice(10), ''].join('\n'), 'cannot be stored'],
    [
      'names a channel that it lacks',
      () => changed('"channel":1,"channel_role"', '"channel":77,"channel_role"'),
      'a member hangs on a channel that is not in the file',
    ],
    ['has something behind its trailer', () => `${file}{}\n`, 'stands behind the trailer'],
  ])('because it %s, leaves no usable app', async (_name, broken, refusal) => {
    const database = await fresh()
    await expect(imported(database, broken())).rejects.toThrow(refusal)
    expect((await storedRows(database)).app_keys).toBe(0)
    await abandonImports(database)
    const left = Object.entries(await storedRows(database)).filter(
      ([table, rows]) => rows > 0 && table !== 'migrations',
    )
    expect(left).toEqual([])
    await database.close()
  })

  test('is not mended by the right one: what is in of it is to be abandoned', async () => {
    const database = await fresh()
    await expect(imported(database, changed('number 77"', 'number 78"'))).rejects.toThrow('checksum')
    await expect(imported(database, file)).rejects.toThrow('this is not the file whose first half is in')
    expect((await storedRows(database)).app_keys).toBe(0)
    await abandonImports(database)
    await imported(database, file)
    expect(body(await exported(database, 'lively', true))).toBe(body(file))
    await database.close()
  })

  test('but was only cut is gone on with when all of it comes', async () => {
    const database = await fresh()
    await expect(imported(database, file.slice(0, file.length / 2))).rejects.toThrow('it is not whole')
    await imported(database, file)
    expect(body(await exported(database, 'lively', true))).toBe(body(file))
    await database.close()
  })
})
