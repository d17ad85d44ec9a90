import sql, { raw } from 'sql-template-tag'
import { openSqlite } from '../adapters/sqlite/sqlite-database.ts'
import { systemIds } from '../adapters/system.ts'
import { migrations } from '../migrations/index.ts'
import type { Database } from '../ports/database.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import type { TestApp, TestChat } from '../testing/test-chat.ts'
import type { Json } from '../testing/test-client.ts'
import { exportApp } from './export-app.ts'
import { type Imported, importApp } from './import-app.ts'
import type { Progress } from './progress.ts'

export const people = ['ann', 'bob', 'cid', 'dan', 'eve', 'fay', 'gus'] as const

const square = { type: 'messaging', id: 'square' }
const odd = {
  clé: 'żółw 🐢',
  '10': [1.5, -0, 1e21, null, true],
  '2': { deep: { b: 1, a: '\u0001\u2028"\\' } },
  __proto__x: 'harmless',
}

/** An app in which everything has happened that an app can remember. */
export async function livelyApp(chat: TestChat, key: string): Promise<TestApp> {
  const app = await chat.addApp(key)
  const { server } = app
  const to = (channel: object) => ({ params: { ...square, ...channel } })
  const say = (user: string, id: string, message: object = {}, channel: object = {}) =>
    app
      .user(user)
      .call('SendMessage', { ...to(channel), body: { message: { id, text: `${id} says ${user}`, ...message } } })
  const change = (body: object, channel: object = {}) => server.call('UpdateChannel', { ...to(channel), body })
  const make = (id: string, data: object, type = 'messaging') =>
    server.call('GetOrCreateChannel', { params: { type, id }, body: { data: { created_by_id: 'ann', ...data } } })

  await server.call('UpdateUsers', {
    body: { users: people.map((id) => ({ id, name: id.toUpperCase(), role: 'user' })) },
  })
  await server.call('UpdateUsers', { body: { users: [{ id: 'ann', name: 'Ann é', custom: odd, language: 'fr' }] } })
  await server.call('UpdateApp', { body: { channel_hide_members_only: true } })
  await server.call('CreateChannelType', { body: { name: 'club', automod: 'disabled', max_message_length: 300 } })

  await make('square', { members: ['ann', 'bob', 'cid', 'dan', 'eve'], name: 'Square', custom: odd })
  await change({ invites: ['fay', 'gus'] })
  await app.user('fay').call('UpdateChannel', { ...to({}), body: { accept_invite: true } })
  await app.user('gus').call('UpdateChannel', { ...to({}), body: { reject_invite: true } })
  await change({ add_moderators: ['dan'] })

  await app.user('cid').call('Mute', { body: { target_id: 'bob' } })
  for (let n = 1; n <= 12; n++) await say(n % 2 ? 'ann' : 'bob', `m${n}`, { custom: { n, ...odd } })
  await say('bob', 'quote', {
    quoted_message_id: 'm1',
    mentioned_users: ['cid', 'dan'],
    attachments: [{ type: 'x', a: odd }],
  })
  await say('ann', 'silent', { silent: true })
  await server.call('UpdateMessage', {
    params: { id: 'm3' },
    body: { message: { id: 'm3', text: 'edited *so*', user_id: 'ann' } },
  })

  await app.user('dan').call('MuteChannel', { body: { channel_cid: 'messaging:square' } })
  await say('ann', 'm13')
  await app.user('eve').call('MuteChannel', { body: { channel_cid: 'messaging:square', expiration: 600_000 } })
  await say('bob', 'r1', { parent_id: 'm1' })
  await say('cid', 'r2', { parent_id: 'm1', show_in_channel: true })
  await say('ann', 'r3', { parent_id: 'm1' })
  await say('bob', 'r4', { parent_id: 'm2' })
  await say('bob', 'r5', { parent_id: 'm1' })
  await say('ann', 'r6', { parent_id: 'm1' })
  await server.call('DeleteMessage', { params: { id: 'r3' } })
  for (const id of ['r4', 'r6']) await server.call('DeleteMessage', { params: { id }, query: { hard: true } })
  await server.call('DeleteMessage', { params: { id: 'm4' } })
  await server.call('DeleteMessage', { params: { id: 'm5' }, query: { hard: true } })
  await app.user('cid').call('DeleteMessage', { params: { id: 'm6' }, query: { delete_for_me: true } })
  for (const [user, type] of [
    ['bob', 'like'],
    ['cid', 'like'],
    ['cid', 'wow'],
    ['eve', 'ľúbim'],
  ] as const) {
    await app
      .user(user)
      .call('SendReaction', { params: { id: 'm1' }, body: { reaction: { type, score: 3, custom: odd } } })
  }
  const pin = (id: string, expires?: string) =>
    server.call('UpdateMessagePartial', {
      params: { id },
      body: { set: { pinned: true, ...(expires && { pin_expires: expires }) }, user_id: 'ann' },
    })
  await pin('m7')
  await pin('m8', '2030-01-01T00:00:00Z')

  await app.user('bob').call('MarkRead', to({}))
  await app.user('bob').call('MarkUnread', { ...to({}), body: { message_id: 'm9' } })
  await app.user('cid').call('MarkRead', { ...to({}), body: { thread_id: 'm1' } })
  await app.user('bob').call('MarkUnread', { ...to({}), body: { thread_id: 'm1' } })
  await app.user('eve').call('MarkRead', to({}))
  await say('ann', 'm14')
  await app.user('fay').call('UpdateMemberPartial', { ...to({}), body: { set: { pinned: true, mood: odd } } })

  await make('attic', { members: ['ann', 'bob'] }, 'team')
  const attic = { type: 'team', id: 'attic' }
  await say('ann', 'a1', {}, attic)
  await app.user('bob').call('HideChannel', { ...to(attic), body: { clear_history: true } })
  await app.user('ann').call('HideChannel', { ...to(attic), body: {} })
  await make('cellar', { members: ['ann', 'cid'], frozen: false }, 'club')
  for (const id of ['c1', 'c2', 'c3']) await say('ann', id, {}, { type: 'club', id: 'cellar' })
  await server.call('TruncateChannel', { ...to({ type: 'club', id: 'cellar' }), body: {} })
  await chat.app.services.tasks.idle()
  await say('cid', 'c4', {}, { type: 'club', id: 'cellar' })

  // Three channels by one name: two that were deleted, one of them with what was said in it, and one that lives.
  for (const name of ['first', 'second', 'third']) {
    await make('phoenix', { members: ['ann', 'bob'], name })
    await say('bob', `${name} word`.replace(' ', '-'), {}, { id: 'phoenix' })
    if (name !== 'third') await server.call('DeleteChannel', to({ id: 'phoenix' }))
  }
  const two = { params: { type: 'messaging' }, body: { data: { members: ['ann', 'eve'] } } }
  const { channel } = await app.user('ann').call('GetOrCreateDistinctChannel', two)
  await say('eve', 'between-us', {}, { id: channel.id })

  await server.call('Ban', { body: { target_user_id: 'gus', user_id: 'ann', reason: 'żart' } })
  await server.call('Ban', {
    body: { target_user_id: 'eve', user_id: 'ann', type: 'messaging', id: 'square', shadow: true },
  })
  await say('eve', 'shadowed')
  await server.call('DeactivateUser', { params: { user_id: 'gus' } })
  await server.call('DeleteUser', { params: { user_id: 'fay' } })
  await chat.app.services.tasks.idle()
  // Left behind by the pruning of long histories.
  const square_pk = sql`(SELECT pk FROM channels WHERE cid = 'messaging:square' AND app_pk <> 1)`
  await chat.app.services.writer.run('Prune', async (write) => {
    await write.run(sql`INSERT INTO unread_marks (channel_pk, pruned_n) VALUES (${square_pk}, 1)`)
  })
  await chat.quiet()
  return app
}

