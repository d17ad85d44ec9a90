// Every page in both themes through the eyes of axe, and on a telephone: no rule broken, nothing wider than the screen.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { canBrowse, openPage, startBrowser, type WatchedPage } from '../browser.ts'
import { type Dashboard, startDashboard } from './dashboard.ts'
import { fillWithPeople } from './people.ts'
import { listPlaces } from './places.ts'

let browser: Browser
let dashboard: Dashboard
let watched: WatchedPage

beforeAll(async () => {
  if (!canBrowse) return
  ;[browser, dashboard] = await Promise.all([startBrowser(), startDashboard()])
  await fillWithPeople(dashboard.api)
  watched = await dashboard.open(browser)
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await dashboard?.[Symbol.asyncDispose]()
})

const wide = { width: 1280, height: 900 }
const narrow = { width: 390, height: 844 }
const allRules = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']

/** In one go: there are no frames, for which axe would open a page of its own each time. */
async function findViolations(page: Page, only?: 'colours'): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode()
  const { violations } = await (only ? axe.withRules('color-contrast') : axe.withTags(allRules)).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}

/** What axe finds in the light and in the dark, which differ in their colours alone. */
async function findInBothThemes(page: Page): Promise<{ light: string[]; dark: string[] }> {
  await page.emulateMedia({ colorScheme: 'light' })
  const light = await findViolations(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  return { light, dark: await findViolations(page, 'colours') }
}

const none = { light: [], dark: [] }

const excessWidth = (page: Page) => page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth))

for (const { name, path, ready } of listPlaces()) {
  test.skipIf(!canBrowse)(`the page "${name}" breaks no rule in either theme and fits a telephone`, async () => {
    const { page, problems } = watched
    await page.setViewportSize(wide)
    await page.goto(dashboard.addressOf(path))
    await ready(page)
    expect(await findInBothThemes(page)).toEqual(none)
    expect(await excessWidth(page)).toBe(0)

    await page.setViewportSize(narrow)
    expect(await excessWidth(page)).toBe(0)
    // Tables are cards there.
    if (await page.locator('table').count()) expect(await findViolations(page)).toEqual([])
    expect(problems).toEqual([])
  })
}

test.skipIf(!canBrowse)('the door breaks no rule in either theme', async () => {
  await using outside = await openPage(browser, { baseURL: dashboard.server.url, viewport: wide })
  await outside.page.goto('/dashboard')
  await outside.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await findInBothThemes(outside.page)).toEqual(none)
  expect(outside.problems).toEqual([])
})

test.skipIf(!canBrowse)('dialogs, the drawer and menus break no rule in either theme', async () => {
  const { page, problems } = watched
  await page.setViewportSize(narrow)
  await page.goto(dashboard.addressOf('app/users/mei'))
  const opened = [
    { button: 'Ban from app', role: 'dialog' },
    { button: 'Delete…', role: 'alertdialog' },
    { button: 'Open navigation', role: 'dialog' },
  ] as const
  for (const { button, role } of opened) {
    await page.getByRole('button', { name: button }).click()
    await page.getByRole(role).waitFor()
    expect({ button, ...(await findInBothThemes(page)) }).toEqual({ button, ...none })
    expect(await excessWidth(page)).toBe(0)
    if (button === 'Open navigation') break
    await page.keyboard.press('Escape')
    await page.getByRole(role).waitFor({ state: 'detached' })
  }
  await page.getByRole('button', { name: 'Account and appearance' }).click()
  await page.getByRole('menu').waitFor()
  expect(await findInBothThemes(page)).toEqual(none)
  expect(problems).toEqual([])
})

test.skipIf(!canBrowse)('a chosen theme stays chosen, whatever the system says', async () => {
  const { page } = watched
  const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
  await page.setViewportSize(wide)
  await page.goto(dashboard.addressOf(''))
  await page.getByRole('button', { name: 'Account and appearance' }).click()
  await page.getByRole('menuitemradio', { name: 'Light' }).click()
  expect(await scheme()).toBe('light')
  await page.reload()
  await page.getByRole('heading', { name: 'Apps' }).waitFor()
  expect(await scheme()).toBe('light')
  await page.getByRole('button', { name: 'Account and appearance' }).click()
  await page.getByRole('menuitemradio', { name: 'Like the system' }).click()
  expect(await scheme()).toBe('light dark')
})
