// Writing: what sends, what does not, and what becomes of a message that cannot be sent.
import { expect, test } from 'bun:test'
import { canBrowse } from '../browser.ts'
import { shareDemo } from './setting.ts'

const general = 'messaging:general'
const setting = shareDemo()

test.skipIf(!canBrowse)(
  'Enter sends, but not while a word is being composed; Shift and Enter begin a line',
  async () => {
    await using ana = await setting.sit('ana', general)
    const keyboard = await ana.page.context().newCDPSession(ana.page)
    await ana.box.click()
    await keyboard.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 })
    // The key that ends a composition reaches the page as one that somebody else has taken.
    const taken = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 }
    await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...taken })
    await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...taken })
    expect(await ana.box.inputValue()).toBe('にほん')
    await keyboard.send('Input.insertText', { text: '日本' })
    await ana.page.keyboard.press('Shift+Enter')
    await ana.page.keyboard.type('zwei')
    expect(await ana.box.inputValue()).toBe('日本\nzwei')
    expect(await ana.row('日本').count()).toBe(0)
    await ana.page.keyboard.press('Enter')
    await ana.row('日本').waitFor()
    expect(await ana.row('日本').locator('.text').textContent()).toBe('日本\nzwei')
    expect(await ana.box.inputValue()).toBe('')
    expect(ana.problems).toEqual([])
  },
  300_000,
)

test.skipIf(!canBrowse)(
  'a message that fails says why, is not seen by others, and is sent once when it is sent again',
  async () => {
    await using ana = await setting.sit('ana', general)
    await using ben = await setting.sit('ben', general)
    const refusal = { code: 4, message: 'SendMessage failed with error: "not today"', StatusCode: 400, duration: '1ms' }
    await ana.page.route('**/message?*', (route) => route.fulfill({ status: 400, json: refusal }))
    await ana.say('second thoughts')
    await ana.row('second thoughts').getByText('Not sent. not today').waitFor()
    await ana.say('better not')
    await ana.row('better not').getByRole('button', { name: 'Discard' }).click()
    await ana.row('better not').waitFor({ state: 'detached' })
    await ana.page.unroute('**/message?*')
    expect(await ben.row('second thoughts').count()).toBe(0)
    await ana.row('second thoughts').getByRole('button', { name: 'Send again' }).click()
    await ben.row('second thoughts').waitFor()
    await ana.page.locator('.message[data-status="received"]', { hasText: 'second thoughts' }).waitFor()
    expect(await ana.row('second thoughts').count()).toBe(1)
    expect([...ana.problems, ...ben.problems]).toEqual([])
  },
  300_000,
)

test.skipIf(!canBrowse)(
  'a name behind an @ is completed by keyboard, and who is mentioned stands out',
  async () => {
    await using ana = await setting.sit('ana', general)
    await ana.box.pressSequentially('ask @be')
    await ana.page.getByRole('option', { name: 'Ben Okafor' }).waitFor()
    await ana.box.press('Enter')
    expect(await ana.box.inputValue()).toBe('ask @Ben Okafor ')
    await ana.box.press('Enter')
    await ana.page.locator('.message .mention', { hasText: '@Ben Okafor' }).waitFor()
    // Without anybody of that name Enter sends as ever.
    await ana.box.pressSequentially('and @xyz')
    await ana.box.press('Enter')
    await ana.row('and @xyz').waitFor()
    expect(await ana.row('and @xyz').locator('.mention').count()).toBe(0)
  },
  300_000,
)

