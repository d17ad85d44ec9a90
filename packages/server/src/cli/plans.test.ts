import { Database as Sqlite } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import type { Sql } from 'sql-template-tag'
import type { Database, Queries } from '../ports/database.ts'
import { testChat } from '../testing/test-chat.ts'
import { abandonImports } from './abandon.ts'
import { exported, imported, livelyApp } from './moving.fixture.ts'

/** The database, and every text that is asked of it. */
function listening(database: Database): { database: Database; texts: Set<string> } {
  const texts = new Set<string>()
  const listen =
    <T>(ask: (query: Sql) => Promise<T>) =>
    (query: Sql) => {
      texts.add(query.sql)
      return ask(query)
    }
  const heard = (q: Queries) => ({ all: listen(q.all), get: listen(q.get), run: listen(q.run) }) as Queries
  const snapshot: Database['snapshot'] = (read) => database.snapshot((q) => read({ ...q, ...heard(q) }))
  const begin: Database['begin'] = async () => {
    const tx = await database.begin()
    return Object.create(tx, Object.getOwnPropertyDescriptors(heard(tx)))
  }
  return { database: { ...database, snapshot, begin }, texts }
}

/** What is dear in the plans of these texts. */
function dearSteps(file: string, texts: Iterable<string>): string[] {
  using plain = new Sqlite(file)
  return [...texts].flatMap((text) => {
    const query = plain.query<{ detail: string }, number[]>(`EXPLAIN QUERY PLAN ${text.replaceAll('?', '+?')}`)
    const plan = query.all(...new Array<number>(text.split('?').length - 1).fill(1)).map(({ detail }) => detail)
    // The values of an INSERT are scanned, and of imports there are next to none.
    const dear = plan.filter((step) => /^SCAN (?!\d+-ROW|imports)|TEMP B-TREE FOR ORDER BY/.test(step))
    return dear.map((step) => `${step} in ${text}`)
  })
}

async function longChat() {
  const chat = await testChat({ isAlone: true, engine: 'sqlite' })
  const app = await livelyApp(chat, 'lively')
  // More than a page in one channel, which is then read by itself.
  const sends = Array.from({ length: 600 }, (_, n) =>
    app.user('ann').call('SendMessage', {
      params: { type: 'messaging', id: 'square' },
      body: { message: { text: `more ${n}` } },
    }),
  )
  await Promise.all(sends)
  return chat
}

test('an export reads every page by an index that has it in order, and scans nothing', async () => {
  await using chat = await longChat()
  const { database, texts } = listening(chat.app.services.database)
  await exported(database, 'lively', true)
  expect(texts.size).toBeGreaterThan(30)
  expect(dearSteps(chat.databaseUrl, texts)).toEqual([])
})

test('an import and its end find by indexes what they need', async () => {
  await using chat = await longChat()
  const file = await exported(chat.app.services.database, 'lively')
  await using other = await testChat({ isAlone: true, engine: 'sqlite' })
  const { database, texts } = listening(other.app.services.database)
  await expect(imported(database, file, { until: file.length * 0.9 })).rejects.toThrow('the stream broke')
  await abandonImports(database)
  await imported(database, file)
  expect(texts.size).toBeGreaterThan(60)
  expect(dearSteps(other.databaseUrl, texts)).toEqual([])
})
