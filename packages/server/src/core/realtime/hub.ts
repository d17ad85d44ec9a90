import type { Bus } from '../../ports/bus.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Database } from '../../ports/database.ts'
import type { Log } from '../../ports/log.ts'
import type { Roster } from '../../ports/roster.ts'
import type { Publish } from '../../ports/socket.ts'
import { fail } from '../errors.ts'
import type { Announcement } from '../events.ts'
import { appTopic, channelTopic, configTopic, presenceTopic, returnTopic, userTopic } from './channel-here.ts'
import { type Channels, createChannels } from './channels.ts'
import { type Connection, closeConnection } from './connection.ts'
import { createDelivery } from './delivery.ts'
import { createHeartbeats, heard } from './heartbeats.ts'
import { createJudgements } from './judgements.ts'
import { createOnline } from './online.ts'
import { createOutboxes } from './outboxes.ts'
import type { Sources } from './sources.ts'
import { createUserCheck } from './user-check.ts'
import { createUserEvents } from './user-events.ts'
import { createUsersHere, type UsersHere } from './users-here.ts'

export interface HubOptions {
  readonly bus: Bus
  readonly roster: Roster
  readonly clock: Clock
  readonly database: Database
  readonly log: Log
  readonly publish: Publish
  readonly sources: Sources
  /** What this machine has; without it no share of it is kept. */
  readonly memoryBytes?: number | undefined
  /** Another configuration of an app holds: sockets that it does not let in any more are to be closed. */
  readonly reconfigured?: (app_pk: number) => void
  /** A user has gone or come without a connection of theirs having said so: their node died, or is heard again. */
  readonly presenceChanged?: (app_pk: number, user_id: string, isOnline: boolean) => void
}

/** What a new connection is given first, and the seq of each of the user's channels that it knows of. */
export interface FirstState {
  readonly frame: string
  readonly seqs: ReadonlyMap<number, number>
}

/** Everything that is live on one node: connections, the channels they listen to, and what is sent to them. */
export interface Hub {
  readonly channels: Channels
  readonly users: UsersHere
  /** Puts what was committed on the bus. */
  announce(announcements: readonly Announcement[]): void
  /** A connection of this app with this id, owned by this user; refuses the request otherwise. */
  connection(app_pk: number, user_id: string, id: string | undefined): Connection
  /**
   * Takes a new connection in (core §2.4): its user's channels are attached first, then `load` reads the state, and the
   * first frame that it answers leaves before anything else. `isTold`: its user's followers know already that they came.
   */
  join(connection: Connection, load: () => Promise<FirstState>, isTold?: boolean): Promise<void>
  /** A frame of the client has come. */
  heard(connection: Connection): void
  leave(connection: Connection): void
  /** How many connections a user has on this node. */
  countOf(app_pk: number, user_id: string): number
  /** Has a connection, or had one until a moment ago and may be back; to this node or to another. */
  isOnline(app_pk: number, user_id: string): boolean
  /** Resolves when it is known who of an app is online elsewhere; undefined where it is known already. */
  peopleKnown(app_pk: number): Promise<void> | undefined
  /** The user has no connection here any more. Answers whether they are online nowhere. */
  wentOffline(app_pk: number, user_id: string): Promise<boolean>
  /** Something may have been stored that nobody was told of: every lane is compared with the database. */
  compareLanes(): void
  /** A user whose connection broke is taken for online until this is called. */
  linger(app_pk: number, user_id: string): () => void
  /** The open connections, of one app or of all. */
  count(app_pk?: number): number
  /** Tells of everything that is announced in an app, on every node, until the answer is called. */
  observe(app_pk: number, listener: (said: Announcement) => void): Promise<() => void>
  /** Ends every connection: the clients come back to another node, or to this one restarted. */
  sendAway(): void
  close(): Promise<void>
}

