import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Bus } from './bus.ts'

/**
 * What every bus promises. `open` answers a bus that nobody uses; `settled` resolves when what was published has
 * arrived, as far as it ever will.
 */
export function busContract(name: string, open: () => Promise<Bus>, settled: () => Promise<void>): void {
  describe(name, () => {
    let bus: Bus
    beforeEach(async () => {
      bus = await open()
    })
    afterEach(() => bus.close())

    test('a message reaches every listener of its topic, and no other', async () => {
      const heard: unknown[] = []
      await bus.subscribe('a', (message) => heard.push(['first', message]))
      await bus.subscribe('a', (message) => heard.push(['second', message]))
      await bus.subscribe('b', (message) => heard.push(['other', message]))
      bus.publish('a', { text: 'hello' })
      bus.publish('nobody', { text: 'lost' })
      await settled()
      expect(heard).toEqual([
        ['first', { text: 'hello' }],
        ['second', { text: 'hello' }],
      ])
    })

    test('messages of one topic arrive in the order in which they were published', async () => {
      const heard: unknown[] = []
      await bus.subscribe('a', (message) => heard.push(message))
      for (let n = 0; n < 1000; n++) bus.publish('a', n)
      await settled()
      expect(heard).toEqual(Array.from({ length: 1000 }, (_, n) => n))
    })

    test('whoever has subscribed misses nothing from then on', async () => {
      const heard: unknown[] = []
      bus.publish('a', 'too early')
      await bus.subscribe('a', (message) => heard.push(message))
      bus.publish('a', 'in time')
      await settled()
      expect(heard).toEqual(['in time'])
    })

    test('whoever has left hears nothing, and the others go on', async () => {
      const heard: unknown[] = []
      const leave = await bus.subscribe('a', () => heard.push('left'))
      await bus.subscribe('a', (message) => heard.push(message))
      leave()
      bus.publish('a', 1)
      await settled()
      expect(heard).toEqual([1])
    })

    test('leaving twice takes nobody else along', async () => {
      const heard: unknown[] = []
      const leave = await bus.subscribe('a', () => undefined)
      leave()
      await bus.subscribe('a', (message) => heard.push(message))
      leave()
      bus.publish('a', 1)
      await settled()
      expect(heard).toEqual([1])
    })

    test('a listener that fails keeps nobody else from hearing', async () => {
      const heard: unknown[] = []
      await bus.subscribe('a', () => {
        throw new Error('a broken listener')
      })
      await bus.subscribe('a', (message) => heard.push(message))
      try {
        bus.publish('a', 1)
      } catch (error) {
        expect((error as Error).message).toBe('a broken listener')
      }
      await settled()
      expect(heard).toEqual([1])
    })

    test('topics are taken literally', async () => {
      const heard: unknown[] = []
      await bus.subscribe('u1 ann*', (message) => heard.push(message))
      bus.publish('u1 anna', 'somebody else')
      bus.publish('u1 ann*', 'ann*')
      await settled()
      expect(heard).toEqual(['ann*'])
    })
  })
}
