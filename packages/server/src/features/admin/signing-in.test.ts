import { expect, test } from 'bun:test'
import sql from 'sql-template-tag'
import { email, password, type TestAdmin, testAdmin } from '../../testing/test-admin.ts'

const wrong = 'a password that is wrong'

async function auditOf(chat: TestAdmin): Promise<Record<string, unknown>[]> {
  return chat.app.services.database.snapshot((queries) =>
    queries.all<Record<string, unknown>>(sql`SELECT * FROM audit_log ORDER BY id`),
  )
}

test('the first visitor of one’s own machine becomes its administrator, and is signed in', async () => {
  await using chat = await testAdmin()
  const browser = chat.browser()
  const { session } = await browser.call('AdminGetSession')
  expect(session).toMatchObject({ needs_setup: true, needs_code: false, admin: null, csrf_token: null, demo: true })

  const made = await browser.call('AdminSetup', { body: { email: ' Ada@Example.com'.trim(), password } })
  expect(made.session).toMatchObject({ needs_setup: false, admin: { email }, version: '1.2.3' })
  expect(made.session.public_url).toBe('http://localhost:3030')
  expect((await browser.call('AdminGetSession')).session.admin.email).toBe(email)
  expect((await auditOf(chat)).map(({ action, target, ip }) => [action, target, ip])).toEqual([
    ['admin.created', email, '127.0.0.1'],
  ])
})

test('nobody becomes the first administrator a second time, also not at the same moment', async () => {
  await using chat = await testAdmin()
  const [one, other] = [chat.browser(), chat.browser()]
  const answers = await Promise.all([
    one.fetch('AdminSetup', { body: { email, password } }),
    other.fetch('AdminSetup', { body: { email: 'eve@example.com', password } }),
  ])
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 403])
  const late = await chat.browser().refused('AdminSetup', { body: { email: 'eve@example.com', password } })
  expect(late.message).toContain('there is an administrator already')
})

test('where others reach the server the first administrator must know the code that was printed', async () => {
  await using chat = await testAdmin({ site: { isLoopback: false } })
  const browser = chat.browser()
  expect((await browser.call('AdminGetSession')).session).toMatchObject({ needs_setup: true, needs_code: true })
  for (const code of [undefined, '', 'guess']) {
    const refused = await browser.refused('AdminSetup', { body: { email, password, code } })
    expect([refused.code, refused.message]).toEqual([17, expect.stringContaining('code')])
  }
  await browser.call('AdminSetup', { body: { email, password, code: chat.adminHttp.setupCode } })
  expect((await browser.call('AdminListApps')).apps).toHaveLength(1)
})

test('the code cannot be guessed: after thirty attempts an address is not heard for a quarter of an hour', async () => {
  await using chat = await testAdmin({ site: { isLoopback: false } })
  const guess = () => chat.browser().fetch('AdminSetup', { body: { email, password, code: 'guess' }, ip: '10.1.1.1' })
  const statuses: number[] = []
  for (let i = 0; i < 31; i++) statuses.push((await guess()).status)
  expect(statuses).toEqual([...Array(30).fill(403), 429])
  // Whoever tries cannot shut out the owner, who comes from elsewhere.
  await chat.browser().call('AdminSetup', { body: { email, password, code: chat.adminHttp.setupCode } })
})

test('the right password signs in and the session can be ended', async () => {
  await using chat = await testAdmin()
  await chat.signedIn()
  const browser = chat.browser()
  const { session } = await browser.call('AdminSignIn', { body: { email: email.toUpperCase(), password } })
  expect(session.admin.email).toBe(email)
  expect(session.csrf_token).toBeString()

  const kept = browser.cookie
  await browser.call('AdminSignOut')
  expect(browser.cookie).toBeUndefined()
  browser.cookie = kept
  expect((await browser.refused('AdminListApps')).code).toBe(5)
})

