import { describe, expect, test } from 'bun:test'
import { type PageEndpointName, pageEndpointTable } from '@parley-chat/protocol'
import { isLoopbackHost } from '../../ports/site.ts'
import { email, origin, password, testAdmin } from '../../testing/test-admin.ts'

type Listed = [PageEndpointName, { method: string; path: string; side: string }]

const params = { app_id: 1, key: 'testkey', admin_id: 'x', path: 'app' }
const endpoints = Object.entries(pageEndpointTable) as Listed[]
const forAdmins = endpoints.filter(([, { side }]) => side === 'admin')
const unsafe = endpoints.filter(([, { method }]) => method !== 'GET')

describe('threat 23: a request that another site’s page makes with the cookie of an administrator', () => {
  test.each([
    ['says another origin', { origin: 'https://evil.example', 'sec-fetch-site': undefined }],
    ['comes from another port of the same machine', { origin: 'http://localhost:5173', 'sec-fetch-site': undefined }],
    ['says a nested origin', { origin: `${origin}.evil.example`, 'sec-fetch-site': undefined }],
    ['says the origin null', { origin: 'null', 'sec-fetch-site': undefined }],
    ['is marked as cross-site by the browser', { 'sec-fetch-site': 'cross-site' }],
    ['is marked as same-site by the browser', { 'sec-fetch-site': 'same-site' }],
  ])('is refused for every endpoint, reads and the live stream included, when it %s', async (_, headers) => {
    await using chat = await testAdmin()
    const browser = await chat.signedIn()
    for (const [name] of endpoints) {
      const refused = await browser.refused(name, { params, headers })
      expect([name, refused.code, refused.StatusCode]).toEqual([name, 17, 403])
    }
    expect((await browser.call('AdminListAudit')).entries.map(({ action }: { action: string }) => action)).toEqual([
      'admin.created',
    ])
  })

  test('is refused without an Origin wherever something could change', async () => {
    await using chat = await testAdmin()
    const browser = await chat.signedIn()
    for (const [name] of unsafe) {
      const refused = await browser.refused(name, {
        params,
        headers: { origin: undefined, 'sec-fetch-site': undefined },
      })
      expect([name, refused.code]).toEqual([name, 17])
    }
    // An address that somebody types has none, and changes nothing.
    await browser.call('AdminListApps', { headers: { 'sec-fetch-site': 'none' } })
  })

  test('is refused without the token of the session, or with that of another one', async () => {
    await using chat = await testAdmin()
    const browser = await chat.signedIn()
    const other = await chat.signedIn()
    for (const [name] of forAdmins.filter(([, { method }]) => method !== 'GET')) {
      for (const csrf of [undefined, '', 'guess', other.csrf]) {
        const refused = await browser.refused(name, { params, headers: { 'x-csrf-token': csrf } })
        expect([name, refused.code]).toEqual([name, 17])
        expect(refused.message).toContain('X-CSRF-Token')
      }
    }
    await browser.call('AdminCreateApp', { body: { name: 'Mine' } })
  })
})

test('without a session nothing is told to anybody', async () => {
  await using chat = await testAdmin()
  await chat.signedIn()
  for (const cookie of [undefined, 'parley_admin=', 'parley_admin=guess', 'other=1']) {
    for (const [name] of forAdmins) {
      const refused = await chat.browser().refused(name, { params, headers: { cookie } })
      expect([name, refused.code, refused.StatusCode]).toEqual([name, 5, 401])
    }
  }
})

test('the key and the secret of an app open nothing here', async () => {
  await using chat = await testAdmin()
  await chat.signedIn()
  const { authorization } = { authorization: chat.user('ann').token }
  for (const [name] of forAdmins) {
    const headers = { authorization, 'stream-auth-type': 'jwt' }
    expect((await chat.browser().refused(name, { params, query: { api_key: 'testkey' }, headers })).code).toBe(5)
  }
})

