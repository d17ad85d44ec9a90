import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Announcement, PassingEvent } from '../events.ts'
import { type ChannelHere, isCrowded, socketTopic } from './channel-here.ts'
import type { Connection, Watch } from './connection.ts'
import type { Delivery, Missed } from './delivery.ts'
import { delivered } from './lane.ts'
import type { Watchers } from './watchers.ts'

/** In a crowd its watchers are told of each other's coming and going at most this often (spec/70 §9). */
const crowdedNewsEveryMs = 5000

/** A watch that is kept waiting for a state. */
export interface Hold {
  readonly watch: Watch
  /** Begun by this hold. */
  readonly isFresh: boolean
}

/** Which connections listen to which channels, and from where on. */
export interface Watches {
  /** From now on what comes is kept for the connection, until it is given a state; also if it watches already. */
  hold(here: ChannelHere, connection: Connection, watcher: Connection['watcher']): Hold
  /** The connection was given the state at `seq`: what it has missed and what was kept follows, then all that comes. */
  release(here: ChannelHere, connection: Connection, hold: Hold, seq: number, missed: readonly Missed[]): void
  /** Keeps back what comes while the right to hear it is being judged. Answers what was suspended. */
  suspend(here: ChannelHere, connection: Connection): Watch | undefined
  /** One judgement of this watch is in, and it was favourable. It may have ended meanwhile, and another one begun. */
  readmit(here: ChannelHere, connection: Connection, watch: Watch): void
  /** The lane has moved on: sockets that were behind may listen by themselves now. */
  passed(here: ChannelHere): void
  /** Ends a watch without a word to the others. */
  end(here: ChannelHere, connection: Connection): Watch | undefined
  tellStart(here: ChannelHere, connection: Connection): void
  tellStop(here: ChannelHere, connection: Connection, ended: Watch): void
}

