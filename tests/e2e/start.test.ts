import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createApi, signToken } from '../api.ts'
import { dial, headOf } from '../hostile/raw-http.ts'
import { freshDirectory, runServer, startServer } from '../server-process.ts'

const secret = 'a-secret-of-at-least-thirty-two-characters'
const credentials = { PARLEY_API_KEY: 'start-key', PARLEY_API_SECRET: secret }

test('a first start makes an app and prints where it is, its key and its secret, and these work', async () => {
  await using server = await startServer()
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(server.secret.length).toBeGreaterThanOrEqual(32)
  expect(server.output()).toContain('user token')

  const api = createApi(server)
  expect((await api.call('server', 'GET', '/app')).app).toBeObject()
  const forged = createApi({ ...server, secret: `${server.secret}x` })
  expect((await forged.request('server', 'GET', '/app')).body.code).toBe(43)
})

test('a server tells whether it is alive and ready, how it is and what it speaks', async () => {
  await using server = await startServer()
  const get = (path: string) => fetch(`${server.url}${path}`)

  expect((await get('/healthz')).status).toBe(200)
  const ready = await get('/readyz')
  expect([ready.status, ((await ready.json()) as { status: string }).status]).toEqual([200, 'ready'])
  expect(await (await get('/metrics')).text()).toContain('parley_connections 0')
  expect(((await (await get('/openapi.json')).json()) as { openapi: string }).openapi).toBe('3.1.0')
  const docs = await get('/docs')
  expect(docs.headers.get('content-type')).toContain('text/html')
  expect(await docs.text()).toContain('id="op-SendMessage"')
  const unknown = await get('/nowhere')
  expect([unknown.status, ((await unknown.json()) as { code: number }).code]).toEqual([404, 16])
})

test('a second start on the same data is warm: the same app, what was said before, and soon', async () => {
  await using directory = await freshDirectory()
  const dataDir = join(directory.path, 'data')
  await using first = await startServer({ dataDir })
  const before = createApi(first)
  await before.call('server', 'POST', '/channels/messaging/lobby/query', { data: { created_by_id: 'ann' } })
  await before.call('server', 'POST', '/channels/messaging/lobby/message', {
    message: { id: 'm1', text: 'hi', user_id: 'ann' },
  })
  expect(await first.kill('SIGTERM')).toBe(0)

  await using second = await startServer({ dataDir })
  console.log(`ready in ${Math.round(first.startMs)} ms at first, ${Math.round(second.startMs)} ms warm`)
  expect([second.apiKey, second.secret]).toEqual([first.apiKey, first.secret])
  const { message } = await createApi(second).call('server', 'GET', '/messages/m1')
  expect([message.text, message.user.id]).toEqual(['hi', 'ann'])
})

test('SIGTERM sends clients away to come back, finishes what is under way and exits with 0', async () => {
  await using directory = await freshDirectory()
  const dataDir = join(directory.path, 'data')
  await using server = await startServer({ dataDir, env: credentials })
  const api = createApi(server)
  await api.call('server', 'POST', '/channels/messaging/lobby/query', {
    data: { created_by_id: 'ann', members: [{ user_id: 'ann' }] },
  })
  const sockets = await Promise.all([api.connect('ann'), api.connect('ann')])

  const acknowledged: string[] = []
  const sends = Array.from({ length: 40 }, async (_, index) => {
    const message = { id: `m${index}`, text: 'on my way' }
    const answer = await api
      .request('ann', 'POST', '/channels/messaging/lobby/message', { message })
      .catch(() => undefined)
    if (answer?.status === 201) acknowledged.push(message.id)
    return answer?.status
  })
  await Promise.race(sends)
  const exit = server.kill('SIGTERM')
  expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([1012, 1012])
  expect(await exit).toBe(0)
  // Refused or broken off is allowed from here on; an error of the server is not.
  for (const status of await Promise.all(sends)) expect([201, undefined]).toContain(status)

  await using again = await startServer({ dataDir, env: credentials })
  const after = createApi(again)
  const found = await Promise.all(acknowledged.map((id) => after.request('ann', 'GET', `/messages/${id}`)))
  expect(acknowledged.length).toBeGreaterThan(0)
  expect(found.map(({ status }) => status)).toEqual(acknowledged.map(() => 200))
})

