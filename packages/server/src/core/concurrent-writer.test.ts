import { afterAll, expect, test } from 'bun:test'
import sql from 'sql-template-tag'
import { systemClock } from '../adapters/system.ts'
import { TransactionConflict } from '../ports/database.ts'
import { freshDatabase } from '../testing/test-engines.ts'
import { until } from '../testing/until.ts'
import { createConcurrentWriter } from './concurrent-writer.ts'
import { createEventLog } from './event-log.ts'
import { put, recordingLog } from './writer.fixture.ts'
import type { HotOperation } from './writer.ts'

const made = await freshDatabase('postgres')
const database = made.open(systemClock())
afterAll(async () => {
  await database.close()
  await made.remove()
})

interface Order {
  readonly lane: string
  readonly word: string
}

/** A writer on PostgreSQL, and a hot operation that stores words; what happens is written down in order. */
function writerOnPostgres() {
  const happened: string[] = []
  const { log, logged } = recordingLog()
  const writer = createConcurrentWriter({
    database,
    clock: systemClock(),
    log,
    events: createEventLog('test'),
    announce: () => {},
    measure: (operations) => happened.push(`committed ${operations}`),
  })
  const gates = new Map<string, Promise<void>>()
  const hot: HotOperation<Order, undefined, Order, string> = {
    name: 'StoreWord',
    lane: ({ lane }) => lane,
    async load(write, items) {
      const words = items.map(({ word }) => word).join(' ')
      happened.push(`loads ${words}`)
      // What is told of a batch is told behind its commit.
      write.afterCommit(() => happened.push(`tells ${words}`))
      await write.all(sql`SELECT 1 AS one`)
      await Promise.all(items.map(({ word }) => gates.get(word)))
      return undefined
    },
    decide: (item) => item,
    async write(write, accepted) {
      await Promise.all(accepted.map(({ word }) => put(write, word)))
      return accepted.map(({ word }) => `stored ${word}`)
    },
  }
  return { writer, hot, happened, gates, logged, store: (order: Order) => writer.runHot(hot, order) }
}

/** Opens when it is told to. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { promise, open: resolve }
}

test('core §1.5: what comes into a lane while a batch is under way shares the next, which the database gets before the first is told', async () => {
  const { store, happened, gates } = writerOnPostgres()
  const first = gate()
  gates.set('a1', first.promise)
  const answers = [store({ lane: 'a', word: 'a1' })]
  await until(() => happened.includes('loads a1'))
  // Whoever comes to another lane does not wait.
  expect(await store({ lane: 'b', word: 'b1' })).toBe('stored b1')
  answers.push(store({ lane: 'a', word: 'a2' }), store({ lane: 'a', word: 'a3' }))
  first.open()
  expect(await Promise.all(answers)).toEqual(['stored a1', 'stored a2', 'stored a3'])
  expect(happened.filter((line) => !line.includes('b1')).join(', ')).toBe(
    'loads a1, committed 1, committed 1, loads a2 a3, tells a1, committed 2, tells a2 a3',
  )
})

test('core §1.4: what somebody else was faster at is run again, and in the end refused', async () => {
  const { writer, happened, logged } = writerOnPostgres()
  let attempts = 0
  const overtaken = (times: number) =>
    writer.run('Overtaken', async (write) => {
      attempts += 1
      await put(write, `overtaken ${times}`)
      if (attempts <= times) throw new TransactionConflict('somebody was faster')
      return attempts
    })
  expect(await overtaken(3)).toBe(4)
  attempts = 0
  await expect(overtaken(4)).rejects.toThrow('an unexpected error occurred')
  expect(attempts).toBe(4)
  expect(happened).toEqual(['committed 1'])
  expect(logged.map(({ level }) => level)).toEqual(['error'])
})
