import type { Database } from '../../ports/database.ts'
import type { Log } from '../../ports/log.ts'
import type { ChannelHere } from './channel-here.ts'
import { type Connection, closeConnection, type LaneEvent } from './connection.ts'
import { delivered } from './lane.ts'
import {
  channelTotals,
  count,
  dropStanding,
  mayHaveUnreadThreads,
  openStanding,
  settleStanding,
  type UserHere,
} from './numbers.ts'
import type { Outboxes } from './outboxes.ts'
import type { Membership, Sources } from './sources.ts'
import type { UsersHere } from './users-here.ts'

/** The channels that concern connected users as members, and the users' unread numbers there (core §5.3). */
export interface Memberships {
  /** Attaches a connecting user to all of its channels. */
  attach(user: UserHere): Promise<void>
  detach(user: UserHere): void
  /**
   * The user is said to have joined or left, at this seq. A lane that this begins starts after it; one that has passed it has
   * acted at that place, and what holds since is read. Answers whether the user is in.
   */
  move(user: UserHere, channel_pk: number, to: 'joined' | 'left', seq?: number): Promise<boolean>
  /** The lane has passed the place at which the user is said to have joined or left, and says otherwise since. */
  isOutrun(user: UserHere, channel_pk: number, to: 'joined' | 'left', seq?: number): boolean
  part(user: UserHere, channel_pk: number): void
  /** An event says that this user has become a member: it is counted for from there on. */
  admit(here: ChannelHere, user_id: string): void
  /** Puts a counting event into the numbers of the members who are here. */
  count(here: ChannelHere, said: LaneEvent): void
  /** Reads a user's numbers anew; what carries them waits. */
  reread(user: UserHere, channel_pk?: number): Promise<void>
  /** Reads the numbers of all users of an app anew, and tells them to those for whom they have changed. */
  recountApp(app_pk: number): void
}

/** A reading of a user's numbers that is under way, and the one after it, if somebody has asked meanwhile. */
interface Reading {
  readonly now: Promise<void>
  next?: Promise<void>
}

/** In the place of a channel: no channel has this number. */
const everywhere = 0

