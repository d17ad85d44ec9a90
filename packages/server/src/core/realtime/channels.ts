import type { Bus } from '../../ports/bus.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Database } from '../../ports/database.ts'
import type { Log } from '../../ports/log.ts'
import { fail } from '../errors.ts'
import type { Announcement, EventChannel, PassingEvent } from '../events.ts'
import { createChannelAccess } from './channel-access.ts'
import { type ChannelHere, channelTopic, isCrowded, newChannelHere } from './channel-here.ts'
import type { Connection, LaneEvent, Watch } from './connection.ts'
import type { Delivery } from './delivery.ts'
import { gapOf, offer, startAfter } from './lane.ts'
import { count, dropStanding, openStanding, settleStanding, type UserHere } from './numbers.ts'
import type { Outboxes } from './outboxes.ts'
import type { Sources } from './sources.ts'
import type { UsersHere } from './users-here.ts'

/** A connection watches at most this many channels (spec/10 §10). */
const watchLimit = 2000
/** How long an event may be missing before it is read from the database. */
const gapPatienceMs = 30
/** A longer gap is not replayed: the watchers come back and read the state (core §2.3). */
const replayLimit = 1000
const crowdedWatchingEveryMs = 5000

export interface ChannelsOptions {
  readonly bus: Bus
  readonly clock: Clock
  readonly database: Database
  readonly log: Log
  readonly sources: Sources
  readonly delivery: Delivery
  readonly users: UsersHere
  readonly outboxes: Outboxes
  readonly announce: (announcements: readonly Announcement[]) => void
}

/** A channel that a connection begins to watch, and how its other watchers are told. */
export interface WatchTarget {
  readonly channel: EventChannel
  /** The watcher as others see them; absent where the channel does not tell who watches. */
  readonly watcher?: Record<string, unknown>
}

/** What a load under a hold answers: its result, and the seq of each channel that the result holds. */
export interface HeldLoad<T> {
  readonly result: T
  readonly seqs: ReadonlyMap<number, number>
  /** Events that the connection has missed, to be sent ahead of what was held. */
  readonly replay?: ReadonlyMap<number, readonly LaneEvent[]>
}

export interface Channels {
  /** Attaches the connection to channels, then loads their state: nothing between the two is lost or told twice. */
  watch<T>(connection: Connection, targets: readonly WatchTarget[], load: () => Promise<HeldLoad<T>>): Promise<T>
  unwatch(connection: Connection, channel_pk: number): void
  attachMemberships(user: UserHere): Promise<void>
  detachMemberships(user: UserHere): void
  detachAll(connection: Connection): void
  /** Reads a user's numbers anew; what carries them waits. */
  reread(user: UserHere, channel_pk?: number): Promise<void>
  join(user: UserHere, channel_pk: number): Promise<void>
  part(user: UserHere, channel_pk: number): void
  find(channel_pk: number): ChannelHere | undefined
  watcherCount(channel_pk: number): number
  watcherIds(channel_pk: number): string[]
  recheckApp(app_pk: number): void
  stop(): void
}

