import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { singleNode } from '../adapters/memory/single-node.ts'
import { openSqlite } from '../adapters/sqlite/sqlite-database.ts'
import { systemClock, systemIds } from '../adapters/system.ts'
import { type App, createApp } from '../app.ts'
import { recordingLog } from '../core/writer.fixture.ts'
import { plainPasswords } from '../testing/plain-passwords.ts'
import { createAdminHttp } from './admin/admin-http.ts'
import { createMetrics } from './metrics.ts'
import { createPublisher, type Listener, serve } from './serve.ts'
import { signServerToken, signUserToken } from './tokens.ts'

const secret = 'a secret of at least thirty-two characters'
const directory = mkdtempSync(join(tmpdir(), 'parley-serve-'))
const { logged, log } = recordingLog()
let app: App
let listener: Listener

beforeAll(async () => {
  const publisher = createPublisher()
  const metrics = createMetrics()
  app = await createApp(
    {
      database: openSqlite({ file: join(directory, 'parley.db'), durable: false, clock: systemClock() }),
      cluster: singleNode,
      clock: systemClock(),
      ids: systemIds,
      log,
      publish: publisher.publish,
    },
    { observe: metrics.answered },
  )
  await app.ensureApp({ key: 'key', secret })
  const shared = { version: '1.2.3', hasDemo: false }
  listener = serve(app, publisher, metrics, {
    ...shared,
    admin: createAdminHttp(app, { ...shared, passwords: plainPasswords(), isLoopback: true }),
    pages: { find: () => undefined },
    hostname: '127.0.0.1',
    port: 0,
  })
})

afterAll(async () => {
  app.drain()
  await listener.stop()
  await app.close()
  rmSync(directory, { recursive: true, force: true })
})

type Frame = ReturnType<typeof JSON.parse>

/** A real socket on the real server, with all it hears. */
function dial(path: string, headers?: Record<string, string>) {
  const socket = new WebSocket(`${listener.url.replace('http', 'ws')}${path}`, { headers } as never)
  const frames: Frame[] = []
  let wake: () => void = () => undefined
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.onclose = ({ code, reason }) => resolve({ code, reason })
  })
  socket.onmessage = ({ data }) => {
    frames.push(JSON.parse(String(data)))
    wake()
  }
  return {
    socket,
    closed,
    frames,
    async heard(count: number): Promise<Frame[]> {
      while (frames.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return frames
    },
  }
}

const handshakeOf = (id: string, details: object = {}) =>
  `/connect?api_key=key&stream-auth-type=jwt&authorization=${signUserToken(secret, id)}&json=${encodeURIComponent(
    JSON.stringify({ user_id: id, user_details: { id, ...details } }),
  )}`

