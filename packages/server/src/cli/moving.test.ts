import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sql from 'sql-template-tag'
import { migrations } from '../migrations/index.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { type TestApp, testChat } from '../testing/test-chat.ts'
import type { Json } from '../testing/test-client.ts'
import { freshDatabase } from '../testing/test-engines.ts'
import { columnsOfKinds } from './kinds.ts'
import { body, emptyDatabase, exported, imported, livelyApp, people, rowsOf } from './moving.fixture.ts'

let directory: string
let chat: Awaited<ReturnType<typeof testChat>>
let lively: TestApp
let file: string

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'parley-moving-'))
  chat = await testChat({ isAlone: true, members: ['ann', 'bob'] })
  lively = await livelyApp(chat, 'lively')
  await chat.settle()
  file = await exported(chat.app.services.database, 'lively', true)
})

afterAll(async () => {
  await chat.close()
  rmSync(directory, { recursive: true })
})

const square = { params: { type: 'messaging', id: 'square' } }

async function unreadOf(app: TestApp): Promise<Json[]> {
  const counts: Json[] = []
  for (const id of people.slice(0, 5)) {
    const { duration: _, ...numbers } = await app.user(id).call('UnreadCounts')
    counts.push([id, numbers])
  }
  return counts
}

/** The channel as one of its members sees it; where its events stand is each database's own. */
async function seenBy(app: TestApp, id: string): Promise<Json> {
  const {
    duration: _,
    parley: __,
    ...state
  } = await app.user(id).call('GetOrCreateChannel', { ...square, body: { state: true } })
  return state
}

describe('an app in which everything has happened', () => {
  test('leaves no kind of row out of its file but tasks, of which none is left to do', () => {
    const missing = [...columnsOfKinds.keys()].filter((kind) => rowsOf(file, kind).length === 0)
    expect(missing).toEqual(['task'])
    const phoenix = rowsOf(file, 'channel').filter(({ cid }) => cid === 'messaging:phoenix')
    expect(phoenix.map(({ custom, deleted_at }) => [custom.name, deleted_at !== undefined])).toEqual([
      ['first', true],
      ['second', true],
      ['third', false],
    ])
  })

  test.each(['sqlite', 'postgres'] as const)('comes out of %s as it went in, and goes back', async (engine) => {
    const fresh = await freshDatabase(engine)
    const there = fresh.open(fakeClock())
    await there.migrate(migrations)
    await imported(there, file)
    const moved = await exported(there, 'lively', true)
    expect(body(moved)).toBe(body(file))
    await there.close()
    await fresh.remove()
    const back = await emptyDatabase(join(directory, `back-from-${engine}.db`))
    await imported(back, moved)
    expect(body(await exported(back, 'lively', true))).toBe(body(file))
    await back.close()
  })

  test('comes out of an empty database as it went in', async () => {
    const database = await emptyDatabase(join(directory, 'empty.db'))
    const done = await imported(database, file)
    expect(done).toMatchObject({ app: 'lively', keys: ['lively'] })
    expect(done).not.toHaveProperty('made')
    expect(body(await exported(database, 'lively', true))).toBe(body(file))
    await database.close()
  })

  test('is the same to everybody beside other apps, and these stay as they are', async () => {
    await using other = await testChat({ isAlone: true, members: ['ann', 'bob', 'zoe'] })
    await other.user('ann').call('SendMessage', { params: other.general, body: { message: { text: 'here before' } } })
    const { database } = other.app.services
    const neighbour = await exported(database, 'testkey', true)
    await imported(database, file)
    expect(body(await exported(database, 'lively', true))).toBe(body(file))
    expect(body(await exported(database, 'testkey', true))).toBe(body(neighbour))

    const moved = await other.addApp('lively')
    const unread = await unreadOf(lively)
    expect(unread.map(([, { total_unread_count }]) => total_unread_count)).toEqual([3, 5, 1, 12, 0])
    expect(await unreadOf(moved)).toEqual(unread)
    for (const id of ['ann', 'bob', 'cid', 'dan']) expect(await seenBy(moved, id)).toEqual(await seenBy(lively, id))
    expect(await moved.server.call('CheckIntegrity')).toMatchObject({ ok: true, problems: [] })
    await other.settle()
  })

  test('goes on where it was: what is said next is counted and heard', async () => {
    await using other = await testChat({ isAlone: true })
    await imported(other.app.services.database, file)
    const moved = await other.addApp('lively')
    const bob = await moved.user('bob').connect()
    await bob.watch(square.params)
    const before = bob.me.total_unread_count
    await moved.user('ann').call('SendMessage', { ...square, body: { message: { id: 'new', text: 'goes on' } } })
    expect((await bob.heard('message.new')).parley.seq).toBe(1)
    expect((await moved.user('bob').call('UnreadCounts')).total_unread_count).toBe(before + 1)
    expect(await moved.server.call('CheckIntegrity')).toMatchObject({ ok: true })
    await other.settle()
  })
})

