import { expect, test } from 'bun:test'
import sql from 'sql-template-tag'
import { signUserToken } from '../../core/tokens.ts'
import { type Browser, type TestAdmin, testAdmin } from '../../testing/test-admin.ts'

const params = { app_id: 1 }

const actionsOf = async (browser: Browser) =>
  (await browser.call('AdminListAudit')).entries.map(({ action, target }: Record<string, string>) => [action, target])

/** Asks as a client would, by a key and with a token. */
const ask = async (chat: TestAdmin, key: string, token: string) => {
  const headers = { authorization: token, 'stream-auth-type': 'jwt' }
  const response = await chat.app.handle(new Request(`http://parley.test/app?api_key=${key}`, { headers }))
  return { status: response.status, body: (await response.json()) as { code?: number; app: { name: string } } }
}

test('an app is made with a key that works, is listed, renamed and counted', async () => {
  await using chat = await testAdmin({ members: ['ann', 'bob'] })
  const browser = await chat.signedIn()
  const { app } = await browser.call('AdminCreateApp', { body: { name: '  Shop ' } })
  expect(app).toMatchObject({ id: 2, name: 'Shop', is_demo: false, keys: [{ primary: true, disabled_at: null }] })
  const { key } = app.keys[0]
  const { secret } = await browser.call('AdminRevealSecret', { params: { app_id: 2, key } })
  expect((await ask(chat, key, signUserToken(secret, 'ann'))).body.app.name).toBe('Shop')

  await browser.call('AdminUpdateApp', { params: { app_id: 2 }, body: { name: 'Store' } })
  expect((await ask(chat, key, signUserToken(secret, 'ann'))).body.app.name).toBe('Store')
  expect((await browser.call('AdminListApps')).apps.map((one: { name: string }) => one.name)).toEqual([
    'testkey',
    'Store',
  ])

  await chat.user('ann').call('SendMessage', { params: chat.general, body: { message: { text: 'hi' } } })
  await chat.user('ann').connect()
  expect((await browser.call('AdminGetApp', { params })).counts).toEqual({
    users: 2,
    channels: 1,
    messages: 1,
    connections: 1,
    is_complete: true,
  })
  expect((await browser.call('AdminGetApp', { params: { app_id: 2 } })).counts).toMatchObject({ users: 0, channels: 0 })
})

test('an app that there is not is not found, whatever is asked of it', async () => {
  await using chat = await testAdmin()
  const browser = await chat.signedIn()
  const names = ['AdminGetApp', 'AdminUpdateApp', 'AdminAddKey', 'AdminCreateToken', 'AdminStreamEvents'] as const
  for (const name of names) {
    const body =
      name === 'AdminUpdateApp' ? { name: 'x' } : name === 'AdminCreateToken' ? { user_id: 'ann' } : undefined
    const refused = await browser.refused(name, { params: { app_id: 99 }, ...(body && { body }) })
    expect([name, refused.code]).toEqual([name, 16])
    expect((await browser.refused(name, { params: { app_id: 'x' }, ...(body && { body }) })).code).toBe(4)
  }
  expect((await browser.refused('AdminRevealSecret', { params: { app_id: 99, key: 'testkey' } })).code).toBe(16)
  expect((await browser.api('GET', '/app', undefined, 99)).status).toBe(404)
  expect((await browser.api('PATCH', '/app', { multi_tenant_enabled: true }, 99)).status).toBe(404)
})

test('the key of another app is none of this one', async () => {
  await using chat = await testAdmin()
  await chat.addApp('otherkey')
  const browser = await chat.signedIn()
  const foreign = { app_id: 1, key: 'otherkey' }
  expect((await browser.refused('AdminRevealSecret', { params: foreign })).code).toBe(16)
  expect((await browser.refused('AdminUpdateKey', { params: foreign, body: { disabled: true } })).code).toBe(16)
  const body = { user_id: 'ann', create: true, key: 'otherkey' }
  expect((await browser.refused('AdminCreateToken', { params, body })).code).toBe(16)
  expect((await chat.addApp('otherkey')).credentials.key).toBe('otherkey')
  expect(await actionsOf(browser)).toEqual([['admin.created', 'ada@example.com']])
})

