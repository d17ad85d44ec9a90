import type { ConnectUserDetails } from '@parley-chat/protocol'
import { type Caller, createContext, type Services } from '../core/context.ts'
import { Failure, fail } from '../core/errors.ts'
import { type Connection, closeConnection } from '../core/realtime/connection.ts'
import { SmallMap } from '../core/realtime/small-map.ts'
import { firstFrame, refusalFrame } from '../core/views/frames.ts'
import type { View } from '../core/views/view.ts'
import { arrive, depart, loadArrival, tellPresence } from '../features/index.ts'
import type { Socket } from '../ports/socket.ts'
import type { Authenticator, Credentials, Identity } from './auth.ts'
import { platformOf, type RateLimits } from './limits.ts'
import type { Peers } from './peers.ts'

/** What a client shows to be let in. */
export interface Claim {
  readonly view: View
  readonly credentials: Credentials
  /** Whom the client says it is; the token decides. */
  readonly user_id?: string | undefined
  readonly details?: ConnectUserDetails | undefined
  /** What the SDK calls itself. */
  readonly client: string | null
}

/** Lets clients in and sees them out. */
export interface Connector {
  /** Resolves when the first frame is on its way; refuses with the wire's error. */
  admit(socket: Socket, claim: Claim): Promise<Connection>
  /** The socket is gone; `isClean` if the client has said goodbye. */
  leave(connection: Connection, isClean: boolean): void
}

/** Sockets that one user may have at the same time (spec/10 §8). */
const connectionsPerUser = 50
const expiryJitterMs = 2000
/** A user whose connection just broke is shown as offline only after this long. */
const offlineAfterMs = 10_000
/** The longest that a timer can wait. */
const longestTimerMs = 2 ** 31 - 1

export function createConnector(options: {
  readonly services: Services
  readonly authenticator: Authenticator
  readonly limits: RateLimits
  readonly peers: Peers
}): Connector {
  const { services, authenticator, limits, peers } = options
  const { clock, hub, ids, log, writer } = services

  function newConnection(id: string, socket: Socket, view: View, { app_pk, api_key, caller }: Identity): Connection {
    const now = clock.elapsedMs()
    return {
      id,
      app_pk,
      api_key,
      user: hub.users.obtain(app_pk, caller.kind === 'user' ? caller.user_id : '!anon'),
      caller,
      view,
      socket,
      watches: new SmallMap(),
      watcher: undefined,
      follows: undefined,
      outbox: [],
      early: [],
      openedAtMs: now,
      heardAtMs: now,
      pingedAtMs: now,
      checkedAtMs: now,
      slowSinceMs: undefined,
      isClosed: false,
      cancelExpiry: undefined,
    }
  }

  function check(claim: Claim, { app_pk, caller }: Identity) {
    if (caller.kind === 'server') fail('authentication', 'a server token cannot open a socket')
    const allowance = limits.count(app_pk, 'Connect', platformOf(caller, claim.client), caller)
    if (allowance.isExceeded) fail('rate_limited', 'Too many requests, check response headers for more information.')
    if (caller.kind === 'anonymous') return
    for (const named of [claim.user_id, claim.details?.id]) {
      if (named === undefined || named === caller.user_id) continue
      fail('authentication', 'user_id does not match the user of the token')
    }
    limitConnections(app_pk, caller)
  }

  function limitConnections(app_pk: number, caller: Caller) {
    if (caller.kind !== 'user' || hub.countOf(app_pk, caller.user_id) < connectionsPerUser) return
    fail('too_many_connections', 'too many connections for this user')
  }

  /** The socket ends when its token does, some a little later, so that they do not all come back at once. */
  function endWithToken(connection: Connection, expires: number) {
    const leftMs = expires * 1000 - clock.now() / 1000
    const delayMs = Math.min(Math.max(0, leftMs) + ids.random() * expiryJitterMs, longestTimerMs)
    connection.cancelExpiry = clock.after(delayMs, () => {
      if (expires * 1000 > clock.now() / 1000) return endWithToken(connection, expires)
      const failure = new Failure('token_expired', 'token is expired')
      closeConnection(connection, 'token_expired', refusalFrame(connection.view, failure, clock.now(), connection.id))
    })
  }

  async function showOffline({ app_pk, user, id }: Connection) {
    try {
      if (!(await hub.wentOffline(app_pk, user.id))) return
      await writer.run('Disconnect', (write) => depart(write, app_pk, user.id))
      // Whoever has come back meanwhile may have been told of before.
      if (hub.isOnline(app_pk, user.id)) await tellPresence(writer, app_pk, user.id, true)
    } catch (error) {
      log.error({ err: error, connection_id: id }, 'a departure could not be stored')
    }
  }

  return {
    async admit(socket, claim) {
      const identity = await authenticator.authenticate(claim.credentials, clock.now())
      check(claim, identity)
      const { app_pk, api_key, caller } = identity
      const connection_id = peers.nameConnection(ids.uuid())
      const context = createContext({
        app_pk,
        api_key,
        caller,
        view: claim.view,
        operation: 'Connect',
        services,
        connection_id,
      })
      await hub.peopleKnown(app_pk)
      const isTold = caller.kind === 'user' && (await arrive(context, claim.details))
      // Others of this user may have come in or gone meanwhile. From here to the hub nothing is awaited, so that the
      // connection finds its user, and the limit is kept, whatever happens at the same time.
      limitConnections(app_pk, caller)
      const connection = newConnection(connection_id, socket, claim.view, identity)
      try {
        await hub.join(
          connection,
          async () => {
            const arrival = await context.read((reader) => loadArrival(reader, context))
            return { frame: firstFrame(claim.view, connection.id, arrival.me, clock.now()), seqs: arrival.seqs }
          },
          isTold,
        )
      } catch (error) {
        hub.leave(connection)
        if (caller.kind === 'user') void showOffline(connection)
        throw error
      }
      if (identity.expires !== undefined) endWithToken(connection, identity.expires)
      return connection
    },
    leave(connection, isClean) {
      connection.cancelExpiry?.()
      hub.leave(connection)
      if (connection.caller.kind !== 'user') return
      if (isClean) return void showOffline(connection)
      const goOffline = hub.linger(connection.app_pk, connection.user.id)
      clock.after(offlineAfterMs, () => {
        goOffline()
        void showOffline(connection)
      })
    },
  }
}
