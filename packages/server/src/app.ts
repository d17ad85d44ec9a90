import { createConcurrentWriter } from './core/concurrent-writer.ts'
import type { Services } from './core/context.ts'
import { createEventLog } from './core/event-log.ts'
import type { Announcement } from './core/events.ts'
import { createHub } from './core/realtime/hub.ts'
import { createTurnWriter } from './core/turn-writer.ts'
import {
  type Configs,
  createSources,
  createTaskRunner,
  hydrators,
  loadAccess,
  routes,
  settings,
  startUpkeep,
  tellPresence,
} from './features/index.ts'
import { migrations } from './migrations/index.ts'
import type { Clock, Ids } from './ports/clock.ts'
import type { Cluster } from './ports/cluster.ts'
import type { Database } from './ports/database.ts'
import type { Log } from './ports/log.ts'
import type { Publish } from './ports/socket.ts'
import { createAuthenticator } from './transport/auth.ts'
import { type Connector, createConnector } from './transport/connector.ts'
import { type Answered, createHttp, type Http } from './transport/http.ts'
import { createRateLimits } from './transport/limits.ts'
import { createPeers, noPeers, type Send } from './transport/peers.ts'
import { createTokenVerifier } from './transport/tokens.ts'

/** The outside world, as the server needs it. */
export interface Ports {
  readonly database: Database
  /** What this node has in common with others on the database of this name. */
  readonly cluster: (databaseName: string) => Promise<Cluster>
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly publish: Publish
}

export interface AppOptions {
  readonly enforceRateLimits?: boolean
  /** Told of every answer: metrics, and the record of what tests have exercised. */
  readonly observe?: (answered: Answered) => void
  readonly measureCommit?: (operations: number) => void
  /** What this machine has: slow readers may fill a share of it. */
  readonly memoryBytes?: number
  /** How a request is sent on to another node; over HTTP unless tests say otherwise. */
  readonly sendToPeer?: Send
}

export interface Credentials {
  readonly key: string
  readonly secret: string
}

/** A whole server but for its sockets: what `main` starts and what every test builds. */
export interface App {
  readonly services: Services
  readonly connector: Connector
  readonly configs: Configs
  /** Answers requests of the REST interface. */
  readonly http: Http
  /** Answers one request of the REST interface. */
  handle(request: Request): Promise<Response>
  /** Whether other nodes are heard; a node that is alone has nobody to hear. */
  bus(): 'in-process' | 'connected' | 'lost'
  /** Tells the other nodes where they reach this one. */
  announce(url: string): Promise<void>
  /** Makes sure that an app with these credentials exists; without any given, that one exists. */
  ensureApp(given?: Credentials): Promise<Credentials>
  /** From now on the server is not ready; its clients are sent away. */
  drain(): void
  isDraining(): boolean
  /** Sends clients away, finishes what is queued and lets the database go. */
  close(): Promise<void>
}

export async function createApp(ports: Ports, options: AppOptions = {}): Promise<App> {
  const { database, clock, ids, log } = ports
  await database.migrate(migrations)
  const databaseName = await nameDatabase(ports)
  const { bus, roster, counters } = await ports.cluster(databaseName)
  const peers = roster.isShared ? createPeers({ roster, clock, log, ids, send: options.sendToPeer }) : noPeers
  const events = createEventLog(databaseName)
  const configs = settings.createConfigs(database)
  const world = () => ({ now: clock.now(), isOnline: (app_pk: number, id: string) => hub.isOnline(app_pk, id) })
  const sources = createSources({ configs, events, hydrators, world })
  const hub = createHub({
    ...ports,
    bus,
    roster,
    sources,
    memoryBytes: options.memoryBytes,
    reconfigured: (app_pk) =>
      void enforce(app_pk).catch((error) => log.error({ err: error }, 'an app was not looked at')),
    presenceChanged: (app_pk, user_id, isOnline) =>
      void tellPresence(services.writer, app_pk, user_id, isOnline).catch((error) =>
        log.error({ err: error }, 'a presence could not be told'),
      ),
  })

  /** Another configuration holds: whoever it does not let in any more is let go, on every node. */
  async function enforce(app_pk: number) {
    configs.forgetKeys()
    const config = await database.snapshot((queries) => configs.newest(queries, app_pk))
    settings.endRefused(hub, config, clock.now())
  }
  const createWriter = database.engine === 'sqlite' ? createTurnWriter : createConcurrentWriter
  const writer = createWriter({
    database,
    clock,
    log,
    events,
    announce: (announcements: readonly Announcement[]) => hub.announce(announcements),
    uncertain: () => hub.compareLanes(),
    ...(options.measureCommit && { measure: options.measureCommit }),
  })
  const limits = createRateLimits(clock, counters, options.enforceRateLimits ?? false)
  const services: Services = {
    database,
    writer,
    clock,
    ids,
    log,
    hub,
    events,
    limits,
    tasks: { wake: () => tasks.wake(), idle: () => tasks.idle() },
    loadAccess: (queries, contexts, write) => loadAccess(queries, contexts, configs, clock.now(), write),
  }
  const tasks = createTaskRunner(services, bus.isShared)
  const stopUpkeep = startUpkeep(services)
  tasks.wake()
  const authenticator = createAuthenticator(configs, createTokenVerifier())
  const http = createHttp({
    routes,
    services,
    authenticator,
    limits,
    peers,
    ...(options.observe && { observe: options.observe }),
  })
  let isDraining = false

  return {
    services,
    configs,
    http,
    connector: createConnector({ services, authenticator, limits, peers }),
    handle: http.handle,
    bus: () => (bus.isShared ? (bus.isUp ? 'connected' : 'lost') : 'in-process'),
    announce: peers.announce,
    ensureApp: (given) => writer.run('EnsureApp', (write) => settings.ensureApp(write, ids, given)),
    drain() {
      isDraining = true
      hub.sendAway()
    },
    isDraining: () => isDraining,
    async close() {
      stopUpkeep()
      await tasks.stop()
      await hub.close()
      await writer.idle()
      peers.close()
      await bus.close()
      await roster.close()
      await counters.close()
      await database.close()
    },
  }
}

/** Reads what this database calls itself, so that clients never resume across a restore. */
async function nameDatabase({ database, clock, ids }: Ports): Promise<string> {
  const transaction = await database.begin()
  const name = await settings.ensureIncarnation(transaction, ids.secret(8), clock.now())
  await transaction.commit()
  return name
}
