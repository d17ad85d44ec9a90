import { expect, test } from 'bun:test'
import { memoryRoster } from '../adapters/memory/memory-roster.ts'
import type { Roster } from '../ports/roster.ts'
import { fakeClock, turn } from '../testing/fake-clock.ts'
import { createPeers, type Send } from './peers.ts'

const uuid = '01234567-0000-7000-8000-000000000000'
const request = (headers: Record<string, string> = {}) =>
  new Request('http://a.test/channels?connection_id=x', { method: 'POST', body: '{"state":true}', headers })

/** Two nodes of a cluster; what the first sends to the second is answered by `send`. */
async function twoPeers(send: Send) {
  const clock = fakeClock()
  const roster: Roster = { ...memoryRoster(), isShared: true }
  const warnings: string[] = []
  const log = { debug() {}, info() {}, error() {}, warn: (_: object, text: string) => void warnings.push(text) }
  const node = (tag: string) =>
    createPeers({ roster, clock, log, send, ids: { uuid: () => `00000000-0000-7000-8000-0000${tag}` } as never })
  const [a, b] = [node('aaaaaaaa'), node('bbbbbbbb')]
  await b.announce('http://b.test')
  await a.announce('http://a.test')
  return { clock, a, b, warnings }
}

test('a request is answered by the node that has its connection, and by nobody else for ids that are made up', async () => {
  const sent: [string, string, string | null][] = []
  const { a, b } = await twoPeers(async (url, forwarded) => {
    sent.push([url, await forwarded.text(), forwarded.headers.get('x-parley-forwarded')])
    return new Response('theirs')
  })
  const answer = await a.forward(b.nameConnection(uuid), request())
  expect(await answer!.text()).toBe('theirs')
  expect(sent).toEqual([['http://b.test/channels?connection_id=x', '{"state":true}', 'aaaaaaaa']])
  expect(await a.forward(a.nameConnection(uuid), request())).toBeUndefined()
  expect(await a.forward(uuid, request())).toBeUndefined()
  expect(await a.forward('', request())).toBeUndefined()
  expect(await a.forward(b.nameConnection(uuid), request({ 'x-parley-forwarded': 'anybody' }))).toBeUndefined()
  expect(sent.length).toBe(1)
})

test('a node that hangs is not waited for longer than it would be taken for alive', async () => {
  let isGivenUp = false
  const { a, b, clock, warnings } = await twoPeers(
    (_, { signal }) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          isGivenUp = true
          reject(signal.reason)
        }),
      ),
  )
  const answers: unknown[] = []
  const asking = Promise.resolve(a.forward(b.nameConnection(uuid), request())).then((each) => {
    answers.push(each)
  })
  await turn()
  await clock.advance(29_000)
  expect([answers, isGivenUp]).toEqual([[], false])
  await clock.advance(2000)
  await asking
  expect([answers, isGivenUp]).toEqual([[undefined], true])
  expect(warnings).toEqual(['another node did not answer'])
})
