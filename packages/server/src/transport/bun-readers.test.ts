import { afterAll, expect, test } from 'bun:test'
import { socketServer } from './bun-sockets.fixture.ts'

// What the care for slow readers and hostile frames takes for granted of Bun's sockets (core §4.4).
const { server, closed, seen, client, deafClient } = socketServer()
afterAll(() => server.stop(true))

test('core §4.4: a reader who takes nothing is seen by what waits for it, and closed at the limit', async () => {
  const { ws, leave } = await deafClient()
  const kilobytes = 'x'.repeat(256 * 1024)
  const before = closed.length
  let highest = 0
  for (let i = 0; i < 200 && closed.length === before; i++) {
    ws.send(kilobytes)
    highest = Math.max(highest, ws.getBufferedAmount())
    if (i % 8 === 7) await new Promise<void>((resolve) => void setImmediate(resolve))
  }
  await seen(() => closed.length > before)
  // The sweep, which closes at 1 MB, has had something to see long before this last defence.
  expect(highest).toBeGreaterThan(1024 * 1024)
  expect(highest).toBeLessThanOrEqual(5 * 1024 * 1024)
  leave()
})

test('core §4.4: such a reader costs the others nothing that is published', async () => {
  const { ws: deaf, leave } = await deafClient()
  const { ws, heard, until, socket: reading } = await client()
  for (const each of [deaf, ws]) each.subscribe('busy')
  const text = 'x'.repeat(64 * 1024)
  const ended = until('the end')
  let published = 0
  const before = closed.length
  while (closed.length === before && published < 600) {
    server.publish('busy', text)
    published += 1
    if (published % 16 === 0) await new Promise<void>((resolve) => void setImmediate(resolve))
  }
  ws.send('the end')
  await ended
  expect(closed.length).toBe(before + 1)
  expect(heard.length).toBe(published + 1)
  reading.close()
  leave()
})

test('a close tells the server’s own handler at once, half-open line or not', async () => {
  const { ws, leave } = await deafClient()
  const before = closed.length
  ws.subscribe('gone')
  ws.close(4009, 'slow_reader')
  expect(closed.slice(before)).toEqual([4009])
  expect(ws.send('after')).toBeLessThanOrEqual(0)
  leave()
})

test('a frame above the limit closes the socket, and nothing of it is read', async () => {
  const { socket } = await client()
  const before = closed.length
  const code = new Promise<number>((resolve) => {
    socket.onclose = (event) => resolve(event.code)
  })
  socket.send('x'.repeat(64 * 1024 + 1))
  await seen(() => closed.length > before)
  expect([1006, 1009]).toContain(closed.at(-1)!)
  expect([1006, 1009]).toContain(await code)
})

test('spec/10 §3.2: with the header limit that the server starts with, a URL of 20 kB is accepted', async () => {
  const serve = `const server = Bun.serve({ port: 0, fetch: (request) => new Response(String(request.url.length)) })
    console.log(server.port)`
  const ask = async (flags: string[]) => {
    const child = Bun.spawn([process.execPath, ...flags, '-e', serve], {
      stdout: 'pipe',
      env: { ...process.env, BUN_OPTIONS: '' },
    })
    const { value } = await child.stdout.getReader().read()
    const port = new TextDecoder().decode(value).trim()
    const answer = await fetch(`http://127.0.0.1:${port}/?json=${'x'.repeat(20_000)}`)
    const body = await answer.text()
    child.kill()
    return [answer.status, Number(body) > 20_000]
  }
  expect(await ask(['--max-http-header-size=65536'])).toEqual([200, true])
  // Without it Bun refuses, which is why every start of the server names it.
  expect((await ask([]))[0]).toBe(431)
})
