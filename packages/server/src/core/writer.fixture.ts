import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sql from 'sql-template-tag'
import { openSqlite } from '../adapters/sqlite/sqlite-database.ts'
import { migrations } from '../migrations/index.ts'
import type { Database, Transaction } from '../ports/database.ts'
import type { Log } from '../ports/log.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { createEventLog } from './event-log.ts'
import type { Announcement, ChannelEvent, EventChannel } from './events.ts'
import { createTurnWriter } from './turn-writer.ts'
import type { Write, Writer } from './writer.ts'

/** What a test sees of a writer: what was committed and announced, in one common order, and what was logged. */
export interface WriterUnderTest extends AsyncDisposable {
  /** The database as the writer has it, and as it is. */
  readonly database: Database
  readonly sqlite: Database
  readonly writer: Writer
  readonly clock: ReturnType<typeof fakeClock>
  /** `commit`, `announce`, and what tests put in. */
  readonly history: string[]
  readonly announced: Announcement[]
  readonly logged: { level: string; message: string; fields: Record<string, unknown> }[]
  /** How many operations each shared commit carried. */
  readonly commits: number[]
  /** Makes the transactions that begin from now on behave badly, or not begin at all. */
  beforeBegin: () => void
  sabotage: (transaction: Transaction) => Transaction
  words(): Promise<string[]>
}

/** A writer on a database of its own. */
export async function writerUnderTest(): Promise<WriterUnderTest> {
  const directory = mkdtempSync(join(tmpdir(), 'parley-writer-'))
  const clock = fakeClock()
  const sqlite = openSqlite({ file: join(directory, 'parley.db'), durable: false, clock })
  await sqlite.migrate(migrations)
  const { logged, log } = recordingLog()
  const history: string[] = []
  const announced: Announcement[] = []
  const commits: number[] = []
  const database: Database = {
    ...sqlite,
    async begin() {
      under.beforeBegin()
      const transaction = await sqlite.begin()
      const watched: Transaction = {
        ...transaction,
        get isOpen() {
          return transaction.isOpen
        },
        async commit() {
          await transaction.commit()
          history.push('commit')
        },
      }
      return under.sabotage(watched)
    },
  }
  const writer = createTurnWriter({
    database,
    clock,
    log,
    events: createEventLog('test'),
    announce: (announcements) => {
      if (announcements.length > 0) history.push('announce')
      announced.push(...announcements)
    },
    measure: (operations) => commits.push(operations),
  })
  const under: WriterUnderTest = {
    database,
    sqlite,
    writer,
    clock,
    history,
    announced,
    logged,
    commits,
    beforeBegin: () => undefined,
    sabotage: (transaction) => transaction,
    words: () =>
      sqlite.snapshot(async (queries) => {
        const rows = await queries.all<{ key: string }>(sql`SELECT key FROM app_keys ORDER BY rowid`)
        return rows.map(({ key }) => key)
      }),
    async [Symbol.asyncDispose]() {
      await writer.idle()
      await sqlite.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
  return under
}

/** Stores a word where `words` finds it; a word that is there already is an error of the database. */
export const put = (write: Pick<Write, 'run'>, word: string): Promise<number> =>
  write.run(sql`INSERT INTO app_keys (key, app_pk, secret, created_at) VALUES (${word}, 1, 'secret', 1)`)

/** Makes a channel that events can happen in. */
export async function putChannel({ sqlite }: Pick<WriterUnderTest, 'sqlite'>, pk: number): Promise<EventChannel> {
  const transaction = await sqlite.begin()
  await transaction.run(sql`
    INSERT INTO channels (pk, app_pk, type, id, cid, created_by_id, custom, created_at, updated_at)
    VALUES (${pk}, 1, 'messaging', ${`c${pk}`}, ${`messaging:c${pk}`}, 'ann', '{}', 1, 1)`)
  await transaction.commit()
  return { app_pk: 1, pk, cid: `messaging:c${pk}`, type: 'messaging', id: `c${pk}`, custom: {}, member_count: 0 }
}

export const happened = (channel: EventChannel, type = 'channel.updated'): ChannelEvent => ({
  type,
  channel,
  body: {},
  row: { note: type },
})

/** A log that remembers. */
export function recordingLog() {
  const logged: WriterUnderTest['logged'] = []
  const at = (level: string) => (fields: object, message: string) =>
    void logged.push({ level, message, fields: fields as Record<string, unknown> })
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  return { logged, log }
}