const silent: Progress = { add: () => undefined, end: () => undefined }

/** The file that an export of the app writes. */
export async function exported(database: Database, key: string, withSecrets = false): Promise<string> {
  let text = ''
  await exportApp(database, fakeClock(), {
    key,
    withSecrets,
    write: async (more) => {
      text += more
    },
    progress: () => silent,
  })
  return text
}

/** A file in pieces, as a stream brings it; with `until` the stream breaks there. */
async function* inPieces(text: string, until = Number.POSITIVE_INFINITY): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text)
  const size = 10_007
  for (let from = 0; from < bytes.length; from += size) {
    if (from + size > until) throw new Error('the stream broke')
    yield bytes.subarray(from, from + size)
  }
}

export const imported = (
  database: Database,
  text: string,
  { key, until }: { readonly key?: string; readonly until?: number } = {},
): Promise<Imported> =>
  importApp(
    { database, clock: fakeClock(), ids: systemIds },
    { input: inPieces(text, until), key, progress: () => silent },
  )

/** A database in which nothing is yet. */
export async function emptyDatabase(file: string): Promise<Database> {
  const database = openSqlite({ file, durable: false, clock: fakeClock() })
  await database.migrate(migrations)
  return database
}

const tablesOf = {
  sqlite: sql`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
  postgres: sql`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY name`,
}

/** How many rows each table has. */
export async function storedRows(database: Database): Promise<Record<string, number>> {
  return database.snapshot(async (q) => {
    const tables = await q.all<{ name: string }>(tablesOf[database.engine])
    const counts: Record<string, number> = {}
    for (const { name } of tables) {
      const row = await q.get<{ count: number }>(sql`SELECT COUNT(*) AS count FROM ${raw(name)}`)
      counts[name] = row!.count
    }
    return counts
  })
}

/** All lines but the first, which says when. */
export const body = (text: string): string => text.slice(text.indexOf('\n') + 1)

export const rowsOf = (text: string, kind: string): Json[] =>
  text.split('\n').flatMap((line) => (line.includes(`"kind":"${kind}"`) ? [JSON.parse(line)] : []))
