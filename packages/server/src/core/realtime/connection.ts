import type { CloseName } from '@parley-chat/protocol'
import { closeCodes } from '@parley-chat/protocol'
import type { Socket } from '../../ports/socket.ts'
import type { Caller } from '../context.ts'
import type { Announcement } from '../events.ts'
import type { View } from '../views/view.ts'
import type { Missed } from './delivery.ts'
import type { UserHere } from './numbers.ts'
import type { SmallMap } from './small-map.ts'

export type LaneEvent = Extract<Announcement, { kind: 'channel' }>

/** One connection's hold on one channel. */
export interface Watch {
  /** Events at or below this seq are in the state that the connection was given. Undefined until it was given one. */
  floor: number | undefined
  /** What the connection missed before, and what came while the state was being read. */
  missed: Missed[] | undefined
  held: Missed[] | undefined
  /** The socket itself listens to what is published; before that it is served by hand. */
  isSubscribed: boolean
  /** How many judgements of the right to listen are under way; until they are in nothing is heard. */
  judgements: number
  /** The last seq heard before the first of them. */
  suspendedAt: number | undefined
  /** Others were told that the user watches. */
  isTold: boolean
  /** The channel tells others who watches it. */
  readonly isShown: boolean
}

/** A text with the recipient's own fields, which are put together only as it leaves: most of it is shared. */
export interface Tailed {
  readonly open: string
  readonly tail: string
}

/** What waits for something of the recipient's own that is being read anew: numbers, or what they may do. */
export interface Deferred {
  readonly open: string
  readonly isReady: () => boolean
  readonly tail: () => string
}

export type Outgoing = string | Tailed | Deferred

/** One device's socket and what it listens to. */
export interface Connection {
  readonly id: string
  readonly app_pk: number
  /** The key of the app by which it came. */
  readonly api_key?: string
  readonly user: UserHere
  readonly caller: Caller
  readonly view: View
  readonly socket: Socket
  readonly watches: SmallMap<number, Watch>
  /** The user as others see them: one description for all that it watches, as of the last of them. */
  watcher: Record<string, unknown> | undefined
  /** Users whose presence it follows; most connections follow nobody. */
  follows: Set<string> | undefined
  outbox: Outgoing[]
  /** Until the first frame has left, what comes is kept here. Undefined afterwards. */
  early: Announcement[] | undefined
  readonly openedAtMs: number
  heardAtMs: number
  pingedAtMs: number
  checkedAtMs: number
  /** Since when the reader has left something unread. */
  slowSinceMs: number | undefined
  isClosed: boolean
  /** Stops what was to happen when its token ends. */
  cancelExpiry: (() => void) | undefined
}

/** Ends a connection. A reason that the client must know goes ahead as a frame. */
export function closeConnection(connection: Connection, name: CloseName, frame?: string): void {
  if (connection.isClosed) return
  connection.isClosed = true
  if (frame) connection.socket.send(frame)
  connection.socket.close(closeCodes[name].code, name)
}
