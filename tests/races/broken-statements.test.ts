// Every statement of an operation fails once, in each way that another attempt mends and in one that none does.
import { describe, expect, test } from 'bun:test'
import sql, { raw, type Sql } from 'sql-template-tag'
import type { Database, Transaction } from '../../packages/server/src/ports/database.ts'
import { hasPostgres } from '../../packages/server/src/testing/postgres-server.ts'
import type { Caller } from '../../packages/server/src/testing/test-client.ts'
import { type Nodes, twoNodes } from './two-nodes.ts'

const params = { type: 'messaging', id: 'general' }

/** What runs in the place of a statement. */
const faults = {
  'meets a conflict': sql`DO 'BEGIN RAISE EXCEPTION USING ERRCODE = ''40001''; END'`,
  'loses its connection': sql`SELECT pg_terminate_backend(pg_backend_pid())`,
  'cannot be done': sql`SELECT 1 / 0`,
}

interface Act {
  /** What has to be there before, made for each time. */
  prepare?(server: Caller, n: number): Promise<unknown>
  act(server: Caller, n: number): Promise<Response>
}

const send = (id: string, more: object = {}) => ({
  params,
  body: { message: { id, text: id, user_id: 'ann', ...more } },
})

const acts: Record<string, Act> = {
  'a reply that mentions, quotes and is shown in the channel': {
    prepare: (server, n) => server.call('UpdateUsers', { body: { users: { [`new${n}`]: { id: `new${n}` } } } }),
    act: (server, n) =>
      server.fetch(
        'SendMessage',
        send(`reply${n}`, {
          parent_id: 'parent',
          show_in_channel: true,
          mentioned_users: ['cid', `new${n}`],
          quoted_message_id: 'quoted',
        }),
      ),
  },
  'a reaction': {
    prepare: (server, n) => server.call('SendMessage', send(`nice${n}`)),
    act: (server, n) =>
      server.fetch('SendReaction', {
        params: { id: `nice${n}` },
        body: { reaction: { type: 'love', user_id: 'bob' } },
      }),
  },
  'a read': {
    prepare: (server, n) => server.call('SendMessage', send(`new${n}`)),
    act: (server) => server.fetch('MarkRead', { params, body: { user_id: 'bob' } }),
  },
  'a read of everything': {
    prepare: (server, n) => server.call('SendMessage', send(`new${n}`)),
    act: (server) => server.fetch('MarkChannelsRead', { body: { user_id: 'bob' } }),
  },
}

describe.skipIf(!hasPostgres)('whichever statement fails', () => {
  test.each(Object.entries(acts))('%s is done once or not at all', async (_, { prepare, act }) => {
    await using nodes = await conversation()
    const { a, b } = nodes
    const breakNth = breaksOf(a.app.services.database)
    let n = 0
    const prepared = async () => {
      n += 1
      await prepare?.(b.server, n)
      return rowsOf(nodes)
    }
    await prepared()
    expect((await act(a.server, n)).status).toBeLessThan(300)
    const usual = changes(await prepared(), await act(a.server, n).then(() => rowsOf(nodes)))
    expect(usual).not.toEqual({})

    for (const [name, fault] of Object.entries(faults)) {
      for (let statement = 1; ; statement++) {
        const before = await prepared()
        const isBroken = breakNth(statement, fault)
        const { status } = await act(a.server, n)
        const done = { name, statement, isDone: status < 300, changes: changes(before, await rowsOf(nodes)) }
        const isMended = name !== 'cannot be done' || !isBroken()
        expect(done).toEqual({ name, statement, isDone: isMended, changes: isMended ? usual : {} })
        if (!isBroken()) break
        // A connection that was lost is a loss that is told of; that nothing more is wrong is looked at in the end.
        nodes.errors.splice(0)
      }
    }
    await nodes.expectSound()
  })
})

/** Two servers, and a channel with a thread; cid mutes ann. */
async function conversation(): Promise<Nodes & { readonly errors: unknown[] }> {
  const nodes = await twoNodes(['ann', 'bob', 'cid'])
  const { server } = nodes.b
  const body = { data: { created_by_id: 'ann', members: ['ann', 'bob', 'cid'] } }
  await server.call('GetOrCreateChannel', { params, body })
  await server.call('Mute', { body: { user_id: 'cid', target_id: 'ann' } })
  await server.call('SendMessage', send('quoted'))
  await server.call('SendMessage', send('parent', { user_id: 'bob' }))
  return nodes as Nodes & { readonly errors: unknown[] }
}

/** From here on the n-th statement of the next transaction fails; the answer says whether it has come to that. */
function breaksOf(database: Database): (n: number, fault: Sql) => () => boolean {
  const { begin } = database
  let left = 0
  let fault: Sql | undefined

  function passed(query: Sql): Sql {
    left -= 1
    if (left !== 0 || !fault) return query
    const broken = fault
    fault = undefined
    return broken
  }

  const breaking = (transaction: Transaction): Transaction => ({
    ...transaction,
    all: (query) => transaction.all(passed(query)),
    get: (query) => transaction.get(passed(query)),
    run: (query) => transaction.run(passed(query)),
    get isOpen() {
      return transaction.isOpen
    },
  })

  Object.assign(database, { begin: async () => breaking(await begin()) })
  return (n, broken) => {
    left = n
    fault = broken
    return () => fault === undefined
  }
}

/** How many rows each table has, and whether bob has read everything. */
async function rowsOf({ ask, b }: Nodes): Promise<Record<string, number>> {
  const tables = await ask<{ name: string }>(sql`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename`)
  const counts = tables.map(({ name }) => `SELECT '${name}' AS name, COUNT(*) AS count FROM "${name}"`)
  const rows = await ask<{ name: string; count: number }>(sql`${raw(counts.join(' UNION ALL '))}`)
  const { total_unread_count } = await b.server.call('UnreadCounts', { query: { user_id: 'bob' } })
  return { ...Object.fromEntries(rows.map(({ name, count }) => [name, count])), read: total_unread_count === 0 ? 1 : 0 }
}

const changes = (before: Record<string, number>, after: Record<string, number>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(after).flatMap(([name, count]) => (count === before[name] ? [] : [[name, count - before[name]!]])),
  )
