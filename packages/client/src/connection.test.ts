import { expect, test } from 'bun:test'
import { backoffMs, Connection } from './connection.ts'
import { type FakeEnvironment, fakeEnvironment } from './testing/fake-environment.ts'

interface Given {
  canRenew?: boolean
  token?: () => Promise<string>
}

/** A connection whose events are noted; with `renewals` there is a provider behind it. */
function connection(environment: FakeEnvironment, { canRenew = false, token }: Given = {}) {
  const noted: string[] = []
  let tokens = 1
  const made = new Connection({
    environment,
    address: (token) => `ws://test/connect?token=${token}`,
    token: token ?? (async () => `t${tokens}`),
    renew: (expired) => {
      if (!canRenew) return undefined
      if (expired === `t${tokens}`) tokens += 1
      return Promise.resolve(`t${tokens}`)
    },
    canRenew: () => canRenew,
    accepted: (token) => noted.push(`accepted ${token}`),
    onFirst: (frame, isFirstEver) => noted.push(`${isFirstEver ? 'up' : 'back'} ${frame.connection_id}`),
    onEvent: (event) => noted.push(event.type),
    onLost: () => noted.push('lost'),
    onRefused: (error) => noted.push(`refused ${(error as { code?: number }).code}`),
    log: () => {},
  })
  return { made, noted }
}

/** One that is up. */
async function up(options?: { canRenew: boolean }) {
  const environment = fakeEnvironment()
  const { made, noted } = connection(environment, options)
  const opened = made.open()
  await environment.pass(0)
  environment.sockets[0]!.accept()
  await opened
  noted.length = 0
  return { environment, made, noted }
}

test('it is up with its first frame, and hands on what comes after it', async () => {
  const environment = fakeEnvironment()
  const { made, noted } = connection(environment)
  const opened = made.open()
  await environment.pass(0)
  expect([made.isConnecting, made.isHealthy, environment.sockets[0]!.url]).toEqual([
    true,
    false,
    'ws://test/connect?token=t1',
  ])
  environment.sockets[0]!.accept('c7')
  environment.sockets[0]!.say({ type: 'message.new' })
  expect((await opened).connection_id).toBe('c7')
  expect([noted, made.connectionID]).toEqual([['accepted t1', 'up c7', 'message.new'], 'c7'])
})

test.each([
  ['a refusal', 5, 1000],
  ['too many connections', 71, 4029],
])('the first failure is told and not repeated: %s', async (_, code, closeCode) => {
  const environment = fakeEnvironment()
  const { made, noted } = connection(environment)
  const opened = made.open()
  await environment.pass(0)
  environment.sockets[0]!.refuse(code, closeCode)
  await expect(opened).rejects.toMatchObject({ code })
  await environment.pass(120_000)
  expect([environment.sockets.length, noted]).toEqual([1, []])
})

test('a first frame that does not come within 15 seconds is a failure', async () => {
  const environment = fakeEnvironment()
  const opened = connection(environment).made.open()
  opened.catch(() => {})
  await environment.pass(16_000)
  await expect(opened).rejects.toMatchObject({ isNetworkError: true })
  expect(environment.sockets[0]!.closedWith).toBe(4000)
})

test('an expired token is renewed at the door, if somebody can give another', async () => {
  const environment = fakeEnvironment()
  const opened = connection(environment, { canRenew: true }).made.open()
  await environment.pass(0)
  environment.sockets[0]!.refuse(40, 4001)
  await environment.pass(0)
  expect(environment.sockets[1]!.url).toBe('ws://test/connect?token=t2')
  environment.sockets[1]!.accept('c2')
  expect((await opened).connection_id).toBe('c2')
})

test('a token that expires while connected is renewed, and the connection is back at once', async () => {
  const { environment, noted } = await up({ canRenew: true })
  environment.sockets[0]!.refuse(40, 4001)
  await environment.pass(500)
  environment.sockets[1]!.accept('c2')
  expect(environment.sockets[1]!.url).toBe('ws://test/connect?token=t2')
  expect(noted).toEqual(['lost', 'accepted t2', 'back c2'])
})

test('a token given as text that expires is the end', async () => {
  const { environment, made, noted } = await up()
  environment.sockets[0]!.refuse(40, 4001)
  await environment.pass(120_000)
  expect([noted, environment.sockets.length, made.isConnecting]).toEqual([['lost', 'refused 40'], 1, false])
})

test('a user who may not come back is not tried again', async () => {
  const { environment, noted } = await up({ canRenew: true })
  environment.sockets[0]!.refuse(17, 1000)
  await environment.pass(120_000)
  expect([noted, environment.sockets.length]).toEqual([['lost', 'refused 17'], 1])
})

test('a lost connection is tried again, later each time, and never all clients at the same moment', async () => {
  const { environment, noted } = await up()
  environment.sockets[0]!.drop()
  const waits: number[] = []
  let last = environment.now()
  for (let attempt = 1; attempt <= 8; attempt++) {
    while (environment.sockets.length === attempt) await environment.pass(25)
    waits.push(environment.now() - last)
    last = environment.now()
    environment.sockets.at(-1)!.drop()
  }
  expect(noted).toEqual(['lost'])
  expect(waits[0]).toBeWithin(125, 526)
  for (const [n, wait] of waits.slice(1).entries()) expect(wait).toBeGreaterThanOrEqual(Math.min(waits[n]!, 25_000 / 4))
  expect(Math.max(...waits)).toBeLessThanOrEqual(25_025)
  environment.sockets.at(-1)!.onclose = null
  const spread = [0, 0.5, 0.999].map((chance) => backoffMs(3, () => chance))
  expect(spread).toEqual([1000, 2500, expect.closeTo(3997)])
})

