// Two people in two browsers: whatever one of them does, the other sees.
import { expect, test } from 'bun:test'
import { canBrowse } from '../browser.ts'
import { shareDemo } from './setting.ts'

const general = 'messaging:general'
const setting = shareDemo()

test.skipIf(!canBrowse)('somebody is chosen at the door, and stays chosen in that tab only', async () => {
  await using ana = await setting.sit('ana')
  await ana.page.getByRole('button', { name: 'Be somebody else' }).click()
  await ana.page.getByRole('button', { name: 'Ben Okafor' }).click()
  await ana.page.locator('.sidebar-me', { hasText: 'Ben Okafor' }).waitFor()
  await ana.page.goto(`${setting.url}/demo/`)
  await ana.page.locator('.sidebar-me', { hasText: 'Ben Okafor' }).waitFor()
  const other = await ana.page.context().newPage()
  await other.goto(`${setting.url}/demo/`)
  await other.getByRole('heading', { name: 'Who are you today?' }).waitFor()
  expect(ana.problems).toEqual([])
})

test.skipIf(!canBrowse)(
  'messages, typing, reads, reactions, edits and deletes reach the other at once',
  async () => {
    await using ana = await setting.sit('ana', general)
    await using ben = await setting.sit('ben', general)

    await ben.box.pressSequentially('on my')
    await ana.page.locator('.typing-line', { hasText: 'Ben Okafor is typing…' }).waitFor()
    await ana.page.locator('.channel-row', { hasText: 'Ben Okafor is typing…' }).waitFor()
    await ben.say('on my way')
    await ana.row('on my way').waitFor()
    await ana.page.locator('.typing-line[data-typing="false"]').first().waitFor()
    await ben.row('on my way').getByText('Read by').and(ben.page.getByText('Ana Ruiz')).waitFor()

    await ana.use('on my way', 'React')
    await ana.page.getByRole('menuitem', { name: 'party' }).click()
    const reaction = ben.row('on my way').getByRole('button', { name: 'party, 1: Ana Ruiz' })
    await reaction.click()
    await ana.row('on my way').getByRole('button', { name: 'party, 2: You, Ben Okafor', pressed: true }).click()
    await ben.row('on my way').getByRole('button', { name: 'party, 1: You', pressed: true }).waitFor()

    await ben.box.press('ArrowUp')
    await ben.page.getByRole('textbox', { name: 'Edit the message' }).fill('on my way, five minutes')
    await ben.page.getByRole('textbox', { name: 'Edit the message' }).press('Enter')
    await ana.row('five minutes').getByText('edited').waitFor()

    await ana.use('five minutes', 'Quote')
    await ana.say('take your time')
    await ben.row('take your time').locator('.quote', { hasText: 'five minutes' }).waitFor()

    await ben.use('on my way, five minutes', 'More')
    await ben.page.getByRole('menuitem', { name: 'Delete' }).click()
    await ben.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await ana.row('take your time').locator('.quote', { hasText: 'Message deleted' }).waitFor()
    expect(await ana.page.getByText('five minutes').count()).toBe(0)
    // What is somebody else's cannot be deleted or edited.
    await ben.use('take your time', 'More')
    await ben.page.getByRole('menuitem', { name: 'Copy text' }).waitFor()
    expect(await ben.page.getByRole('menuitem', { name: /Edit|Delete/ }).count()).toBe(0)
    expect([...ana.problems, ...ben.problems]).toEqual([])
  },
  300_000,
)

test.skipIf(!canBrowse)(
  'a thread has its replies to itself, and those in the channel that are meant for it',
  async () => {
    await using ana = await setting.sit('ana', general)
    await using ben = await setting.sit('ben', general)
    await ana.say('Shall we meet on Friday?')
    await ben.use('Shall we meet on Friday?', 'Reply in thread')
    const reply = ben.page.getByRole('textbox', { name: 'Reply in the thread' })
    await reply.fill('Only between us')
    await reply.press('Enter')
    await ana.row('Shall we meet on Friday?').getByRole('button', { name: '1 reply' }).click()
    await ana.page.locator('.thread .message', { hasText: 'Only between us' }).waitFor()
    await reply.pressSequentially('wait')
    await ana.page.locator('.thread .typing-line', { hasText: 'Ben Okafor is typing…' }).waitFor()
    await ben.page.getByRole('checkbox', { name: 'Also send to the channel' }).check()
    await reply.fill('For everybody')
    await reply.press('Enter')
    await ana.row('For everybody').waitFor()
    await ana.page.locator('.thread .message', { hasText: 'For everybody' }).waitFor()
    expect(await ana.row('Only between us').count()).toBe(0)
    expect([...ana.problems, ...ben.problems]).toEqual([])
  },
  300_000,
)

