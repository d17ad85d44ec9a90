import type { CloseName } from '@parley-chat/protocol'
import type { Database } from '../../ports/database.ts'
import type { Log } from '../../ports/log.ts'
import type { AccessChange } from '../events.ts'
import type { ChannelHere } from './channel-here.ts'
import { type Connection, closeConnection } from './connection.ts'
import type { UserHere } from './numbers.ts'
import type { Sources } from './sources.ts'
import type { Watches } from './watches.ts'

export interface ChannelAccess {
  /** Lets an event act on who listens, at its place in the lane: "removed, then nothing later". */
  apply(here: ChannelHere, change: AccessChange): void
  /** Sends all who watch a channel away, to come back and read its state. */
  close(here: ChannelHere, name: CloseName): void
}

export function createChannelAccess(options: {
  readonly database: Database
  readonly sources: Sources
  readonly watches: Watches
  readonly log: Log
  readonly unwatch: (connection: Connection, channel_pk: number) => void
  readonly part: (user: UserHere, channel_pk: number) => void
  readonly releaseHere: (here: ChannelHere) => void
}): ChannelAccess {
  const { database, sources, watches, log, unwatch, part, releaseHere } = options

  /** Ends the watches of those who may no longer read. Whoever is judged hears nothing until the judgement is in. */
  async function recheck(here: ChannelHere, only?: string) {
    const concerned = [...here.watchers].filter((connection) => only === undefined || connection.user.id === only)
    if (concerned.length === 0) return
    const judged = new Map(concerned.map((connection) => [connection, watches.suspend(here, connection)]))
    try {
      const ids = [...new Set(concerned.map((connection) => connection.user.id))]
      const readers = await database.snapshot((queries) => sources.readers(queries, here.pk, ids))
      for (const [connection, watch] of judged) {
        if (!readers.has(connection.user.id)) unwatch(connection, here.pk)
        else if (watch) watches.readmit(here, connection, watch)
      }
    } catch (error) {
      // In doubt nobody listens: the clients come back and are judged by their next request.
      log.error({ err: error }, 'access could not be judged')
      for (const connection of concerned) closeConnection(connection, 'internal')
    }
  }

  return {
    apply(here, change) {
      if (change.kind === 'left') {
        const user = here.members.get(change.user_id)
        if (user) part(user, here.pk)
      }
      if (change.kind === 'closed') {
        // Nobody is told that the others have ceased to watch: the channel is gone.
        for (const connection of [...here.watchers]) watches.end(here, connection)
        for (const user of [...here.members.values()]) part(user, here.pk)
        releaseHere(here)
      }
      if (change.kind === 'left' || change.kind === 'recheck') void recheck(here, change.user_id)
    },
    close(here, name) {
      for (const connection of [...here.watchers]) closeConnection(connection, name)
    },
  }
}
