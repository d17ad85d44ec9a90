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
