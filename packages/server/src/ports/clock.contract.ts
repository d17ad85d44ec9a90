import { describe, expect, test } from 'bun:test'
import type { Clock, Ids } from './clock.ts'

/** What every clock promises; `pass` lets time pass. */
export function clockContract(name: string, clock: Clock, pass: (ms: number) => Promise<void>): void {
  describe(name, () => {
    test('tells whole microseconds that a JavaScript number holds exactly', () => {
      for (let i = 0; i < 1000; i++) expect(Number.isSafeInteger(clock.now())).toBe(true)
    })

    test('measures how long something took', async () => {
      const before = clock.elapsedMs()
      await pass(5)
      expect(clock.elapsedMs() - before).toBeGreaterThanOrEqual(4.9)
    })

    test('runs work after its delay, in the order of the delays', async () => {
      const ran: number[] = []
      for (const ms of [9, 3, 6]) clock.after(ms, () => ran.push(ms))
      expect(ran).toEqual([])
      await pass(15)
      expect(ran).toEqual([3, 6, 9])
    })

    test('forgets work that was cancelled', async () => {
      const ran: string[] = []
      const cancel = clock.after(2, () => ran.push('cancelled'))
      clock.after(2, () => ran.push('kept'))
      cancel()
      await pass(6)
      cancel()
      expect(ran).toEqual(['kept'])
    })

    test('the next turn comes after everything that this one still resolves, and in order', async () => {
      const order: string[] = []
      const turned = new Promise<void>((resolve) => {
        clock.nextTurn(() => order.push('first'))
        clock.nextTurn(() => {
          order.push('second')
          resolve()
        })
      })
      for (let i = 0; i < 100; i++) await undefined
      order.push('this turn')
      await turned
      expect(order).toEqual(['this turn', 'first', 'second'])
    })
  })
}

/** What every source of ids and chance promises. */
export function idsContract(name: string, ids: Ids): void {
  describe(name, () => {
    test('ids are UUIDs of version 7, and never the same twice', () => {
      const made = Array.from({ length: 2000 }, () => ids.uuid())
      for (const id of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(new Set(made).size).toBe(made.length)
      expect([...made].sort()).toEqual(made)
    })

    test('secrets are as long as asked for, of letters and digits, and never the same twice', () => {
      for (const length of [8, 12, 64]) {
        const made = Array.from({ length: 200 }, () => ids.secret(length))
        for (const secret of made) expect(secret).toMatch(new RegExp(`^[0-9a-z]{${length}}$`))
        expect(new Set(made).size).toBe(made.length)
      }
    })

    test('chance lies between 0 and 1', () => {
      const drawn = Array.from({ length: 1000 }, () => ids.random())
      for (const number of drawn) expect(number >= 0 && number < 1).toBe(true)
      expect(new Set(drawn).size).toBeGreaterThan(900)
    })
  })
}
