import { expect, test } from 'bun:test'
import sql, { type Sql } from 'sql-template-tag'
import type { Queries } from '../../ports/database.ts'
import { testChat } from '../../testing/test-chat.ts'
import { pruneUnread } from './pruning.ts'
import {
  countReply,
  countSend,
  loadReplies,
  loadSends,
  numbersOf,
  ownReadStates,
  readStates,
  threadNumbersOf,
  unreadCounts,
  writeReplies,
  writeSends,
} from './unread.ts'

/** Tables that grow with an app: none of them is walked, nor all that one app has in it. */
const growing = /^(SCAN|SEARCH) (\S+)(?!.*(rowid|channel_pk|user_id|parent_id|target_id|message_id|\bid)[=<>)])/

/** What is looked through, as SQLite means to run it: everything but the lists that the query itself brings along. */
async function walksOf(q: Queries, query: Sql): Promise<string[]> {
  const steps = await q.all<{ detail: string }>(sql`EXPLAIN QUERY PLAN ${query}`)
  const own = ['w', 's', 'v', 'few', 'wanted', 'channel_types']
  return steps
    .map(({ detail }) => detail)
    .filter((detail) => !/CONSTANT|VALUES/.test(detail) && !own.includes(growing.exec(detail)?.[2] ?? 'w'))
}

test('counting, reading and pruning look only at what concerns them', async () => {
  await using chat = await testChat({ engine: 'sqlite', members: ['ann', 'bob', 'cid'] })
  const { writer, database } = chat.app.services
  await chat.server.call('Mute', { body: { user_id: 'bob', target_id: 'ann' } })
  await chat.server.call('MuteChannel', { body: { user_id: 'cid', channel_cid: chat.general.cid, expiration: 1000 } })
  for (const id of ['m1', 'm2']) {
    const message = { id, text: 'hello', user_id: 'ann' }
    await chat.server.call('SendMessage', { params: chat.general, body: { message } })
  }
  const queries: Sql[] = []
  const noting = <Q extends Queries>(q: Q): Q => {
    const note =
      <T>(ask: (query: Sql) => Promise<T>) =>
      (query: Sql) => {
        queries.push(query)
        return ask(query)
      }
    return { ...q, all: note(q.all), get: note(q.get), run: note(q.run) }
  }
  const world = { now: chat.clock.now(), isOnline: () => false }
  await database.snapshot(async (plain) => {
    const q = noting(plain)
    await numbersOf(q, 1, 'bob')
    await numbersOf(q, 1, 'bob', 1)
    await threadNumbersOf(q, 1, 'bob')
    await unreadCounts(q, 1, ['ann', 'bob', 'cid'])
    await readStates(q, 1, [1, 2, 3], 'bob', world)
    await ownReadStates(q, 1, [1, 2], 'bob', world)
  })
  await writer.run('LookAtPlans', async (plain) => {
    const write = noting(plain)
    const ofAnn = { app_pk: 1, channel_pk: 1, author: 'ann' }
    const sends = await loadSends(write, [ofAnn])
    const counted = countSend(sends, { channel: { pk: 1, counted: 2 }, author: 'ann', counts: true })
    expect(counted).toMatchObject({ n: 3, excepted: ['bob'] })
    await writeSends(write, sends, [{ ...ofAnn, ...counted, isMember: true, message_id: 'm3', created_at: world.now }])
    const reply = { ...ofAnn, parent_id: 'm1', parent_author: 'ann', mentioned: ['bob', 'cid'] }
    const replies = await loadReplies(write, [reply])
    const countedReply = countReply(replies, { ...reply, counts: true, isShadowed: false })
    await writeReplies(write, replies, [{ ...reply, ...countedReply, message_id: 'r1', created_at: world.now }])
    await pruneUnread((slice) => slice(write))
  })
  expect(queries.length).toBeGreaterThan(20)
  await database.snapshot(async (q) => {
    for (const query of queries) expect([query.sql, await walksOf(q, query)]).toEqual([query.sql, []])
  })
})
