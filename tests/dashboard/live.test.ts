// What happens elsewhere shows up by itself, and what is done here happens everywhere.
import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import type { Api } from '../api.ts'
import { canBrowse, startBrowser, type WatchedPage } from '../browser.ts'
import { type Dashboard, startDashboard } from './dashboard.ts'
import { fillWithPeople } from './people.ts'

// A browser shares its machine with all other suites.
setDefaultTimeout(120_000)

let browser: Browser
let dashboard: Dashboard
let api: Api
let watched: WatchedPage
let page: Page

beforeAll(async () => {
  if (!canBrowse) return
  ;[browser, dashboard] = await Promise.all([startBrowser(), startDashboard()])
  api = dashboard.api
  await fillWithPeople(api)
  watched = await dashboard.open(browser)
  page = watched.page
})

afterAll(async () => {
  await browser?.close()
  await dashboard?.[Symbol.asyncDispose]()
})

beforeEach(() => {
  if (watched) expect(watched.problems).toEqual([])
})

const live = test.skipIf(!canBrowse)
const toast = (text: string) => page.locator('.toast', { hasText: text }).first().waitFor()

/** Opens a page and waits until it hears. */
async function visit(path: string): Promise<void> {
  await page.goto(dashboard.addressOf(path))
  await page.locator('.side-bar .live-mark-live').waitFor()
}

async function channel(): Promise<{
  members: { user_id: string; channel_role: string }[]
  channel: { frozen: boolean }
}> {
  return api.call('server', 'GET', '/channels/messaging/design')
}

live('who is made, banned or comes online elsewhere shows up in the open table', async () => {
  await visit('app/users')
  await page.getByRole('link', { name: 'Mei Tanaka' }).waitFor()
  await api.call('server', 'POST', '/users', { users: { zoe: { id: 'zoe', name: 'Zoe Park' } } })
  await api.call('server', 'POST', '/moderation/ban', { target_user_id: 'mei', banned_by_id: 'ada' })
  const row = (name: string) => page.getByRole('row', { name: new RegExp(name) })
  await row('Mei Tanaka').getByText('Banned').waitFor()
  await row('Zoe Park').waitFor()
  const socket = await api.connect('omar')
  await row('Omar Haddad').getByText('Online').waitFor()
  socket.close()
  await api.call('server', 'DELETE', '/moderation/ban?target_user_id=mei')
})

live('a search finds by the beginnings of words, is kept in the address, and can be undone', async () => {
  await visit('app/users')
  await page.getByLabel('Search users').fill('hop')
  await page.getByRole('link', { name: 'Mei Tanaka' }).waitFor({ state: 'detached' })
  expect(await page.locator('tbody .row-link').allTextContents()).toEqual(['Grace Hopper'])
  expect(new URL(page.url()).search).toBe('?text=hop')
  await page.getByLabel('Search users').fill('')
  await page.getByRole('link', { name: 'Mei Tanaka' }).waitFor()
})

