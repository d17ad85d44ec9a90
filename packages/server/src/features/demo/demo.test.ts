import { expect, test } from 'bun:test'
import { signUserToken } from '../../core/tokens.ts'
import { type TestAdmin, testAdmin } from '../../testing/test-admin.ts'
import type { Json } from '../../testing/test-client.ts'

const ask = async (chat: TestAdmin, key: string, token: string, path: string, method = 'GET', body?: object) => {
  const response = await chat.app.handle(
    new Request(`http://parley.test${path}${path.includes('?') ? '&' : '?'}api_key=${key}`, {
      method,
      headers: { authorization: token, 'stream-auth-type': 'jwt' },
      ...(body && { body: JSON.stringify(body) }),
    }),
  )
  return { status: response.status, body: (await response.json()) as Json }
}

test('whoever opens the demo can be anybody in it, and finds a conversation', async () => {
  await using chat = await testAdmin()
  const { api_key, people, channels } = await chat.browser().call('DemoOpenSession')
  expect(people.length).toBeGreaterThan(2)
  for (const { id, token } of people) {
    const body = { filter_conditions: { members: { $in: [id] } }, state: true }
    const found = await ask(chat, api_key, token, '/channels', 'POST', body)
    const expected = channels.filter(({ members }: Json) => members.includes(id)).map(({ cid }: Json) => cid)
    expect(found.body.channels.map(({ channel }: Json) => channel.cid).sort()).toEqual(expected.sort())
    for (const { messages } of found.body.channels) expect(messages.length).toBeGreaterThan(0)
  }
  expect(channels.map(({ type, id, cid }: Json) => `${type}:${id}` === cid)).toEqual(channels.map(() => true))
})

test('it is furnished once, however often and however many at a time open it, and after a restart', async () => {
  await using chat = await testAdmin()
  const opened = await Promise.all([1, 2, 3].map(() => chat.browser().call('DemoOpenSession')))
  expect(new Set(opened.map(({ api_key }) => api_key)).size).toBe(1)
  const [{ api_key, people, channels }] = opened as [Json]
  const [person] = people
  const [{ id, members }] = channels
  expect(members).toContain(person.id)
  const path = `/channels/messaging/${id}`
  const before = (await ask(chat, api_key, person.token, path)).body.messages.length
  const { createDemo } = await import('./demo.ts')
  await createDemo(chat.app.services).open()
  expect((await ask(chat, api_key, person.token, path)).body.messages).toHaveLength(before)
  const apps = (await (await chat.signedIn()).call('AdminListApps')).apps
  expect(apps.map(({ name, is_demo }: Json) => [name, is_demo])).toEqual([
    ['testkey', false],
    ['Demo', true],
  ])
})

test('an attempt to furnish it that broke off is taken up again', async () => {
  await using chat = await testAdmin()
  const { createDemo } = await import('./demo.ts')
  const { services } = chat.app
  let calls = 0
  const breaking = {
    ...services,
    writer: {
      ...services.writer,
      runHot: (...given: Parameters<typeof services.writer.runHot>) => {
        if (++calls === 3) throw new Error('the server stopped')
        return services.writer.runHot(...given)
      },
    },
  } as typeof services
  await expect(createDemo(breaking).open()).rejects.toThrow('the server stopped')
  const { api_key, people, channels } = await createDemo(services).open()
  const { body } = await ask(chat, api_key, people[0]!.token, `/channels/messaging/${channels[0]!.id}`)
  const ids = body.messages.map((message: Json) => message.id)
  expect(ids.length).toBe(4)
  expect(new Set(ids).size).toBe(4)
})

test('its tokens open no other app, never act for the backend, and end after a day', async () => {
  await using chat = await testAdmin({ members: ['ana'] })
  const { api_key, people } = await chat.browser().call('DemoOpenSession')
  for (const { token } of people) {
    expect((await ask(chat, 'testkey', token, '/app')).body.code).toBe(43)
    const grab = { users: { [people[0].id]: { id: people[0].id, role: 'admin' } } }
    expect((await ask(chat, api_key, token, '/users', 'POST', grab)).status).toBe(403)
    expect((await ask(chat, api_key, token, '/app', 'PATCH', { disable_auth_checks: true })).status).toBe(403)
  }
  expect((await ask(chat, api_key, signUserToken(chat.credentials.secret, 'ana'), '/app')).body.code).toBe(43)
  chat.clock.jump(25 * 3_600_000)
  expect((await ask(chat, api_key, people[0].token, '/app')).body.code).toBe(40)
})

test('what is sent along changes nothing of whom and what it opens', async () => {
  await using chat = await testAdmin()
  const body = { api_key: 'testkey', app_id: 1, people: ['ann'], user_id: 'ann' }
  const opened = await chat.browser().call('DemoOpenSession', { body, query: { api_key: 'testkey', app_id: 1 } })
  expect(opened.api_key).not.toBe('testkey')
  expect(JSON.stringify(opened)).not.toContain('"ann"')
})

test('where the demo is off there is none, and no app is made for it', async () => {
  await using chat = await testAdmin({ site: { hasDemo: false } })
  expect((await chat.browser().refused('DemoOpenSession')).code).toBe(16)
  const browser = await chat.signedIn()
  expect((await browser.call('AdminListApps')).apps).toHaveLength(1)
  expect((await browser.call('AdminGetSession')).session.demo).toBe(false)
})

test('its key can be rotated like any other, and what it tells never holds a secret', async () => {
  await using chat = await testAdmin()
  const visitor = chat.browser()
  const first = await visitor.call('DemoOpenSession')
  const browser = await chat.signedIn()
  const { key } = await browser.call('AdminAddKey', { params: { app_id: 2 } })
  const old = { app_id: 2, key: first.api_key }
  const { secret } = await browser.call('AdminRevealSecret', { params: old })
  await browser.call('AdminUpdateKey', { params: old, body: { disabled: true } })
  const second = await visitor.call('DemoOpenSession')
  expect(second.api_key).toBe(key.key)
  expect((await ask(chat, second.api_key, second.people[0].token, '/app')).status).toBe(200)
  expect(JSON.stringify([first, second])).not.toContain(secret)
})
