// Every page in both themes through the eyes of axe, and on a telephone: no rule broken, nothing wider than the screen.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { canBrowse, openPage, startBrowser, type WatchedPage } from '../browser.ts'
import { type Dashboard, startDashboard } from './dashboard.ts'
import { fillWithPeople } from './people.ts'
import { listPlaces } from './places.ts'

// A browser shares its machine with all other suites.
setDefaultTimeout(120_000)

let browser: Browser
let dashboard: Dashboard
let watched: WatchedPage

beforeAll(async () => {
  if (!canBrowse) return
  ;[browser, dashboard] = await Promise.all([startBrowser(), startDashboard()])
  await fillWithPeople(dashboard.api)
  watched = await dashboard.open(browser)
})

afterAll(async () => {
  await browser?.close()
  await dashboard?.[Symbol.asyncDispose]()
})

const wide = { width: 1280, height: 900 }
const narrow = { width: 390, height: 844 }
const allRules = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']

/** In one go: there are no frames, for which axe would open a page of its own each time. */
async function findViolations(page: Page, within: string, only?: 'colours'): Promise<string[]> {
  const axe = new AxeBuilder({ page }).include(within).setLegacyMode()
  const { violations } = await (only ? axe.withRules('color-contrast') : axe.withTags(allRules)).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}

/** What axe finds in the light and in the dark, which differ in their colours alone. */
async function findInBothThemes(page: Page, within = 'html'): Promise<{ light: string[]; dark: string[] }> {
  await page.emulateMedia({ colorScheme: 'light' })
  const light = await findViolations(page, within)
  await page.emulateMedia({ colorScheme: 'dark' })
  return { light, dark: await findViolations(page, within, 'colours') }
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
    if (await page.locator('table').count()) expect(await findViolations(page, 'html')).toEqual([])
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

const opened = [
  { buttons: ['Ban from app'], role: 'dialog' },
  { buttons: ['Delete…'], role: 'alertdialog' },
  { buttons: ['Open navigation'], role: 'dialog' },
  { buttons: ['Open navigation', 'Account and appearance'], role: 'menu' },
] as const

for (const { buttons, role } of opened) {
  test.skipIf(!canBrowse)(`what opens upon ${buttons.join(', ')} breaks no rule in either theme`, async () => {
    const { page, problems } = watched
    await page.setViewportSize(narrow)
    await page.goto(dashboard.addressOf('app/users/mei'))
    for (const name of buttons) await page.getByRole('button', { name }).click()
    await page.getByRole(role).waitFor()
    expect(await findInBothThemes(page, `[role=${role}]`)).toEqual(none)
    expect(await excessWidth(page)).toBe(0)
    expect(problems).toEqual([])
  })
}

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