test.each([
  ['PORT=eighty', { PORT: 'eighty' }, /PORT/],
  ['PORT=65536', { PORT: '65536' }, /PORT/],
  ['PARLEY_DATA_DIRECTORY=/tmp', { PARLEY_DATA_DIRECTORY: '/tmp' }, /PARLEY_DATA_DIRECTORY/],
  ['PARLEY_RATE_LIMITS=sometimes', { PARLEY_RATE_LIMITS: 'sometimes' }, /PARLEY_RATE_LIMITS/],
  ['PARLEY_LOG_LEVEL=loud', { PARLEY_LOG_LEVEL: 'loud' }, /PARLEY_LOG_LEVEL/],
  ['PARLEY_PUBLIC_URL=chat.example', { PARLEY_PUBLIC_URL: 'chat.example' }, /PARLEY_PUBLIC_URL/],
  ['PARLEY_DEMO=perhaps', { PARLEY_DEMO: 'perhaps' }, /PARLEY_DEMO/],
  ['PARLEY_ADMIN_EMAIL=alone', { PARLEY_ADMIN_EMAIL: 'ann@example.com' }, /PARLEY_ADMIN_PASSWORD/],
  [
    'PARLEY_ADMIN_EMAIL=ann@example.com PARLEY_ADMIN_PASSWORD=short',
    { PARLEY_ADMIN_EMAIL: 'ann@example.com', PARLEY_ADMIN_PASSWORD: 'short' },
    /PARLEY_ADMIN_PASSWORD/,
  ],
  ['PARLEY_API_KEY=alone', { PARLEY_API_KEY: 'alone' }, /PARLEY_API_SECRET/],
  [
    'PARLEY_API_KEY=key PARLEY_API_SECRET=short',
    { PARLEY_API_KEY: 'key', PARLEY_API_SECRET: 'short' },
    /PARLEY_API_SECRET/,
  ],
] as const)(
  'the broken configuration %s is refused in one line before anything is opened',
  async (_, broken, reason) => {
    await using directory = await freshDirectory()
    const dataDir = join(directory.path, 'data')
    const refused = runServer({ env: { PARLEY_DATA_DIR: dataDir, ...broken } })
    expect(await refused.ended).toBe(1)
    const lines = refused.output().trimEnd().split('\n')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(reason)
    expect(lines[0]).not.toContain('short')
    expect(existsSync(dataDir)).toBe(false)
  },
)

test('what cannot work beside another server, or with these credentials, is refused in one line too', async () => {
  await using first = await startServer({ env: credentials })
  await using directory = await freshDirectory()
  const elsewhere = { PARLEY_DATA_DIR: join(directory.path, 'data') }
  const taken = { PARLEY_DATA_DIR: first.dataDir }
  await using free = await startServer({ env: credentials })
  expect(await free.kill('SIGKILL')).toBe('SIGKILL')
  for (const [env, reason] of [
    [{ ...elsewhere, PORT: new URL(first.url).port }, /cannot listen on port/],
    [taken, /another server is running/],
    [{ PARLEY_DATA_DIR: free.dataDir, ...credentials, PARLEY_API_SECRET: secret.toUpperCase() }, /another secret/],
    [{ PARLEY_DATA_DIR: join(import.meta.path, 'data') }, /data directory/],
  ] as const) {
    const refused = runServer({ env })
    expect(await refused.ended).toBe(1)
    const lines = refused.output().trimEnd().split('\n')
    expect(lines).toEqual([expect.stringMatching(reason)])
    expect(lines[0]).toStartWith('parley: ')
  }
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
  // The data of a server that was killed is free at once.
  await using again = await startServer({ dataDir: free.dataDir, env: credentials })
  expect((await fetch(`${again.url}/readyz`)).status).toBe(200)
})

test('a sender who never comes to the end of a request does not keep the server from stopping', async () => {
  await using server = await startServer({ env: credentials })
  const headers = { authorization: createApi(server).token('server'), 'content-type': 'application/json' }
  const line = dial(server.url)
  line.write(headOf('POST', `/users?api_key=${server.apiKey}`, { ...headers, 'content-length': 1000 }))
  line.write('{')
  await createApi(server).call('server', 'GET', '/app')
  expect(await server.kill('SIGTERM')).toBe(0)
  line.destroy()
})

test('neither the secret nor any token gets into logs, metrics or error texts', async () => {
  await using server = await startServer({ env: { ...credentials, PARLEY_LOG_LEVEL: 'trace' } })
  const api = createApi(server)
  const canary = 'canary-user'
  const tokens = [
    api.token('server'),
    api.token(canary),
    signToken({ user_id: canary }, 'of-somebody-else-who-wants-to-come-in'),
    signToken({ user_id: canary, exp: 1 }, secret),
  ]
  const texts: string[] = []
  for (const token of tokens) {
    const headers = { authorization: token, 'stream-auth-type': 'jwt', 'content-type': 'application/json' }
    for (const [method, path] of [
      ['GET', '/app'],
      ['POST', '/channels/messaging/lobby/query'],
      ['POST', '/nowhere'],
    ] as const) {
      const answer = await fetch(`${server.url}${path}?api_key=${server.apiKey}&authorization=${token}`, {
        method,
        headers,
        ...(method === 'POST' && { body: `{"token":"${token}",` }),
      })
      texts.push(await answer.text())
    }
    texts.push(...(await framesOf(`${api.socketUrl(canary).replace(api.token(canary), token)}`)))
  }
  texts.push(await (await fetch(`${server.url}/metrics`)).text())
  expect(await server.kill('SIGTERM')).toBe(0)

  // The summary is where the secret is told, once and on purpose.
  texts.push(server.output().replace(`API secret    ${secret}`, ''))
  const signatures = tokens.map((token) => token.split('.')[2]!)
  for (const told of texts) for (const hidden of [secret, ...signatures]) expect(told).not.toContain(hidden)
})

/** What a socket hears until its first frame has come or it is refused. */
function framesOf(url: string): Promise<string[]> {
  return new Promise((resolve) => {
    const frames: string[] = []
    const socket = new WebSocket(url)
    socket.onmessage = ({ data }) => {
      frames.push(String(data))
      socket.close(1000)
    }
    socket.onclose = () => resolve(frames)
  })
}
