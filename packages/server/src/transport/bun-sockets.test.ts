import { afterAll, expect, test } from 'bun:test'
import { socketServer } from './bun-sockets.fixture.ts'

// What delivery takes for granted of Bun's sockets (core §4.2): a version of Bun that does otherwise fails here.
const { server, next: nextSocket, client } = socketServer()
afterAll(() => server.stop(true))

/** Numbers that come out the same in every run. */
function sequence(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state % below
  }
}

test('core §4.2: publish, send, subscribe and unsubscribe on one socket keep the exact order of their calls', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { ws, heard, until, socket } = await client()
    const next = sequence(seed)
    const expected: string[] = []
    const topics = new Set<string>()
    const act = (count: number) => {
      for (let i = 0; i < count; i++) {
        const topic = `topic-${next(3)}`
        const text = `${seed} ${expected.length} ${i}`
        const choice = next(8)
        if (choice < 3) {
          ws.send(text)
          expected.push(text)
        } else if (choice < 6) {
          server.publish(topic, text)
          if (topics.has(topic)) expected.push(text)
        } else if (choice === 6) {
          ws.subscribe(topic)
          topics.add(topic)
        } else {
          ws.unsubscribe(topic)
          topics.delete(topic)
        }
      }
    }
    // Plain, corked, and over several turns of the event loop.
    act(100)
    ws.cork(() => act(100))
    await new Promise<void>((resolve) => void setImmediate(resolve))
    act(50)
    const ended = until('the end')
    ws.send('the end')
    await ended
    expect(heard).toEqual([...expected, 'the end'])
    socket.close()
  }
})

test('core §4.2: what is published reaches all who have subscribed, each generation by its own topic', async () => {
  const [first, second, third] = [await client(), await client(), await client()]
  first.ws.subscribe('c1 v1')
  second.ws.subscribe('c1 v1')
  third.ws.subscribe('c1 v2')
  const ended = [first, second, third].map(({ until }) => until('the end'))
  server.publish('c1 v1', 'one')
  server.publish('c1 v2', 'two')
  for (const { ws } of [first, second, third]) ws.send('the end')
  await Promise.all(ended)
  expect([first, second, third].map(({ heard }) => heard[0])).toEqual(['one', 'one', 'two'])
  for (const { socket } of [first, second, third]) socket.close()
})

test('core §4.2: cork gathers what is sent in it into one write: nothing leaves before its end', async () => {
  // Another thread reads, and counts what has come where this one can see it without turning its event loop.
  const count = new Int32Array(new SharedArrayBuffer(4))
  const source = `onmessage = ({ data: count }) => {
    new WebSocket('ws://127.0.0.1:${server.port}/').onmessage = () => {
      Atomics.add(count, 0, 1)
      Atomics.notify(count, 0)
    }
  }`
  const { ws, made: reader } = await nextSocket(() => {
    const worker = new Worker(URL.createObjectURL(new Blob([source])))
    worker.postMessage(count)
    return worker
  })
  // Until then the count is what it was; the time limit is for an answer that never comes.
  const waitFor = (before: number, ms: number) => Atomics.wait(count, 0, before, ms)
  ws.send('alone')
  waitFor(0, 10_000)
  expect(count[0]).toBe(1)
  ws.cork(() => {
    for (const text of ['first', 'second', 'third']) ws.send(text)
    expect(waitFor(1, 100)).toBe('timed-out')
  })
  for (let before = 1; before < 4; before = count[0]!) waitFor(before, 10_000)
  expect(count[0]).toBe(4)
  reader.terminate()
})
