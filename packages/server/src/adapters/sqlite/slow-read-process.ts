import { Database } from 'bun:sqlite'
import { queriesOn, type Statement } from './sqlite-queries.ts'

/** What the reading process is asked: the file to open, then to begin and end snapshots and to read in them. */
export type SlowReadRequest =
  | { readonly ask: 'open'; readonly file: string }
  | { readonly ask: 'begin' | 'end' }
  | ({ readonly ask: 'all' | 'get' | 'run' } & Statement)

/** Every request is answered once, in the order of the requests. */
export type SlowReadAnswer = { readonly result: unknown } | { readonly error: string }

/** Reads for the server what would hold its event loop, on a connection that can only read. */
let connection: Database
let queries: ReturnType<typeof queriesOn>

async function answer(request: SlowReadRequest): Promise<unknown> {
  switch (request.ask) {
    case 'open':
      connection = new Database(request.file, { readonly: true, strict: true })
      connection.exec('PRAGMA query_only = ON; PRAGMA busy_timeout = 5000; PRAGMA temp_store = MEMORY;')
      queries = queriesOn(connection)
      return
    case 'begin':
      return connection.exec('BEGIN')
    case 'end':
      return connection.inTransaction && connection.exec('ROLLBACK')
    default:
      return queries[request.ask](request)
  }
}

const tell = (said: SlowReadAnswer) => process.send?.(said)
let last: Promise<unknown> = Promise.resolve()

process.on('message', (request: SlowReadRequest) => {
  last = last
    .then(() => answer(request))
    .then(
      (result) => tell({ result }),
      (error: Error) => tell({ error: error.message }),
    )
})
process.on('disconnect', () => process.exit(0))
