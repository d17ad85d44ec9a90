// The server is killed while somebody writes, and comes back: what it had acknowledged is there, once and in order.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { canBrowse, startBrowser } from '../browser.ts'
import { freshDirectory } from '../server-process.ts'
import { startDemo } from './demo.ts'

const general = 'messaging:general'
/** So high that every row is in the page, however the list saves on them. */
const high = { viewport: { width: 900, height: 6000 } }
const count = 40
let browser: Browser

beforeAll(async () => {
  if (canBrowse) browser = await startBrowser()
}, 120_000)
afterAll(() => browser?.close())

test.skipIf(!canBrowse)(
  'both pages recover from a SIGKILL in a burst of sends, and show what was acknowledged once and in order',
  async () => {
    await using data = await freshDirectory()
    await using first = await startDemo({ dataDir: data.path })
    const { port } = new URL(first.server.url)
    await using ana = await first.sit(browser, 'ana', general, high)
    await using ben = await first.sit(browser, 'ben', general, high)

    const acknowledged: string[] = []
    const someStored = Promise.withResolvers<void>()
    ana.page.on('response', async (response) => {
      if (response.request().method() !== 'POST' || !response.url().includes('/message?') || !response.ok()) return
      const body = await response.json().catch(() => undefined)
      if (!body) return
      acknowledged.push(body.message.id)
      if (acknowledged.length === 8) someStored.resolve()
    })
    for (let number = 1; number <= count; number++) await ana.say(`burst ${number}.`)
    await someStored.promise
    expect(await first.server.kill('SIGKILL')).toBe('SIGKILL')
    await ana.page.getByText(/^Reconnecting/).waitFor()
    await ben.page.getByText(/^Reconnecting/).waitFor()

    await using second = await startDemo({ dataDir: data.path, env: { PORT: port } })
    for (const { page } of [ana, ben]) {
      await page
        .locator(`.message[data-status="received"]`, { hasText: `burst ${count}.` })
        .waitFor({ timeout: 40_000 })
    }
    await ana.page.locator('.message:not([data-status="received"])').first().waitFor({ state: 'detached' })

    const { messages } = await second.api.call('ana', 'POST', '/channels/messaging/general/query', {
      state: true,
      messages: { limit: 100 },
    })
    const stored: string[] = messages.map(({ id }: { id: string }) => id)
    const texts = messages.map(({ text }: { text: string }) => text).filter((text: string) => text.startsWith('burst'))
    expect(texts).toEqual(Array.from({ length: count }, (_, index) => `burst ${index + 1}.`))
    expect(await ana.ids()).toEqual(stored)
    expect(await ben.ids()).toEqual(stored)
    expect(acknowledged.filter((id) => stored.filter((each) => each === id).length !== 1)).toEqual([])
    expect(acknowledged.length).toBeGreaterThanOrEqual(8)
    expect([...ana.problems, ...ben.problems]).toEqual([])
  },
  600_000,
)
