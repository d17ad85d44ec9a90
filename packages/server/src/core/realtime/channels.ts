import type { Bus } from '../../ports/bus.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Database } from '../../ports/database.ts'
import type { Log } from '../../ports/log.ts'
import type { Roster } from '../../ports/roster.ts'
import { fail } from '../errors.ts'
import type { Announcement, EventChannel } from '../events.ts'
import { createChannelAccess } from './channel-access.ts'
import { type ChannelHere, channelTopic, newChannelHere } from './channel-here.ts'
import { createComparing } from './comparing.ts'
import { type Connection, closeConnection, type LaneEvent } from './connection.ts'
import type { Delivery, Missed } from './delivery.ts'
import { gapOf, offer, restartAfter, startAfter } from './lane.ts'
import { createMemberships, type Memberships } from './memberships.ts'
import type { UserHere } from './numbers.ts'
import type { Outboxes } from './outboxes.ts'
import type { Sources } from './sources.ts'
import type { UsersHere } from './users-here.ts'
import { createWatchers, type Watchers, watchedIn } from './watchers.ts'
import { createWatches } from './watches.ts'

/** A connection watches at most this many channels (spec/10 §10). */
const watchLimit = 2000
/** How long an event may be missing before it is read from the database. */
const gapPatienceMs = 30
/** A longer gap is not replayed: the watchers come back and read the state (core §2.3). */
const replayLimit = 1000
/** After a failed look for them the database is asked again. */
const mendAgainMs = 1000

export interface ChannelsOptions {
  readonly bus: Bus
  readonly roster: Roster
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
  readonly watcher?: Record<string, unknown> | undefined
}

/**
 * What a load under a hold answers: its result, and the seq of each channel that the result holds. A channel without a
 * seq is gone, or not for this viewer any more: its watch ends, and nothing that was held is told.
 */
export interface HeldLoad<T> {
  readonly result: T
  readonly seqs: ReadonlyMap<number, number>
  /** Events that the connection has missed, to be sent ahead of what was held. */
  readonly replay?: ReadonlyMap<number, readonly Missed[]>
}

export interface Channels extends Pick<Memberships, 'move' | 'isOutrun' | 'reread' | 'recountApp'> {
  /** Attaches the connection to channels, then loads their state: nothing between the two is lost or told twice. */
  watch<T>(connection: Connection, targets: readonly WatchTarget[], load: () => Promise<HeldLoad<T>>): Promise<T>
  unwatch(connection: Connection, channel_pk: number): void
  attachMemberships(user: UserHere): Promise<void>
  detachMemberships(user: UserHere): void
  detachAll(connection: Connection): void
  find(channel_pk: number): ChannelHere | undefined
  /** How many users watch, as of a moment ago: of this node alone where nobody has asked the others yet. */
  watcherCount(channel_pk: number): number
  /** How many users watch, from all nodes. */
  countWatchers(channel_pk: number): Promise<number>
  /** The first of them, in the order of their ids. */
  watcherIds(channel_pk: number): Promise<string[]>
  /** Looks in the database for what the bus may have lost. */
  compareAll(): void
  recheckApp(app_pk: number): void
  /** Judges again what one user watches, and tells them what they may do now. */
  recheckUser(user: UserHere): void
  stop(): void
}

