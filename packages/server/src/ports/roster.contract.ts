import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Roster } from './roster.ts'

/** What every roster promises to one node. `open` answers a roster that is up and that nobody uses. */
export function rosterContract(name: string, open: () => Promise<Roster>): void {
  describe(name, () => {
    let roster: Roster
    beforeEach(async () => {
      roster = await open()
    })
    afterEach(() => roster.close())

    test('whoever enters is there and is counted, and whoever leaves is not', async () => {
      expect(roster.isUp).toBe(true)
      expect(await roster.enter('online 7', 'ann')).toBe(true)
      expect(await roster.enter('online 7', 'bob')).toBe(true)
      expect(await roster.count('online 7')).toBe(2)
      expect(await roster.has('online 7', ['ann', 'bob', 'carla'])).toEqual(new Set(['ann', 'bob']))
      expect(await roster.leave('online 7', 'ann')).toBe(true)
      expect(await roster.count('online 7')).toBe(1)
      expect(await roster.has('online 7', ['ann', 'bob'])).toEqual(new Set(['bob']))
      expect(await roster.enter('online 7', 'ann')).toBe(true)
    })

    test('places know nothing of each other, whatever they are called', async () => {
      for (const place of ['watching 1', 'watching 11', 'watching *', 'a:b', 'a', '']) {
        expect(await roster.enter(place, `somebody in ${place}`)).toBe(true)
      }
      expect(await roster.count('watching 1')).toBe(1)
      expect(await roster.list('a', 10)).toEqual(['somebody in a'])
      expect(await roster.list('', 10)).toEqual(['somebody in '])
      await roster.leave('a', 'somebody in a:b')
      expect(await roster.list('a:b', 10)).toEqual(['somebody in a:b'])
    })

    test('an empty place has nobody', async () => {
      expect(await roster.count('nowhere')).toBe(0)
      expect(await roster.list('nowhere', 10)).toEqual([])
      expect(await roster.has('nowhere', ['ann'])).toEqual(new Set())
      expect(await roster.has('nowhere', [])).toEqual(new Set())
      expect(await roster.leave('nowhere', 'ann')).toBe(false)
      expect(await roster.count('nowhere')).toBe(0)
    })

    test('members are listed in the order of their bytes, so many as are asked for', async () => {
      const ordered = ['', 'Zoe', 'a', 'a b', 'aa', 'zoe', 'é', '\u{ff5e}', '\u{1f642}']
      for (const member of [...ordered].reverse()) await roster.enter('here', member)
      expect(await roster.list('here', 100)).toEqual(ordered)
      expect(await roster.list('here', 3)).toEqual(ordered.slice(0, 3))
      expect(await roster.list('here', 0)).toEqual([])
    })

    test('what is asked at once is done in the order in which it was asked', async () => {
      const answers = await Promise.all([
        roster.enter('here', 'ann'),
        roster.count('here'),
        roster.leave('here', 'ann'),
        roster.count('here'),
        roster.enter('here', 'ann'),
        roster.list('here', 10),
      ])
      expect(answers).toEqual([true, 1, true, 0, true, ['ann']])
    })

    test('while nothing happens to any node, nobody is told that members or nodes were lost', async () => {
      const told: unknown[] = []
      roster.onGone((...gone) => told.push(gone))
      roster.onBack((...back) => told.push(back))
      roster.onLapsed(() => told.push('lapsed'))
      await roster.enter('here', 'ann')
      await roster.leave('here', 'ann')
      expect(await roster.count('here')).toBe(0)
      expect(told).toEqual([])
    })
  })
}

/** What a roster promises besides to several nodes together. `open` answers so many that share one. */
export function sharedRosterContract(name: string, open: (nodes: number) => Promise<Roster[]>): void {
  describe(name, () => {
    let rosters: Roster[]
    const openNodes = async (nodes: number) => {
      rosters = await open(nodes)
      return rosters as [Roster, Roster, Roster]
    }
    afterEach(() => Promise.all(rosters.map((roster) => roster.close())))

    test('one who is on two nodes is there once, came with the first, and has gone with the last', async () => {
      const [first, second] = await openNodes(2)
      expect(await first.enter('here', 'ann')).toBe(true)
      expect(await second.enter('here', 'ann')).toBe(false)
      expect([await first.count('here'), await second.count('here')]).toEqual([1, 1])
      expect(await first.leave('here', 'ann')).toBe(false)
      expect(await first.has('here', ['ann'])).toEqual(new Set(['ann']))
      expect(await second.leave('here', 'ann')).toBe(true)
      expect(await first.has('here', ['ann'])).toEqual(new Set())
    })

    test('a node that leaves one whom it does not have takes nobody from the others', async () => {
      const [first, second] = await openNodes(2)
      await first.enter('here', 'ann')
      expect(await second.leave('here', 'ann')).toBe(false)
      expect(await second.list('here', 10)).toEqual(['ann'])
    })

    test('the members of three nodes are one list, in order and without doubles', async () => {
      const nodes = await openNodes(3)
      const members = Array.from({ length: 60 }, (_, n) => `user ${String(n).padStart(2, '0')}`)
      await Promise.all(
        members.flatMap((member, n) => [
          nodes[n % 3]!.enter('here', member),
          n % 2 ? nodes[(n + 1) % 3]!.enter('here', member) : undefined,
        ]),
      )
      for (const node of nodes) {
        expect(await node.count('here')).toBe(60)
        expect(await node.list('here', 25)).toEqual(members.slice(0, 25))
        expect(await node.has('here', ['user 07', 'user 99'])).toEqual(new Set(['user 07']))
      }
    })

    test('of many who enter one member at once, one is told that it was the first', async () => {
      const nodes = await openNodes(3)
      for (let round = 0; round < 20; round++) {
        const entered = await Promise.all(nodes.map((node) => node.enter('here', 'ann')))
        expect(entered.filter(Boolean)).toHaveLength(1)
        const left = await Promise.all(nodes.map((node) => node.leave('here', 'ann')))
        expect(left.filter(Boolean)).toHaveLength(1)
      }
    })
  })
}