describe('a client that was connected before', () => {
  test('is told to query instead of resuming', async () => {
    const { parley } = await lively.user('bob').call('GetOrCreateChannel', square)
    expect(parley.seq).toBeGreaterThan(10)
    await using other = await testChat({ isAlone: true, members: ['ann'] })
    await imported(other.app.services.database, file)
    const moved = await other.addApp('lively')
    const bob = await moved.user('bob').connect()
    const resume = (position: object) => bob.call('Resume', { body: { channels: { 'messaging:square': position } } })
    for (const seq of [0, 1, parley.seq]) {
      const answer = await resume({ ...parley, seq })
      expect([answer.resumed, answer.reset.length]).toEqual([[], 1])
    }
    const { parley: now } = await moved.user('bob').call('GetOrCreateChannel', square)
    expect(await resume(now)).toMatchObject({ resumed: [{ cid: 'messaging:square', seq: 0 }], reset: [] })
    await other.settle()
  })

  test('is not told by /sync that it has missed nothing', async () => {
    await using other = await testChat({ isAlone: true, members: ['ann'] })
    await imported(other.app.services.database, file)
    const moved = await other.addApp('lively')
    await moved.user('bob').call('GetOrCreateChannel', square)
    const now = other.clock.now()
    const sync = (micros: number) => ({
      body: { channel_cids: ['messaging:square'], last_sync_at: new Date(micros / 1000).toISOString() },
    })
    await other.app.services.writer.run('Date', async (write) => {
      await write.run(sql`UPDATE apps SET imported_at = ${now}, config_version = config_version + 1 WHERE pk <> 1`)
    })
    const refused = await moved.user('bob').refused('Sync', sync(now - 60_000_000))
    expect([refused.code, refused.message]).toEqual([4, expect.stringContaining('query the channels instead')])
    await moved.user('ann').call('SendMessage', { ...square, body: { message: { id: 'new', text: 'goes on' } } })
    await other.clock.advance(1000)
    const { events } = await moved.user('bob').call('Sync', sync(now + 1000))
    expect(events.map(({ type }: Json) => type)).toEqual(['message.new'])
    await other.settle()
  })
})

describe('keys', () => {
  test('and secrets stay out of a file that was not asked for them', async () => {
    const plain = await exported(chat.app.services.database, 'lively')
    expect(rowsOf(plain, 'key')).toEqual([])
    expect(plain).not.toContain(lively.credentials.secret)
    expect(file).toContain(lively.credentials.secret)

    await using other = await testChat({ isAlone: true })
    const { made, keys } = await imported(other.app.services.database, plain)
    expect([keys, made!.secret.length]).toEqual([[], 64])
    const stored = await other.app.services.database.snapshot((q) =>
      q.all(sql`SELECT key, secret FROM app_keys WHERE app_pk <> 1`),
    )
    expect(stored).toEqual([{ ...made! }])
    expect(body(await exported(other.app.services.database, made!.key))).toBe(body(plain))
  })

  test('are made anew under the name that was chosen, and those of the file are left out', async () => {
    await using other = await testChat({ isAlone: true })
    const { made } = await imported(other.app.services.database, file, { key: 'chosen' })
    expect(made).toMatchObject({ key: 'chosen' })
    expect(made!.secret).not.toBe(lively.credentials.secret)
    const stored = await other.app.services.database.snapshot((q) =>
      q.all(sql`SELECT key FROM app_keys WHERE app_pk <> 1`),
    )
    expect(stored).toEqual([{ key: 'chosen' }])
  })

  test('that another app has here are refused before anything is stored', async () => {
    await using other = await testChat({ isAlone: true })
    await other.addApp('lively')
    const { database } = other.app.services
    const refusal = 'the key lively belongs to another app here: choose a new one with --key'
    await expect(imported(database, file)).rejects.toThrow(refusal)
    await expect(imported(database, file, { key: 'lively' })).rejects.toThrow(refusal)
    const [row] = await database.snapshot((q) => q.all(sql`SELECT COUNT(*) AS count FROM apps`))
    expect(row).toEqual({ count: 2 })
    await imported(database, file, { key: 'free' })
  })
})