export function createHub(options: HubOptions): Hub {
  const { bus, roster, clock, database, log, sources, memoryBytes = Number.POSITIVE_INFINITY } = options
  const { reconfigured = () => undefined, presenceChanged = () => undefined } = options
  const connections = new Map<string, Connection>()
  const lingering = new Map<string, number>()
  const users = createUsersHere()
  const outboxes = createOutboxes(clock, options.publish)
  const judgements = createJudgements({ database, sources, outboxes, log })
  const delivery = createDelivery({ clock, outboxes, judgements })
  const channels = createChannels({ bus, roster, clock, database, log, sources, delivery, users, outboxes, announce })
  const userEvents = createUserEvents({ judgements, delivery, channels, users, outboxes, log })
  const heartbeats = createHeartbeats({ clock, outboxes, connections: () => connections.values(), memoryBytes })
  const userSubscriptions = new Map<string, Promise<() => void>>()
  const presenceSubscriptions = new Map<number, Promise<() => void>>()
  const online = createOnline({ bus, clock, roster, log, changed: presenceChanged })
  const userCheck = createUserCheck({
    clock,
    database,
    log,
    sources,
    users,
    isNeeded: bus.isShared,
    reconfigured: (app_pk) => configure(app_pk, true),
  })
  const subscriptions = [
    bus.subscribe(configTopic, (message) => {
      const { app_pk, version, reads = false } = message as Extract<Announcement, { kind: 'config' }>
      userCheck.configured(app_pk, version)
      configure(app_pk, reads)
    }),
    bus.subscribe(returnTopic, () => channels.compareAll()),
  ]
  const stopListening = [
    // What this node has said meanwhile has reached nobody either.
    bus.onReturn(() => bus.publish(returnTopic, {})),
    roster.onLapsed(() => channels.compareAll()),
  ]

  function configure(app_pk: number, reads: boolean) {
    channels.recheckApp(app_pk)
    if (reads) channels.recountApp(app_pk)
    reconfigured(app_pk)
  }

  const countOf = (app_pk: number, user_id: string) => users.find(app_pk, user_id)?.connections.size ?? 0

  const isHere = (app_pk: number, user_id: string) =>
    countOf(app_pk, user_id) > 0 || lingering.has(userTopic(app_pk, user_id))

  function announce(announcements: readonly Announcement[]) {
    for (const said of announcements) {
      try {
        bus.publish(topicOf(said), said)
        bus.publish(appTopic(appOf(said)), said)
      } catch (error) {
        // What cannot be told here must not keep the others of the same commit from being told.
        log.error({ err: error, kind: said.kind }, 'an announcement failed')
      }
    }
  }

  async function subscribeUser(app_pk: number, id: string) {
    const topic = userTopic(app_pk, id)
    if (!presenceSubscriptions.has(app_pk)) {
      presenceSubscriptions.set(
        app_pk,
        bus.subscribe(presenceTopic(app_pk), (said) => userEvents.presence(said as never)),
      )
    }
    if (!userSubscriptions.has(topic)) {
      userSubscriptions.set(
        topic,
        bus.subscribe(topic, (message) => {
          const said = message as Extract<Announcement, { kind: 'user' }>
          userCheck.heard(app_pk, id, said.event.type, said.at)
          userEvents.receive(said)
        }),
      )
    }
    await Promise.all([userSubscriptions.get(topic), presenceSubscriptions.get(app_pk)])
  }

  async function unsubscribeUser(app_pk: number, id: string) {
    const topic = userTopic(app_pk, id)
    const stop = userSubscriptions.get(topic)
    userSubscriptions.delete(topic)
    if (stop) (await stop)()
  }

  const hub: Hub = {
    channels,
    users,
    announce,
    connection(app_pk, user_id, id) {
      if (!id) {
        fail(
          'input',
          'Watch or Presence requires an active websocket connection, please make sure to include your websocket connection_id',
        )
      }
      const found = connections.get(id)
      if (!found || found.isClosed || found.app_pk !== app_pk || found.user.id !== user_id) {
        fail('connection_not_found', `connection id ${id.slice(0, 64)} not found`)
      }
      return found
    },
    async join(connection, load, isTold = true) {
      const { app_pk, user } = connection
      connections.set(connection.id, connection)
      user.connections.add(connection)
      if (connection.caller.kind !== 'anonymous') {
        online.enter(app_pk, user.id, isTold)
        await subscribeUser(app_pk, user.id)
        await channels.attachMemberships(user)
      }
      const { frame, seqs } = await load()
      if (connection.isClosed) return
      const early = connection.early ?? []
      connection.early = undefined
      outboxes.queue(connection, frame)
      // What came meanwhile stands behind the first frame, unless that frame knew it already.
      for (const said of early) {
        if (said.kind === 'user') userEvents.deliver(connection, said)
        else if (said.kind === 'channel' && said.seq > (seqs.get(said.event.channel.pk) ?? 0))
          delivery.idle(connection, said)
      }
      heartbeats.add(connection)
    },
    heard: (connection) => heard(clock, outboxes, connection),
    leave(connection) {
      connection.isClosed = true
      if (!connections.delete(connection.id)) return
      channels.detachAll(connection)
      users.unfollowAll(connection)
      outboxes.drop(connection)
      const { user } = connection
      user.connections.delete(connection)
      if (user.connections.size > 0) return
      channels.detachMemberships(user)
      users.drop(user)
      unsubscribeUser(user.app_pk, user.id).catch((error) => log.error({ err: error }, 'unsubscribing a user failed'))
    },
    countOf,
    isOnline: (app_pk, user_id) => isHere(app_pk, user_id) || online.has(app_pk, user_id),
    peopleKnown: online.known,
    wentOffline: async (app_pk, user_id) => !isHere(app_pk, user_id) && (await online.leave(app_pk, user_id)),
    compareLanes: () => channels.compareAll(),
    linger(app_pk, user_id) {
      const topic = userTopic(app_pk, user_id)
      lingering.set(topic, (lingering.get(topic) ?? 0) + 1)
      return () => {
        const left = (lingering.get(topic) ?? 1) - 1
        if (left > 0) lingering.set(topic, left)
        else lingering.delete(topic)
      }
    },
    count(app_pk) {
      if (app_pk === undefined) return connections.size
      let count = 0
      for (const connection of connections.values()) if (connection.app_pk === app_pk) count++
      return count
    },
    observe: (app_pk, listener) => bus.subscribe(appTopic(app_pk), (said) => listener(said as Announcement)),
    sendAway() {
      outboxes.flush()
      for (const connection of [...connections.values()]) closeConnection(connection, 'restart')
    },
    async close() {
      hub.sendAway()
      heartbeats.stop()
      for (const connection of [...connections.values()]) hub.leave(connection)
      channels.stop()
      userCheck.stop()
      online.stop()
      for (const stop of stopListening) stop()
      for (const stop of await Promise.all(subscriptions)) stop()
    },
  }
  return hub
}

function appOf(said: Announcement): number {
  if (said.kind === 'config') return said.app_pk
  return said.kind === 'channel' || said.kind === 'passing' ? said.event.channel.app_pk : said.event.app_pk
}

function topicOf(said: Announcement): string {
  switch (said.kind) {
    case 'channel':
    case 'passing':
      return channelTopic(said.event.channel.pk)
    case 'user':
      return userTopic(said.event.app_pk, said.event.user_id)
    case 'presence':
      return presenceTopic(said.event.app_pk)
    case 'config':
      return configTopic
  }
}
