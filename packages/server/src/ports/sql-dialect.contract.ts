import { describe, expect, test } from 'bun:test'
import sql, { type Sql } from 'sql-template-tag'
import type { JsonDialect } from './sql-dialect.ts'

export interface DialectUnderTest {
  readonly dialect: JsonDialect
  /** A JSON column that holds this value. */
  json(value: unknown): Sql
  /** The value of an expression, as a list of rows would give it. */
  evaluate(expression: Sql): Promise<unknown>
}

/** What every database's JSON and text expressions promise. */
export function jsonDialectContract(name: string, { dialect, json, evaluate }: DialectUnderTest): void {
  const isTrue = async (condition: Sql) => (await evaluate(sql`CASE WHEN ${condition} THEN 1 ELSE 0 END`)) === 1
  const isNull = (expression: Sql) => isTrue(sql`${expression} IS NULL`)

  describe(name, () => {
    test('gives a JSON value only to those who ask for its type', async () => {
      const column = json({ text: '1', whole: 1, half: 0.5, yes: true, no: false, nothing: null, list: [1], map: {} })
      const found = { text: '1', whole: 1, half: 0.5, yes: true, no: false }
      for (const key of ['text', 'whole', 'half', 'yes', 'no', 'nothing', 'list', 'map', 'missing']) {
        const value = found[key as keyof typeof found]
        for (const type of ['string', 'number', 'boolean'] as const) {
          const expression = dialect.jsonValue(column, [key], type)
          if (typeof value === type) expect(await isTrue(sql`${expression} = ${value}`)).toBe(true)
          else expect(await isNull(expression)).toBe(true)
        }
      }
    })

    test('orders JSON numbers as numbers', async () => {
      const expression = dialect.jsonValue(json({ size: 10 }), ['size'], 'number')
      expect(await isTrue(sql`${expression} > ${9}`)).toBe(true)
    })

    test('leads through objects by keys of any kind, and never through lists', async () => {
      const keys = ['a.b', '', ' ', "'", '[0]', '$', '#-1', '\\', 'a\\', '\n', 'é', '\u{1f40d}', '__proto__', 'null']
      for (const key of keys) {
        const column = json(Object.fromEntries([[key, Object.fromEntries([[key, 'found']])]]))
        expect(await isTrue(sql`${dialect.jsonValue(column, [key, key], 'string')} = 'found'`)).toBe(true)
        expect(await isNull(dialect.jsonValue(column, [key, `${key}x`], 'string'))).toBe(true)
      }
      expect(await isNull(dialect.jsonValue(json({ list: ['a'] }), ['list', '0'], 'string'))).toBe(true)
    })

    test('knows what exists: anything but null', async () => {
      const column = json({ empty: '', zero: 0, no: false, list: [], map: {}, nothing: null })
      for (const key of ['empty', 'zero', 'no', 'list', 'map']) {
        expect(await isTrue(dialect.jsonExists(column, [key]))).toBe(true)
      }
      for (const key of ['nothing', 'missing']) {
        expect(await isTrue(sql`NOT ${dialect.jsonExists(column, [key])}`)).toBe(true)
      }
    })

    test('counts the distinct entries of lists, of those given if any', async () => {
      const column = json({ list: ['a', 'b', 'a'], map: { a: 'a' }, text: 'a' })
      const count = async (key: string, among?: (string | number | boolean)[]) =>
        Number(await evaluate(dialect.jsonListCount(column, [key], among)))
      expect(await count('list')).toBe(2)
      expect(await count('list', ['a', 'c'])).toBe(1)
      expect(await count('list', [])).toBe(0)
      for (const key of ['map', 'text', 'missing']) expect(await count(key)).toBe(0)
    })

    test('compares the entries of lists type and all', async () => {
      const entries = ['a', '1', 'true', 1, true, {}, null]
      for (const entry of entries) {
        for (const wanted of ['a', '1', 'true', '{}', 'null', 1, true]) {
          const count = await evaluate(dialect.jsonListCount(json([entry]), [], [wanted]))
          expect([entry, wanted, Number(count)]).toEqual([entry, wanted, entry === wanted ? 1 : 0])
        }
      }
    })

    test('finds the beginnings of words in any case and script', async () => {
      const begins = (text: string | null, prefix: string) => isTrue(dialect.beginsWord(sql`${text}`, prefix))
      const found = [
        ['Ann Éclair', 'éCL'],
        ['Ann Éclair', ' ann é'],
        ['Élise', 'é'],
        ['jean-pierre', 'PIE'],
        ["O'Neil", 'neil'],
        ['ЖАННА Иванова', 'жан'],
        ['山田　太郎', '太'],
        ['a (b) [c]', '[c'],
        ['50% of *all*', '*a'],
        ['x_y', 'x_'],
        ['a\\b', 'a\\b'],
        ['anything', ''],
      ] as const
      for (const [text, prefix] of found)
        expect([text, prefix, await begins(text, prefix)]).toEqual([text, prefix, true])
      const missed = [
        ['Ann Éclair', 'clair'],
        ['Éa', 'a'],
        ['xy', 'x_'],
        ['xy', 'x%'],
        ['xy', 'x*'],
        ['xy', 'x?'],
        ['xy', '[a-z]'],
        ['xy', '^'],
        ['xy', '.'],
        ['', 'a'],
        [null, ''],
      ] as const
      for (const [text, prefix] of missed) {
        expect([text, prefix, await begins(text, prefix)]).toEqual([text, prefix, false])
      }
    })

    test('finds whole words, every one that is asked for', async () => {
      const has = (text: string | null, query: string) => isTrue(dialect.hasWords(sql`${text}`, query))
      for (const query of ['bob', 'SMITH, bob', 'o', "o'neil", 'É'])
        expect(await has("Bob O'Neil-Smith é", query)).toBe(true)
      for (const query of ['bo', 'ob', 'bob x', '', ' * ', '%'])
        expect(await has("Bob O'Neil-Smith é", query)).toBe(false)
      expect(await has(null, 'bob')).toBe(false)
    })

    test('takes the longest texts that a filter may hold', async () => {
      for (const letter of ['ß', 'ǆ', 'ᾳ', '\u{10400}', '[', '*']) {
        const text = Array.from({ length: 5000 / letter.length }, () => letter).join('')
        expect(await isTrue(dialect.beginsWord(sql`${text}`, text))).toBe(true)
      }
    })
  })
}