test('no answer can be read by another site or is kept by anybody', async () => {
  await using chat = await testAdmin()
  const browser = await chat.signedIn()
  const answers = [
    await browser.fetch('AdminGetSession'),
    await browser.fetch('AdminCallApi', { method: 'GET', params }),
    await browser.fetch('AdminGetSession', { method: 'OPTIONS' }),
  ]
  for (const { headers } of answers) {
    expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 405])
})

test('the cookie is out of reach of scripts and other sites, and is secure where the page is', async () => {
  await using chat = await testAdmin({ site: { publicUrl: 'https://chat.example.com' } })
  const signIn = (headers: Record<string, string>) =>
    chat.browser().fetch('AdminSignIn', { body: { email, password }, headers })
  await chat.signedIn()
  const plain = (await signIn({})).headers.get('set-cookie')
  expect(plain).toMatch(
    /^parley_admin=[a-z0-9]{48}; Path=\/parley\/v1\/admin; Max-Age=604800; HttpOnly; SameSite=Strict$/,
  )
  const secure = (await signIn({ origin: 'https://chat.example.com' })).headers.get('set-cookie')
  expect(secure).toEndWith('; SameSite=Strict; Secure')
})

test('a server on its own machine goes by no name that a stranger has made lead to it', async () => {
  await using chat = await testAdmin()
  const call = (host: string, method: 'GET' | 'POST') =>
    chat.adminHttp.handle(
      new Request(`http://${host}/parley/v1/admin/${method === 'GET' ? 'session' : 'setup'}`, {
        method,
        headers: { origin: `http://${host}` },
        ...(method === 'POST' && { body: JSON.stringify({ email, password }) }),
      }),
    )
  expect((await call('rebound.example:3030', 'GET')).status).toBe(403)
  expect((await call('rebound.example:3030', 'POST')).status).toBe(403)
  expect((await call('[::1]:3030', 'GET')).status).toBe(200)
  expect((await call('127.0.0.1:3030', 'POST')).status).toBe(201)
})

test('behind a proxy the public address is the only origin, and the machine’s own names go on to work', async () => {
  await using chat = await testAdmin({ site: { publicUrl: 'https://chat.example.com/base', isLoopback: false } })
  const call = (from: string) =>
    chat.adminHttp.handle(
      new Request('http://10.0.0.5:3030/parley/v1/admin/setup', {
        method: 'POST',
        headers: { origin: from },
        body: JSON.stringify({ email, password, code: chat.adminHttp.setupCode }),
      }),
    )
  expect((await call('http://10.0.0.5:3030')).status).toBe(403)
  expect((await call('http://chat.example.com')).status).toBe(403)
  expect((await call('https://chat.example.com')).status).toBe(201)
})

test('a public address lets others in: the first of them must know the code, though the server is on its own machine', async () => {
  await using chat = await testAdmin({ site: { publicUrl: 'https://chat.example.com' } })
  const stranger = chat.browser()
  const headers = { origin: 'https://chat.example.com' }
  expect((await stranger.refused('AdminSetup', { body: { email, password }, headers })).code).toBe(17)
  const code = chat.adminHttp.setupCode
  await stranger.call('AdminSetup', { body: { email, password, code }, headers })
  await using own = await testAdmin({ site: { publicUrl: 'http://localhost:3030' } })
  await own.browser().call('AdminSetup', { body: { email, password } })
})

test('only real names of one’s own machine are taken for such', () => {
  for (const host of ['localhost', 'LOCALHOST', '127.0.0.1', '127.9.9.9', '::1', '[::1]']) {
    expect(isLoopbackHost(host)).toBe(true)
  }
  for (const host of ['localhost.example.com', '127.0.0.1.example.com', '128.0.0.1', '0.0.0.0', '', 'mylocalhost']) {
    expect(isLoopbackHost(host)).toBe(false)
  }
})
