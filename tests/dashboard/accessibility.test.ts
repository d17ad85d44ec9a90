// Every page, in both themes, wide and narrow, through the eyes of axe: no violations.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { canBrowse, openPage, startBrowser } from '../browser.ts'
import { type Dashboard, startDashboard } from './dashboard.ts'
import { fillWithPeople } from './people.ts'
import { listPlaces } from './places.ts'

let browser: Browser
let dashboard: Dashboard

beforeAll(async () => {
  if (!canBrowse) return
  ;[browser, dashboard] = await Promise.all([startBrowser(), startDashboard()])
  await fillWithPeople(dashboard.api)
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await dashboard?.[Symbol.asyncDispose]()
})

async function findViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`),
  )
}

const hasOverflow = () => document.documentElement.scrollWidth > document.documentElement.clientWidth

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 390]) {
    test.skipIf(!canBrowse)(
      `no page breaks a rule or its width: ${colorScheme}, ${width} pixels wide`,
      async () => {
        await using watched = await dashboard.open(browser, { colorScheme, viewport: { width, height: 900 } })
        const { page, problems } = watched
        for (const place of listPlaces(dashboard)) {
          await page.goto(place.url)
          await place.ready(page)
          const violations = width === 1280 || place.name === 'users' ? await findViolations(page) : []
          expect({ place: place.name, violations, overflow: await page.evaluate(hasOverflow) }).toEqual({
            place: place.name,
            violations: [],
            overflow: false,
          })
        }
        expect(problems).toEqual([])
      },
      30_000,
    )
  }

  test.skipIf(!canBrowse)(
    `the door, an open dialog, menu and drawer break no rule: ${colorScheme}`,
    async () => {
      await using outside = await openPage(browser, { baseURL: dashboard.server.url, colorScheme })
      await outside.page.goto('/dashboard')
      await outside.page.getByRole('heading', { name: 'Sign in' }).waitFor()
      expect(await findViolations(outside.page)).toEqual([])

      await using watched = await dashboard.open(browser, { colorScheme, viewport: { width: 390, height: 844 } })
      const { page } = watched
      await page.goto(`${dashboard.appUrl}/users/mei`)
      await page.getByRole('button', { name: 'Ban from app' }).click()
      await page.getByRole('dialog', { name: /Ban/ }).waitFor()
      expect(await findViolations(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Delete…' }).click()
      await page.getByRole('alertdialog').waitFor()
      expect(await findViolations(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Open navigation' }).click()
      await page.getByRole('dialog', { name: 'Navigation' }).waitFor()
      expect(await findViolations(page)).toEqual([])
      await page.getByRole('button', { name: 'Account and appearance' }).click()
      await page.getByRole('menu').waitFor()
      expect(await findViolations(page)).toEqual([])
    },
    30_000,
  )
}
