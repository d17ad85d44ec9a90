import { Database } from 'bun:sqlite'

declare const self: Worker

/** About 64 MB. */
const longestLogPages = 16_384

/** Moves committed pages from the log into the database file, away from the thread that answers requests. */
let connection: Database | undefined

self.onmessage = ({ data }: MessageEvent<{ open: string } | 'checkpoint' | 'stop'>) => {
  if (data === 'checkpoint') {
    const done = connection?.query<{ log: number }, []>('PRAGMA wal_checkpoint(PASSIVE)').get()
    // While commits never pause there is always something left, and the log would grow for ever. With next to nothing
    // left to move, holding the writer until the log begins anew takes a moment.
    if (done && done.log > longestLogPages) connection?.exec('PRAGMA wal_checkpoint(RESTART)')
  } else if (data === 'stop') {
    connection?.close()
    process.exit(0)
  } else {
    connection = new Database(data.open)
    // So long a writer may be kept waiting when readers are in the way; it is tried again with the next checkpoint.
    connection.exec('PRAGMA busy_timeout = 50')
  }
}
