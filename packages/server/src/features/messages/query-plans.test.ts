import { expect, test } from 'bun:test'
import { Sql } from 'sql-template-tag'
import type { Queries } from '../../ports/database.ts'
import { everybody, type Viewer } from './message-shapes.ts'
import { messagesOfChannels, pageOf } from './pages.ts'
import * as removal from './removal-store.ts'
import * as store from './store.ts'
import { startTalk } from './talk.fixture.ts'

const world = { now: 1, isOnline: () => false }
const channel = { app_pk: 1, pk: 1, cid: 'messaging:general', truncated_at: null }
const ann: Viewer = { kind: 'client', user_id: 'ann' }
const pair = { channel_pk: 1, user_id: 'ann' }

const questions: Record<string, (q: Queries) => Promise<unknown>> = {
  'the newest messages of a channel': (q) => messagesOfChannels(q, [{ channel, page: {}, pinned: 10 }], ann, world),
  'messages before one': (q) => messagesOfChannels(q, [{ channel, page: { id_lt: 'm1' } }], ann, world),
  'messages around one': (q) => messagesOfChannels(q, [{ channel, page: { id_around: 'm1' } }], ann, world),
  'messages after a time': (q) => messagesOfChannels(q, [{ channel, page: { created_at_after: 1 } }], everybody, world),
  'replies to a message': (q) => pageOf(q, { channel, page: {}, hiddenBefore: 1 }, { parent_id: 'm1' }, ann, world),
  'replies before one': (q) =>
    pageOf(q, { channel, page: { id_lt: 'm1' }, hiddenBefore: 1 }, { parent_id: 'm1' }, ann, world),
  'pinned messages': (q) => pageOf(q, { channel, page: { id_lt: 'm1' }, hiddenBefore: 1 }, 'pins', ann, world),
  'what a channel knows of senders': (q) => store.selectStandings(q, 1, [pair, { ...pair, user_id: 'bob' }]),
  'when senders last wrote': (q) => store.selectLastSent(q, 1, [pair]),
  'how many messages are pinned': (q) => store.countPins(q, [1], 1),
  'pins that have expired': (q) => store.selectExpiredPins(q, 1, 1, 10),
  'apps with pins that have expired': (q) => store.selectAppsWithExpiredPins(q, 1),
  'since when members see history': (q) => store.selectHistoryCuts(q, [1, 2]),
  'the last message of a channel': (q) => removal.selectLastMessageAt(q, 1, 0, true),
  'the oldest messages of a channel': (q) => removal.selectOldest(q, 1, undefined, 10),
  'all messages of a user': (q) =>
    removal.selectMessagesOf(q, 1, 'ann', { ...pair, created_at: 1, id: 'm1' }, { upTo: 1 }, 10),
  'all replies': (q) => removal.selectReplies(q, 1, 'm1', 10),
  'replies that count': (q) => removal.selectCountedReplies(q, 1, 'm1'),
}

test.each(Object.keys(questions))('%s: found without walking through a table', async (name) => {
  const { chat, say } = await startTalk({ engine: 'sqlite' })
  await using _ = chat
  await say('ann', { id: 'm1', text: 'one', pinned: false })
  await chat.user('ann').call('UpdateMessagePartial', { params: { id: 'm1' }, body: { set: { pinned: true } } })
  const plans = await chat.app.services.database.snapshot(async (queries) => {
    const asked: Sql[] = []
    const remember =
      <T>(ask: (query: Sql) => Promise<T>) =>
      (query: Sql) => {
        asked.push(query)
        return ask(query)
      }
    await questions[name]!({ ...queries, all: remember(queries.all), get: remember(queries.get) } as Queries)
    const explained = asked.map(async ({ strings, values }) => {
      const [first = '', ...rest] = strings
      return queries.all<{ detail: string }>(new Sql([`EXPLAIN QUERY PLAN ${first}`, ...rest], values))
    })
    return (await Promise.all(explained)).flat().map(({ detail }) => detail)
  })
  expect(plans).not.toEqual([])
  // What is scanned is what the query itself brings along, or what it has just found.
  const scans = plans.filter((detail) => /^SCAN /.test(detail))
  for (const scan of scans)
    expect(scan).toMatch(
      /^SCAN (?:(?:\d+ )?CONSTANT ROWS?|given|page|expired|few|v)\b|USING (?:COVERING )?INDEX messages_pin_expires/,
    )
  await chat.settle()
})
