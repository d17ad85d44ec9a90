// What docs/dashboard.md shows a page of the dashboard doing is done here, to the letter, against a real server.
import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createApi } from '../api.ts'
import { startServer } from '../server-process.ts'

const file = join(import.meta.dirname, '../../docs/dashboard.md')
const page = await Bun.file(file).text()
const account = { email: 'ops@example.com', password: 'a password of the tests' }

test('a page whose administrator is signed in makes a user through the gateway', async () => {
  const env = { PARLEY_ADMIN_EMAIL: account.email, PARLEY_ADMIN_PASSWORD: account.password }
  await using server = await startServer({ env })
  let cookie = ''
  /** A browser fills in the address, the origin and the cookie. */
  const browserFetch = (path: string, init: RequestInit = {}) =>
    fetch(`${server.url}${path}`, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), origin: server.url, cookie },
    })
  const signed = await browserFetch('/parley/v1/admin/session', { method: 'POST', body: JSON.stringify(account) })
  cookie = signed.headers.get('set-cookie')!.split(';')[0]!

  const [, block] = /^```js page\n([\s\S]*?)^```$/m.exec(page)!
  await new Function('fetch', `return (async () => { ${block} })()`)(browserFetch)
  const payload = encodeURIComponent(JSON.stringify({ filter_conditions: { id: 'ann' } }))
  const { users } = await createApi(server).call('server', 'GET', `/users?payload=${payload}`)
  expect(users.map(({ id, name }: { id: string; name: string }) => [id, name])).toEqual([['ann', 'Ann']])
})

test('what the page links to is there', () => {
  const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1]!)
  expect(links.length).toBeGreaterThan(0)
  expect(links.filter((link) => !existsSync(join(dirname(file), link)))).toEqual([])
})