test('a wrong password and an unknown address are refused in the same words', async () => {
  await using chat = await testAdmin()
  await chat.signedIn()
  const answers = await Promise.all([
    chat.browser().refused('AdminSignIn', { body: { email, password: wrong } }),
    chat.browser().refused('AdminSignIn', { body: { email: 'nobody@example.com', password } }),
  ])
  const [first, second] = answers.map(({ duration: _, ...answer }) => answer)
  expect(first).toEqual(second)
  expect(first.StatusCode).toBe(401)
})

test('an unknown address costs as much as a known one: its password is looked at too', async () => {
  const looked: (string | undefined)[] = []
  const passwords = {
    hash: async (text: string) => `hash of ${text.length}`,
    verify: async (_: string, hash: string | undefined) => {
      looked.push(hash)
      return false
    },
  }
  await using chat = await testAdmin({ site: { passwords } })
  await chat.signedIn()
  await chat.browser().refused('AdminSignIn', { body: { email: 'nobody@example.com', password } })
  await chat.browser().refused('AdminSignIn', { body: { email, password } })
  expect(looked).toEqual([undefined, expect.stringContaining('hash of')])
})

test('passwords cannot be tried one after another, neither of one account nor from one address', async () => {
  await using chat = await testAdmin()
  const signed = await chat.signedIn()
  const attempt = (body: object, ip: string) => chat.browser().fetch('AdminSignIn', { body, ip })
  for (let i = 0; i < 10; i++) expect((await attempt({ email, password: wrong }, `10.0.0.${i}`)).status).toBe(401)
  expect((await attempt({ email, password }, '10.0.0.99')).status).toBe(429)
  // Whoever is signed in is not kept from changing the password by that.
  await signed.call('AdminChangePassword', { body: { current_password: password, new_password: `new ${password}` } })

  for (let i = 0; i < 30; i++)
    expect((await attempt({ email: `a${i}@example.com`, password: wrong }, '10.1.1.1')).status).toBe(401)
  expect((await attempt({ email: 'b@example.com', password: wrong }, '10.1.1.1')).status).toBe(429)

  await chat.clock.advance(15 * 60_000)
  expect((await attempt({ email, password: `new ${password}` }, '10.1.1.1')).status).toBe(201)
})

test('who signs in rightly again and again is never shut out', async () => {
  await using chat = await testAdmin()
  await chat.signedIn()
  for (let i = 0; i < 40; i++) await chat.browser().call('AdminSignIn', { body: { email, password } })
})

test('a session ends when it has not been used for eight hours, and after a week in any case', async () => {
  await using chat = await testAdmin()
  const browser = await chat.signedIn()
  const hours = (count: number) => chat.clock.jump(count * 3_600_000)
  hours(7)
  await browser.call('AdminListApps')
  hours(7)
  await browser.call('AdminListApps')
  hours(9)
  expect((await browser.refused('AdminListApps')).code).toBe(5)

  const other = await chat.signedIn()
  for (let i = 0; i < 23; i++) {
    hours(7)
    await other.call('AdminListApps')
  }
  hours(7)
  hours(1)
  expect((await other.refused('AdminListApps')).code).toBe(5)
})

test('another password ends all other sessions of the account, and only those', async () => {
  await using chat = await testAdmin()
  const browser = await chat.signedIn()
  const elsewhere = await chat.signedIn()
  const next = 'another long password'
  const refused = await browser.refused('AdminChangePassword', {
    body: { current_password: wrong, new_password: next },
  })
  expect(refused.message).toContain('the current password is wrong')
  await elsewhere.call('AdminListApps')

  await browser.call('AdminChangePassword', { body: { current_password: password, new_password: next } })
  await browser.call('AdminListApps')
  expect((await elsewhere.refused('AdminListApps')).code).toBe(5)
  await chat.browser().refused('AdminSignIn', { body: { email, password } })
  await chat.browser().call('AdminSignIn', { body: { email, password: next } })
})

test('a password that is short, or holds the address, is not taken', async () => {
  await using chat = await testAdmin()
  const browser = chat.browser()
  for (const bad of ['short', `my ${email} word`]) {
    expect((await browser.refused('AdminSetup', { body: { email, password: bad } })).code).toBe(4)
  }
  for (const bad of ['', 'nobody', 'a b@c', 7, null]) {
    expect((await browser.refused('AdminSetup', { body: { email: bad, password } })).code).toBe(4)
  }
})

