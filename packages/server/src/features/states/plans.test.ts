import { expect, test } from 'bun:test'
import sql, { type Sql } from 'sql-template-tag'
import type { Database, Queries } from '../../ports/database.ts'
import { type TestChat, testChat } from '../../testing/test-chat.ts'

/** Notes every query of the reads from here on. */
function noteQueries(chat: TestChat): Sql[] {
  const noted: Sql[] = []
  const database = chat.app.services.database as { snapshot: Database['snapshot'] }
  const { snapshot } = database
  const note =
    <T>(ask: (query: Sql) => Promise<T>) =>
    (query: Sql) => {
      noted.push(query)
      return ask(query)
    }
  database.snapshot = (read) =>
    snapshot((q) => read({ ...q, all: note(q.all), get: note(q.get), run: note(q.run) } as Queries))
  return noted
}

/** The tables that a query walks from one end to the other, as SQLite means to run it; results of inner queries are none. */
async function scansOf(chat: TestChat, query: Sql): Promise<string[]> {
  const steps = await planOf(chat, query)
  const scanned = steps.flatMap((detail) => /^SCAN (\w+)/.exec(detail)?.[1] ?? [])
  return scanned.filter((name) => name !== 'CONSTANT' && !new RegExp(`\\) AS ${name}\\b`).test(query.sql))
}

async function planOf(chat: TestChat, query: Sql): Promise<string[]> {
  const { database } = chat.app.services
  const steps = await database.snapshot((q) => q.all<{ detail: string }>(sql`EXPLAIN QUERY PLAN ${query}`))
  return steps.map(({ detail }) => detail)
}

const filters = {
  'of a user': { members: { $in: ['ann'] } },
  'of a user, of some types': { type: { $in: ['messaging', 'team'] }, members: { $in: ['ann'] } },
  'of exactly these members': { members: ['ann', 'bob'] },
  joined: { joined: true },
  'by cid': { cid: { $in: ['messaging:general'] } },
  'by id': { id: 'general', type: 'messaging' },
  'of one creator': { created_by_id: 'ann' },
}

for (const [name, filter_conditions] of Object.entries(filters)) {
  test(`channels ${name} are found without looking through all channels`, async () => {
    await using chat = await testChat({ engine: 'sqlite', members: ['ann', 'bob'] })
    const noted = noteQueries(chat)
    await chat.user('ann').call('QueryChannels', { body: { filter_conditions } })
    const queries = noted.splice(0)
    expect(queries.length).toBeGreaterThan(5)
    for (const query of queries) expect([query.sql, await scansOf(chat, query)]).toEqual([query.sql, []])
    const search = queries.find((query) => query.sql.includes('CROSS JOIN channels'))!
    const plan = await planOf(chat, search)
    expect(plan).toContain('SEARCH c USING INTEGER PRIMARY KEY (rowid=?)')
  })
}

test('all channels of an app are walked in the order of their index, and no further than the page', async () => {
  await using chat = await testChat({ engine: 'sqlite', members: ['ann'] })
  const noted = noteQueries(chat)
  await chat.server.call('QueryChannels', { body: {} })
  const search = noted.find((query) => query.sql.includes('FROM channels AS c') && query.sql.includes('ORDER BY'))!
  const plan = await planOf(chat, search)
  expect(plan[0]).toBe('SEARCH c USING INDEX channels_last_updated (app_pk=?)')
  expect(plan).not.toContain('USE TEMP B-TREE FOR ORDER BY')
})

test('members of a channel are read by its index, in the order of joining', async () => {
  await using chat = await testChat({ engine: 'sqlite', members: ['ann', 'bob'] })
  const noted = noteQueries(chat)
  const payload = { type: 'messaging', id: 'general', filter_conditions: {} }
  await chat.user('ann').call('QueryMembers', { query: { payload } })
  await chat.user('ann').call('GetChannel', { params: chat.general })
  const queries = noted.splice(0)
  for (const query of queries) expect([query.sql, await scansOf(chat, query)]).toEqual([query.sql, []])
  for (const query of queries.filter(
    ({ sql: text }) => text.includes('FROM members AS m') && text.includes('ORDER BY'),
  )) {
    const plan = await planOf(chat, query)
    const details = plan.join('\n')
    expect(details).toContain('USING INDEX members_by_age (channel_pk=?)')
    expect(details).not.toContain('TEMP B-TREE')
  }
})

test('ten channels are shown with as many queries as one', async () => {
  await using chat = await testChat({ others: ['ann', 'bob'] })
  for (let index = 0; index < 10; index++) {
    const body = { data: { created_by_id: 'ann', members: ['ann', 'bob'] } }
    const params = { type: 'messaging', id: `c${index}` }
    await chat.server.call('GetOrCreateChannel', { params, body })
    await chat.user('bob').call('SendMessage', { params, body: { message: { text: 'hi' } } })
  }
  const noted = noteQueries(chat)
  const count = async (limit: number) => {
    noted.length = 0
    const { channels } = await chat
      .user('ann')
      .call('QueryChannels', { body: { filter_conditions: { joined: true }, limit } })
    expect(channels).toHaveLength(limit)
    return noted.length
  }
  const one = await count(1)
  expect(one).toBeLessThan(20)
  expect(await count(10)).toBe(one)
})

test('channels that only their custom data tells apart are read slowly, but not those of one user', async () => {
  await using chat = await testChat({ engine: 'sqlite', members: ['ann', 'bob'], channel: { colour: 'green' } })
  const database = chat.app.services.database as { slowSnapshot: Database['slowSnapshot'] }
  const { slowSnapshot } = database
  let slow = 0
  database.slowSnapshot = (read) => {
    slow += 1
    return slowSnapshot(read)
  }
  const query = async (caller: Pick<TestChat['server'], 'call'>, filter_conditions: object) => {
    const before = slow
    const { channels } = await caller.call('QueryChannels', { body: { filter_conditions } })
    return [channels.length, slow - before]
  }
  expect(await query(chat.server, { colour: 'green' })).toEqual([1, 1])
  expect(await query(chat.server, { colour: 'blue' })).toEqual([0, 1])
  expect(await query(chat.user('ann'), { colour: 'green', members: { $in: ['ann'] } })).toEqual([1, 0])
  expect(await query(chat.user('ann'), { type: 'messaging', joined: true })).toEqual([1, 0])
})