test.skipIf(!canBrowse)(
  'an emoji behind a colon and a command behind a slash are completed by keyboard and by pointer',
  async () => {
    await using ana = await setting.sit('ana', general)
    const { page, box } = ana
    await box.pressSequentially('well done :par')
    await page.getByRole('option', { name: ':party:' }).waitFor()
    expect(await box.getAttribute('aria-activedescendant')).toBe(
      await page.getByRole('option').first().getAttribute('id'),
    )
    await box.press('ArrowDown')
    await box.press('ArrowUp')
    await box.press('Tab')
    expect(await box.inputValue()).toBe('well done 🎉 ')
    await box.pressSequentially(':rock')
    await page.getByRole('option', { name: ':rocket:' }).click()
    await box.pressSequentially('and :tada:')
    expect(await box.inputValue()).toBe('well done 🎉 🚀 and 🎉')
    // Whoever closes the list writes on as before.
    await box.pressSequentially(' :coff')
    await page.getByRole('option').waitFor()
    await box.press('Escape')
    await page.getByRole('option').waitFor({ state: 'detached' })
    await box.press('Enter')
    await ana.row('well done 🎉 🚀 and 🎉 :coff').waitFor()

    await box.pressSequentially('/mu')
    await page.getByRole('option', { name: '/mute' }).waitFor()
    await box.press('Enter')
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
    await page.getByText('Who? Name somebody with @').waitFor()
    await box.pressSequentially('@be')
    await page.getByRole('option', { name: 'Ben Okafor' }).click()
    await box.press('Enter')
    await page.getByText('Ben Okafor is muted for you.').waitFor()
    expect(await ana.row('/mute').count()).toBe(0)
    await ana.say('/unmute @Ben Okafor')
    await page.getByText('Ben Okafor is no longer muted for you.').waitFor()
    // What is no command is said as it stands.
    await ana.say('/etc is a folder')
    await ana.row('/etc is a folder').waitFor()
    expect(ana.problems).toEqual([])
  },
  300_000,
)

test.skipIf(!canBrowse)(
  'what was begun and not sent is there after a reload, for who began it and where, and gone once it is sent',
  async () => {
    await using ana = await setting.sit('ana', general)
    const { page } = ana
    await ana.box.fill('half a thought')
    await page.locator('.channel-row[data-cid="messaging:lunch"]').click()
    await page.locator('.channel-row', { hasText: 'Draft: half a thought' }).waitFor()
    expect(await ana.box.inputValue()).toBe('')
    await page.reload()
    await page.locator('.channel-row[data-cid="messaging:general"]', { hasText: 'Draft: half a thought' }).click()
    await page.getByRole('textbox', { name: 'Message to General' }).waitFor()
    expect(await ana.box.inputValue()).toBe('half a thought')

    // Another tab of hers shows it, one of somebody else does not.
    const other = await page.context().newPage()
    await other.goto(page.url())
    const otherBox = other.getByRole('textbox', { name: 'Message to General' })
    await otherBox.waitFor()
    expect(await otherBox.inputValue()).toBe('half a thought')
    await other.goto(page.url().replace('as=ana', 'as=ben'))
    await other.locator('.sidebar-me', { hasText: 'Ben Okafor' }).waitFor()
    await otherBox.waitFor()
    expect(await otherBox.inputValue()).toBe('')
    // A tab behind another one is not drawn anew by itself.
    await page.bringToFront()
    await ana.box.press('Enter')
    await page.locator('.message[data-status="received"]', { hasText: 'half a thought' }).waitFor()
    await page.reload()
    await ana.row('half a thought').waitFor()
    expect(await ana.box.inputValue()).toBe('')
    expect(ana.problems).toEqual([])
  },
  300_000,
)

test.skipIf(!canBrowse)(
  'a text that is too long says so and is not sent',
  async () => {
    await using ana = await setting.sit('ana', general)
    await ana.box.fill('x'.repeat(5001))
    await ana.page.getByText('-1 characters left').waitFor()
    expect(await ana.page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
    await ana.box.press('Enter')
    expect(await ana.box.inputValue()).toHaveLength(5001)
    await ana.box.fill(`fits ${'x'.repeat(4995)}`)
    await ana.box.press('Enter')
    await ana.row('fits xxx').waitFor()
  },
  300_000,
)