export function createChannels(options: ChannelsOptions): Channels {
  const { bus, clock, database, log, sources, delivery, outboxes, announce } = options
  const all = new Map<number, ChannelHere>()
  const crowdedNews = new Map<number, () => void>()
  const access = createChannelAccess({ database, sources, outboxes, log, unwatch, part, suspend, readmit })

  async function obtain(app_pk: number, pk: number): Promise<ChannelHere> {
    const here = all.get(pk) ?? newChannelHere(app_pk, pk)
    all.set(pk, here)
    here.started ??= start(here)
    await here.started
    return here
  }

  /** SUBSCRIBE first, then ask where the channel stands: what comes in between is held by the lane. */
  async function start(here: ChannelHere) {
    here.stop = await bus.subscribe(channelTopic(here.pk), (message) => receive(here, message as Announcement))
    const seq = await database.snapshot((queries) => sources.head(queries, here.pk))
    for (const said of startAfter(here.lane, seq)) deliver(here, said)
  }

  function receive(here: ChannelHere, said: Announcement) {
    if (said.kind === 'passing') return delivery.passing(here, said.event, said.at)
    if (said.kind !== 'channel') return
    for (const ready of offer(here.lane, said)) deliver(here, ready)
    if (here.lane.held.size > 0 && here.lane.next !== undefined && !here.isMending) {
      here.isMending = true
      clock.after(gapPatienceMs, () =>
        mend(here).catch((error) => log.error({ err: error }, 'a gap could not be read')),
      )
    }
  }

  /** Reads events that the bus has not brought. */
  async function mend(here: ChannelHere) {
    try {
      for (let gap = gapOf(here.lane); gap; gap = gapOf(here.lane)) {
        const { from, to } = gap
        if (to - from >= replayLimit) return jump(here, to)
        const missing = await database.snapshot((queries) => sources.replay(queries, here.pk, from, to))
        if (missing.length === 0) return jump(here, to)
        for (const said of missing) for (const ready of offer(here.lane, said)) deliver(here, ready)
      }
    } finally {
      here.isMending = false
    }
  }

  /** What is gone cannot be delivered: the watchers are sent away to read the state. */
  function jump(here: ChannelHere, seq: number) {
    access.close(here, 'restart')
    for (const said of startAfter(here.lane, seq)) deliver(here, said)
  }

  function deliver(here: ChannelHere, said: LaneEvent) {
    const { event, at } = said
    here.channel = event.channel
    if (event.access?.kind === 'joined') admit(here, event.access.user_id)
    if (event.counting) {
      for (const [id, user] of here.members) {
        const standing = user.standings.get(here.pk)
        if (standing) count(user, standing, event.counting, at)
        else log.warn({ user_id: id }, 'a member here has no standing')
      }
    }
    delivery.stored(here, said)
    if (event.access) access.apply(here, event.access)
    for (const connection of here.watchers) subscribeWhenPassed(here, connection)
  }

  /** A user who became a member is counted for from this event on. */
  function admit(here: ChannelHere, user_id: string) {
    const user = options.users.find(here.app_pk, user_id)
    if (user && !here.members.has(user_id)) {
      here.members.set(user_id, user)
      void reread(user, here.pk).catch((error) => log.error({ err: error }, 'numbers could not be read'))
    }
  }

  /** The socket listens to the published topic only once the lane has passed what the connection knows already. */
  function subscribeWhenPassed(here: ChannelHere, connection: Connection) {
    const watch = connection.watches.get(here.pk)
    if (!watch || watch.isSubscribed || watch.floor === undefined) return
    if ((here.lane.next ?? 0) <= watch.floor) return
    watch.isSubscribed = true
    connection.socket.subscribe(`${channelTopic(here.pk)} ${connection.view}`)
  }

  async function watch<T>(connection: Connection, targets: readonly WatchTarget[], load: () => Promise<HeldLoad<T>>) {
    const fresh = targets.filter(({ channel }) => !connection.watches.has(channel.pk))
    if (connection.watches.size + fresh.length > watchLimit)
      fail('input', `a connection can watch at most ${watchLimit} channels`)
    const heres = await Promise.all(targets.map(({ channel }) => obtain(channel.app_pk, channel.pk)))
    for (const [index, here] of heres.entries()) {
      here.channel ??= targets[index]!.channel
      hold(here, connection)
    }
    try {
      const { result, seqs, replay } = await load()
      for (const [index, here] of heres.entries()) {
        release(here, connection, seqs.get(here.pk) ?? 0, replay?.get(here.pk) ?? [])
        if (fresh.includes(targets[index]!)) tellWatching(here, targets[index]!, connection, 'user.watching.start')
      }
      return result
    } catch (error) {
      for (const { channel } of fresh) unwatch(connection, channel.pk)
      throw error
    }
  }

  function hold(here: ChannelHere, connection: Connection) {
    if (connection.watches.has(here.pk)) return
    const fresh: Watch = { floor: undefined, held: [], isSubscribed: false, suspendedAt: undefined }
    connection.watches.set(here.pk, fresh)
    here.watchers.add(connection)
    here.watchingUsers.set(connection.user.id, (here.watchingUsers.get(connection.user.id) ?? 0) + 1)
  }

  function release(here: ChannelHere, connection: Connection, seq: number, replay: readonly LaneEvent[]) {
    const watch = connection.watches.get(here.pk)
    if (!watch) return
    for (const said of replay) delivery.replay(connection, said)
    if (watch.floor !== undefined) return
    watch.floor = seq
    for (const said of watch.held) if (said.seq > seq) delivery.replay(connection, said)
    // What was just queued must leave before anything published overtakes it.
    if (watch.held.length > 0 || replay.length > 0) here.queuedInTurn = outboxes.turn()
    watch.held = []
    subscribeWhenPassed(here, connection)
  }

  function suspend(here: ChannelHere, connection: Connection) {
    const watch = connection.watches.get(here.pk)
    if (!watch || watch.floor === undefined) return
    watch.suspendedAt = (here.lane.next ?? 1) - 1
    watch.floor = undefined
    stopListening(here.pk, connection, watch)
  }

  function readmit(here: ChannelHere, connection: Connection) {
    const watch = connection.watches.get(here.pk)
    if (watch?.suspendedAt === undefined) return
    release(here, connection, watch.suspendedAt, [])
    watch.suspendedAt = undefined
  }

  function stopListening(channel_pk: number, connection: Connection, watch: Watch) {
    if (!watch.isSubscribed) return
    watch.isSubscribed = false
    connection.socket.unsubscribe(`${channelTopic(channel_pk)} ${connection.view}`)
  }

  function unwatch(connection: Connection, channel_pk: number) {
    const here = all.get(channel_pk)
    const watch = connection.watches.get(channel_pk)
    if (!here || !watch) return
    connection.watches.delete(channel_pk)
    here.watchers.delete(connection)
    if (watch.isSubscribed)
      for (const view of views) connection.socket.unsubscribe(`${channelTopic(channel_pk)} ${view}`)
    const left = (here.watchingUsers.get(connection.user.id) ?? 1) - 1
    if (left > 0) here.watchingUsers.set(connection.user.id, left)
    else here.watchingUsers.delete(connection.user.id)
    releaseHere(here)
  }

  function releaseHere(here: ChannelHere) {
    if (here.watchers.size > 0 || here.members.size > 0) return
    all.delete(here.pk)
    here.stop?.()
  }

  /** Tells the watchers that a user has begun or ceased to watch; in a crowd at most every five seconds. */
  function tellWatching(here: ChannelHere, target: WatchTarget, connection: Connection, type: string) {
    if (!target.watcher || !here.channel) return
    const others = here.watchingUsers.get(connection.user.id) ?? 0
    if (type === 'user.watching.start' ? others !== 1 : others !== 0) return
    const tell = () => {
      const event: PassingEvent = {
        type,
        channel: here.channel!,
        body: { user: target.watcher, watcher_count: here.watchingUsers.size },
      }
      announce([{ kind: 'passing', event, at: clock.now() }])
    }
    if (!isCrowded(here)) return tell()
    if (!crowdedNews.has(here.pk)) clock.after(crowdedWatchingEveryMs, () => tellCrowd(here.pk))
    crowdedNews.set(here.pk, tell)
  }

  function tellCrowd(pk: number) {
    const tell = crowdedNews.get(pk)
    crowdedNews.delete(pk)
    tell?.()
  }

  async function join(user: UserHere, channel_pk: number) {
    const here = await obtain(user.app_pk, channel_pk)
    if (user.connections.size === 0) return
    here.members.set(user.id, user)
    if (!user.standings.has(channel_pk)) await reread(user, channel_pk)
  }

  function part(user: UserHere, channel_pk: number) {
    dropStanding(user, channel_pk)
    const here = all.get(channel_pk)
    if (!here) return
    here.members.delete(user.id)
    releaseHere(here)
  }

  async function reread(user: UserHere, channel_pk?: number) {
    user.rereads += 1
    try {
      const open = channel_pk === undefined ? [...user.standings.keys()] : [channel_pk]
      for (const pk of open) openStanding(user, pk)
      const { numbers, threads } = await database.snapshot(async (queries) => ({
        numbers: await sources.numbers(queries, user.app_pk, user.id, channel_pk),
        threads: await sources.threadNumbers(queries, user.app_pk, user.id),
      }))
      user.threads = threads
      for (const pk of new Set([...open, ...numbers.keys()])) {
        const known = numbers.get(pk)
        if (known) settleStanding(user, openStanding(user, pk), known)
        else dropStanding(user, pk)
      }
    } finally {
      user.rereads -= 1
      if (user.rereads === 0) for (const connection of user.connections) outboxes.release(connection)
    }
  }

  return {
    watch,
    unwatch,
    reread,
    join,
    part,
    async attachMemberships(user) {
      const memberships = await database.snapshot((queries) => sources.memberships(queries, user.app_pk, user.id))
      await Promise.all(
        memberships.map(async ({ channel_pk }) => {
          const here = await obtain(user.app_pk, channel_pk)
          here.members.set(user.id, user)
          openStanding(user, channel_pk)
        }),
      )
      await reread(user)
    },
    detachMemberships(user) {
      for (const pk of [...user.standings.keys()]) part(user, pk)
    },
    detachAll(connection) {
      for (const pk of [...connection.watches.keys()]) unwatch(connection, pk)
    },
    find: (pk) => all.get(pk),
    watcherCount: (pk) => all.get(pk)?.watchingUsers.size ?? 0,
    watcherIds: (pk) => [...(all.get(pk)?.watchingUsers.keys() ?? [])].sort(),
    recheckApp(app_pk) {
      for (const here of all.values()) if (here.app_pk === app_pk) access.apply(here, { kind: 'recheck' })
    },
    stop() {
      for (const here of all.values()) here.stop?.()
      all.clear()
    },
  }
}
