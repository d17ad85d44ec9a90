// A long history: little of it is in the page, and nothing jumps when more of it comes.
import { expect, test } from 'bun:test'
import type { Locator } from 'playwright-core'
import { canBrowse } from '../browser.ts'
import { shareDemo } from './setting.ts'

const count = 260
const long = '/channels/messaging/long'
const setting = shareDemo(async (api) => {
  const data = { created_by_id: 'ana', members: ['ana', 'ben'], name: 'Long' }
  await api.call('server', 'POST', `${long}/query`, { data })
  for (let number = 1; number <= count; number++) {
    const text = `line ${number}.${' and so on'.repeat(number % 23)}`
    const quoted = number === count && { quoted_message_id: 'line-7' }
    await api.call('ben', 'POST', `${long}/message`, { message: { id: `line-${number}`, text, ...quoted } })
    if (number === 150) await api.call('ana', 'POST', `${long}/read`, { message_id: 'line-150' })
  }
})

const say = (text: string) => setting.api.call('ben', 'POST', `${long}/message`, { message: { text } })
/** Some frames later all that has come is drawn and measured. */
const settle = `(async () => {
  for (let frame = 0; frame < 6; frame++) await new Promise(requestAnimationFrame)
})()`
const firstInSight = `[...document.querySelectorAll('.message')].find((row) => row.getBoundingClientRect().top > 120).dataset.id`
const top = async (row: Locator) => (await row.boundingBox())!.y
/** Whether a row stands where one reads, and not at an edge. */
const isInSight = async (row: Locator) => {
  const y = await top(row)
  return y > 100 && y < 700
}

test.skipIf(!canBrowse)(
  'what is new far above is led to, and not before: the mark stands where it begins',
  async () => {
    await using ana = await setting.sit('ana', 'messaging:long')
    const { page } = ana
    await page.getByRole('button', { name: '110 new messages' }).click()
    await page.locator('.message[data-id="line-151"][data-found="true"]').waitFor()
    await page.locator('.unread-row').waitFor()
    await page.evaluate(settle)
    expect(await isInSight(ana.row('line 151.'))).toBe(true)
    expect(await page.locator('.unread-pill').count()).toBe(0)
    expect(ana.problems).toEqual([])
  },
  300_000,
)

test.skipIf(!canBrowse)(
  'older pages come without moving what is read, and new messages count but do not pull down',
  async () => {
    await using ana = await setting.sit('ana', 'messaging:long')
    const { page } = ana
    await ana.row(`line ${count}.`).waitFor()
    expect(await page.locator('.message').count()).toBeLessThan(60)

    let isAsked = false
    const [answer, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    await page.route('**/long/query?*', async (route) => {
      isAsked = true
      await answer.promise
      await route.fulfill({ response: await route.fetch() })
      answered.resolve()
    })
    const scrollTo = (px: number) =>
      page.locator('.message-scroller').evaluate((element, to) => Reflect.set(element, 'scrollTop', to), px)
    // The list may still be on its way to its end.
    while (!isAsked) {
      await scrollTo(100)
      await page.evaluate(settle)
    }
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
    await page.evaluate(settle)
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
    await using ana = await setting.sit('ana')
    const { page } = ana
    await page.locator('.channel-row[data-cid="messaging:long"]').focus()
    await page.keyboard.press('End')
    const last = await page.locator('.channel-row[data-cid]').last().getAttribute('data-cid')
    expect(await page.locator('.channel-row:focus').getAttribute('data-cid')).toBe(last)
    // A letter leads to the next name that begins with it.
    await page.keyboard.press('d')
    expect(await page.locator('.channel-row:focus').getAttribute('data-cid')).toBe('messaging:design')
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

test.skipIf(!canBrowse)(
  'a quote leads to a message that is not loaded, and back; so do its link and the history of the browser',
  async () => {
    await using ana = await setting.sit('ana', 'messaging:long')
    const { page } = ana
    const [quoting, quoted] = [ana.row(`line ${count}.`), ana.row('line 7.')]
    await quoting.locator('.quote button').click()
    await page.locator('.message[data-id="line-7"][data-found="true"]:focus').waitFor()
    await page.evaluate(settle)
    expect(await isInSight(quoted)).toBe(true)
    expect(await quoting.count()).toBe(0)
    expect(new URL(page.url()).searchParams.get('message')).toBe('line-7')

    // New messages go on at the end, and are not mixed into what is read.
    await say('meanwhile')
    await page.getByRole('button', { name: 'Jump to the latest message, 1 new' }).waitFor()
    await page.getByRole('button', { name: 'Back to where you were' }).click()
    await page.locator(`.message[data-id="line-${count}"][data-found="true"]`).waitFor()
    await page.goBack()
    await page.locator('.message[data-id="line-7"][data-found="true"]').waitFor()
    await page.getByRole('button', { name: /^Jump to the latest/ }).click()
    await ana.row('meanwhile').waitFor()
    expect(new URL(page.url()).searchParams.has('message')).toBe(false)

    const link = new URL(page.url())
    link.searchParams.set('message', 'line-100')
    await page.goto(link.href)
    await page.locator('.message[data-id="line-100"][data-found="true"]').waitFor()
    await page.evaluate(settle)
    expect(await isInSight(ana.row('line 100.'))).toBe(true)
    link.searchParams.set('message', 'never-said')
    await page.goto(link.href)
    await page.getByRole('alert').getByText(/./).waitFor()
    await ana.row('meanwhile').waitFor()
    expect(ana.problems).toEqual([])
  },
  300_000,
)

test.skipIf(!canBrowse)(
  'from where one has jumped the list goes on both ways, down to the newest message, and who writes is there at once',
  async () => {
    await using ana = await setting.sit('ana', 'messaging:long')
    const { page } = ana
    const link = new URL(page.url())
    link.searchParams.set('message', 'line-130')
    await page.goto(link.href)
    await page.locator('.message[data-id="line-130"][data-found="true"]').waitFor()
    const scroll = (px: number) =>
      page
        .locator('.message-scroller')
        .evaluate((element, by) => Reflect.set(element, 'scrollTop', Reflect.get(element, 'scrollTop') + by), px)
    const seen = new Set<number>()
    while ((await page.locator('.jump').count()) > 0) {
      for (const id of await ana.ids()) seen.add(Number(id.split('-')[1]))
      await scroll(600)
      await page.evaluate(settle)
    }
    for (const id of await ana.ids()) seen.add(Number(id.split('-')[1]))
    for (let number = 131; number <= count; number++) expect(seen).toContain(number)

    await page.goto(link.href)
    await page.locator('.message[data-id="line-130"][data-found="true"]').waitFor()
    await ana.say('from the middle')
    await ana.row('from the middle').waitFor()
    expect(await page.locator('.message[data-id="line-130"]').count()).toBe(0)
    expect(ana.problems).toEqual([])
  },
  300_000,
)