export function createWatches(options: {
  readonly clock: Clock
  readonly delivery: Delivery
  readonly announce: (announcements: readonly Announcement[]) => void
  /** Users who watch from any node; undefined where there is only this one. */
  readonly watchers: Watchers | undefined
  readonly log: Log
}): Watches {
  const { clock, delivery, announce, watchers, log } = options
  /** Whether a user's first watch on this node was their first on any, and the last one here the last anywhere. */
  const news = new WeakMap<Watch, Promise<boolean>>()
  const crowdedNews = new Map<ChannelHere, () => void>()

  /** Gives what was kept, in order, and lets the socket listen once the lane has passed what the connection knows. */
  function open(here: ChannelHere, connection: Connection, watch: Watch, seq: number) {
    const { missed = [], held = [] } = watch
    watch.floor = seq
    watch.missed = undefined
    watch.held = undefined
    watch.suspendedAt = undefined
    for (const said of missed) delivery.replay(here, connection, said)
    const isIncluded = (said: Missed) => said.kind === 'channel' && said.seq <= seq
    for (const said of held) if (!isIncluded(said)) delivery.replay(here, connection, said)
    delivery.tellTotalsOf(here, connection, held.filter(isIncluded))
    listenWhenPassed(here, connection, watch)
  }

  function listenWhenPassed(here: ChannelHere, connection: Connection, watch: Watch) {
    if (watch.isSubscribed || watch.floor === undefined || delivered(here.lane) < watch.floor) return
    watch.isSubscribed = true
    here.behind.delete(connection)
    here.listening[connection.view] += 1
    connection.socket.subscribe(socketTopic(here.pk, connection.view))
  }

  function stopListening(here: ChannelHere, connection: Connection, watch: Watch) {
    if (!watch.isSubscribed) return
    watch.isSubscribed = false
    here.behind.add(connection)
    here.listening[connection.view] -= 1
    connection.socket.unsubscribe(socketTopic(here.pk, connection.view))
  }

  function suspend(here: ChannelHere, connection: Connection): Watch | undefined {
    const watch = connection.watches.get(here.pk)
    if (!watch) return undefined
    watch.judgements += 1
    if (watch.floor === undefined) return watch
    watch.suspendedAt = Math.max(watch.floor, delivered(here.lane))
    watch.floor = undefined
    stopListening(here, connection, watch)
    return watch
  }

  /** Only the first of a user's watches and the end of the last one are news. */
  function tell(here: ChannelHere, type: string, watcher: Record<string, unknown>) {
    if (!here.channel) return
    const channel = here.channel
    const sayWith = (watcher_count: number) => {
      const event: PassingEvent = { type, channel, body: { user: watcher, watcher_count } }
      announce([{ kind: 'passing', event, at: clock.now() }])
    }
    const say = () => {
      if (!watchers) return sayWith(here.watchingUsers)
      watchers.count(here.pk).then(sayWith, failed)
    }
    if (!isCrowded(here)) return say()
    if (!crowdedNews.has(here)) clock.after(crowdedNewsEveryMs, () => tellCrowd(here))
    crowdedNews.set(here, say)
  }

  const failed = (error: unknown) => log.error({ err: error }, 'those who watch could not be counted')

  /** On several nodes it is news only if no other node has the user. */
  function tellIfNews(watch: Watch, isNewsHere: boolean, tellIt: () => void) {
    if (!isNewsHere) return
    if (!watchers) return tellIt()
    news.get(watch)?.then((isNews) => isNews && tellIt(), failed)
  }

  function tellCrowd(here: ChannelHere) {
    const say = crowdedNews.get(here)
    crowdedNews.delete(here)
    say?.()
  }

  return {
    hold(here, connection, watcher) {
      const known = connection.watches.get(here.pk)
      if (known) {
        // What it is told of before must not come after what happens meanwhile.
        suspend(here, connection)
        return { watch: known, isFresh: false }
      }
      const fresh: Watch = {
        floor: undefined,
        missed: undefined,
        held: undefined,
        isSubscribed: false,
        judgements: 0,
        suspendedAt: undefined,
        isTold: false,
        isShown: watcher !== undefined,
      }
      connection.watcher = watcher ?? connection.watcher
      connection.watches.set(here.pk, fresh)
      here.watchers.add(connection)
      here.behind.add(connection)
      if (!watchesOtherwise(here, connection)) {
        here.watchingUsers += 1
        if (watchers) news.set(fresh, watchers.enter(here.pk, connection.user.id))
      }
      return { watch: fresh, isFresh: true }
    },

    release(here, connection, { watch, isFresh }, seq, missed) {
      // It has ended meanwhile; if it was begun anew, that one is given a state of its own.
      if (connection.watches.get(here.pk) !== watch) return
      if (!isFresh) watch.judgements -= 1
      if (missed.length > 0) watch.missed = [...(watch.missed ?? []), ...missed]
      // Whoever listened already may now know more than the lane has brought: that is not told again.
      const from = Math.max(seq, watch.floor ?? 0, watch.suspendedAt ?? 0)
      if (watch.judgements > 0) {
        watch.suspendedAt = from
      } else {
        if (delivered(here.lane) < from) stopListening(here, connection, watch)
        open(here, connection, watch, from)
      }
    },

    suspend,

    readmit(here, connection, watch) {
      if (connection.watches.get(here.pk) !== watch) return
      watch.judgements -= 1
      if (watch.judgements === 0 && watch.suspendedAt !== undefined) open(here, connection, watch, watch.suspendedAt)
    },

    passed(here) {
      for (const connection of here.behind) listenWhenPassed(here, connection, connection.watches.get(here.pk)!)
    },

    end(here, connection) {
      const watch = connection.watches.get(here.pk)
      if (!watch) return undefined
      connection.watches.delete(here.pk)
      here.watchers.delete(connection)
      stopListening(here, connection, watch)
      here.behind.delete(connection)
      if (!watchesOtherwise(here, connection)) {
        here.watchingUsers -= 1
        if (watchers) news.set(watch, watchers.leave(here.pk, connection.user.id))
      }
      const { held = [] } = watch
      for (const said of held) if (said.kind === 'passing' && said.event.isOwn) delivery.replay(here, connection, said)
      delivery.tellTotalsOf(here, connection, held)
      return watch
    },

    tellStart(here, connection) {
      const watch = connection.watches.get(here.pk)
      if (!watch?.isShown || watch.isTold) return
      watch.isTold = true
      const isNewsHere = !watchesOtherwise(here, connection, isTold)
      tellIfNews(watch, isNewsHere, () => tell(here, 'user.watching.start', connection.watcher!))
    },

    tellStop(here, connection, ended) {
      const isNewsHere = ended.isTold && !watchesOtherwise(here, connection, isTold)
      tellIfNews(ended, isNewsHere, () => tell(here, 'user.watching.stop', connection.watcher!))
    },
  }
}

const isTold = (watch: Watch): boolean => watch.isTold

/** Whether the user watches the channel from another connection too. */
function watchesOtherwise(here: ChannelHere, connection: Connection, isMeant = (_: Watch) => true): boolean {
  const { user } = connection
  for (const other of user.connections.size < here.watchers.size ? user.connections : here.watchers) {
    const watch = other.user === user && other !== connection ? other.watches.get(here.pk) : undefined
    if (watch && isMeant(watch)) return true
  }
  return false
}