test('a secret is rotated: both pairs hold until the old one is disabled, and its sockets are closed', async () => {
  await using chat = await testAdmin({ members: ['ann', 'bob'] })
  const browser = await chat.signedIn()
  const { key: added } = await browser.call('AdminAddKey', { params })
  expect(added.primary).toBe(false)
  const { secret } = await browser.call('AdminRevealSecret', { params: { ...params, key: added.key } })
  const oldToken = chat.user('ann').token
  const newToken = signUserToken(secret, 'ann')
  expect([(await ask(chat, 'testkey', oldToken)).status, (await ask(chat, added.key, newToken)).status]).toEqual([
    200, 200,
  ])
  expect((await ask(chat, 'testkey', newToken)).body.code).toBe(43)

  const device = await chat.user('ann').connect()
  const old = { ...params, key: 'testkey' }
  const { key } = await browser.call('AdminUpdateKey', { params: old, body: { disabled: true } })
  expect(key).toMatchObject({ key: 'testkey', primary: false, disabled_at: expect.any(String) })
  expect(device.socket.closed).toMatchObject({ code: 1000 })
  expect((await ask(chat, 'testkey', oldToken)).body.code).toBe(2)
  expect((await chat.user('ann').connectRefused()).error.code).toBe(2)
  expect((await ask(chat, added.key, newToken)).status).toBe(200)

  await browser.call('AdminUpdateKey', { params: old, body: { disabled: false } })
  expect((await ask(chat, 'testkey', oldToken)).status).toBe(200)
})

test('core §1.7: a node that remembers a key still refuses it with the version that disabled it', async () => {
  await using chat = await testAdmin({ members: ['ann'] })
  const browser = await chat.signedIn()
  await browser.call('AdminAddKey', { params })
  expect((await ask(chat, 'testkey', chat.user('ann').token)).status).toBe(200)
  // As another node does it: nothing in the memory of this one changes.
  await chat.app.services.writer.run('Elsewhere', async (write) => {
    await write.run(sql`UPDATE app_keys SET disabled_at = 1 WHERE key = 'testkey'`)
    await write.run(sql`UPDATE apps SET config_version = config_version + 1 WHERE pk = 1`)
  })
  expect((await ask(chat, 'testkey', chat.user('ann').token)).body.code).toBe(2)
})

test('the last key that holds stays, and what is disabled signs nothing', async () => {
  await using chat = await testAdmin({ members: ['ann'] })
  const browser = await chat.signedIn()
  const old = { ...params, key: 'testkey' }
  const last = await browser.refused('AdminUpdateKey', { params: old, body: { disabled: true } })
  expect([last.code, last.message]).toEqual([17, expect.stringContaining('the last key')])
  expect((await ask(chat, 'testkey', chat.user('ann').token)).status).toBe(200)

  const { key } = await browser.call('AdminAddKey', { params })
  await browser.call('AdminUpdateKey', { params: old, body: { disabled: true } })
  expect(
    (await browser.refused('AdminUpdateKey', { params: { ...params, key: key.key }, body: { disabled: true } })).code,
  ).toBe(17)
  const refused = await browser.refused('AdminCreateToken', { params, body: { user_id: 'ann', key: 'testkey' } })
  expect([refused.code, refused.message]).toEqual([4, expect.stringContaining('is disabled')])
  expect((await browser.call('AdminCreateToken', { params, body: { user_id: 'ann' } })).key).toBe(key.key)
})

test('a token is signed for a user who is there, or is to be made, and for no one else', async () => {
  await using chat = await testAdmin({ members: ['ann'] })
  const browser = await chat.signedIn()
  const make = (body: object) => browser.call('AdminCreateToken', { params, body })
  const refused = (body: object) => browser.refused('AdminCreateToken', { params, body })

  const { token, key, expires_at } = await make({ user_id: 'ann' })
  expect([key, expires_at]).toEqual(['testkey', undefined])
  expect((await ask(chat, key, token)).status).toBe(200)
  expect((await refused({ user_id: 'zoe' })).code).toBe(16)
  await make({ user_id: 'zoe', create: true })
  expect((await make({ user_id: 'zoe' })).user_id).toBe('zoe')
  for (const bad of [{}, { user_id: '' }, { user_id: 'a b' }, { user_id: 'ann', expires_in: 1 }]) {
    expect((await refused(bad)).code).toBe(4)
  }
  await chat.server.call('DeleteUser', { params: { user_id: 'zoe' } })
  await refused({ user_id: 'zoe' })
  await refused({ user_id: 'zoe', create: true })

  const short = await make({ user_id: 'ann', expires_in: 60 })
  expect((await ask(chat, key, short.token)).status).toBe(200)
  await chat.clock.advance(70_000)
  expect((await ask(chat, key, short.token)).body.code).toBe(40)
})