test('a restart that was announced brings it back soon, and thirty good seconds forgive what was before', async () => {
  const { environment } = await up()
  environment.sockets[0]!.drop(1012)
  await environment.pass(500)
  expect(environment.sockets.length).toBe(2)
  environment.sockets[1]!.accept('c2')
  for (let n = 0; n < 3; n++) {
    await environment.pass(20_000)
    environment.sockets[1]!.say({ type: 'health.check' })
  }
  environment.sockets[1]!.drop()
  await environment.pass(500)
  expect(environment.sockets.length).toBe(3)
})

test('a network that comes and goes is no server that is down: who was let in is soon tried again', async () => {
  const { environment } = await up()
  environment.sockets[0]!.drop()
  for (let attempt = 1; attempt < 6; attempt++) {
    while (environment.sockets.length === attempt) await environment.pass(100)
    environment.sockets.at(-1)!.drop()
  }
  while (environment.sockets.length === 6) await environment.pass(100)
  environment.sockets.at(-1)!.accept('c2')
  environment.sockets.at(-1)!.drop()
  await environment.pass(1000)
  expect(environment.sockets.length).toBe(8)
})

test('it asks whether the server is there after 25 silent seconds, and takes 35 for its end', async () => {
  const { environment, noted } = await up()
  await environment.pass(24_000)
  expect(environment.sockets[0]!.sent).toEqual([])
  await environment.pass(6_000)
  expect(environment.sockets[0]!.sent).toEqual(['[{"type":"health.check","client_id":"c1"}]'])
  environment.sockets[0]!.say({ type: 'health.check' })
  await environment.pass(34_000)
  expect(noted).toEqual(['health.check'])
  await environment.pass(6_000)
  expect(noted).toEqual(['health.check', 'lost'])
  // A frame that comes out of the dead socket is not heard any more.
  environment.sockets[0]!.say({ type: 'message.new' })
  expect([noted.length, environment.sockets[0]!.closedWith]).toEqual([2, 4000])
})

test('without a network nothing is tried; with its return, at once', async () => {
  const { environment, noted } = await up()
  await environment.network(false)
  await environment.pass(300_000)
  expect([noted, environment.sockets.length]).toEqual([['lost'], 1])
  await environment.network(true)
  await environment.pass(0)
  expect(environment.sockets.length).toBe(2)
  environment.sockets[1]!.accept('c2')
  expect(noted.at(-1)).toBe('back c2')
})

test('a network that comes while a token is awaited makes no second socket', async () => {
  const environment = fakeEnvironment()
  const tokens: PromiseWithResolvers<string>[] = []
  const { made, noted } = connection(environment, {
    token: () => {
      tokens.push(Promise.withResolvers<string>())
      return tokens.at(-1)!.promise
    },
  })
  const opened = made.open()
  tokens[0]!.resolve('t1')
  await environment.pass(0)
  environment.sockets[0]!.accept()
  await opened
  environment.sockets[0]!.drop()
  await environment.pass(1000)
  await environment.network(false)
  await environment.network(true)
  await environment.pass(1000)
  expect(tokens.length).toBe(2)
  tokens[1]!.resolve('t2')
  await environment.pass(1000)
  environment.sockets[1]!.accept('c2')
  expect([environment.sockets.length, noted.at(-1)]).toEqual([2, 'back c2'])
})

test('what was under way when it was hung up comes to nothing, even if it is opened again meanwhile', async () => {
  const environment = fakeEnvironment()
  const tokens = [Promise.withResolvers<string>(), Promise.withResolvers<string>()]
  const asked = [...tokens]
  const { made } = connection(environment, { token: () => asked.shift()!.promise })
  const first = made.open()
  first.catch(() => {})
  made.close()
  const second = made.open()
  tokens[1]!.resolve('t2')
  await environment.pass(0)
  environment.sockets[0]!.accept('c2')
  expect((await second).connection_id).toBe('c2')
  tokens[0]!.resolve('t1')
  await expect(first).rejects.toThrow('closed')
  expect([environment.sockets[1]!.closedWith, made.connectionID]).toEqual([1000, 'c2'])
})

test('whoever needs the connection waits for it, but not for ever', async () => {
  const { environment, made } = await up()
  expect(await made.ready(1000)).toBe('c1')
  environment.sockets[0]!.drop()
  const late = made.ready(100)
  late.catch(() => {})
  await environment.pass(100)
  await expect(late).rejects.toMatchObject({ isNetworkError: true })
  const waiting = made.ready(5000)
  await environment.pass(500)
  environment.sockets[1]!.accept('c2')
  expect(await waiting).toBe('c2')
})

test('opened again on a bad network it tells the failure and goes on trying', async () => {
  const { environment, made, noted } = await up()
  made.close()
  const again = made.open()
  again.catch(() => {})
  await environment.pass(0)
  environment.sockets[1]!.drop()
  await expect(again).rejects.toMatchObject({ isNetworkError: true })
  await environment.pass(1000)
  environment.sockets[2]!.accept('c2')
  expect([noted.at(-1), made.isHealthy]).toEqual(['back c2', true])
})

test('hung up for good, it stays away and keeps nobody waiting', async () => {
  const { environment, made, noted } = await up()
  environment.sockets[0]!.drop()
  const waiting = made.ready(5000)
  made.close()
  await expect(waiting).rejects.toThrow('closed')
  await environment.pass(300_000)
  expect([environment.sockets.length, noted]).toEqual([1, ['lost']])
  await expect(made.ready(1000)).rejects.toThrow('connectUser')
})

test('a connection that the server does not know any more is given up', async () => {
  const { environment, made, noted } = await up()
  made.giveUp('another')
  expect(noted).toEqual([])
  made.giveUp('c1')
  await environment.pass(500)
  expect([noted, environment.sockets.length]).toEqual([['lost'], 2])
})
