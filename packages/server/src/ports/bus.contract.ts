import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Bus } from './bus.ts'

/** Two nodes on one bus, or one node that is both. */
export interface OpenBus {
  /** Where the tests listen. */
  readonly here: Bus
  /** Where they publish. */
  readonly there: Bus
  /** Resolves when what was published has arrived, as far as it ever will. */
  settled(): Promise<void>
}

/** What every bus promises. `open` answers a bus that is up and that nobody uses. */
export function busContract(name: string, open: () => Promise<OpenBus>): void {
  describe(name, () => {
    let here: Bus
    let there: Bus
    let settled: () => Promise<void>
    beforeEach(async () => {
      ;({ here, there, settled } = await open())
    })
    afterEach(() => Promise.all([here.close(), there.close()]))

    test('a message reaches every listener of its topic, and no other', async () => {
      const heard: unknown[] = []
      await here.subscribe('a', (message) => heard.push(['first', message]))
      await here.subscribe('a', (message) => heard.push(['second', message]))
      await here.subscribe('b', (message) => heard.push(['other', message]))
      there.publish('a', { text: 'hello' })
      there.publish('nobody', { text: 'lost' })
      await settled()
      expect(heard).toEqual([
        ['first', { text: 'hello' }],
        ['second', { text: 'hello' }],
      ])
    })

    test('the node that publishes has heard its own message before publishing returns, once', async () => {
      const heard: unknown[] = []
      await there.subscribe('a', (message) => heard.push(message))
      there.publish('a', 1)
      expect(heard).toEqual([1])
      await settled()
      expect(heard).toEqual([1])
    })

    test('messages of one topic arrive in the order in which they were published', async () => {
      const heard: unknown[] = []
      await here.subscribe('a', (message) => heard.push(message))
      for (let n = 0; n < 1000; n++) there.publish('a', n)
      await settled()
      expect(heard).toEqual(Array.from({ length: 1000 }, (_, n) => n))
    })

    test('plain data arrives as it was', async () => {
      const message = {
        kind: 'channel',
        seq: 4711,
        at: 1_767_605_400_000_001,
        isTrue: false,
        nothing: null,
        absent: undefined,
        text: 'Grüße \u2028 “🙂” \u0000 \ud83d',
        list: [1, -0.5, 1e300, 'two', { three: [] }],
        custom: { __proto__x: 1, 'a.b': { deep: [[{}]] } },
      }
      const heard: unknown[] = []
      await here.subscribe('a', (message) => heard.push(message))
      for (const plain of [message, 'text', 0, null, [message]]) there.publish('a', plain)
      await settled()
      expect(heard).toEqual([message, 'text', 0, null, [message]])
    })

    test('whoever has subscribed misses nothing from then on', async () => {
      const heard: unknown[] = []
      there.publish('a', 'too early')
      await settled()
      await here.subscribe('a', (message) => heard.push(message))
      there.publish('a', 'in time')
      await settled()
      expect(heard).toEqual(['in time'])
    })

    test('whoever subscribes again at once, or together with others, misses nothing either', async () => {
      const heard: unknown[] = []
      const leave = await here.subscribe('a', (message) => heard.push(['left', message]))
      leave()
      await Promise.all([
        here.subscribe('a', (message) => heard.push(['first', message])),
        here.subscribe('a', (message) => heard.push(['second', message])),
      ])
      there.publish('a', 1)
      await settled()
      expect(heard).toEqual([
        ['first', 1],
        ['second', 1],
      ])
    })

    test('whoever has left hears nothing, and the others go on', async () => {
      const heard: unknown[] = []
      const leave = await here.subscribe('a', () => heard.push('left'))
      await here.subscribe('a', (message) => heard.push(message))
      leave()
      there.publish('a', 1)
      await settled()
      expect(heard).toEqual([1])
    })

    test('leaving twice takes nobody else along', async () => {
      const heard: unknown[] = []
      const leave = await here.subscribe('a', () => undefined)
      leave()
      await here.subscribe('a', (message) => heard.push(message))
      leave()
      there.publish('a', 1)
      await settled()
      expect(heard).toEqual([1])
    })

    test('a listener that fails keeps nobody else from hearing', async () => {
      const heard: unknown[] = []
      await here.subscribe('a', () => {
        throw new Error('a broken listener')
      })
      await here.subscribe('a', (message) => heard.push(message))
      try {
        there.publish('a', 1)
      } catch (error) {
        expect((error as Error).message).toBe('a broken listener')
      }
      there.publish('b', 2)
      await settled()
      expect(heard).toEqual([1])
    })

    test('topics are taken literally', async () => {
      const heard: unknown[] = []
      await here.subscribe('u1 ann*', (message) => heard.push(message))
      there.publish('u1 anna', 'somebody else')
      there.publish('u1 ann*', 'ann*')
      await settled()
      expect(heard).toEqual(['ann*'])
    })

    test('is up, and tells of no return while nothing was lost', async () => {
      const returns: string[] = []
      const stop = here.onReturn(() => returns.push('here'))
      await here.subscribe('a', () => undefined)
      await settled()
      stop()
      expect(here.isUp).toBe(true)
      expect(there.isUp).toBe(true)
      expect(returns).toEqual([])
    })
  })
}
