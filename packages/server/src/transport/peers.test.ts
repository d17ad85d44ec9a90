import { expect, test } from 'bun:test'
import type { Log } from '../ports/log.ts'
import type { Roster } from '../ports/roster.ts'
import { fakeClock, fakeIds } from '../testing/fake-clock.ts'
import { createPeers, type Send } from './peers.ts'

/** By then every node has looked for the others. */
const lookEveryMs = 5000

/** Nodes that know of each other; each is reached where `network` says, and nowhere else. */
async function nodes() {
  const clock = fakeClock()
  const entries = new Set<string>()
  const warnings: object[] = []
  const network = new Map<string, Send>()
  const roster = {
    isUp: true,
    enter: async (_: string, entry: string) => Boolean(entries.add(entry)),
    leave: async (_: string, entry: string) => entries.delete(entry),
    list: async () => [...entries],
  } as unknown as Roster
  const nothing = () => undefined
  const log: Log = { debug: nothing, info: nothing, error: nothing, warn: (fields) => void warnings.push(fields) }
  const send: Send = async (url, request) => {
    const there = network.get(new URL(url).host)
    if (!there) throw new Error('nobody is there')
    return there(url, request)
  }
  let made = 0
  return {
    clock,
    warnings,
    network,
    async start(url: string) {
      const tag = String(++made).padStart(8, '0')
      const ids = { ...fakeIds(), uuid: () => `00000000-0000-7000-8000-0000${tag}` }
      const peers = createPeers({ roster, clock, log, ids, send })
      await peers.announce(url)
      await clock.advance(lookEveryMs)
      return peers
    },
  }
}

const welcome: Send = async () => new Response('hello')
const request = () => new Request('http://chat/channels', { method: 'POST', body: '{}' })
const uuid = '00000000-0000-7000-8000-000000000000'

test('a request goes to the node that has its connection as it came, once, and ids that are made up go nowhere', async () => {
  const { start, network } = await nodes()
  const sent: unknown[] = []
  network.set('10.0.0.1:3030', welcome).set('10.0.0.2:3030', async (url, request) => {
    if (request.method === 'POST') sent.push([url, await request.text(), request.headers.get('x-parley-forwarded')])
    return new Response('theirs')
  })
  const [ann, bob] = [await start('http://10.0.0.1:3030'), await start('http://10.0.0.2:3030')]
  expect(await (await ann.forward(bob.nameConnection(uuid), request()))?.text()).toBe('theirs')
  expect(sent).toEqual([['http://10.0.0.2:3030/channels', '{}', '00000001']])
  expect(await ann.forward(ann.nameConnection(uuid), request())).toBeUndefined()
  expect(await ann.forward('made up', request())).toBeUndefined()
  expect(await ann.forward('', request())).toBeUndefined()
  const forwarded = new Request(request(), { headers: { 'x-parley-forwarded': 'anybody' } })
  expect(await ann.forward(bob.nameConnection(uuid), forwarded)).toBeUndefined()
  expect(sent).toHaveLength(1)
})

test('a node that is reached where it says is asked, and nothing is told of it', async () => {
  const { start, network, warnings } = await nodes()
  network.set('10.0.0.1:3030', welcome).set('10.0.0.2:3030', welcome)
  const [ann, bob] = [await start('http://10.0.0.1:3030'), await start('http://10.0.0.2:3030')]
  expect(await (await ann.forward(bob.nameConnection(uuid), request()))?.text()).toBe('hello')
  expect(warnings).toEqual([])
})

test('a node that is not reached where it says is told once, with its address, before anybody needs it', async () => {
  const { start, network, warnings, clock } = await nodes()
  network.set('10.0.0.1:3030', welcome)
  const ann = await start('http://10.0.0.1:3030')
  const bob = await start('http://172.17.0.2:3030')
  const told = [{ node: 'http://172.17.0.2:3030', reason: 'nobody is there' }]
  expect(warnings).toEqual(told)
  expect(await ann.forward(bob.nameConnection(uuid), request())).toBeUndefined()
  await clock.advance(lookEveryMs)
  expect(warnings).toEqual(told)
})

test('a node that says it is where this one is is told once: what is sent there comes back', async () => {
  const { start, network, warnings } = await nodes()
  network.set('127.0.0.1:3030', welcome)
  const ann = await start('http://127.0.0.1:3030')
  const bob = await start('http://127.0.0.1:3030')
  network.set('127.0.0.1:3030', async (_, sent) => {
    expect(ann.forward(bob.nameConnection(uuid), sent)).toBeUndefined()
    return new Response('not mine')
  })
  for (const _ of [1, 2]) await ann.forward(bob.nameConnection(uuid), request())
  expect(warnings).toEqual([{ node: 'http://127.0.0.1:3030', reason: 'this node is there itself' }])
})

test('a node that takes a request and says nothing is not waited for without end', async () => {
  const { start, network, warnings, clock } = await nodes()
  network.set('10.0.0.1:3030', welcome).set('10.0.0.2:3030', welcome)
  const [ann, bob] = [await start('http://10.0.0.1:3030'), await start('http://10.0.0.2:3030')]
  const asked = Promise.withResolvers<void>()
  network.set('10.0.0.2:3030', (_, { signal }) => {
    asked.resolve()
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  })
  const answered = ann.forward(bob.nameConnection(uuid), request())
  await asked.promise
  await clock.advance(15_000)
  expect(await answered).toBeUndefined()
  expect(warnings).toEqual([{ node: 'http://10.0.0.2:3030', reason: 'it did not answer in time' }])
})
