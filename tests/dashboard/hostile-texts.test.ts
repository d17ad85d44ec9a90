// Nothing that users write runs in the browser of the administrator who reads it.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { canBrowse, startBrowser } from '../browser.ts'
import { xssCorpus } from '../xss-corpus.ts'
import { type Dashboard, startDashboard } from './dashboard.ts'

// A browser shares its machine with all other suites.
setDefaultTimeout(120_000)

let browser: Browser
let dashboard: Dashboard

beforeAll(async () => {
  if (!canBrowse) return
  ;[browser, dashboard] = await Promise.all([startBrowser(), startDashboard()])
  await fillWithPayloads()
})

afterAll(async () => {
  await browser?.close()
  await dashboard?.[Symbol.asyncDispose]()
})

const perUserRequest = 100
const perPage = 50

/** Each payload as a name, a picture, custom data and a text, and some as names of channels and reasons of bans. */
async function fillWithPayloads(): Promise<void> {
  const { api } = dashboard
  const users = xssCorpus.map((payload, index) => ({
    id: `u${index}`,
    name: payload,
    image: payload,
    note: { [payload.slice(0, 60)]: payload },
  }))
  for (let from = 0; from < users.length; from += perUserRequest) {
    const part = users.slice(from, from + perUserRequest)
    await api.call('server', 'POST', '/users', { users: Object.fromEntries(part.map((user) => [user.id, user])) })
  }
  await Promise.all(
    xssCorpus.slice(0, 50).map((payload, index) =>
      api.call('server', 'POST', `/channels/messaging/c${index}/query`, {
        data: { created_by_id: 'u0', members: ['u0', `u${index}`], name: payload, note: payload },
      }),
    ),
  )
  await Promise.all(
    xssCorpus.map((payload, index) =>
      api.call('server', 'POST', '/channels/messaging/c0/message', {
        message: {
          text: payload,
          user_id: `u${index}`,
          attachments: [
            { type: payload.slice(0, 100), title: payload, title_link: payload, image_url: payload, fallback: payload },
          ],
        },
      }),
    ),
  )
  await api.call('server', 'POST', '/moderation/ban', {
    target_user_id: 'u1',
    banned_by_id: 'u0',
    reason: xssCorpus[3],
  })
}

/** Counts what runs; set before any script of the page. */
async function countHits(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript('window.hits = 0; window.hit = () => { window.hits++ }')
  return async () => Number(await page.evaluate('window.hits'))
}

test.skipIf(!canBrowse)('the canary itself is heard when markup runs', async () => {
  await using watched = await dashboard.open(browser)
  const hits = await countHits(watched.page)
  await watched.page.goto('about:blank')
  await watched.page.setContent('<img src=x onerror=hit()>')
  await watched.page.waitForFunction('window.hits > 0')
  expect(await hits()).toBe(1)
})

test.skipIf(!canBrowse)(
  `none of ${xssCorpus.length} payloads runs on any page, and the policy has nothing to stop`,
  async () => {
    await using watched = await dashboard.open(browser)
    const { page, problems } = watched
    const hits = await countHits(page)
    const look = async (path: string, text: string) => {
      await page.goto(dashboard.addressOf(`app${path}`))
      await page.getByText(text, { exact: false }).first().waitFor()
      expect({ path, hits: await hits(), problems }).toEqual({ path, hits: 0, problems: [] })
    }
    for (let number = 0; number * perPage < xssCorpus.length; number++) {
      await look(`/users?page=${number}`, `u${xssCorpus.length - 1 - number * perPage}`)
    }
    await look('/users/u1', xssCorpus[1]!)
    await look('/users/u4', xssCorpus[4]!)
    await look('/channels', 'messaging:c0')
    await look('/channels/messaging/c0?tab=members', 'u0')
    await look('/channels/messaging/c0?tab=settings', 'Created by')
    await look('/view-as?user=u0', xssCorpus[0]!)
    await look('/audit', 'Audit log')
  },
)

test.skipIf(!canBrowse)('a history of payloads is shown as it was written, back to its beginning', async () => {
  await using watched = await dashboard.open(browser)
  const { page, problems } = watched
  const hits = await countHits(page)
  await page.goto(dashboard.addressOf('app/channels/messaging/c0'))
  const older = page.getByRole('button', { name: 'Show older messages' })
  for (let shown = 50; shown < xssCorpus.length; shown += 50) {
    await page.locator(`.message >> nth=${shown - 1}`).waitFor()
    await older.click()
  }
  await page.locator(`.message >> nth=${xssCorpus.length - 1}`).waitFor()
  const texts = await page.locator('.message-text').allTextContents()
  expect(texts.toSorted()).toEqual(xssCorpus.toSorted())
  expect({ hits: await hits(), problems }).toEqual({ hits: 0, problems: [] })
})

test.skipIf(!canBrowse)('payloads in live events stay text, also when they are opened', async () => {
  await using watched = await dashboard.open(browser)
  const { page, problems } = watched
  const hits = await countHits(page)
  await page.goto(dashboard.addressOf('app/events'))
  await page.locator('.side-bar .live-mark-live').waitFor()
  const payload = xssCorpus[3]!
  await dashboard.api.call('server', 'POST', '/channels/messaging/c0/message', {
    message: { text: payload, user_id: 'u3' },
  })
  await page
    .getByRole('button', { name: /message\.new/ })
    .first()
    .click()
  await page.getByRole('region', { name: 'event' }).getByText(JSON.stringify(payload).slice(1, -1)).first().waitFor()
  expect({ hits: await hits(), problems }).toEqual({ hits: 0, problems: [] })
})
