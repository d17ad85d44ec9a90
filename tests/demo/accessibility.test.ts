// Every state of the demo, in both themes, through the eyes of axe: no violations; and nothing wider than its screen.
import { expect, test } from 'bun:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { canBrowse, openPage } from '../browser.ts'
import { shareDemo } from './setting.ts'

const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']
const setting = shareDemo(async (api) => {
  await api.call('ben', 'POST', '/channels/messaging/general/message', {
    message: {
      text: 'See `this` by @Ana Ruiz: https://example.com',
      mentioned_users: ['ana'],
      quoted_message_id: 'demo-1',
      attachments: [{ type: 'file', title: 'Plan.pdf', title_link: 'https://example.com/plan.pdf' }],
    },
  })
  await api.call('dev', 'PUT', '/messages/demo-8', { set: { pinned: true } })
  const lunch = '/channels/messaging/lunch/message'
  for (let number = 0; number < 40; number++)
    await api.call('ben', 'POST', lunch, { message: { text: `dish ${number}` } })
  await api.call('ben', 'POST', lunch, { message: { text: 'once more', quoted_message_id: 'demo-8' } })
})

/** All rules in light; in dark, where only colours are others, those about colours. */
async function expectNoViolations(page: Page, state: string): Promise<void> {
  const found: string[] = []
  const look = async (theme: string, axe: AxeBuilder) => {
    // Nothing here is in frames: looking without a page of its own for each result is several times as fast.
    const { violations } = await axe.setLegacyMode().analyze()
    for (const { id, nodes } of violations)
      for (const node of nodes) found.push(`${theme}, ${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await look('light', new AxeBuilder({ page }).withTags(tags))
  await page.emulateMedia({ colorScheme: 'dark' })
  await look('dark', new AxeBuilder({ page }).withRules(['color-contrast', 'link-in-text-block']))
  const overflow = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
  expect({ state, found, overflow }).toEqual({ state, found: [], overflow: false })
}

test.skipIf(!canBrowse)(
  'no state of a wide window breaks a rule, in light and in dark',
  async () => {
    await using door = await openPage(setting.browser, { baseURL: setting.url })
    await door.page.goto('/demo/')
    await door.page.getByRole('button', { name: 'Ana Ruiz' }).waitFor()
    await expectNoViolations(door.page, 'the door')

    await using ana = await setting.sit('ana')
    const { page } = ana
    await expectNoViolations(page, 'the list')
    await page.locator('.channel-row[data-cid="messaging:general"]').click()
    await ana.row('See this').waitFor()
    await expectNoViolations(page, 'a conversation')
    await ana.use('See this', 'React')
    await page.getByRole('menuitem', { name: 'like' }).waitFor()
    await expectNoViolations(page, 'the reactions to choose from')
    await page.keyboard.press('Escape')
    await ana.use('See this', 'More')
    await page.getByRole('menuitem', { name: 'Copy text' }).waitFor()
    await expectNoViolations(page, 'the menu of a message')
    await page.keyboard.press('Escape')
    await ana.use('See this', 'Reply in thread')
    await page.locator('.thread .message').first().waitFor()
    await expectNoViolations(page, 'a thread')
    for (const name of ['Members', 'New conversation']) {
      await page.getByRole('button', { name }).click()
      await page.getByRole('dialog').getByText('Ben Okafor').waitFor()
      await expectNoViolations(page, `the dialog ${name}`)
      await page.keyboard.press('Escape')
    }
    await ana.box.fill('hey @be')
    await page.getByRole('option').waitFor()
    await expectNoViolations(page, 'names to choose from')
    await ana.box.fill(':par')
    await page.getByRole('option').first().waitFor()
    await expectNoViolations(page, 'emoji to choose from')
    await ana.box.fill('/mute')
    await page.getByRole('option').waitFor()
    await ana.box.press('Enter')
    await page.getByText('Who? Name somebody with @').waitFor()
    await expectNoViolations(page, 'a command that is not complete')
    await page.route('**/message?*', (route) => route.fulfill({ status: 400, json: { code: 4, message: 'no' } }))
    await ana.say('does not go')
    await ana.row('does not go').getByText('Not sent').waitFor()
    await expectNoViolations(page, 'a message that failed')
    await page.unroute('**/message?*')

    await page.locator('.channel-row[data-cid="messaging:lunch"]').click()
    await page.getByRole('button', { name: /new messages$/ }).waitFor()
    await expectNoViolations(page, 'a conversation with much that is new')
    await page.getByRole('button', { name: /Soup or noodles/ }).click()
    await page.locator('.message[data-found="true"]').waitFor()
    await page.getByRole('button', { name: 'Back to where you were' }).waitFor()
    await expectNoViolations(page, 'a message that was jumped to')
    await page.getByRole('button', { name: 'Pinned messages' }).click()
    await page.getByRole('dialog').getByText('Soup or noodles').waitFor()
    await expectNoViolations(page, 'what is pinned')
    expect(ana.problems).toEqual([])
  },
  600_000,
)

test.skipIf(!canBrowse)(
  'no state of a telephone breaks a rule or its width, in light and in dark',
  async () => {
    const phone = { viewport: { width: 390, height: 844 } }
    await using chloe = await setting.sit('chloe', undefined, phone)
    const { page } = chloe
    await expectNoViolations(page, 'the list')
    await page.locator('.channel-row[data-cid="messaging:design"]').click()
    await page.getByRole('button', { name: '2 replies' }).click()
    await page.locator('.thread .message', { hasText: 'The calm one.' }).waitFor()
    await expectNoViolations(page, 'a thread')
    await page.getByRole('button', { name: 'Back to the conversation' }).click()
    await page.locator('.conversation .message').first().waitFor()
    await expectNoViolations(page, 'a conversation')
    await page.getByRole('button', { name: 'Back to the list' }).click()
    await page.locator('.channel-row[data-cid="messaging:general"]').waitFor()

    await setting.api.call('server', 'PATCH', '/channels/messaging/design', { set: { frozen: true } })
    await page.locator('.channel-row[data-cid="messaging:design"]').click()
    await page.getByText('This conversation is frozen.').waitFor()
    await page.context().setOffline(true)
    await page.getByText('You are offline').waitFor()
    await expectNoViolations(page, 'a closed composer, offline')
    await page.context().setOffline(false)
    await setting.api.call('server', 'PATCH', '/channels/messaging/design', { set: { frozen: false } })
    await chloe.box.waitFor()
    expect(chloe.problems).toEqual([])
  },
  600_000,
)
