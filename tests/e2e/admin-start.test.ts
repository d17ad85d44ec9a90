import { expect, test } from 'bun:test'
import { type ServerProcess, startServer } from '../server-process.ts'

const account = { email: 'ops@example.com', password: 'canary of a password' }
const environment = { PARLEY_ADMIN_EMAIL: account.email, PARLEY_ADMIN_PASSWORD: account.password }

interface Shown {
  readonly session: { readonly needs_setup: boolean; readonly needs_code: boolean; readonly csrf_token: string }
  readonly api_key: string
  readonly code: number
}

/** Asks as a page of the server would. */
async function ask({ url }: ServerProcess, method: string, path: string, body?: object, cookie?: string) {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { origin: url, ...(cookie && { cookie }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const answer = { status: response.status, cookie: response.headers.get('set-cookie')?.split(';')[0] }
  return { ...answer, body: (await response.json()) as Shown }
}

test('the start says where dashboard and demo are, and both are there', async () => {
  await using server = await startServer()
  expect(server.output()).toContain(`Dashboard     ${server.url}/dashboard/`)
  expect(server.output()).toContain(`Demo          ${server.url}/demo/`)
  expect(server.output()).not.toContain('Setup code')

  const front = await fetch(`${server.url}/`, { redirect: 'manual' })
  expect([front.status, front.headers.get('location')]).toEqual([302, '/dashboard/'])
  const { session } = (await ask(server, 'GET', '/parley/v1/admin/session')).body
  expect(session).toMatchObject({ needs_setup: true, needs_code: false })
  const demo = await ask(server, 'POST', '/parley/v1/demo/session')
  expect(demo.status).toBe(201)
  expect(demo.body.api_key).not.toBe(server.apiKey)
})

test('where others reach it the start prints a code that the first administrator must know, and the demo is off', async () => {
  await using server = await startServer({ env: { HOST: '0.0.0.0' } })
  expect(server.output()).not.toMatch(/^ {2}Demo /m)
  const [, code] = /Setup code\s+(\S+)/.exec(server.output())!
  const reached = { ...server, url: server.url.replace('0.0.0.0', '127.0.0.1') }
  const setUp = (given: object) => ask(reached, 'POST', '/parley/v1/admin/setup', { ...account, ...given })
  expect((await setUp({})).body.code).toBe(17)
  expect((await setUp({ code: `${code}x` })).body.code).toBe(17)
  expect((await setUp({ code })).status).toBe(201)
  expect((await ask(reached, 'POST', '/parley/v1/demo/session')).body.code).toBe(16)
})

test('the environment’s account signs in, its password is kept as argon2id, and none of it is ever logged', async () => {
  await using server = await startServer({ env: { ...environment, PARLEY_LOG_LEVEL: 'trace' } })
  const signIn = (given: object) => ask(server, 'POST', '/parley/v1/admin/session', { ...account, ...given })
  const refused = await signIn({ password: 'a password that is wrong' })
  expect([refused.status, refused.cookie]).toEqual([401, undefined])
  const signed = await signIn({})
  expect(signed.status).toBe(201)
  const apps = await ask(server, 'GET', '/parley/v1/admin/apps', undefined, signed.cookie)
  expect(apps.status).toBe(200)
  expect((await ask(server, 'GET', '/parley/v1/admin/apps')).status).toBe(401)
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  expect(await server.kill('SIGTERM')).toBe(0)

  const told = `${server.output().replace(`API secret    ${server.secret}`, '')}${metrics}`
  const token = signed.cookie!.split('=')[1]!
  for (const hidden of [account.password, token, signed.body.session.csrf_token, server.secret, '$argon2id']) {
    expect(told).not.toContain(hidden)
  }
  const { Database } = await import('bun:sqlite')
  using database = new Database(`${server.dataDir}/parley.db`, { readonly: true })
  const row = database.query<{ password_hash: string }, []>('SELECT password_hash FROM admins').get()
  expect(row?.password_hash).toStartWith('$argon2id$')
})

test('threat 23: the cookie of an administrator opens no socket, from whichever page', async () => {
  await using server = await startServer({ env: environment })
  const signed = await ask(server, 'POST', '/parley/v1/admin/session', account)
  const url = `${server.url.replace('http', 'ws')}/connect?api_key=${server.apiKey}`
  const json = encodeURIComponent(JSON.stringify({ user_id: 'ann' }))
  for (const origin of ['https://evil.example', server.url]) {
    const socket = new WebSocket(`${url}&json=${json}`, { headers: { cookie: signed.cookie!, origin } } as never)
    const [frame] = await new Promise<string[]>((resolve) => {
      const frames: string[] = []
      socket.onmessage = ({ data }) => frames.push(String(data))
      socket.onclose = () => resolve(frames)
    })
    expect((JSON.parse(frame!) as { error: { code: number } }).error.code).toBe(5)
  }
})

test('SIGTERM ends the live streams of the dashboard too, and the server exits with 0', async () => {
  await using server = await startServer({ env: environment })
  const signed = await ask(server, 'POST', '/parley/v1/admin/session', account)
  const stream = await fetch(`${server.url}/parley/v1/admin/apps/1/events`, { headers: { cookie: signed.cookie! } })
  expect([stream.status, stream.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  const reader = stream.body!.getReader()
  expect(new TextDecoder().decode((await reader.read()).value)).toContain(': here')
  const ended = (async () => {
    while (!(await reader.read()).done);
    return true
  })()
  expect(await server.kill('SIGTERM')).toBe(0)
  expect(await ended).toBe(true)
})
