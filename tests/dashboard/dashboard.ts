// What the tests of the dashboard stand on: a real server with the built pages, and somebody who is signed in.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { buildApps } from '../../scripts/build-apps.ts'
import { type Api, createApi } from '../api.ts'
import { openPage, type WatchedPage } from '../browser.ts'
import { type ServerProcess, startServer } from '../server-process.ts'

export const admin = { email: 'ann@example.com', password: 'correct horse battery' }

export interface Dashboard extends AsyncDisposable {
  readonly server: ServerProcess
  /** The backend of the app that the server made at its start. */
  readonly api: Api
  /** The address of a page: `server`, or of that app: `app/users`. */
  addressOf(path: string): string
  /** A page on which the administrator is signed in. */
  open(browser: Browser, options?: BrowserContextOptions): Promise<WatchedPage>
}

/** A server with the pages built; `isSetUp: false`: nobody is an administrator yet. */
export async function startDashboard({ isSetUp = true, env = {} } = {}): Promise<Dashboard> {
  await buildApps()
  const account = { PARLEY_ADMIN_EMAIL: admin.email, PARLEY_ADMIN_PASSWORD: admin.password }
  const server = await startServer({ env: { PARLEY_DEMO: 'off', ...(isSetUp && account), ...env } })
  const api = createApi(server)
  const { app } = await api.call('server', 'GET', '/app')
  return {
    server,
    api,
    addressOf: (path) => `${server.url}/dashboard/${path.replace(/^app(?=$|\/)/, `apps/${app.id}`)}`,
    async open(browser, options) {
      const watched = await openPage(browser, { baseURL: server.url, ...options })
      await signIn(watched.page, server.url)
      return watched
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** Signs in over the wire: the cookie is the page's from then on. */
async function signIn(page: Page, origin: string): Promise<void> {
  const response = await page.request.post('/parley/v1/admin/session', { headers: { origin }, data: admin })
  if (!response.ok()) throw new Error(`signing in was answered ${response.status()}: ${await response.text()}`)
}
