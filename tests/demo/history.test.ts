// A long history: little of it is in the page, and nothing jumps when more of it comes.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, Locator } from 'playwright-core'
import { canBrowse, startBrowser } from '../browser.ts'
import { type Demo, startDemo } from './demo.ts'

const count = 260
let browser: Browser
let demo: Demo

beforeAll(async () => {
  if (!canBrowse) return
  ;[browser, demo] = await Promise.all([startBrowser(), startDemo()])
  const data = { created_by_id: 'ana', members: ['ana', 'ben'], name: 'Long' }
  await demo.api.call('server', 'POST', '/channels/messaging/long/query', { data })
  for (let number = 1; number <= count; number++) await say(`line ${number}.${' and so on'.repeat(number % 23)}`)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await demo?.[Symbol.asyncDispose]()
})

const say = (text: string) => demo.api.call('ben', 'POST', '/channels/messaging/long/message', { message: { text } })
/** Some frames later all that has come is drawn and measured. */
const settle = `(async () => {
  for (let frame = 0; frame < 6; frame++) await new Promise(requestAnimationFrame)
})()`
const firstInSight = `[...document.querySelectorAll('.message')].find((row) => row.getBoundingClientRect().top > 120).dataset.id`
const top = async (row: Locator) => (await row.boundingBox())!.y

test.skipIf(!canBrowse)(
  'older pages come without moving what is read, and new messages count but do not pull down',
  async () => {
    await using ana = await demo.sit(browser, 'ana', 'messaging:long')
    const { page } = ana
    await ana.row(`line ${count}.`).waitFor()
    expect(await page.locator('.message').count()).toBeLessThan(60)

    const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const answered = Promise.withResolvers<void>()
    await page.route('**/long/query?*', async (route) => {
      asked.resolve()
      await answer.promise
      await route.fulfill({ response: await route.fetch() })
      answered.resolve()
    })
    const scrollTo = (px: number) =>
      page.locator('.message-scroller').evaluate((element, to) => Reflect.set(element, 'scrollTop', to), px)
    await scrollTo(100)
    await asked.promise
    await page.evaluate(settle)
    const kept = page.locator(`.message[data-id="${await page.evaluate(firstInSight)}"]`)
    const before = await top(kept)
    answer.resolve()
    await answered.promise
    await page.evaluate(settle)
    const moved = Math.abs((await top(kept)) - before)
    await page.unroute('**/long/query?*')
    while (!(await page.getByText('This is where Long begins.').isVisible())) {
      await scrollTo(0)
      await page.evaluate(settle)
    }
    expect(moved).toBeLessThanOrEqual(1)
    expect(await page.locator('.message').count()).toBeLessThan(200)

    const first = ana.row('line 1.')
    await first.waitFor()
    const at = await top(first)
    await say('news 1')
    await say('news 2')
    await page.getByRole('button', { name: 'Jump to the latest message, 2 new' }).waitFor()
    expect(await top(first)).toBe(at)
    await page.getByRole('button', { name: /^Jump to the latest/ }).click()
    await ana.row('news 2').waitFor()
    await page.getByRole('button', { name: /^Jump to the latest/ }).waitFor({ state: 'detached' })
    // Whoever is at the end stays there.
    await say('news 3')
    await ana.row('news 3').waitFor()
    expect(await ana.row('news 3').isVisible()).toBe(true)
    expect(ana.problems).toEqual([])
  },
  300_000,
)

test.skipIf(!canBrowse)(
  'the keyboard alone goes through channels and messages, and reacts',
  async () => {
    await using ana = await demo.sit(browser, 'ana')
    const { page } = ana
    await page.locator('.channel-row[data-cid="messaging:long"]').focus()
    await page.keyboard.press('End')
    const last = await page.locator('.channel-row[data-cid]').last().getAttribute('data-cid')
    expect(await page.locator('.channel-row:focus').getAttribute('data-cid')).toBe(last)
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await page.locator('.conversation .message').first().waitFor()
    await page.locator('.conversation .message[tabindex="0"]').focus()
    const from = await page.locator('.message:focus').getAttribute('data-id')
    await page.keyboard.press('ArrowUp')
    await page.locator(`.message:focus:not([data-id="${from}"])`).waitFor()
    const id = await page.locator('.message:focus').getAttribute('data-id')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'like' }).waitFor()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.locator(`.message[data-id="${id}"]`).getByRole('button', { name: 'love, 1: You' }).waitFor()
    expect(ana.problems).toEqual([])
  },
  300_000,
)
