import { Database } from 'bun:sqlite'

declare const self: Worker

/** Moves committed pages from the log into the database file, away from the thread that answers requests. */
let connection: Database | undefined

self.onmessage = ({ data }: MessageEvent<{ open: string } | 'checkpoint' | 'stop'>) => {
  if (data === 'checkpoint') {
    const done = connection?.query<{ log: number }, []>('PRAGMA wal_checkpoint(PASSIVE)').get()
    self.postMessage(done?.log ?? 0)
  } else if (data === 'stop') {
    connection?.close()
    process.exit(0)
  } else {
    connection = new Database(data.open)
    connection.exec('PRAGMA busy_timeout = 5000')
  }
}
