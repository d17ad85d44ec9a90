import { expect, test } from 'bun:test'
import { testChat } from '../testing/test-chat.ts'
import { createMetrics } from './metrics.ts'
import { operatorPages } from './operator-pages.ts'

/** What a server says of itself whose database tells a time that is so many seconds later than its own. */
async function readyWith(laterSeconds: number) {
  const chat = await testChat()
  const { services } = chat.app
  const clock = async () => services.clock.now() + laterSeconds * 1e6
  const app = { ...chat.app, services: { ...services, database: { ...services.database, clock } } }
  const pages = operatorPages(app, createMetrics(), '1.0.0')
  const url = new URL('http://parley.test/readyz')
  const answer = (await pages(new Request(url.href), url))!
  return { status: answer.status, body: await answer.json() }
}

test('a server is ready as long as its clock is less than five seconds off the database’s, and says how it is off', async () => {
  for (const near of [0, 4.9, -4.9]) expect(await readyWith(near)).toMatchObject({ status: 200 })
  const unready = (reason: string) => ({ status: 503, body: { status: 'unready', reason } })
  expect(await readyWith(7)).toEqual(unready("this machine's clock is 7 s behind the database's"))
  expect(await readyWith(-7)).toEqual(unready("this machine's clock is 7 s ahead of the database's"))
})

test('whether other servers are heard is a number to be alarmed by, and no reason to send nobody here', async () => {
  const chat = await testChat()
  const { services } = chat.app
  const database = { ...services.database, clock: async () => services.clock.now() }
  const told = async (bus: 'in-process' | 'connected' | 'lost') => {
    const ask = async (path: string) => {
      const pages = operatorPages(
        { ...chat.app, services: { ...services, database }, bus: () => bus },
        createMetrics(),
        '1.0.0',
      )
      return (await pages(new Request(`http://parley.test${path}`), new URL(`http://parley.test${path}`)))!
    }
    const [ready, metrics] = [await ask('/readyz'), await ask('/metrics')]
    const [, isUp] = /^parley_bus_up (\d)$/m.exec(await metrics.text())!
    const { status } = (await ready.json()) as { status: string }
    return [ready.status, status, isUp]
  }
  expect(await told('in-process')).toEqual([200, 'ready', '1'])
  expect(await told('connected')).toEqual([200, 'ready', '1'])
  expect(await told('lost')).toEqual([200, 'degraded', '0'])
})
