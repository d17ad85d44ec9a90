import { expect, test } from 'bun:test'
import { turn } from '../../testing/fake-clock.ts'
import { type Browser, testAdmin } from '../../testing/test-admin.ts'

const params = { app_id: 1 }

/** Reads a live stream as EventSource would. */
async function listen(browser: Browser, app_id = 1) {
  const response = await browser.fetch('AdminStreamEvents', { params: { app_id } })
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  const reader = response.body!.getReader()
  const decoder = new TextDecoder()
  let text = ''
  const told = () =>
    [...text.matchAll(/^data: (.*)\n\n/gm)].map(([, data]) => JSON.parse(data!) as Record<string, unknown>)
  async function until(isEnough: () => boolean) {
    while (!isEnough()) {
      const { done, value } = await reader.read()
      if (done) throw new Error(`the stream ended after ${text}`)
      text += decoder.decode(value, { stream: true })
    }
  }
  await until(() => text.includes(': here'))
  return {
    told,
    text: () => text,
    until,
    untilTold: (type: string) => until(() => told().some((event) => event.type === type)),
    async ended() {
      for (;;) if ((await reader.read()).done) return true
    },
    cancel: () => reader.cancel(),
  }
}

test('everything that is announced in the app is told, what is stored and what passes, and nothing of other apps', async () => {
  await using chat = await testAdmin({ members: ['ann', 'bob'] })
  const other = await chat.addApp('otherkey')
  const browser = await chat.signedIn()
  const stream = await listen(browser)

  await other.server.call('UpdateUsers', { body: { users: { eve: { id: 'eve' } } } })
  await other.server.call('GetOrCreateChannel', {
    params: { type: 'messaging', id: 'secret' },
    body: { data: { created_by_id: 'eve', members: ['eve'] } },
  })
  const ann = await chat.user('ann').connect()
  await ann.watch(chat.general)
  await ann.call('SendEvent', { params: chat.general, body: { event: { type: 'typing.start' } } })
  await ann.call('SendMessage', { params: chat.general, body: { message: { id: 'm1', text: 'hi' } } })
  await chat.server.call('MuteChannel', { body: { channel_cids: [chat.general.cid], user_id: 'bob' } })
  await stream.untilTold('notification.channel_mutes_updated')

  const told = stream.told()
  expect(JSON.stringify(told)).not.toContain('secret')
  const [sent] = told.filter(({ type }) => type === 'message.new')
  expect(sent).toMatchObject({
    cid: 'messaging:general',
    user_id: 'ann',
    audience: 'channel',
    at: expect.stringMatching(/^2026-01-05T/),
    event: { type: 'message.new', message: { id: 'm1', text: 'hi' }, parley: { seq: expect.any(Number) } },
  })
  const audiences = Object.fromEntries(told.map(({ type, audience }) => [type, audience]))
  expect(audiences).toMatchObject({
    'user.presence.changed': 'followers',
    'typing.start': 'channel',
    'notification.channel_mutes_updated': 'user',
  })
  await stream.cancel()
})

test('a stream ends when its session is closed, and others go on', async () => {
  await using chat = await testAdmin({ members: ['ann'] })
  const [browser, other] = [await chat.signedIn(), await chat.signedIn()]
  const [stream, kept] = [await listen(browser), await listen(other)]
  await browser.call('AdminSignOut')
  expect(await stream.ended()).toBe(true)
  await chat.server.call('UpdateUsersPartial', { body: { users: [{ id: 'ann', set: { name: 'Ann' } }] } })
  await kept.untilTold('user.updated')
  await kept.cancel()
})

test('a stream ends when its session runs out, though nobody closes it', async () => {
  await using chat = await testAdmin()
  const stream = await listen(await chat.signedIn())
  chat.clock.jump(9 * 3_600_000)
  await chat.clock.advance(15_000)
  expect(await stream.ended()).toBe(true)
})

test('a stream ends when the server is stopped, and heartbeats keep it open until then', async () => {
  await using chat = await testAdmin()
  const stream = await listen(await chat.signedIn())
  await chat.clock.advance(15_000)
  await stream.until(() => stream.text().split(': here').length === 3)
  chat.adminHttp.close()
  expect(await stream.ended()).toBe(true)
})

test('who reads too slowly is told how much was missed, and holds no more than the buffer', async () => {
  await using chat = await testAdmin({ members: ['ann'] })
  const browser = await chat.signedIn()
  const stream = await listen(browser)
  const text = 'x'.repeat(4000)
  const messages = Array.from({ length: 200 }, (_, index) => ({ id: `m${index}`, text }))
  for (const message of messages) {
    await chat.user('ann').call('SendMessage', { params: chat.general, body: { message } })
  }
  await turn()
  await stream.until(() => stream.text().includes('event: missed'))
  const [, count] = /event: missed\ndata: \{"count":(\d+)\}/.exec(stream.text())!
  const heard = stream.told().filter(({ type }) => type === 'message.new').length
  expect(heard + Number(count)).toBe(200)
  expect(heard).toBeGreaterThan(5)
  expect(heard).toBeLessThan(100)
  await stream.cancel()
})

test('a reader who leaves costs nothing any more', async () => {
  await using chat = await testAdmin()
  const browser = await chat.signedIn()
  for (let i = 0; i < 150; i++) await (await listen(browser)).cancel()
  const open = await Promise.all(Array.from({ length: 100 }, () => listen(browser)))
  expect((await browser.refused('AdminStreamEvents', { params })).code).toBe(9)
  for (const stream of open) await stream.cancel()
  await (await listen(browser)).cancel()
})