const ask = (method: string, path: string, body?: unknown) =>
  fetch(`${listener.url}${path}${path.includes('?') ? '&' : '?'}api_key=key`, {
    method,
    headers: { authorization: signServerToken(secret), 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })

describe('a real socket on a real server', () => {
  test('is let in by what stands in its URL, in either generation, and speaks on one port with REST', async () => {
    const ann = dial(handshakeOf('ann'))
    const bob = dial(handshakeOf('bob').replace('/connect', '/api/v2/connect'))
    expect((await ann.heard(1))[0]).toMatchObject({ type: 'health.check', me: { id: 'ann' } })
    expect((await bob.heard(1))[0]).toMatchObject({ type: 'connection.ok', me: { id: 'bob' } })
    const answer = await ask('GET', '/app')
    expect(answer.status).toBe(200)
    ann.socket.close(1000)
    bob.socket.close(1000)
    await Promise.all([ann.closed, bob.closed])
  })

  test('is let in by headers too, as clients without a browser send them', async () => {
    const headers = { authorization: signUserToken(secret, 'ann'), 'stream-auth-type': 'jwt' }
    const { heard, socket } = dial('/connect?api_key=key', headers)
    expect((await heard(1))[0].me.id).toBe('ann')
    socket.close()
  })

  test('spec/10 §3.2: may bring details of 4 kB in its URL', async () => {
    const details = { name: 'x'.repeat(2000), note: 'y'.repeat(2000) }
    const { heard, socket } = dial(handshakeOf('wordy', details))
    const [first] = await heard(1)
    expect(first.me?.name ?? first.error.message).toBe(details.name)
    socket.close()
  })

  test('refused, it hears why before it is closed, because browsers cannot read a refused upgrade', async () => {
    const { heard, closed } = dial(handshakeOf('ann').replace('api_key=key', 'api_key=wrong'))
    expect((await heard(1))[0].error.code).toBe(2)
    expect(await closed).toEqual({ code: 1000, reason: 'refused' })
  })

  test('threats: floods of pings, fragments and binary frames are signs of life and nothing else', async () => {
    const line = connect(Number(new URL(listener.url).port), '127.0.0.1')
    line.on('error', () => undefined)
    let bytes = 0
    let wake: () => void = () => undefined
    line.on('data', (chunk) => {
      bytes += chunk.length
      wake()
    })
    line.write(
      `GET ${handshakeOf('flood')} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    )
    while (bytes < 300) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    const before = process.memoryUsage.rss()
    const frame = (first: number, payload: string) =>
      Buffer.concat([Buffer.from([first, 0x80 | payload.length, 0, 0, 0, 0]), Buffer.from(payload)])
    // A text that never ends, in pieces; in between pings and whole binary frames.
    line.write(frame(0x01, 'start'))
    const flood = Buffer.concat(Array.from({ length: 5000 }, () => Buffer.concat([frame(0x00, 'x'), frame(0x89, 'p')])))
    for (let i = 0; i < 10; i++) line.write(flood)
    const isClosed = new Promise<void>((resolve) => void line.on('close', () => resolve()))
    // What was announced as one text grows past the limit for frames.
    for (let i = 0; i < 10; i++) line.write(flood)
    await isClosed
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024)
    expect((await fetch(`${listener.url}/healthz`)).status).toBe(200)
  })

  test('an unknown path is answered with 404, also to those who ask for a socket', async () => {
    const answer = await fetch(`${listener.url}/connectx`, { headers: { upgrade: 'websocket', connection: 'upgrade' } })
    expect([answer.status, ((await answer.json()) as Frame).code]).toEqual([404, 16])
  })
})

test('a body of more than 1 MiB is refused with 413', async () => {
  const body = JSON.stringify({ users: { ann: { id: 'ann', text: 'x'.repeat(1_200_000) } } })
  const plain = await ask('POST', '/users', JSON.parse(body))
  expect([plain.status, ((await plain.json()) as Frame).code]).toEqual([413, 22])
})

test('what is published in a channel reaches a watcher’s real socket, in order', async () => {
  await ask('POST', '/users', { users: { ann: { id: 'ann' }, bob: { id: 'bob' } } })
  const channel = '/channels/messaging/real'
  await ask('POST', `${channel}/query`, { data: { created_by_id: 'ann', members: ['ann', 'bob'] } })
  const bob = dial(handshakeOf('bob'))
  const [first] = await bob.heard(1)
  const watched = await fetch(`${listener.url}${channel}/query?api_key=key&connection_id=${first.connection_id}`, {
    method: 'POST',
    headers: { authorization: signUserToken(secret, 'bob'), 'stream-auth-type': 'jwt' },
    body: JSON.stringify({ watch: true, state: true }),
  })
  expect(watched.status).toBe(201)
  const sends = Array.from({ length: 20 }, (_, n) =>
    ask('POST', `${channel}/message`, { message: { id: `m${n}`, text: `${n}`, user_id: 'ann' } }),
  )
  for (const answer of await Promise.all(sends)) expect(answer.status).toBe(201)
  const isMessage = ({ type }: Frame) => type === 'message.new'
  while (bob.frames.filter(isMessage).length < 20) await bob.heard(bob.frames.length + 1)
  const seqs = bob.frames.filter(isMessage).map(({ parley }) => parley.seq)
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
  expect(new Set(bob.frames.filter(isMessage).map(({ message }) => message.id)).size).toBe(20)
  bob.socket.close()
  await bob.closed
})

test('threats #24: nothing that was logged or measured holds a token', async () => {
  const metrics = await (await fetch(`${listener.url}/metrics`)).text()
  expect(metrics).toContain('parley_request_seconds')
  const told = metrics + JSON.stringify(logged.map(({ message, fields }) => [message, String(fields.err), fields]))
  for (const token of [signServerToken(secret), signUserToken(secret, 'ann')]) {
    expect(told).not.toContain(token.split('.')[2]!)
  }
  expect(told).not.toContain(secret)
})