test('a task that was not done goes on after the import, on the channel that is meant', async () => {
  await using first = await testChat({ isAlone: true })
  const app = await first.addApp('tasks')
  await app.server.call('UpdateUsers', { body: { users: [{ id: 'ann' }, { id: 'bob' }] } })
  for (const id of ['a', 'b', 'c']) {
    const params = { type: 'messaging', id }
    await app.server.call('GetOrCreateChannel', {
      params,
      body: { data: { created_by_id: 'ann', members: ['ann', 'bob'] } },
    })
    await app.user('ann').call('SendMessage', { params, body: { message: { id: `in-${id}`, text: 'hello' } } })
  }
  // As a server leaves it that is killed in the middle: `a` is gone, `b` is to go.
  const pkOf = (id: string) => sql`(SELECT pk FROM channels WHERE id = ${id})`
  const { database, writer } = first.app.services
  const [{ a, b }] = (await database.snapshot((q) => q.all(sql`SELECT ${pkOf('a')} AS a, ${pkOf('b')} AS b`))) as [
    { a: number; b: number },
  ]
  const remains = (channel_pk: number) =>
    ['messages', 'remains', 'row'].map((part) => [`channel.${part}`, { channel_pk }])
  const input = {
    type: 'delete_channels',
    pieces: [
      { subject: 'messaging:a', work: remains(a) },
      { subject: 'messaging:b', work: remains(b) },
    ],
    result: {},
  }
  const progress = { piece: 1, part: 1, standing: { done: 0 } }
  const result = { 'messaging:a': { status: 'ok' } }
  await writer.run('Break', async (write) => {
    await write.run(sql`DELETE FROM members WHERE channel_pk = ${a}`)
    await write.run(sql`DELETE FROM messages WHERE channel_pk = ${a}`)
    await write.run(sql`DELETE FROM channels WHERE pk = ${a}`)
    await write.run(sql`UPDATE channels SET deleted_at = ${write.now}, erased = 1 WHERE pk = ${b}`)
    await write.run(sql`
      INSERT INTO tasks (app_pk, id, type, status, input, progress, result, created_at, updated_at)
      VALUES (2, 'task', 'delete_channels', 'running', ${JSON.stringify(input)}, ${JSON.stringify(progress)},
        ${JSON.stringify(result)}, 1, 2)`)
    await write.run(sql`
      INSERT INTO tasks (app_pk, id, type, status, input, created_at, updated_at)
      VALUES (2, 'done', 'delete_channels', 'completed', '{"pieces":[]}', 1, 2)`)
  })
  const text = await exported(database, 'tasks', true)
  const work = [
    ['channel.remains', { channel: 1 }],
    ['channel.row', { channel: 1 }],
  ]
  expect(rowsOf(text, 'task')).toMatchObject([{ id: 'task', pieces: [{ subject: 'messaging:b', work }], result }])

  await using second = await testChat({ isAlone: true, members: ['ann'] })
  await imported(second.app.services.database, text)
  expect(body(await exported(second.app.services.database, 'tasks', true))).toBe(body(text))
  const moved = await second.addApp('tasks')
  second.app.services.tasks.wake()
  await second.app.services.tasks.idle()
  expect(await moved.server.call('GetTask', { params: { id: 'task' } })).toMatchObject({
    status: 'completed',
    result: { ...result, 'messaging:b': { status: 'ok' } },
  })
  const ids = await second.app.services.database.snapshot((q) => q.all(sql`SELECT id FROM channels ORDER BY id`))
  expect(ids).toEqual([{ id: 'c' }, { id: 'general' }])
  await second.settle()
})

