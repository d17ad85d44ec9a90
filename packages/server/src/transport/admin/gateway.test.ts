import { expect, test } from 'bun:test'
import { admin } from '../../features/index.ts'
import { testAdmin } from '../../testing/test-admin.ts'

test('the gateway runs what the app’s backend would run: permissions, events, answers and all', async () => {
  await using chat = await testAdmin({ members: ['ann', 'bob'] })
  const browser = await chat.signedIn()
  const device = await chat.user('ann').connect()
  await device.watch(chat.general)

  const created = await browser.api('POST', '/users', { users: { dan: { id: 'dan', role: 'admin', mood: 'sunny' } } })
  expect([created.status, created.body.users.dan.role, created.body.users.dan.mood]).toEqual([201, 'admin', 'sunny'])
  const message = { id: 'm1', text: 'from the dashboard', user_id: 'bob' }
  const sent = await browser.api('POST', '/channels/messaging/general/message', { message })
  expect([sent.status, sent.body.message.user.id]).toEqual([201, 'bob'])
  expect((await device.heard('message.new')).message.text).toBe('from the dashboard')
  const deleted = await browser.api('DELETE', '/messages/m1?hard=true')
  expect(deleted.status).toBe(200)
  const { channels } = (await browser.api('POST', '/channels', { filter_conditions: { type: 'messaging' } })).body
  expect(channels.map(({ channel }: { channel: { cid: string } }) => channel.cid)).toEqual(['messaging:general'])

  const direct = await chat.server.call('QueryUsers', { query: { payload: { filter_conditions: { id: 'dan' } } } })
  const payload = encodeURIComponent(JSON.stringify({ filter_conditions: { id: 'dan' } }))
  const through = await browser.api('GET', `/users?payload=${payload}`)
  expect(through.body.users).toEqual(direct.users)
})

test('a refusal comes through as it is', async () => {
  await using chat = await testAdmin({ members: ['ann'] })
  const browser = await chat.signedIn()
  const refused = await browser.api('POST', '/channels/messaging/general/message', { message: { text: 'by nobody' } })
  expect([refused.status, refused.body.code]).toEqual([400, 4])
  expect(refused.body.message).toContain('SendMessage failed with error')
  expect((await browser.api('GET', '/channels/messaging/nowhere')).status).toBe(404)
})

test('it opens the app that is named and no other', async () => {
  await using chat = await testAdmin({ members: ['ann'] })
  const other = await chat.addApp('otherkey')
  await other.server.call('UpdateUsers', { body: { users: { eve: { id: 'eve' } } } })
  const browser = await chat.signedIn()
  const ids = async (app_id: number) => {
    const payload = encodeURIComponent(JSON.stringify({ filter_conditions: {} }))
    const { body } = await browser.api('GET', `/users?payload=${payload}&api_key=testkey`, undefined, app_id)
    return body.users.map(({ id }: { id: string }) => id)
  }
  expect(await ids(1)).toEqual(['ann'])
  expect(await ids(2)).toEqual(['eve'])
})

test('what makes no sense there is not part of it', async () => {
  await using chat = await testAdmin({ members: ['ann'] })
  const browser = await chat.signedIn()
  const paths = [
    '/connect',
    '/api/v2/connect',
    '/parley/v1/admin/apps',
    '/parley/v1/admin/session',
    '/parley/v1/demo/session',
    '/../../session',
    '/%2e%2e/%2e%2e/session',
    '//app',
    '/nowhere',
    '/channels/messaging/general/message',
  ]
  for (const path of paths) {
    const { status } = await browser.api('GET', path)
    expect([path, status >= 400 && status < 500]).toEqual([path, true])
  }
  expect((await browser.api('POST', '/channels/messaging/general/stop-watching', {})).status).toBe(403)
  expect((await browser.api('GET', '/app?x=%00')).status).toBe(400)
})

test('every change through it is written down with its answer, looks are not', async () => {
  await using chat = await testAdmin({ members: ['ann'] })
  const browser = await chat.signedIn()
  await browser.api('GET', '/app')
  await browser.api('POST', '/channels', { filter_conditions: {} })
  await browser.api('PATCH', '/app', { multi_tenant_enabled: false })
  await browser.api('DELETE', '/users/ann?mark_messages_deleted=true')
  await browser.api('DELETE', '/users/nobody')
  const { entries } = await browser.call('AdminListAudit')
  const shown = entries.map(({ action, target, status, app_id }: Record<string, unknown>) => [
    action,
    target,
    status,
    app_id,
  ])
  expect(shown).toEqual([
    ['api.DeleteUser', 'DELETE /users/nobody', 404, 1],
    ['api.DeleteUser', 'DELETE /users/ann', 200, 1],
    ['api.UpdateApp', 'PATCH /app', 200, 1],
    ['admin.created', 'ada@example.com', null, null],
  ])
})

test('a call that ends without an answer has its entry all the same', async () => {
  await using chat = await testAdmin({ members: ['ann'] })
  const browser = await chat.signedIn()
  const { services } = chat.app
  const deed = { action: 'api.UpdateApp', target: 'PATCH /app' }
  const stopped = admin.noteCall({ services } as admin.AdminContext, deed, () => Promise.reject(new Error('stopped')))
  await expect(stopped).rejects.toThrow('stopped')
  const [entry] = (await browser.call('AdminListAudit')).entries
  expect(entry).toMatchObject({ action: 'api.UpdateApp', target: 'PATCH /app', status: null })
})

test('a body that trickles in does not outlive the session: once it has ended, the rest changes nothing', async () => {
  await using chat = await testAdmin({ members: ['ann'] })
  const browser = await chat.signedIn()
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const url = 'http://localhost:3030/parley/v1/admin/apps/1/api/users'
  const headers = {
    'sec-fetch-site': 'same-origin',
    origin: 'http://localhost:3030',
    'content-type': 'application/json',
    'x-csrf-token': browser.csrf!,
    cookie: browser.cookie!,
  }
  const answer = chat.adminHttp.handle(new Request(url, { method: 'POST', headers, body: readable }), '127.0.0.1')
  await writer.write(Buffer.from('{"users":{"eve":'))
  await browser.call('AdminSignOut')
  await writer.write(Buffer.from('{"id":"eve","role":"admin"}}}'))
  await writer.close()
  expect((await answer).status).toBe(401)
  const payload = { filter_conditions: { id: 'eve' } }
  expect((await chat.server.call('QueryUsers', { query: { payload } })).users).toEqual([])
})
