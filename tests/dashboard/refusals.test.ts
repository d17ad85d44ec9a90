// What the dashboard says when it is refused, and what it does when nobody answers.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { canBrowse, openPage, startBrowser } from '../browser.ts'
import { admin, type Dashboard, startDashboard } from './dashboard.ts'

// A browser shares its machine with all other suites.
setDefaultTimeout(120_000)

let browser: Browser
let dashboard: Dashboard

beforeAll(async () => {
  if (!canBrowse) return
  ;[browser, dashboard] = await Promise.all([startBrowser(), startDashboard()])
})

afterAll(async () => {
  await browser?.close()
  await dashboard?.[Symbol.asyncDispose]()
})

test.skipIf(!canBrowse)('a change with a wrong CSRF token is refused in words, and nothing is changed', async () => {
  await using watched = await dashboard.open(browser)
  const { page } = watched
  const forged = (url: URL) => url.pathname === '/parley/v1/admin/apps'
  await page.route(forged, (route) => {
    const headers = { ...route.request().headers(), 'x-csrf-token': 'forged' }
    return route.continue(route.request().method() === 'POST' ? { headers } : {})
  })
  await page.goto(dashboard.addressOf(''))
  await page.getByRole('button', { name: 'Create app' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create an app' })
  await dialog.getByLabel('Name').fill('Forged')
  await dialog.getByRole('button', { name: 'Create app' }).click()
  await dialog.locator('.problem').waitFor()

  await page.unroute(forged)
  await page.reload()
  await page.getByRole('link', { name: 'My app' }).waitFor()
  expect(await page.locator('.app-card').count()).toBe(1)
})

test.skipIf(!canBrowse)(
  'a session that has ended shows the door, and the same page after signing in again',
  async () => {
    await using watched = await dashboard.open(browser)
    const { page } = watched
    await page.goto(dashboard.addressOf('app/users'))
    await page.getByText('No users yet').waitFor()
    await page.context().clearCookies()
    await page.getByRole('link', { name: 'Channels' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.getByLabel('Email').fill(admin.email)
    await page.getByLabel('Password').fill(admin.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Channels', level: 1 }).waitFor()
    await page.getByText('No channels yet').waitFor()
  },
)

test.skipIf(!canBrowse)('whoever signs in anew in one tab can go on in the other', async () => {
  await using watched = await dashboard.open(browser)
  const { page } = watched
  await page.goto(dashboard.addressOf(''))
  const other = await page.context().newPage()
  await other.goto(dashboard.addressOf(''))
  await other.getByRole('button', { name: 'Account and appearance' }).click()
  await other.getByRole('menuitem', { name: 'Sign out' }).click()
  await other.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await other.getByLabel('Email').fill(admin.email)
  await other.getByLabel('Password').fill(admin.password)
  await other.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Apps', level: 1 }).waitFor()

  await page.getByRole('button', { name: 'Create app' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create an app' })
  await dialog.getByLabel('Name').fill('Made in the first tab')
  await dialog.getByRole('button', { name: 'Create app' }).click()
  await page.getByRole('heading', { name: 'Made in the first tab', level: 1 }).waitFor()
})

test.skipIf(!canBrowse)('a page that cannot be loaded says so, and loads when it is tried again', async () => {
  await using watched = await dashboard.open(browser)
  const { page } = watched
  const users = (url: URL) => url.pathname.endsWith('/api/users')
  await page.route(users, (route) => route.abort())
  await page.goto(dashboard.addressOf('app/users'))
  await page.getByText('The server cannot be reached.').waitFor()
  await page.unroute(users)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('No users yet').waitFor()
})

test.skipIf(!canBrowse)('an app that does not exist is an answer in words, not an empty page', async () => {
  await using watched = await dashboard.open(browser)
  await watched.page.goto(`${dashboard.server.url}/dashboard/apps/4711`)
  await watched.page.getByRole('alert').waitFor()
  expect(watched.problems).toEqual([])
})

test.skipIf(!canBrowse)(
  'where others reach the server, only the code that it printed makes the administrator',
  async () => {
    await using open = await startDashboard({ isSetUp: false, env: { HOST: '0.0.0.0' } })
    const code = /Setup code\s+(\S+)/.exec(open.server.output())![1]!
    const origin = open.server.url.replace('0.0.0.0', '127.0.0.1')
    await using watched = await openPage(browser, { baseURL: origin })
    const { page } = watched
    await page.goto('/dashboard')
    await page.getByLabel('Email').fill(admin.email)
    await page.getByLabel('Password').fill(admin.password)
    await page.getByLabel('Setup code').fill('wrong')
    await page.keyboard.press('Enter')
    await page.locator('.problem, .field-error:not(:empty)').first().waitFor()
    await page.getByLabel('Setup code').fill(code)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Apps' }).waitFor()
  },
)
