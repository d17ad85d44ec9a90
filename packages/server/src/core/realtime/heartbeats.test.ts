import { expect, test } from 'bun:test'
import { type NodeUnderTest, nodeUnderTest } from './node.fixture.ts'

/** Lets seconds pass, with the turns of the event loop in between. */
async function seconds(node: NodeUnderTest, count: number, each: () => void = () => undefined) {
  for (let second = 0; second < count; second++) {
    await node.clock.advance(1000)
    each()
  }
}

test('spec/10 §5: a health check comes every 30 s, as each generation prints it, if the client only answers pings', async () => {
  const node = nodeUnderTest()
  const devices = [await node.connect('ann'), await node.connect('bob', 'v2')]
  const counts: number[] = []
  for (let second = 1; second <= 95; second++) {
    await node.clock.advance(1000)
    for (const { connection } of devices) connection.heardAtMs = node.clock.elapsedMs()
    if (second === 29 || second === 31 || second === 61 || second === 92) counts.push(devices[0]!.events().length)
  }
  await node.turns()
  expect(counts).toEqual([0, 1, 2, 3])
  const [v1, v2] = devices.map((device) => device.events()[0])
  expect(Object.keys(v1).sort()).toEqual(['cid', 'connection_id', 'created_at', 'type'])
  expect(v1).toMatchObject({ type: 'health.check', cid: '*', connection_id: devices[0]!.connection.id })
  expect(v1.created_at).toMatch(/^2026-01-05T09:30:3\d\.\d{6}Z$/)
  expect(Object.keys(v2).sort()).toEqual(['connection_id', 'created_at', 'custom', 'type'])
  expect(devices[1]!.socket.texts[1]).toMatch(/"created_at":17676054\d{11}[,}]/)
})

test('spec/10 §5: a ping goes out every 20 s', async () => {
  const node = nodeUnderTest()
  const ann = await node.connect('ann')
  const pings: number[] = []
  let second = 0
  ann.socket.ping = () => pings.push(second)
  for (second = 1; second <= 90; second++) {
    await node.clock.advance(1000)
    ann.connection.heardAtMs = node.clock.elapsedMs()
  }
  expect(pings.length).toBe(4)
  for (const [index, at] of pings.entries()) expect(Math.abs(at - 20 * (index + 1))).toBeLessThanOrEqual(index + 1)
})

test('spec/10 §5: a client that is silent for 60 s is closed with 1001, and its presence ends', async () => {
  const node = nodeUnderTest()
  const [silent, alive] = [await node.connect('ann'), await node.connect('bob')]
  const pong = () => {
    alive.connection.heardAtMs = node.clock.elapsedMs()
  }
  await seconds(node, 59, pong)
  expect(silent.socket.closed).toBeUndefined()
  await seconds(node, 2, pong)
  expect(silent.socket.closed).toEqual({ code: 1001, reason: 'going_away' })
  expect(alive.socket.closed).toBeUndefined()
  expect(node.hub.isOnline(1, 'ann')).toBe(false)
})

test('spec/10 §5: any frame shows life and is answered at once, but a flood is answered once in 5 s', async () => {
  const node = nodeUnderTest()
  const ann = await node.connect('ann')
  await node.clock.advance(6000)
  for (let i = 0; i < 100; i++) node.hub.heard(ann.connection)
  await node.turns()
  expect(ann.types()).toEqual(['health.check'])
  await node.clock.advance(4000)
  node.hub.heard(ann.connection)
  await node.turns()
  expect(ann.types().length).toBe(1)
  await node.clock.advance(1000)
  node.hub.heard(ann.connection)
  await node.turns()
  expect(ann.types().length).toBe(2)
  await seconds(node, 59)
  expect(ann.socket.closed).toBeUndefined()
})

test('a client that is still being let in is neither answered nor checked', async () => {
  const node = nodeUnderTest()
  const release = node.holdAnswers()
  const { connection, socket, joined } = node.open('ann')
  await node.clock.advance(31_000)
  node.hub.heard(connection)
  await node.turns()
  expect(socket.texts).toEqual([])
  release()
  await joined
  await node.turns()
  expect(socket.texts.map((text) => JSON.parse(text).type)).toEqual(['hello'])
})
