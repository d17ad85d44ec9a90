// Whatever is sent to the administration and the demo is answered cleanly, by whoever: no 5xx, nothing undeclared, nothing
// that only administrators may do.
import { describe, expect, test } from 'bun:test'
import { type Endpoint, type PageEndpointName, pageEndpointTable } from '@parley-chat/protocol'
import fc from 'fast-check'
import sql, { raw } from 'sql-template-tag'
import {
  type Browser,
  type BrowserAsk,
  type TestAdmin,
  testAdmin,
} from '../../packages/server/src/testing/test-admin.ts'
import { damaged } from './damage.ts'
import { hostileText } from './hostile-values.ts'
import { writeJson } from './json-text.ts'
import { plausible } from './plausible.ts'

const seed = Number(process.env.PARLEY_HOSTILE_SEED ?? 1)
const rounds = Number(process.env.PARLEY_HOSTILE_ROUNDS ?? 1)
const requestsPerEndpoint = 60 * rounds

// The stream has no end, and its door is the same as that of the others.
const endpoints = (Object.entries(pageEndpointTable) as [PageEndpointName, Endpoint][]).filter(
  ([, { stream }]) => !stream,
)

type Ask = BrowserAsk & { readonly text?: string | undefined }

const paths = ['app', 'users', 'channels', 'channels/messaging/general', 'messages/m1', 'tasks/x', 'connect', '/', '%']

function paramsOf({ params }: Endpoint): fc.Arbitrary<Record<string, string>> {
  const values = Object.keys(params?.shape ?? {}).map((name) => {
    const fitting = { app_id: ['1', '2', '99'], key: ['testkey', 'otherkey'], path: paths }[name] ?? ['nobody']
    const text = hostileText.map((value) => encodeURIComponent(value.toWellFormed()))
    const value = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...fitting) },
      { weight: 1, arbitrary: text.filter((word) => word !== '' && word !== '.' && word !== '..') },
    )
    return [name, value] as const
  })
  return fc.record(Object.fromEntries(values))
}

function asksFor(endpoint: Endpoint): fc.Arbitrary<Ask> {
  const written = endpoint.body ? plausible(endpoint.body) : fc.constant(undefined)
  const text = fc.oneof(
    { weight: 3, arbitrary: written.map((body) => (body === undefined ? undefined : writeJson(body))) },
    { weight: 1, arbitrary: damaged(written.map((body) => body ?? {})).map(writeJson) },
    { weight: 1, arbitrary: hostileText.map((word) => word.toWellFormed()) },
  )
  const query = fc.dictionary(
    fc.constantFrom('limit', 'before', 'app_id', 'api_key', 'user_id', 'payload'),
    hostileText,
  )
  const methods = fc.constantFrom(endpoint.method, ...(endpoint.also ?? []).map(({ method }) => method))
  return fc.record({ params: paramsOf(endpoint), method: methods, query, text })
}

/** Sends it as it stands: a browser's body is text. */
async function send(browser: Browser, name: PageEndpointName, { text, query, ...ask }: Ask): Promise<Response> {
  const isBodiless = ask.method === 'GET' || text === undefined
  const plain = Object.fromEntries(
    Object.entries(query ?? {}).map(([key, value]) => [key, String(value).toWellFormed()]),
  )
  return browser.fetch(name, { ...ask, query: plain, ...(!isBodiless && { text }) })
}

async function openTown(): Promise<TestAdmin & AsyncDisposable> {
  const chat = await testAdmin({ members: ['ann', 'bob'] })
  await chat.addApp('otherkey')
  return chat
}

describe(`whatever is asked of the administration is answered cleanly (PARLEY_HOSTILE_SEED=${seed})`, () => {
  for (const [name, endpoint] of endpoints) {
    test(
      name,
      async () => {
        await using chat = await openTown()
        const statuses: number[] = []
        const asked = fc.asyncProperty(asksFor(endpoint), async (ask) => {
          const browser = await freshlySignedIn(chat)
          const response = await send(browser, name, ask)
          const answer = (await response.json()) as { code?: number; StatusCode?: number; duration?: string }
          expect(response.status).toBeLessThan(500)
          expect(answer.duration).toBeString()
          if (response.status >= 400) expect(answer.StatusCode).toBe(response.status)
          statuses.push(response.status)
        })
        await fc.assert(asked, { seed, numRuns: requestsPerEndpoint, endOnFailure: true })
        expect(statuses.length).toBe(requestsPerEndpoint)
      },
      60_000 * rounds,
    )
  }
})

/** The account and its password may have been changed by what was asked before. */
async function freshlySignedIn(chat: TestAdmin): Promise<Browser> {
  const account = { email: 'ops@example.com', password: `of the environment ${chat.clock.now()}` }
  await chat.adminHttp.ensureAdmin(account)
  const browser = chat.browser()
  await browser.call('AdminSignIn', { body: account, ip: '10.0.0.1' })
  return browser
}

test('nobody who is not signed in changes anything, whatever they ask', async () => {
  await using chat = await openTown()
  await chat.signedIn()
  const rows = () =>
    chat.app.services.database.snapshot(async (queries) => {
      const of = async (table: string) => queries.all<object>(sql`SELECT * FROM ${raw(table)} ORDER BY 1, 2`)
      const tables = ['apps', 'app_keys', 'admins', 'admin_sessions', 'audit_log', 'users', 'channels', 'channel_types']
      return JSON.stringify(await Promise.all(tables.map(of)))
    })
  const before = await rows()
  for (const [name, endpoint] of endpoints.filter(([, { side }]) => side === 'admin')) {
    const asked = fc.asyncProperty(asksFor(endpoint), async (ask) => {
      const { status } = await send(chat.browser(), name, ask)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
    })
    await fc.assert(asked, { seed, numRuns: 20, endOnFailure: true })
  }
  expect(await rows()).toBe(before)
}, 60_000)
