import type { EventChannel } from '../events.ts'
import type { View } from '../views/view.ts'
import type { Connection, LaneEvent } from './connection.ts'
import { type Lane, newLane } from './lane.ts'
import type { UserHere } from './numbers.ts'
import { SmallMap } from './small-map.ts'
import { SmallSet } from './small-set.ts'

/** A channel that somebody on this node has an interest in: its lane and who listens. */
export interface ChannelHere {
  readonly app_pk: number
  readonly pk: number
  readonly lane: Lane<LaneEvent>
  readonly watchers: SmallSet<Connection>
  /** Those of the watchers whose sockets do not listen by themselves yet; they are served by hand. */
  readonly behind: SmallSet<Connection>
  /** How many sockets listen, in each generation of the wire. */
  readonly listening: Record<View, number>
  /** How many users the watchers are. */
  watchingUsers: number
  /** Members who are connected, watching or not. */
  readonly members: SmallMap<string, UserHere>
  /** The channel as the last event described it. */
  channel: EventChannel | undefined
  /** The turn in which one of its events was queued: its later events of that turn must not overtake it. */
  queuedInTurn: number
  /** Resolves when the lane knows where the channel stands. */
  started: Promise<void> | undefined
  stop: (() => void) | undefined
  /** A search for missing events is under way. */
  isMending: boolean
  /** When the last of its events was delivered. */
  movedAtMs: number
}

export const newChannelHere = (app_pk: number, pk: number): ChannelHere => ({
  app_pk,
  pk,
  lane: newLane(),
  watchers: new SmallSet(),
  behind: new SmallSet(),
  listening: { v1: 0, v2: 0 },
  watchingUsers: 0,
  members: new SmallMap(),
  channel: undefined,
  queuedInTurn: -1,
  started: undefined,
  stop: undefined,
  isMending: false,
  movedAtMs: 0,
})

/** Above this many watchers reads and typing are not told, and messages carry no personal numbers (spec/70 §9). */
const crowd = 100

export const isCrowded = (here: ChannelHere): boolean => here.watchers.size > crowd

export const channelTopic = (pk: number): string => `c${pk}`
/** What the sockets of those who watch a channel listen to, one topic for each generation of the wire. */
export const socketTopic = (pk: number, view: View): string => `c${pk} ${view}`
export const userTopic = (app_pk: number, id: string): string => `u${app_pk} ${id}`
export const presenceTopic = (app_pk: number): string => `p${app_pk}`
/** All that is announced in an app, for whoever looks on. */
export const appTopic = (pk: number): string => `a${pk}`
export const configTopic = 'config'
/** A node was cut off: what it said meanwhile has reached nobody. */
export const returnTopic = 'return'
