import type { Database } from '../../ports/database.ts'
import type { Log } from '../../ports/log.ts'
import { type Connection, closeConnection } from './connection.ts'
import type { Outboxes } from './outboxes.ts'
import type { Sources } from './sources.ts'

/** What some viewers may do in a channel, as soon as it is known. */
export interface Judgement {
  isReady(): boolean
  /** The recipient's own capabilities, as a tail; empty for whoever may not read the channel. */
  tail(user_id: string): string
}

export interface Judgements {
  /** Reads what the users of these connections may do now; what says so to them waits for it (core §4.1). */
  judge(channel_pk: number, connections: readonly Connection[]): Judgement
}

export function createJudgements(options: {
  readonly database: Database
  readonly sources: Sources
  readonly outboxes: Outboxes
  readonly log: Log
}): Judgements {
  const { database, sources, outboxes, log } = options
  return {
    judge(channel_pk, connections) {
      let known: ReadonlyMap<string, readonly string[]> | undefined
      const ids = [...new Set(connections.map((connection) => connection.user.id))]
      database
        .snapshot((queries) => sources.readers(queries, channel_pk, ids))
        .then((readers) => {
          known = readers
          for (const connection of connections) outboxes.release(connection)
        })
        .catch((error) => {
          // What waits for this would wait for ever: the clients come back and begin anew.
          log.error({ err: error }, 'capabilities could not be read')
          for (const connection of connections) closeConnection(connection, 'internal')
        })
      return {
        isReady: () => known !== undefined,
        tail(user_id) {
          const capabilities = known?.get(user_id)
          return capabilities ? `,"own_capabilities":${JSON.stringify(capabilities)}` : ''
        },
      }
    },
  }
}
