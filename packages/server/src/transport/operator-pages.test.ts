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