live('a message sent elsewhere appears, one is sent as a user, and one is deleted for good', async () => {
  await visit('app/channels/messaging/design')
  await page.getByText('True, cut it in half.').waitFor()
  await api.call('server', 'POST', '/channels/messaging/design/message', {
    message: { text: 'Heard live', user_id: 'rosa' },
  })
  await page.locator('.message', { hasText: 'Heard live' }).waitFor()

  await page.getByLabel('As user').fill('yara')
  await page.getByLabel('Message', { exact: true }).fill('Sent by hand')
  await page.getByRole('button', { name: 'Send' }).click()
  const sent = page.locator('.message', { hasText: 'Sent by hand' })
  await sent.getByRole('link', { name: 'Yara Costa' }).waitFor()

  const remove = sent.getByRole('button', { name: 'Delete message' })
  await remove.click()
  await page.getByRole('alertdialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
  expect(await remove.evaluate((button) => button === document.activeElement)).toBe(true)
  await remove.click()
  await page.getByLabel('Erase for good').check()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete message' }).click()
  await sent.waitFor({ state: 'detached' })

  await page.getByLabel('As user').fill('not an id!')
  await page.getByLabel('Message', { exact: true }).fill('x')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.locator('.send-as .problem').waitFor()
})

live('members are added, promoted, banned and removed, and a stranger is refused', async () => {
  await visit('app/channels/messaging/design?tab=members')
  await page.getByLabel('Add a member').fill('grace')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('row', { name: /Grace Hopper/ }).waitFor()
  await page.getByLabel('Role of Grace Hopper').selectOption('channel_moderator')
  await toast('Grace Hopper is now channel_moderator')
  expect((await channel()).members).toContainEqual(
    expect.objectContaining({ user_id: 'grace', channel_role: 'channel_moderator' }),
  )

  await page.getByRole('button', { name: 'Ban Rosa Jiménez' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Ban', exact: true }).click()
  await page.getByRole('row', { name: /Rosa/ }).getByText('Banned').waitFor()

  await page.getByRole('button', { name: 'Remove Grace Hopper' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  // Behind an open dialog nothing has a role, so that first of all it must be gone.
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
  await page.getByRole('row', { name: /Grace Hopper/ }).waitFor({ state: 'detached' })
  expect((await channel()).members.map(({ user_id }) => user_id)).not.toContain('grace')

  await page.getByLabel('Add a member').fill('nobody-here')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.locator('.inline-form .problem').waitFor()
})

live('a channel is frozen, truncated and deleted, each as far as one says so', async () => {
  await visit('app/channels/messaging/design?tab=settings')
  await page.getByRole('button', { name: 'Freeze' }).click()
  await page.locator('.page-head').getByText('Frozen').waitFor()
  expect((await channel()).channel.frozen).toBe(true)
  await page.getByRole('button', { name: 'Unfreeze' }).click()
  await page.locator('.page-head').getByText('Frozen').waitFor({ state: 'detached' })

  const confirm = async (phrase: string, action: string) => {
    await page.getByLabel('Type messaging:design to confirm').fill(phrase)
    await page.getByRole('alertdialog').getByRole('button', { name: action }).click()
  }
  await page.getByRole('button', { name: 'Truncate…' }).click()
  await confirm('design', 'Truncate channel')
  await page.getByText('This must read exactly messaging:design').waitFor()
  await confirm('messaging:design', 'Truncate channel')
  await toast('Channel truncated')
  await page.getByRole('tab', { name: 'Messages' }).click()
  await page.getByText('Nothing has been said here').waitFor()

  await page.getByRole('tab', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Delete…' }).click()
  await confirm('messaging:design', 'Delete channel')
  await page.getByRole('heading', { name: 'Channels', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'General' }).waitFor()
  expect(await page.getByRole('link', { name: 'Design reviews' }).count()).toBe(0)
})

live('live events can be paused, filtered and opened; what came meanwhile is there afterwards', async () => {
  await visit('app/events')
  const say = (text: string) =>
    api.call('server', 'POST', '/channels/messaging/general/message', { message: { text, user_id: 'ada' } })
  await say('first')
  const news = page.getByRole('button', { name: /message\.new/ })
  await news.waitFor()
  await page.getByRole('button', { name: 'Pause' }).click()
  await say('second')
  await page
    .getByText(/Paused, \d+ waiting/)
    .and(page.locator('.page-lead'))
    .waitFor()
  await page.waitForFunction(() => !/ 0 waiting/.test(document.querySelector('.page-lead')?.textContent ?? ''))
  expect(await news.count()).toBe(1)
  await page.getByRole('button', { name: 'Go on' }).click()
  await news.nth(1).waitFor()

  await page.getByLabel('Type').fill('message.new')
  await page.getByLabel('User').fill('nobody')
  await page.getByText('Nothing heard matches').waitFor()
  await page.getByLabel('User').fill('ada')
  await news.first().click()
  await page.getByRole('region', { name: 'event' }).getByText('"text": "second"').waitFor()
})

live('viewing as a user shows their channels alone, and marks nothing as read', async () => {
  const unread = async () => {
    const { channels } = await api.call('sven', 'POST', '/channels', {
      filter_conditions: { members: { $in: ['sven'] } },
    })
    return channels.map(({ read }: { read: { user: { id: string }; unread_messages: number }[] }) =>
      read.find(({ user }) => user.id === 'sven'),
    )
  }
  const before = await unread()
  await visit('app/view-as?user=sven')
  await page.getByRole('button', { name: /^General/ }).click()
  await page.locator('.look-channel').getByText('Good morning!').waitFor()
  expect(await page.locator('.look-name').allTextContents()).toEqual(
    expect.arrayContaining(['General', 'Support #4711: Cannot upload a photo', 'Lunch']),
  )
  expect(await page.locator('.look-name').count()).toBe(3)
  expect(await unread()).toEqual(before)

  await visit('app/view-as?user=nobody-here')
  await page.getByRole('alert').waitFor()
})

live('a setting is saved, and only the one that was changed', async () => {
  await visit('app/settings')
  await page.getByLabel('No guests').check()
  await page.getByRole('button', { name: 'Save' }).click()
  await toast('Settings saved')
  const { app } = await api.call('server', 'GET', '/app')
  expect([app.guest_user_creation_disabled, app.multi_tenant_enabled]).toEqual([true, false])
  expect(watched.problems).toEqual([])
})