export function createChannels(options: ChannelsOptions): Channels {
  const { bus, roster, clock, database, log, sources, delivery, outboxes, users, announce } = options
  const all = new Map<number, ChannelHere>()
  const find = (pk: number) => all.get(pk)
  const watchers = roster.isShared ? createWatchers(roster, clock, watchersHere) : undefined
  const watches = createWatches({ clock, delivery, announce, watchers, log })
  const comparing = createComparing({
    clock,
    database,
    log,
    sources,
    channels: () => all.values(),
    found: (here, head) => {
      if (gapOf(here.lane, head) && !here.isMending) mend(here, head).catch((error) => failedToMend(here, error))
    },
    lost: rewind,
    isNeeded: bus.isShared,
  })
  const stopHearing = roster.onGone((place, user_id) => tellGone(place, user_id))
  const memberships = createMemberships({
    database,
    sources,
    outboxes,
    users,
    log,
    find,
    obtain,
    begin,
    releaseHere,
    tellTotals: delivery.tellTotals,
  })
  const { part } = memberships
  const access = createChannelAccess({ database, sources, watches, log, unwatch, part, releaseHere })

  function obtain(app_pk: number, pk: number): ChannelHere {
    const here = all.get(pk) ?? newChannelHere(app_pk, pk)
    all.set(pk, here)
    return here
  }

  /** Whoever calls this has entered an interest before, so that nobody lets the channel go meanwhile. */
  function begin(here: ChannelHere, seq?: number): Promise<void> {
    here.started ??= start(here, seq).catch((error) => {
      here.started = undefined
      throw error
    })
    return here.started
  }

  function releaseHere(here: ChannelHere) {
    if (here.watchers.size > 0 || here.members.size > 0 || all.get(here.pk) !== here) return
    all.delete(here.pk)
    here.stop?.()
  }

  /**
   * SUBSCRIBE first, then ask where the channel stands: what comes in between is held by the lane. It begins after
   * `seq` where the interest did, and otherwise where the channel stands.
   */
  async function start(here: ChannelHere, seq?: number) {
    const stop = await bus.subscribe(channelTopic(here.pk), (message) => receive(here, message as Announcement))
    here.stop?.()
    here.stop = stop
    if (all.get(here.pk) !== here) return stop()
    const head = await database.snapshot((queries) => sources.head(queries, here.pk))
    deliverAll(here, startAfter(here.lane, Math.min(seq ?? head, head)))
    if (gapOf(here.lane, head)) await mend(here, head)
  }

  function receive(here: ChannelHere, said: Announcement) {
    if (said.kind === 'passing') return delivery.passing(here, said)
    // In between two places there is none.
    if (said.kind !== 'channel' || !Number.isSafeInteger(said.seq)) return
    deliverAll(here, offer(here.lane, said))
    if (gapOf(here.lane)) mendLater(here, gapPatienceMs)
  }

  function mendLater(here: ChannelHere, delayMs: number) {
    if (here.isMending) return
    here.isMending = true
    clock.after(delayMs, () => void mend(here).catch((error) => failedToMend(here, error)))
  }

  function failedToMend(here: ChannelHere, error: unknown) {
    log.error({ err: error }, 'a gap could not be read')
    if (all.get(here.pk) === here) mendLater(here, mendAgainMs)
  }

  /** Reads events that the bus has not brought, up to what it has, or to the head of the channel where that is known. */
  async function mend(here: ChannelHere, head?: number) {
    here.isMending = true
    try {
      for (let gap = gapOf(here.lane, head); gap; gap = gapOf(here.lane, head)) {
        const { from, to } = gap
        const isTooLong = to - from >= replayLimit
        const missing = isTooLong
          ? []
          : await database.snapshot((queries) => sources.replay(queries, here.pk, from, to))
        // What is gone cannot be delivered: the watchers are sent away to read the state.
        if (missing.length === 0) access.close(here, 'restart')
        // Between those that are left to tell there may be some of which nothing is left.
        for (const said of missing) {
          deliverAll(here, startAfter(here.lane, said.seq - 1))
          deliverAll(here, offer(here.lane, said))
        }
        deliverAll(here, startAfter(here.lane, to))
      }
    } finally {
      here.isMending = false
    }
  }

  /**
   * The database has lost what was told already: it was restored, or another one took over that had not heard of it. What
   * comes now has the same places in the order: whoever heard the others reads the state.
   */
  function rewind(here: ChannelHere, head: number) {
    log.error(
      { channel_pk: here.pk, head, lane: here.lane.next },
      'the database has lost events that were told already',
    )
    restartAfter(here.lane, head)
    access.close(here, 'restart')
    for (const user of here.members.values())
      for (const connection of user.connections) closeConnection(connection, 'restart')
  }

  function deliverAll(here: ChannelHere, events: Iterable<LaneEvent>) {
    for (const said of events) {
      try {
        deliver(here, said)
      } catch (error) {
        // One event that cannot be told must not hold up the others; those who missed it come back and read the state.
        log.error({ err: error, type: said.event.type, seq: said.seq }, 'an event could not be delivered')
        access.close(here, 'internal')
      }
    }
  }

  function deliver(here: ChannelHere, said: LaneEvent) {
    const { event } = said
    here.channel = event.channel
    here.movedAtMs = clock.elapsedMs()
    if (event.access?.kind === 'joined') memberships.admit(here, event.access.user_id)
    memberships.count(here, said)
    delivery.stored(here, said)
    if (event.access) access.apply(here, event.access)
    watches.passed(here)
  }

  async function watch<T>(connection: Connection, targets: readonly WatchTarget[], load: () => Promise<HeldLoad<T>>) {
    if (connection.isClosed) fail('connection_not_found', `connection id ${connection.id} not found`)
    const fresh = targets.filter(({ channel }) => !connection.watches.has(channel.pk))
    if (connection.watches.size + fresh.length > watchLimit) {
      fail('input', `a connection can watch at most ${watchLimit} channels`)
    }
    const begun = targets.map((target) => {
      const { channel, watcher } = target
      const here = obtain(channel.app_pk, channel.pk)
      here.channel ??= channel
      return { here, hold: watches.hold(here, connection, watcher) }
    })
    try {
      await Promise.all(begun.map(({ here }) => begin(here)))
      const { result, seqs, replay } = await load()
      for (const { here, hold } of begun) {
        const seq = seqs.get(here.pk)
        if (seq === undefined) {
          if (connection.watches.get(here.pk) === hold.watch) unwatch(connection, here.pk)
          continue
        }
        watches.release(here, connection, hold, seq, replay?.get(here.pk) ?? [])
        watches.tellStart(here, connection)
      }
      return result
    } catch (error) {
      for (const { here, hold } of begun) {
        if (connection.watches.get(here.pk) !== hold.watch) continue
        if (hold.isFresh) unwatch(connection, here.pk)
        else watches.readmit(here, connection, hold.watch)
      }
      throw error
    }
  }

  /** A node has died, and with it the last of a user's connections that watched a channel. */
  function tellGone(place: string, user_id: string) {
    const pk = watchedIn(place)
    if (pk === undefined || !watchers) return
    tellWatcherGone(pk, user_id, watchers).catch((error) =>
      log.error({ err: error }, 'a watcher who is gone could not be told'),
    )
  }

  async function tellWatcherGone(pk: number, user_id: string, watchers: Watchers) {
    const described = await database.snapshot(async (queries) => {
      const found = await sources.describe(queries, pk)
      return found && { ...found, user: await sources.person(queries, found.channel.app_pk, user_id) }
    })
    if (!described?.user) return
    const { channel, user } = described
    const body = { user, watcher_count: await watchers.count(pk) }
    announce([{ kind: 'passing', event: { type: 'user.watching.stop', channel, body }, at: clock.now() }])
  }

  /** Grants or the type have changed: whoever still listens is told what they may do now. */
  async function tellCapabilities(here: ChannelHere, only?: string) {
    const described = await database.snapshot((queries) => sources.describe(queries, here.pk))
    if (!described) return
    const { channel, model } = described
    const event = { type: 'channel.updated', channel, body: { channel: model }, capabilities: 'all' } as const
    const told = only === undefined ? event : { ...event, audience: { only: [only] } }
    delivery.passing(here, { kind: 'passing', event: told, at: clock.now() })
  }

  function unwatch(connection: Connection, channel_pk: number) {
    const here = all.get(channel_pk)
    const ended = here && watches.end(here, connection)
    if (!ended) return
    watches.tellStop(here, connection, ended)
    releaseHere(here)
  }

  const watchingHere = (pk: number) => all.get(pk)?.watchingUsers ?? 0

  function watchersHere(pk: number): string[] {
    return [...new Set(Array.from(all.get(pk)?.watchers ?? [], ({ user }) => user.id))].sort()
  }

  return {
    watch,
    unwatch,
    move: memberships.move,
    isOutrun: memberships.isOutrun,
    reread: memberships.reread,
    recountApp: memberships.recountApp,
    attachMemberships: memberships.attach,
    detachMemberships: memberships.detach,
    detachAll(connection) {
      for (const pk of [...connection.watches.keys()]) unwatch(connection, pk)
    },
    find,
    compareAll: comparing.compareAll,
    watcherCount: (pk) => watchers?.recent(pk) ?? watchingHere(pk),
    countWatchers: async (pk) => (watchers ? watchers.count(pk) : watchingHere(pk)),
    watcherIds: async (pk) => (watchers ? watchers.list(pk) : watchersHere(pk)),
    recheckUser(user) {
      const watched = new Set([...user.connections].flatMap((connection) => [...connection.watches.keys()]))
      for (const pk of watched) {
        const here = all.get(pk)
        if (!here) continue
        access.apply(here, { kind: 'recheck', user_id: user.id })
        tellCapabilities(here, user.id).catch((error) => log.error({ err: error }, 'a change could not be told'))
      }
    },
    recheckApp(app_pk) {
      for (const here of all.values()) {
        if (here.app_pk !== app_pk) continue
        access.apply(here, { kind: 'recheck' })
        if (here.watchers.size > 0)
          tellCapabilities(here).catch((error) => log.error({ err: error }, 'a change could not be told'))
      }
    },
    stop() {
      comparing.stop()
      stopHearing()
      for (const here of all.values()) here.stop?.()
      all.clear()
    },
  }
}