export function createMemberships(options: {
  readonly database: Database
  readonly sources: Sources
  readonly outboxes: Outboxes
  readonly users: UsersHere
  readonly log: Log
  readonly find: (channel_pk: number) => ChannelHere | undefined
  readonly obtain: (app_pk: number, channel_pk: number) => ChannelHere
  readonly begin: (here: ChannelHere, seq?: number) => Promise<void>
  readonly releaseHere: (here: ChannelHere) => void
  /** Tells a connection its user's totals, with nothing else having happened. */
  readonly tellTotals: (connection: Connection) => void
}): Memberships {
  const { database, sources, outboxes, users, log, find, obtain, begin, releaseHere, tellTotals } = options

  const readings = new WeakMap<UserHere, Map<number, Reading>>()

  /** Interest comes first, so that nobody lets the channel go while its lane is being started. */
  function enter(user: UserHere, channel_pk: number): ChannelHere {
    const here = obtain(user.app_pk, channel_pk)
    user.moves += 1
    user.memberships.add(channel_pk)
    here.members.set(user.id, user)
    return here
  }

  async function join(user: UserHere, channel_pk: number, seq: number) {
    if (user.connections.size === 0) return
    const here = enter(user, channel_pk)
    const numbers = user.standings.has(channel_pk) ? undefined : reread(user, channel_pk)
    await Promise.all([begin(here, seq), numbers])
  }

  function part(user: UserHere, channel_pk: number) {
    user.moves += 1
    user.memberships.delete(channel_pk)
    dropStanding(user, channel_pk)
    const here = find(channel_pk)
    if (!here) return
    here.members.delete(user.id)
    releaseHere(here)
  }

  function isOutrun(
    user: UserHere,
    channel_pk: number,
    to: 'joined' | 'left',
    seq = Number.POSITIVE_INFINITY,
  ): boolean {
    const here = find(channel_pk)
    return here !== undefined && delivered(here.lane) >= seq && user.memberships.has(channel_pk) !== (to === 'joined')
  }

  async function move(user: UserHere, channel_pk: number, to: 'joined' | 'left', seq = Number.POSITIVE_INFINITY) {
    const isIn = isOutrun(user, channel_pk, to, seq) ? await isMember(user, channel_pk) : to === 'joined'
    if (isIn) {
      await join(user, channel_pk, seq)
      return true
    }
    part(user, channel_pk)
    // The channel's threads go with it.
    if (mayHaveUnreadThreads(user)) await reread(user, channel_pk)
    return false
  }

  async function isMember(user: UserHere, pk: number): Promise<boolean> {
    try {
      return (await readMemberships(user)).some(({ channel_pk }) => channel_pk === pk)
    } catch (error) {
      sendAway(user)
      throw error
    }
  }

  /** What cannot be read would stay wrong: the clients come back and begin anew. */
  function sendAway(user: UserHere) {
    for (const connection of user.connections) closeConnection(connection, 'internal')
  }

  /** Who leaves a channel meanwhile would be brought back by what was read before, to hear it for as long as they stay. */
  async function readMemberships(user: UserHere): Promise<Membership[]> {
    for (;;) {
      const { moves } = user
      const found = await database.snapshot((queries) => sources.memberships(queries, user.app_pk, user.id))
      if (user.moves === moves) return found
    }
  }

  /**
   * However much happens at once, a user's numbers are read by one reading after another: who asks while one is under way shares
   * the next, which sees what they ask about.
   */
  function reread(user: UserHere, channel_pk = everywhere): Promise<void> {
    const known = readings.get(user)?.get(channel_pk)
    if (!known) return beginReading(user, channel_pk)
    if (known.next) return known.next
    // What carries numbers waits for the next reading too.
    user.rereads += 1
    known.next = known.now
      .catch(() => undefined)
      .then(() => {
        user.rereads -= 1
        return beginReading(user, channel_pk)
      })
    return known.next
  }

  function beginReading(user: UserHere, channel_pk: number): Promise<void> {
    const own = readings.get(user) ?? new Map<number, Reading>()
    const now = readNumbers(user, channel_pk === everywhere ? undefined : channel_pk).finally(() => {
      if (reading.next) return
      own.delete(channel_pk)
      // There are many users, and few whose numbers are just being read.
      if (own.size === 0) readings.delete(user)
    })
    const reading: Reading = { now }
    readings.set(user, own.set(channel_pk, reading))
    return now
  }

  async function readNumbers(user: UserHere, channel_pk?: number) {
    user.readings += 1
    user.rereads += 1
    const reading = user.readings
    const open = channel_pk === undefined ? [...user.memberships] : [channel_pk]
    for (const pk of open) openStanding(user, pk, reading)
    try {
      const { numbers, threads } = await database.snapshot(async (queries) => ({
        numbers: await sources.numbers(queries, user.app_pk, user.id, channel_pk),
        threads: await sources.threadNumbers(queries, user.app_pk, user.id),
      }))
      if (user.threadsReading < reading) {
        user.threadsReading = reading
        user.threads = threads
      }
      // The user may have left some of them since the snapshot.
      for (const pk of open) {
        if (user.memberships.has(pk)) settleStanding(user, pk, reading, numbers.get(pk))
        else dropStanding(user, pk)
      }
    } catch (error) {
      sendAway(user)
      throw error
    } finally {
      user.rereads -= 1
      if (user.rereads === 0) for (const connection of user.connections) outboxes.release(connection)
    }
  }

  /** Only those who have something unread can have lost some of it. */
  function recount(here: ChannelHere) {
    for (const user of here.members.values()) {
      const standing = user.standings.get(here.pk)
      const mayHaveLost = standing && (standing.unread > 0 || standing.waiting)
      if (!mayHaveLost && !mayHaveUnreadThreads(user)) continue
      // Connections that do not watch hear of no deletion.
      tellIfChanged(user, here.pk, (connection) => !connection.watches.has(here.pk))
    }
  }

  /** Numbers that change without an event that carries them come with a heartbeat (spec/11 §8). */
  function tellIfChanged(user: UserHere, channel_pk: number | undefined, hears: (connection: Connection) => boolean) {
    const before = channelTotals(user)
    const tell = () => {
      if (channelTotals(user) === before) return
      for (const connection of user.connections) if (!connection.early && hears(connection)) tellTotals(connection)
    }
    reread(user, channel_pk).then(tell, (error) => log.error({ err: error }, 'numbers could not be read'))
  }

  return {
    move,
    isOutrun,
    part,
    reread,
    recountApp(app_pk) {
      for (const user of users.all()) if (user.app_pk === app_pk) tellIfChanged(user, undefined, () => true)
    },
    async attach(user) {
      const memberships = await readMemberships(user)
      if (user.connections.size === 0) return
      await Promise.all(memberships.map(({ channel_pk }) => begin(enter(user, channel_pk))))
      await reread(user)
    },
    detach(user) {
      for (const pk of [...user.memberships]) part(user, pk)
    },
    admit(here, user_id) {
      const user = users.find(here.app_pk, user_id)
      if (!user || here.members.has(user_id)) return
      enter(user, here.pk)
      reread(user, here.pk).catch((error) => log.error({ err: error }, 'numbers could not be read'))
    },
    count(here, { event, at }) {
      if (event.recount) recount(here)
      if (!event.counting) return
      for (const user of here.members.values()) {
        const standing = user.standings.get(here.pk)
        if (standing) count(user, standing, event.counting, at)
      }
    },
  }
}