test('what still hung on a message that is gone for good is gone with it', async () => {
  await using first = await testChat({ isAlone: true })
  const app = await first.addApp('purged')
  // The server ends before the task begins.
  Object.assign(first.app.services.tasks, { wake: () => undefined })
  await app.server.call('UpdateUsers', { body: { users: [{ id: 'ann' }, { id: 'bob' }] } })
  const members = ['ann', 'bob']
  const params = { type: 'messaging', id: 'a' }
  await app.server.call('GetOrCreateChannel', { params, body: { data: { created_by_id: 'ann', members } } })
  const say = (id: string, more: object = {}) =>
    app.user('ann').call('SendMessage', { params, body: { message: { id, text: id, ...more } } })
  await say('parent')
  await say('other')
  const replies = Array.from({ length: 520 }, (_, n) =>
    say(`r${n}`, { parent_id: 'parent', show_in_channel: n % 3 === 0 }),
  )
  await Promise.all(replies)
  await app.user('bob').call('SendReaction', { params: { id: 'r0' }, body: { reaction: { type: 'like' } } })
  await app.server.call('DeleteMessage', { params: { id: 'parent' }, query: { hard: true } })
  await first.quiet()
  const text = await exported(first.app.services.database, 'purged', true)
  expect(rowsOf(text, 'task')).toHaveLength(1)
  expect(rowsOf(text, 'message').map(({ id }) => id)).toEqual(['other'])
  for (const kind of ['reply', 'reaction', 'thread', 'thread_read'])
    expect([kind, rowsOf(text, kind)]).toEqual([kind, []])

  await using second = await testChat({ isAlone: true })
  await imported(second.app.services.database, text)
  const moved = await second.addApp('purged')
  second.app.services.tasks.wake()
  await second.app.services.tasks.idle()
  for (const each of [app, moved]) {
    expect((await each.user('bob').call('UnreadCounts')).total_unread_count).toBe(1)
    expect(await each.server.call('CheckIntegrity')).toMatchObject({ ok: true, problems: [] })
  }
  await second.settle()
})

test('every column of every table travels, or is named among those that do not', async () => {
  const database = await emptyDatabase(join(directory, 'columns.db'))
  const stored = await database.snapshot((q) =>
    q.all<{ table: string; column: string }>(sql`
      SELECT m.name AS "table", c.name AS "column" FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
      WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`),
  )
  await database.close()
  const stay = [
    'migrations',
    'instance',
    'events',
    'user_events',
    'message_purges',
    'admins',
    'admin_sessions',
    'audit_log',
    'demo_app',
    'imports',
    'import_channels',
  ]
  const staying = {
    apps: ['pk', 'config_version', 'imported_at'],
    channels: ['pk', 'app_pk', 'seq', 'pruned_seq'],
    tasks: ['app_pk', 'status', 'input', 'progress', 'error'],
  }
  const tables = new Map([
    ['apps', 'app'],
    ['app_keys', 'key'],
    ['channels', 'channel'],
    ['tasks', 'task'],
    ['users', 'user'],
    ['channel_types', 'channel_type'],
    ['user_mutes', 'user_mute'],
    ['members', 'member'],
    ['bans', 'ban'],
    ['channel_mutes', 'channel_mute'],
    ['messages', 'message'],
    ['messages_deleted_for_me', 'message_deleted_for_me'],
    ['reactions', 'reaction'],
    ['reads', 'read'],
    ['threads', 'thread'],
    ['thread_reads', 'thread_read'],
    ['thread_holes', 'thread_hole'],
    ['thread_exceptions', 'thread_exception'],
    ['unread_marks', 'unread_mark'],
    ['unread_holes', 'unread_hole'],
    ['unread_exceptions', 'unread_exception'],
    ['unread_mute_windows', 'unread_mute_window'],
  ])
  const forgotten = stored.filter(({ table, column }) => {
    if (stay.includes(table)) return false
    const kind = columnsOfKinds.get(tables.get(table) ?? '')
    const out = (staying as Record<string, string[]>)[table] ?? ['app_pk', 'channel_pk']
    return !kind || (!Object.hasOwn(kind, column) && !out.includes(column))
  })
  expect(forgotten).toEqual([])
})
