import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import sql from 'sql-template-tag'
import { list } from './lists.ts'

test('a list finds its values and no others, whatever its length', () => {
  const database = new Database(':memory:')
  database.run('CREATE TABLE numbers (n INTEGER PRIMARY KEY)')
  const insert = database.prepare('INSERT INTO numbers VALUES (?)')
  for (let n = 1; n <= 300; n++) insert.run(n)
  for (let length = 0; length <= 260; length++) {
    const wanted = Array.from({ length }, (_, index) => index + 1)
    const query = sql`SELECT count(*) AS n FROM numbers WHERE n IN (${list(wanted)})`
    expect(database.prepare(query.sql).get(...(query.values as number[]))).toEqual({ n: length })
  }
})

test('lists of many lengths make a handful of statements', () => {
  const lengths = [...Array.from({ length: 65 }, (_, length) => length), 100, 127, 128, 129, 500, 511, 512, 513]
  const texts = new Set(lengths.map((length) => sql`IN (${list(new Array(length).fill('x'))})`.sql))
  expect(texts.size).toBe(11)
})
