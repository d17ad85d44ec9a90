import { expect, test } from 'bun:test'
import { memoryBus } from '../../adapters/memory/memory-bus.ts'
import { memoryRoster } from '../../adapters/memory/memory-roster.ts'
import { fakeClock, turn } from '../../testing/fake-clock.ts'
import { createOnline } from './online.ts'

/** One node of several, whose questions for the list of those who are online are answered when the test says so. */
function nodeThatAsks() {
  const [bus, clock] = [memoryBus(), fakeClock()]
  const asked: ((ids: string[]) => void)[] = []
  const errors: unknown[] = []
  const online = createOnline({
    bus,
    clock,
    roster: {
      ...memoryRoster(),
      isShared: true,
      list: () => new Promise((resolve) => void asked.push(resolve)),
    },
    log: { error: (fields: unknown) => void errors.push(fields) } as never,
    changed: () => {},
  })
  async function answer(...ids: string[]) {
    while (asked.length === 0) await turn()
    asked.shift()!(ids)
    await turn()
  }
  const isOnline = (id: string) => online.has(7, id)
  return { online, clock, asked, errors, answer, isOnline, say: (said: object) => bus.publish('o7', said) }
}

test('who comes while the list is asked for is online, and who goes is not, whatever the list says', async () => {
  const { online, answer, isOnline, say, errors } = nodeThatAsks()
  const known = online.known(7)
  await turn()
  say({ user_id: 'ann', isOnline: true })
  say({ user_id: 'bob', isOnline: false })
  await answer('bob', 'cleo')
  await known
  expect(['ann', 'bob', 'cleo'].map(isOnline)).toEqual([true, false, true])
  expect(errors).toEqual([])
})

test('a list that is asked for while another is on its way is asked for after it', async () => {
  const { online, clock, asked, answer, isOnline, errors } = nodeThatAsks()
  online.known(7)
  await clock.advance(65_000)
  expect(asked.length).toBe(1)
  await answer('ann')
  await answer('bob')
  await answer('bob', 'cleo')
  expect(['ann', 'bob', 'cleo'].map(isOnline)).toEqual([false, true, true])
  expect(errors).toEqual([])
  online.stop()
})
