// Takes docs/screenshots/demo-*.png: people who talk, light and dark, wide and narrow.
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { openPage } from '../tests/browser.ts'
import { type Demo, startDemo, takeSeat } from '../tests/demo/demo.ts'
import { talk } from '../tests/demo/lively.ts'

interface Scene {
  readonly name: string
  readonly query: string
  /** What has happened before somebody comes. */
  prepare?(demo: Demo): Promise<unknown>
  /** Brings the page to where the picture is taken. */
  ready(page: Page, demo: Demo): Promise<unknown>
}

const general = 'as=ana&channel=messaging:general'
const scenes: readonly Scene[] = [
  {
    name: 'list',
    query: 'as=ana',
    ready: (page) => page.locator('.channel-row[data-unread="true"]').first().waitFor(),
  },
  {
    name: 'conversation',
    query: general,
    async ready(page, { api }) {
      await page.locator('.message .readers').first().waitFor()
      await api.call('chloe', 'POST', '/channels/messaging/general/event', { event: { type: 'typing.start' } })
      await page.locator('.typing-line', { hasText: 'Chloé Martin is typing…' }).waitFor()
    },
  },
  {
    name: 'thread',
    query: general,
    async ready(page) {
      await page.getByRole('button', { name: '2 replies' }).click()
      await page.locator('.thread .message', { hasText: 'Please do!' }).waitFor()
    },
  },
  {
    name: 'completion',
    query: general,
    async ready(page) {
      await page.getByRole('textbox', { name: /^Message to/ }).pressSequentially('Tried it too :pa')
      await page.getByRole('option', { name: ':party:' }).waitFor()
    },
  },
  {
    name: 'unread',
    query: 'as=ana&channel=messaging:lunch',
    prepare: ({ api }) => api.call('ana', 'POST', '/channels/messaging/lunch/unread', { message_id: 'demo-9' }),
    ready: (page) => page.getByRole('button', { name: /new messages$/ }).waitFor(),
  },
  {
    name: 'jump',
    query: 'as=dev&channel=messaging:lunch',
    async ready(page) {
      await page.getByRole('button', { name: /Noodles again/ }).click()
      await page.mouse.move(0, 0)
      await page.locator('.message[data-found="true"]', { hasText: 'Noodles again' }).waitFor()
      await page.getByRole('button', { name: 'Back to where you were' }).waitFor()
    },
  },
  {
    name: 'new',
    query: 'as=dev',
    async ready(page) {
      await page.getByRole('button', { name: 'New conversation' }).click()
      await page.getByRole('checkbox', { name: 'Ben Okafor' }).check()
    },
  },
]

/** Every scene of the demo, on every screen in every theme. */
export async function takeDemo(
  browser: Browser,
  folder: string,
  screens: readonly { width: number; height: number }[],
) {
  await using demo = await startDemo()
  await talk(demo.api)
  const online = await Promise.all(['ben', 'chloe'].map((as) => demo.api.connect(as)))
  for (const viewport of screens) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const options = { viewport, colorScheme }
      const fileOf = (name: string) => join(folder, `demo-${name}-${colorScheme}-${viewport.width}.png`)
      await using door = await openPage(browser, { ...options, baseURL: demo.server.url })
      await door.page.goto('/demo/')
      await door.page.getByRole('button', { name: 'Ana Ruiz' }).waitFor()
      await door.page.screenshot({ path: fileOf('door') })
      for (const { name, query, prepare, ready } of scenes) {
        await prepare?.(demo)
        await using seat = await takeSeat(browser, `${demo.server.url}/demo/?${query}`, options)
        await ready(seat.page, demo)
        await seat.page.screenshot({ path: fileOf(name) })
      }
    }
  }
  for (const socket of online) socket.close()
}