test('administrators add and remove others, but nobody themselves', async () => {
  await using chat = await testAdmin()
  const browser = await chat.signedIn()
  const body = { email: 'Bea@example.com', password: 'long enough, too' }
  const { admin } = await browser.call('AdminAddAdmin', { body })
  expect(admin.email).toBe('bea@example.com')
  expect((await browser.refused('AdminAddAdmin', { body })).message).toContain('belongs to an administrator already')

  const bea = chat.browser()
  await bea.call('AdminSignIn', { body })
  const { admins } = await bea.call('AdminListAdmins')
  expect(admins.map((one: { email: string }) => one.email)).toEqual([email, 'bea@example.com'])
  expect((await bea.refused('AdminRemoveAdmin', { params: { admin_id: admin.id } })).code).toBe(17)
  expect((await browser.refused('AdminRemoveAdmin', { params: { admin_id: 'nobody' } })).code).toBe(16)
  await browser.call('AdminRemoveAdmin', { params: { admin_id: admin.id } })
  expect((await bea.refused('AdminListAdmins')).code).toBe(5)
  await bea.refused('AdminSignIn', { body })
  expect((await browser.call('AdminListAdmins')).admins).toHaveLength(1)
})

test('the environment’s account is there, and a password changed since stays until the environment says another', async () => {
  await using chat = await testAdmin()
  const given = { email: 'Ops@example.com', password: 'given by the environment' }
  await chat.adminHttp.ensureAdmin(given)
  const browser = chat.browser()
  expect((await browser.call('AdminGetSession')).session.needs_setup).toBe(false)
  await browser.call('AdminSignIn', { body: given })
  const changed = 'changed in the dashboard'
  await browser.call('AdminChangePassword', { body: { current_password: given.password, new_password: changed } })

  await chat.adminHttp.ensureAdmin(given)
  await browser.call('AdminListApps')
  await chat.browser().call('AdminSignIn', { body: { ...given, password: changed } })
  await chat.browser().refused('AdminSignIn', { body: given })

  await chat.adminHttp.ensureAdmin({ ...given, password: 'another of the environment' })
  expect((await browser.refused('AdminListApps')).code).toBe(5)
  await chat.browser().call('AdminSignIn', { body: { ...given, password: 'another of the environment' } })
})

test('what the database knows of a session or a password opens nothing', async () => {
  await using chat = await testAdmin()
  const browser = await chat.signedIn()
  const token = browser.cookie!.split('=')[1]!
  const stored = await chat.app.services.database.snapshot(async (queries) =>
    JSON.stringify([
      await queries.all(sql`SELECT * FROM admins`),
      await queries.all(sql`SELECT * FROM admin_sessions`),
    ]),
  )
  for (const secret of [token, password, browser.csrf!]) expect(stored).not.toContain(secret)
  const [, hash] = /"token_hash":"([^"]+)"/.exec(stored)!
  browser.cookie = `parley_admin=${hash}`
  expect((await browser.refused('AdminListApps')).code).toBe(5)
})

test('two administrators who remove each other at the same moment leave one', async () => {
  await using chat = await testAdmin()
  const ada = await chat.signedIn()
  const body = { email: 'bea@example.com', password: 'long enough, too' }
  const { admin } = await ada.call('AdminAddAdmin', { body })
  const bea = chat.browser()
  await bea.call('AdminSignIn', { body })
  const other = (await bea.call('AdminListAdmins')).admins[0]
  const removals = await Promise.all([
    ada.fetch('AdminRemoveAdmin', { params: { admin_id: admin.id } }),
    bea.fetch('AdminRemoveAdmin', { params: { admin_id: other.id } }),
  ])
  expect(removals.map(({ status }) => status).sort()).toEqual([200, 401])
  expect((await chat.browser().call('AdminGetSession')).session.needs_setup).toBe(false)
})
