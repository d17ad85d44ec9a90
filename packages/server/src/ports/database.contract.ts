import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import sql, { bulk } from 'sql-template-tag'
import { fakeClock } from '../testing/fake-clock.ts'
import type { Clock } from './clock.ts'
import { type Database, type Migration, type Queries, SlowReadRefused } from './database.ts'

const first: Migration = {
  name: '0001-first',
  statements: ({ serial, json, clustered }) => [
    `CREATE TABLE numbered (pk ${serial}, word TEXT)`,
    `CREATE TABLE things (id TEXT NOT NULL, word TEXT, amount BIGINT, data ${json}, PRIMARY KEY (id)) ${clustered}`,
  ],
}
const second: Migration = { name: '0002-second', statements: () => ['ALTER TABLE things ADD COLUMN later TEXT'] }
const broken: Migration = {
  name: '0003-broken',
  statements: () => ['CREATE TABLE halfway (id TEXT)', 'CREATE TABLE halfway (id TEXT)'],
}

/** Longer than any read may take. */
const tooLongMs = 3_600_000
const endless = sql`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS i FROM n`

/** What every database promises. `open` answers a database that nobody has used before, whose deadlines the clock sets. */
export function databaseContract(name: string, open: (clock: Clock) => Promise<Database>): void {
  describe(name, () => {
    const clock = fakeClock()
    let database: Database
    beforeAll(async () => {
      database = await open(clock)
      await database.migrate([first])
    })
    beforeEach(() => write((tx) => tx.run(sql`DELETE FROM things`)))
    afterAll(() => database.close())

    async function write<T>(work: (tx: Queries) => Promise<T>): Promise<T> {
      const transaction = await database.begin()
      const result = await work(transaction)
      await transaction.commit()
      return result
    }
    const insert = (queries: Queries, id: string, amount = 0) =>
      queries.run(sql`INSERT INTO things (id, amount) VALUES (${id}, ${amount})`)
    const readIds = async (queries: Queries) => {
      const rows = await queries.all<{ id: string }>(sql`SELECT id FROM things ORDER BY id`)
      return rows.map(({ id }) => id)
    }
    const ids = () => database.snapshot(readIds)
    const slowIds = () => database.slowSnapshot(readIds)

    test('a migration runs once, in order, and a new one joins those that ran', async () => {
      await database.migrate([first])
      await database.migrate([first, second])
      await write((tx) => tx.run(sql`INSERT INTO things (id, later) VALUES ('a', 'b')`))
      expect(await ids()).toEqual(['a'])
    })

    test('with nothing under way it is settled at once', async () => {
      await write((tx) => insert(tx, 'a', 1))
      await database.settled()
    })

    test('what is asked for together runs in the order in which it was asked for', async () => {
      const answers = await write((tx) =>
        Promise.all([
          insert(tx, 'a', 1),
          tx.run(sql`UPDATE things SET amount = amount + 1`),
          insert(tx, 'b', 1),
          tx.all<{ id: string; amount: number }>(sql`SELECT id, amount FROM things ORDER BY id`),
          tx.run(sql`UPDATE things SET amount = 0`),
        ]),
      )
      expect(answers).toEqual([
        1,
        1,
        1,
        [
          { id: 'a', amount: 2 },
          { id: 'b', amount: 1 },
        ],
        2,
      ])
    })

    test('a database that a newer version has changed is refused, and stays as it is', async () => {
      await database.migrate([first, second])
      await expect(database.migrate([first])).rejects.toThrow('a newer version of Parley has changed it (0002-second)')
      await database.migrate([first, second])
    })

    test('a migration that fails leaves nothing behind', async () => {
      await expect(database.migrate([first, second, broken])).rejects.toThrow()
      const table = database.snapshot((queries) => queries.all(sql`SELECT * FROM halfway`))
      await expect(table).rejects.toThrow()
    })

    test('what is committed is there, for writers and readers', async () => {
      const changed = await write((tx) => insert(tx, 'a'))
      expect(changed).toBe(1)
      expect(await ids()).toEqual(['a'])
      expect(await write((tx) => tx.get(sql`SELECT amount FROM things WHERE id = ${'a'}`))).toEqual({ amount: 0 })
      expect(await write((tx) => tx.get(sql`SELECT amount FROM things WHERE id = ${'b'}`))).toBeUndefined()
    })

    test('what is rolled back was never there, and nobody saw it meanwhile', async () => {
      const transaction = await database.begin()
      await insert(transaction, 'a')
      expect(transaction.isOpen).toBe(true)
      expect(await ids()).toEqual([])
      await transaction.rollback()
      expect(transaction.isOpen).toBe(false)
      expect(await ids()).toEqual([])
    })

    test('a savepoint that is rolled back takes only its own changes along', async () => {
      const transaction = await database.begin()
      for (const [id, isKept] of [
        ['a', true],
        ['b', false],
        ['c', true],
      ] as const) {
        await transaction.savepoint()
        await insert(transaction, id)
        if (isKept) await transaction.releaseSavepoint()
        else await transaction.rollbackToSavepoint()
      }
      await transaction.commit()
      expect(await ids()).toEqual(['a', 'c'])
    })

    test('after a statement that failed the rest of the transaction goes on behind its savepoint', async () => {
      const transaction = await database.begin()
      await insert(transaction, 'a')
      await transaction.savepoint()
      await expect(insert(transaction, 'a')).rejects.toThrow()
      await transaction.rollbackToSavepoint()
      await insert(transaction, 'b')
      await transaction.commit()
      expect(await ids()).toEqual(['a', 'b'])
    })

    test('a snapshot sees one moment, whatever is committed meanwhile', async () => {
      await write((tx) => insert(tx, 'a'))
      await database.snapshot(async (queries) => {
        const count = () => queries.get<{ n: number }>(sql`SELECT count(*) AS n FROM things`)
        expect(Number((await count())!.n)).toBe(1)
        await write((tx) => insert(tx, 'b'))
        expect(Number((await count())!.n)).toBe(1)
      })
      expect(await ids()).toEqual(['a', 'b'])
    })

    test('a snapshot that fails is let go, and the next one reads on', async () => {
      await expect(database.snapshot(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
      await write((tx) => insert(tx, 'a'))
      expect(await ids()).toEqual(['a'])
    })

    test('a read that asks to write fails', async () => {
      await expect(database.snapshot((queries) => insert(queries, 'a'))).rejects.toThrow()
      expect(await ids()).toEqual([])
    })

    test('a slow read sees what was committed before it, and one moment throughout', async () => {
      await write((tx) => insert(tx, 'a', 7))
      await database.slowSnapshot(async (queries) => {
        expect(await readIds(queries)).toEqual(['a'])
        await write((tx) => insert(tx, 'b'))
        expect(await readIds(queries)).toEqual(['a'])
        const bound = sql`SELECT amount, word FROM things WHERE id = ${'a'} AND amount > ${false}`
        expect({ ...(await queries.get<object>(bound)) }).toEqual({ amount: 7, word: null })
        expect(await queries.get(sql`SELECT * FROM things WHERE id = ${'c'}`)).toBeUndefined()
      })
      expect(await slowIds()).toEqual(['a', 'b'])
    })

    test('a slow read that asks to write, or for nonsense, fails, and the next one reads on', async () => {
      await expect(database.slowSnapshot((queries) => insert(queries, 'a'))).rejects.toThrow()
      await expect(database.slowSnapshot((queries) => queries.all(sql`SELECT nothing`))).rejects.toThrow()
      await expect(database.slowSnapshot(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
      expect(await slowIds()).toEqual([])
    })

    test('slow reads that are asked at once are all answered, each in its turn', async () => {
      await write((tx) => insert(tx, 'a'))
      const order: number[] = []
      const reads = Array.from({ length: 20 }, (_, index) =>
        database.slowSnapshot(async (queries) => {
          const found = await readIds(queries)
          order.push(index)
          return found
        }),
      )
      for (const found of await Promise.all(reads)) expect(found).toEqual(['a'])
      expect(order).toEqual([...order].sort((a, b) => a - b))
    })

    test('a slow read that never ends holds up only slow ones, and its deadline ends it', async () => {
      await write((tx) => insert(tx, 'a'))
      const begun = Promise.withResolvers<void>()
      const reading = database.slowSnapshot(async (queries) => {
        await readIds(queries)
        begun.resolve()
        return queries.get(endless)
      })
      const refused = reading.catch((error: unknown) => error)
      await begun.promise
      const waited = slowIds().catch((error: unknown) => error)
      await write((tx) => insert(tx, 'b'))
      expect(await ids()).toEqual(['a', 'b'])
      await clock.advance(tooLongMs)
      expect(await refused).toBeInstanceOf(SlowReadRefused)
      expect(await waited).toBeInstanceOf(SlowReadRefused)
      expect(await slowIds()).toEqual(['a', 'b'])
    })

    test('more slow reads than can wait are refused at once', async () => {
      const gate = Promise.withResolvers<void>()
      const reads = Array.from({ length: 1000 }, () => database.slowSnapshot(() => gate.promise))
      await expect(Promise.race([...reads].reverse())).rejects.toThrow(SlowReadRefused)
      gate.resolve()
      const settled = await Promise.allSettled(reads)
      expect(settled.map(({ status }) => status)).toContain('fulfilled')
      expect(await slowIds()).toEqual([])
    })

    test('many reads at once all answer', async () => {
      await write((tx) => insert(tx, 'a', 7))
      const reads = Array.from({ length: 50 }, () =>
        database.snapshot((queries) => queries.get<{ amount: number }>(sql`SELECT amount FROM things WHERE id = 'a'`)),
      )
      for (const row of await Promise.all(reads)) expect(row!.amount).toBe(7)
    })

    test('microseconds, text of any script, JSON and absence come back as they went in', async () => {
      const micros = 8_899_999_999_999_999
      const text = '\'"; DROP TABLE things; -- \u{1f40d}\u00e9\n'
      const data = JSON.stringify({ __proto__x: [1, null, { a: 'b' }] })
      await write((tx) => tx.run(sql`INSERT INTO things VALUES (${'a'}, ${text}, ${micros}, ${data}, ${null})`))
      const row = await database.snapshot((queries) =>
        queries.get<Record<string, unknown>>(sql`SELECT word, amount, data, later FROM things WHERE id = 'a'`),
      )
      expect({ ...row }).toEqual({ word: text, amount: micros, data, later: null })
    })

    test('yes and no are stored as 1 and 0, and what is not given as NULL', async () => {
      await write((tx) => tx.run(sql`INSERT INTO things (id, amount, word) VALUES ('a', ${true}, ${undefined})`))
      const row = await write((tx) => tx.get<Record<string, unknown>>(sql`SELECT amount, word FROM things`))
      expect({ ...row }).toEqual({ amount: 1, word: null })
    })

    test('a number that was given out is never given again', async () => {
      const make = () =>
        write((tx) => tx.get<{ pk: number }>(sql`INSERT INTO numbered (word) VALUES ('x') RETURNING pk`))
      const pk = (await make())!.pk
      await write((tx) => tx.run(sql`DELETE FROM numbered`))
      expect((await make())!.pk).toBeGreaterThan(pk)
    })

    test('more different statements than are kept prepared all work', async () => {
      await write((tx) => insert(tx, 'a'))
      for (let length = 1; length <= 700; length++) {
        const rows = Array.from({ length }, (_, index) => [`${length} ${index}`])
        const inserted = await write(async (tx) => {
          const count = await tx.run(sql`INSERT INTO things (id) VALUES ${bulk(rows.slice(0, (length % 600) + 1))}`)
          await tx.run(sql`DELETE FROM things WHERE id <> 'a'`)
          return count
        })
        expect(inserted).toBe(Math.min(length, (length % 600) + 1))
      }
      expect(await ids()).toEqual(['a'])
    }, 60_000)
  })
}
