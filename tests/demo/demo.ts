// What the tests of the demo stand on: a real server with the built pages, and people who sit in front of them.
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { buildApps } from '../../scripts/build-apps.ts'
import { type Api, createApi, type Json } from '../api.ts'
import { openPage, type WatchedPage } from '../browser.ts'
import { type ServerOptions, type ServerProcess, startServer } from '../server-process.ts'

const admin = { email: 'ann@example.com', password: 'correct horse battery' }

export interface Demo extends AsyncDisposable {
  readonly server: ServerProcess
  /** The backend of the app that the demo runs in. */
  readonly api: Api
  /** Opens the demo as somebody, in a channel if one is named. */
  sit(browser: Browser, as: string, cid?: string, options?: BrowserContextOptions): Promise<Seat>
}

/** A page on which somebody uses the demo. */
export interface Seat extends WatchedPage {
  readonly box: Locator
  /** The row of the message that has this text. */
  row(text: string): Locator
  say(text: string): Promise<void>
  /** The ids of the messages in the page, from the oldest on. */
  ids(): Promise<string[]>
  /** Presses one of the tools of a message. */
  use(text: string, tool: string): Promise<void>
}

/** A server with the pages built and the demo furnished. */
export async function startDemo(options: ServerOptions = {}): Promise<Demo> {
  await buildApps()
  const account = { PARLEY_ADMIN_EMAIL: admin.email, PARLEY_ADMIN_PASSWORD: admin.password }
  const server = await startServer({ ...options, env: { ...account, ...options.env } })
  const api = await openBackend(server.url)
  return {
    server,
    api,
    async sit(browser, as, cid, more) {
      const query = new URLSearchParams({ as, ...(cid && { channel: cid }) })
      return takeSeat(browser, `${server.url}/demo/?${query}`, more)
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** Opens an address of the demo, and waits until there is something to see. */
export async function takeSeat(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Seat> {
  const watched = await openPage(browser, { viewport: { width: 1280, height: 900 }, ...options })
  const { page } = watched
  await page.goto(url)
  await page
    .locator(new URL(url).searchParams.has('channel') ? '.conversation' : '.channel-row[data-cid]')
    .first()
    .waitFor()
  const box = page.getByRole('textbox', { name: /^Message to/ })
  const row = (text: string) =>
    page.locator('.conversation .message', { has: page.locator('.bubble > .text', { hasText: text }) })
  return {
    ...watched,
    box,
    row,
    async say(text) {
      await box.fill(text)
      await box.press('Enter')
    },
    ids: () => messageIds(page),
    async use(text, tool) {
      await row(text).hover()
      await row(text).getByRole('button', { name: tool, exact: true }).click()
    },
  }
}

/** The ids of the messages that a page shows as stored, in the order they stand in. */
async function messageIds(page: Page): Promise<string[]> {
  const rows = page.locator('.conversation .message[data-status="received"]')
  return rows.evaluateAll((articles) =>
    articles.map((article) => (article as { dataset?: { id?: string } }).dataset?.id ?? ''),
  )
}

/** The key and the secret of the demo's app, as an administrator finds them. */
async function openBackend(url: string): Promise<Api> {
  const ask = async (method: string, path: string, body?: object, cookie = '') => {
    const response = await fetch(`${url}/parley/v1${path}`, {
      method,
      headers: { origin: url, cookie, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`)
    return response
  }
  await ask('POST', '/demo/session')
  const cookie = (await ask('POST', '/admin/session', admin)).headers.get('set-cookie')!.split(';')[0]!
  const { apps }: Json = await (await ask('GET', '/admin/apps', undefined, cookie)).json()
  const { id, keys } = apps.find((app: { is_demo: boolean }) => app.is_demo)
  const apiKey = keys[0].key
  const { secret }: Json = await (await ask('GET', `/admin/apps/${id}/keys/${apiKey}/secret`, undefined, cookie)).json()
  return createApi({ url, apiKey, secret })
}