test('what only the server sets is not taken from anybody', async () => {
  await using chat = await testAdmin()
  const browser = await chat.signedIn()
  const forged = { id: 77, is_demo: true, keys: [{ key: 'mine', secret: 'x' }], created_at: '2001-01-01T00:00:00Z' }
  const { app } = await browser.call('AdminCreateApp', { body: { name: 'Mine', ...forged } })
  expect(app).toMatchObject({ id: 2, is_demo: false, keys: [expect.not.objectContaining({ key: 'mine' })] })
  expect(app.created_at).not.toContain('2001')
  const { key } = await browser.call('AdminUpdateKey', {
    params: { ...params, key: 'testkey' },
    body: { disabled: false, secret: 'x'.repeat(64), primary: false, key: 'other', app_id: 2 },
  })
  expect(key).toMatchObject({ key: 'testkey', primary: true })
  const { secret } = await browser.call('AdminRevealSecret', { params: { ...params, key: 'testkey' } })
  expect(secret).toBe(chat.credentials.secret)
})

test('everything that changes or shows something is written down, newest first, with who and from where', async () => {
  await using chat = await testAdmin({ members: ['ann'] })
  const browser = await chat.signedIn()
  const { key } = await browser.call('AdminAddKey', { params, ip: '10.9.8.7' })
  await browser.call('AdminRevealSecret', { params: { ...params, key: key.key } })
  await browser.call('AdminUpdateKey', { params: { ...params, key: key.key }, body: { disabled: true } })
  await browser.call('AdminUpdateKey', { params: { ...params, key: key.key }, body: { disabled: true } })
  await browser.call('AdminCreateToken', { params, body: { user_id: 'ann' } })
  await browser.call('AdminCreateApp', { body: { name: 'Two' } })
  const { entries } = await browser.call('AdminListAudit')
  expect(entries.map((entry: Record<string, unknown>) => [entry.action, entry.app_name, entry.target])).toEqual([
    ['app.created', 'Two', null],
    ['token.created', 'testkey', 'ann'],
    ['key.disabled', 'testkey', key.key],
    ['secret.revealed', 'testkey', key.key],
    ['key.added', 'testkey', key.key],
    ['admin.created', null, 'ada@example.com'],
  ])
  expect(entries[4]).toMatchObject({ admin_email: 'ada@example.com', ip: '10.9.8.7', app_id: 1, status: null })

  const first = await browser.call('AdminListAudit', { query: { limit: 4 } })
  const second = await browser.call('AdminListAudit', { query: { limit: 4, before: first.next } })
  expect([...first.entries, ...second.entries]).toEqual(entries)
  expect(second.next).toBeUndefined()
  const ofApp = await browser.call('AdminListAudit', { query: { app_id: 2 } })
  expect(ofApp.entries.map(({ action }: { action: string }) => action)).toEqual(['app.created'])
})

test('the audit log holds no secret, no token and no password', async () => {
  await using chat = await testAdmin({ members: ['ann'] })
  const browser = await chat.signedIn()
  const { key } = await browser.call('AdminAddKey', { params })
  const { secret } = await browser.call('AdminRevealSecret', { params: { ...params, key: key.key } })
  const { token } = await browser.call('AdminCreateToken', { params, body: { user_id: 'ann' } })
  const changed = { current_password: 'a long enough password', new_password: 'canary of a password' }
  await browser.call('AdminChangePassword', { body: changed })
  await chat.browser().refused('AdminSignIn', { body: { email: 'canary@example.com', password: 'canary' } })
  await browser.api('POST', `/users?canary=${token}`, { users: { dan: { id: 'dan', canary: 'canary' } } })
  const stored = JSON.stringify((await browser.call('AdminListAudit')).entries)
  for (const hidden of [
    secret,
    token,
    browser.csrf!,
    browser.cookie!.split('=')[1]!,
    'canary',
    changed.current_password,
  ]) {
    expect(stored).not.toContain(hidden)
  }
  expect(stored).toContain('api.UpdateUsers')
})
