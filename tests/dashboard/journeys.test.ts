// Whole journeys without a mouse, on a server that nobody has touched before.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { createApi } from '../api.ts'
import { canBrowse, openPage, startBrowser, type WatchedPage } from '../browser.ts'
import { admin, type Dashboard, startDashboard } from './dashboard.ts'
import { enter, fill, tabTo } from './keyboard.ts'

// A browser shares its machine with all other suites.
setDefaultTimeout(120_000)

let browser: Browser
let dashboard: Dashboard
let watched: WatchedPage
let page: Page

const journey = test.skipIf(!canBrowse)

beforeAll(async () => {
  if (!canBrowse) return
  ;[browser, dashboard] = await Promise.all([startBrowser(), startDashboard({ isSetUp: false })])
  watched = await openPage(browser, {
    baseURL: dashboard.server.url,
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  page = watched.page
  await page.goto('/dashboard')
})

afterAll(async () => {
  await browser?.close()
  await dashboard?.[Symbol.asyncDispose]()
})

const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
const toast = (text: string) => page.locator('.toast', { hasText: text }).first().waitFor()
/** A dialog has opened and taken the focus in. */
const opened = (role: 'dialog' | 'alertdialog') =>
  page.waitForFunction((name) => document.querySelector(`[role=${name}]`)?.contains(document.activeElement), role)
const clipboard = () => page.evaluate(() => navigator.clipboard.readText())

journey('the first visitor becomes the administrator, after a password that is long enough', async () => {
  await heading('Welcome to Parley')
  // The first field has the focus already.
  await page.keyboard.type(admin.email)
  await fill(page, 'Password', 'short')
  await page.keyboard.press('Enter')
  await page
    .getByText(/password .*10/i)
    .first()
    .waitFor()
  await page.reload()
  await heading('Welcome to Parley')
  await page.keyboard.type(admin.email)
  await fill(page, 'Password', admin.password)
  await page.keyboard.press('Enter')
  await heading('Apps')
})

journey('signing out shows the door, a wrong password is refused in words, the right one opens', async () => {
  await enter(page, 'Account and appearance')
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await heading('Sign in')
  await page.keyboard.type(admin.email)
  await fill(page, 'Password', 'not the password')
  await page.keyboard.press('Enter')
  await page.locator('.problem').waitFor()
  expect(await page.locator('.problem').innerText()).toMatch(/password/i)
  await page.reload()
  await heading('Sign in')
  await page.keyboard.type(admin.email)
  await fill(page, 'Password', admin.password)
  await page.keyboard.press('Enter')
  await heading('Apps')
})

journey('an app is made and opened', async () => {
  await enter(page, 'Create app')
  await opened('dialog')
  // The first field has the focus, as in every form that opens.
  await page.keyboard.type('Acme messenger')
  await page.keyboard.press('Enter')
  await heading('Acme messenger')
  expect(await page.title()).toBe('Acme messenger · Parley')
})

/** The pair that stands at this place in the list of keys, through the clipboard. */
async function copyPair(): Promise<{ key: string; secret: string }> {
  await enter(page, 'Copy key')
  await toast('key copied')
  const key = await clipboard()
  await enter(page, /^Reveal the secret/)
  await page.getByRole('button', { name: 'Copy secret' }).first().waitFor()
  await page.keyboard.press('Shift+Tab')
  await enter(page, 'Copy secret')
  await toast('secret copied')
  return { key, secret: await clipboard() }
}

journey('a secret is rotated in two steps: both pairs hold in between, only the second afterwards', async () => {
  const { url } = dashboard.server
  const first = await copyPair()
  const holds = async (pair: typeof first) =>
    (await createApi({ url, apiKey: pair.key, secret: pair.secret }).request('server', 'GET', '/app')).status
  expect(await holds(first)).toBe(200)

  await page.reload()
  await heading('Acme messenger')
  await enter(page, 'Rotate secret')
  await opened('dialog')
  await page.getByRole('dialog', { name: 'Rotate the secret' }).waitFor()
  await enter(page, 'Add second pair')
  await page.getByRole('dialog').getByText('Give it to your backend').waitFor()
  const second = await copyPair()
  expect(second.key).not.toBe(first.key)
  expect([await holds(first), await holds(second)]).toEqual([200, 200])

  await tabTo(page, 'Backend and clients use the new pair')
  await page.keyboard.press('Space')
  await enter(page, 'Disable the first')
  await toast('Secret rotated')
  expect([await holds(first), await holds(second)]).toEqual([401, 200])
})

journey('a user is created, and an id that cannot be is refused at its field', async () => {
  await page.reload()
  await heading('Acme messenger')
  await enter(page, 'Users')
  await heading('Users')
  await page.getByText('No users yet').waitFor()
  await enter(page, 'Create user')
  await opened('dialog')
  await page.keyboard.type('not an id!')
  await page.keyboard.press('Enter')
  const id = page.getByLabel('Id')
  expect(await id.evaluate((field: HTMLInputElement) => field.validity.patternMismatch)).toBe(true)
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('bob')
  await fill(page, 'Name', 'Bob')
  await page.keyboard.press('Enter')
  await toast('Bob created')
  await page.getByRole('link', { name: 'Bob' }).waitFor()
})

journey('a user is promoted, banned for a day with a reason, and freed again', async () => {
  await enter(page, 'Bob')
  await heading('Bob')
  await tabTo(page, 'Role')
  await page.keyboard.type('admin')
  await toast('Bob is now admin')

  await enter(page, 'Ban from app')
  await page.getByRole('dialog', { name: 'Ban Bob' }).waitFor()
  await opened('dialog')
  await page.keyboard.type('Spam')
  await tabTo(page, 'How long')
  await page.keyboard.type('One day')
  await enter(page, 'Ban')
  await toast('Bob is banned')
  await page.locator('.row', { hasText: 'Spam' }).waitFor()
  await page.locator('.page-head .badge', { hasText: 'Banned' }).waitFor()

  await enter(page, 'Lift the ban: Whole app')
  await toast('Ban lifted')
  await page.getByText('No ban in force.').waitFor()
})

journey('a token is made, and with it the user is let in', async () => {
  await enter(page, 'Make token')
  await page.getByRole('button', { name: 'Copy token' }).waitFor()
  await enter(page, 'Copy token')
  await toast('token copied')
  const token = await clipboard()
  const key = await page.locator('.made-token code').first().innerText()
  const ask = (given: string) =>
    fetch(`${dashboard.server.url}/users?api_key=${key}`, {
      headers: { authorization: given, 'stream-auth-type': 'jwt' },
    })
  expect((await ask(token)).status).toBe(200)
  expect((await ask(`${token}x`)).status).toBe(401)
})

journey('a user is deleted only by whoever types the id', async () => {
  await enter(page, 'Delete…')
  await opened('alertdialog')
  await page.keyboard.type('bo')
  await page.keyboard.press('Enter')
  await page.getByText('This must read exactly bob').waitFor()
  await tabTo(page, 'Delete user')
  await fill(page, 'Type bob to confirm', 'bob')
  await page.keyboard.press('Enter')
  await toast('User deleted')
  await heading('Users')
  await page
    .getByText('No users yet')
    .or(page.getByRole('link', { name: 'Dashboard' }))
    .first()
    .waitFor()
  expect(await page.getByRole('link', { name: 'Bob' }).count()).toBe(0)
})

journey('all of it stands in the audit log, and nothing went wrong on the pages', async () => {
  await enter(page, 'Audit log')
  await heading('Audit log')
  const log = page.getByRole('table', { name: 'Audit log' })
  for (const action of ['api.UpdateUsers', 'api.Ban', 'secret.revealed']) {
    await log.getByText(action, { exact: true }).first().waitFor()
  }
  expect(watched.problems).toEqual([])
})
