import type { Counting } from '../events.ts'
import type { Connection } from './connection.ts'
import { SmallMap } from './small-map.ts'
import { SmallSet } from './small-set.ts'

/** What a node knows of one user's unread messages in one channel (core §5.3). */
export interface Standing {
  /** The channel's ordinal up to which `unread` is right. */
  counted: number
  unread: number
  /** The user has muted the channel until then; undefined where it is not muted. */
  mutedUntil: number | undefined
  /** The user sees no message from before then. */
  hiddenBefore: number | undefined
  /** Counting events that came while the numbers were being read; undefined while they are right. */
  waiting: { counting: Counting; at: number }[] | undefined
  /** The latest reading that was begun; an earlier one that comes back after it knows less and is thrown away. */
  reading: number
}

export interface ThreadNumbers {
  unread_threads: number
  unread_thread_messages: number
}

/** A user with at least one connection on this node. */
export interface UserHere {
  readonly app_pk: number
  readonly id: string
  readonly connections: SmallSet<Connection>
  /** The channels whose events concern the user as a member. */
  readonly memberships: SmallSet<number>
  /** How often the user was said to have joined or left a channel: what was read of memberships before does not hold. */
  moves: number
  /** Those of them where reads are kept. */
  readonly standings: SmallMap<number, Standing>
  total: number
  channels: number
  threads: ThreadNumbers
  /** Which reading of numbers was begun last, and which one `threads` is from. */
  readings: number
  threadsReading: number
  /** Reads of numbers that have not come back yet: what carries numbers waits for them. */
  rereads: number
}

export const newUserHere = (app_pk: number, id: string): UserHere => ({
  app_pk,
  id,
  connections: new SmallSet(),
  memberships: new SmallSet(),
  moves: 0,
  standings: new SmallMap(),
  total: 0,
  channels: 0,
  threads: { unread_threads: 0, unread_thread_messages: 0 },
  readings: 0,
  threadsReading: 0,
  rereads: 0,
})

export interface ChannelNumbers {
  readonly counted: number
  readonly unread: number
  readonly mutedUntil?: number | undefined
  readonly hiddenBefore?: number | undefined
}

/** The standing of a channel whose numbers are about to be read: from now on what counts waits for them. */
export function openStanding(user: UserHere, channel_pk: number, reading: number): Standing {
  const known = user.standings.get(channel_pk)
  if (known) {
    known.waiting ??= []
    known.reading = Math.max(known.reading, reading)
    return known
  }
  const standing: Standing = {
    counted: 0,
    unread: 0,
    mutedUntil: undefined,
    hiddenBefore: undefined,
    waiting: [],
    reading,
  }
  user.standings.set(channel_pk, standing)
  return standing
}

/** Puts numbers in place that were read, and then what has happened since. */
export function settleStanding(user: UserHere, channel_pk: number, reading: number, numbers?: ChannelNumbers): void {
  const known = user.standings.get(channel_pk)
  if (known && known.reading > reading) return
  if (!numbers) {
    dropStanding(user, channel_pk)
    return
  }
  const standing = openStanding(user, channel_pk, reading)
  const waiting = standing.waiting ?? []
  standing.waiting = undefined
  standing.counted = numbers.counted
  standing.mutedUntil = numbers.mutedUntil
  standing.hiddenBefore = numbers.hiddenBefore
  setUnread(user, standing, numbers.unread)
  for (const { counting, at } of waiting) count(user, standing, counting, at)
}

/** The user has left the channel: its unread messages leave the totals. */
export function dropStanding(user: UserHere, channel_pk: number): void {
  const standing = user.standings.get(channel_pk)
  if (!standing) return
  setUnread(user, standing, 0)
  user.standings.delete(channel_pk)
}

/** A message that counts has come. An ordinal that the numbers already hold changes nothing. */
export function count(user: UserHere, standing: Standing, counting: Counting, at: number): void {
  if (standing.waiting) {
    standing.waiting.push({ counting, at })
    return
  }
  if (counting.n <= standing.counted) return
  standing.counted = counting.n
  const isMuted = standing.mutedUntil !== undefined && at <= standing.mutedUntil
  if (counting.author === user.id) setUnread(user, standing, 0)
  else if (!isMuted && !counting.excepted.includes(user.id)) setUnread(user, standing, standing.unread + 1)
}

function setUnread(user: UserHere, standing: Standing, unread: number): void {
  user.total += unread - standing.unread
  if (standing.unread === 0 && unread > 0) user.channels += 1
  if (standing.unread > 0 && unread === 0) user.channels -= 1
  standing.unread = unread
}

/**
 * The recipient's own totals, and what is unread in the channel at hand, as a tail to an event that carries them. Those
 * of threads are among them: whoever leaves a channel leaves its threads.
 */
export function channelTotals(user: UserHere, channel_pk?: number): string {
  const standing = channel_pk === undefined ? undefined : user.standings.get(channel_pk)
  const here = standing ? `,"unread_messages":${standing.unread}` : ''
  const channels = `,"unread_count":${user.total},"total_unread_count":${user.total},"unread_channels":${user.channels}`
  return `${channels}${here}${threadTotals(user)}`
}

/** A reading that is under way may be of a moment when there were some. */
export const mayHaveUnreadThreads = ({ threads, rereads }: UserHere): boolean =>
  threads.unread_threads > 0 || rereads > 0

export const threadTotals = ({ threads }: UserHere): string =>
  `,"unread_threads":${threads.unread_threads},"unread_thread_messages":${threads.unread_thread_messages}`
