// `npm run screenshots`: takes docs/screenshots/*.png of a small lively app and of the demo, light and dark, wide and narrow.
// With a name, `dashboard` or `demo`, those of one only.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { openPage, startBrowser } from '../tests/browser.ts'
import { type Dashboard, startDashboard } from '../tests/dashboard/dashboard.ts'
import { fillWithPeople, talkAgain } from '../tests/dashboard/people.ts'
import { listPlaces } from '../tests/dashboard/places.ts'
import { takeDemo } from './demo-screenshots.ts'

const only = process.argv[2]
const folder = join(import.meta.dirname, '../docs/screenshots')
const screens = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
]
const shown = ['app', 'users', 'user', 'channels', 'channel', 'members', 'events', 'view-as', 'settings']

/** Every page that is shown, on one screen in one theme. */
async function takeAll(
  browser: Browser,
  dashboard: Dashboard,
  screen: (typeof screens)[number],
  theme: 'light' | 'dark',
) {
  const options = { viewport: screen, colorScheme: theme } as const
  const fileOf = (name: string) => join(folder, `dashboard-${name}-${theme}-${screen.width}.png`)
  await using outside = await openPage(browser, { ...options, baseURL: dashboard.server.url })
  await outside.page.goto('/dashboard')
  await outside.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await outside.page.screenshot({ path: fileOf('sign-in') })

  await using watched = await dashboard.open(browser, options)
  const { page } = watched
  for (const { name, path, ready } of listPlaces()) {
    if (!shown.includes(name)) continue
    await page.goto(dashboard.addressOf(path))
    await ready(page)
    if (name === 'events') {
      await page.locator('.live-mark-live').first().waitFor({ state: 'attached' })
      await talkAgain(dashboard.api)
      await page
        .getByRole('button', { name: /message\.new/ })
        .first()
        .click()
    }
    await page.screenshot({ path: fileOf(name) })
  }
}

async function takeDashboard(browser: Browser): Promise<void> {
  await using dashboard = await startDashboard()
  await fillWithPeople(dashboard.api)
  for (const screen of screens) {
    for (const theme of ['light', 'dark'] as const) await takeAll(browser, dashboard, screen, theme)
  }
}

await mkdir(folder, { recursive: true })
const browser = await startBrowser()
try {
  if (only !== 'demo') await takeDashboard(browser)
  if (only !== 'dashboard') await takeDemo(browser, folder, screens)
} finally {
  await browser.close()
}