test.skipIf(!canBrowse)(
  'what is pinned is marked for everybody, and the list of pins leads to it',
  async () => {
    await using ana = await setting.sit('ana', general)
    await using ben = await setting.sit('ben', general)
    await ana.say('to be found again')
    await ben.use('to be found again', 'More')
    await ben.page.getByRole('menuitem', { name: 'Pin for everybody' }).click()
    await ana.row('to be found again').getByText('Pinned by Ben Okafor').waitFor()
    await ana.page.getByRole('button', { name: 'Pinned messages' }).click()
    await ana.page.getByRole('dialog').getByText('to be found again').click()
    await ana.page.locator('.message[data-found="true"]', { hasText: 'to be found again' }).waitFor()
    await ben.use('to be found again', 'More')
    await ben.page.getByRole('menuitem', { name: 'Unpin' }).click()
    await ana.page.getByRole('button', { name: 'Pinned messages' }).waitFor({ state: 'detached' })
    expect([...ana.problems, ...ben.problems]).toEqual([])
  },
  300_000,
)

test.skipIf(!canBrowse)(
  'unread messages are counted until they are seen, and again when they are marked',
  async () => {
    await using ana = await setting.sit('ana', 'messaging:lunch')
    await using ben = await setting.sit('ben', general)
    const row = ana.page.locator(`.channel-row[data-cid="${general}"]`)
    await row.click()
    await ana.page.locator('.conversation-title', { hasText: 'General' }).waitFor()
    await ana.page.locator('.channel-row[data-cid="messaging:lunch"]').click()
    await ben.say('one for later, @Ana Ruiz')
    await row.locator('.badge', { hasText: '1' }).waitFor()
    await row.locator('.badge', { hasText: 'you are mentioned' }).waitFor()
    expect(await ana.page.title()).toMatch(/^\(\d+\) Lunch/)
    await row.click()
    await ana.page.locator('.unread-row').waitFor()
    await row.locator('.badge').first().waitFor({ state: 'detached' })
    // The divider stays where it was, though all is read.
    await ana.page.locator('.unread-row').waitFor()

    await ana.use('one for later', 'More')
    await ana.page.getByRole('menuitem', { name: 'Mark unread from here' }).click()
    await row.locator('.badge', { hasText: '1' }).waitFor()

    await ana.page.getByRole('button', { name: 'Mute' }).click()
    await ana.page.getByRole('button', { name: 'Unmute' }).waitFor()
    await row.locator('.badge[data-muted="true"]').waitFor()
    await ben.say('nobody hears')
    await ana.row('nobody hears').waitFor()
    expect(await row.locator('.badge[data-muted]').textContent()).toBe('1 unread')
    await ana.page.getByRole('button', { name: 'Unmute' }).click()
    await ana.page.getByRole('button', { name: 'Mute', exact: true }).waitFor()
    expect([...ana.problems, ...ben.problems]).toEqual([])
  },
  300_000,
)

test.skipIf(!canBrowse)(
  'whoever is written to for the first time has the conversation in their list, with the presence of the other',
  async () => {
    await using dev = await setting.sit('dev')
    await using chloe = await setting.sit('chloe')
    await dev.page.getByRole('button', { name: 'New conversation' }).click()
    await dev.page.getByRole('checkbox', { name: 'Chloé Martin' }).check()
    await dev.page.getByRole('button', { name: 'Write to them' }).click()
    await dev.say('Hello Chloé')
    await chloe.page.locator('.channel-row', { hasText: 'Dev Patel: Hello Chloé' }).click()
    await chloe.row('Hello Chloé').waitFor()
    await chloe.page.locator('.conversation-title', { hasText: 'online' }).waitFor()
    await dev[Symbol.asyncDispose]()
    await chloe.page.locator('.conversation-title', { hasText: 'not here now' }).waitFor()

    await chloe.page.getByRole('searchbox').fill('dev')
    await chloe.page.locator('.channel-row mark', { hasText: 'Dev' }).waitFor()
    expect(await chloe.page.locator('.channel-row[data-cid]').count()).toBe(1)
    await chloe.page.getByRole('searchbox').fill('nobody of this name')
    await chloe.page.getByRole('heading', { name: 'Nothing found' }).waitFor()
    expect(chloe.problems).toEqual([])
  },
  300_000,
)

test.skipIf(!canBrowse)(
  'who may not write reads why, and who may again can at once',
  async () => {
    await using ben = await setting.sit('ben', 'messaging:lunch')
    const ban = { target_user_id: 'ben', banned_by_id: 'ana', channel_cid: 'messaging:lunch' }
    await ben.box.waitFor()
    await setting.api.call('server', 'POST', '/moderation/ban', ban)
    await ben.page.getByText('You are banned here.').waitFor()
    expect(await ben.box.count()).toBe(0)
    await setting.api.call('server', 'DELETE', '/moderation/ban?target_user_id=ben&channel_cid=messaging:lunch')
    await ben.say('I am back')
    await ben.row('I am back').waitFor()

    await setting.api.call('server', 'PATCH', '/channels/messaging/lunch', { set: { frozen: true } })
    await ben.page.getByText('This conversation is frozen.').waitFor()
    await setting.api.call('server', 'PATCH', '/channels/messaging/lunch', {
      set: { frozen: false, cooldown: 60 },
    })
    await ben.say('slowly')
    await ben.page.getByText(/Slow mode: you can write again in \d+ s/).waitFor()
    await ben.box.fill('too fast')
    expect(await ben.page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
    await setting.api.call('server', 'PATCH', '/channels/messaging/lunch', { set: { cooldown: 0 } })
    await ben.box.press('Enter')
    await ben.row('too fast').waitFor()
    expect(ben.problems).toEqual([])
  },
  300_000,
)
