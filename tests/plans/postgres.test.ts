// What SQLite's plans are held to, PostgreSQL's are too: there is an index for every statement on a table that grows.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { SQL } from 'bun'
import { hasPostgres } from '../../packages/server/src/testing/postgres-server.ts'
import { type TestAdmin, testAdmin } from '../../packages/server/src/testing/test-admin.ts'
import { administer } from './administration.ts'
import { recordStatements } from './recording.ts'
import { live } from './session.ts'

let chat: TestAdmin & AsyncDisposable
let statements: ReadonlyMap<string, readonly unknown[]> = new Map()

beforeAll(async () => {
  if (!hasPostgres) return
  chat = await testAdmin({ engine: 'postgres', members: ['ann', 'bob'], others: ['cid', 'dan', 'eve', 'fay'] })
  statements = recordStatements(chat.app.services.database)
  await live(chat)
  await administer(chat)
}, 120_000)

afterAll(() => chat?.[Symbol.asyncDispose]())

const small = ['instance', 'apps', 'app_keys', 'channel_types', 'admins', 'demo_app', 'admin_sessions', 'tasks']

/** Statements that look at all there is, and why. */
const allowed: readonly { readonly why: string; readonly statement: RegExp }[] = [
  { why: 'an administrator sees how much there is, up to a limit', statement: /^SELECT \(SELECT count\(\*\)/ },
  { why: 'the log of what administrators did, a page at a time', statement: /FROM audit_log/ },
]

test.skipIf(!hasPostgres)(
  'no statement needs to look through a table that grows',
  async () => {
    expect(statements.size).toBeGreaterThan(300)
    const sql = new SQL(chat.databaseUrl, { max: 1 })
    // A table of a few rows is read whole whatever there is: only where nothing else is possible does it stay so.
    await sql.unsafe('SET enable_seqscan = off')
    const walks: string[] = []
    for (const [text, values] of statements) {
      const plan: { 'QUERY PLAN': string }[] = await sql.unsafe(`EXPLAIN ${text}`, values.map(bound))
      for (const { 'QUERY PLAN': step } of plan) {
        const table = /Seq Scan on (\w+)/.exec(step)?.[1]
        if (
          !table ||
          small.includes(table) ||
          allowed.some(({ statement }) => statement.test(text.replace(/\s+/g, ' ').trim()))
        )
          continue
        walks.push(`${table}: ${text.replace(/\s+/g, ' ').slice(0, 300)}`)
      }
    }
    await sql.close()
    expect(walks).toEqual([])
  },
  120_000,
)

/** As the adapter passes them on. */
const bound = (value: unknown) => (value === undefined ? null : typeof value === 'boolean' ? Number(value) : value)
