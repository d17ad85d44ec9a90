import { declarationOf } from '@parley-chat/protocol'
import type { Clock } from '../../ports/clock.ts'
import { type Announcement, type Audience, type IdleForm, mayHear } from '../events.ts'
import { views } from '../views/view.ts'
import { type ChannelHere, isCrowded, socketTopic } from './channel-here.ts'
import type { Connection, LaneEvent, Watch } from './connection.ts'
import { type EventFields, type EventTexts, lazyTexts, openText } from './event-text.ts'
import { healthCheck } from './heartbeats.ts'
import type { Judgement, Judgements } from './judgements.ts'
import { channelTotals, type UserHere } from './numbers.ts'
import type { Outboxes } from './outboxes.ts'

/** Members of bigger channels are not told of messages while idle, but for mentions (core §2.4). */
const idleMembersLimit = 1000

export type Passing = Extract<Announcement, { kind: 'passing' }>

/** What a connection has missed: stored events, and what stands of those that are not stored. */
export type Missed = LaneEvent | Passing

/** Sends events of one channel to those who listen on this node. */
export interface Delivery {
  stored(here: ChannelHere, said: LaneEvent): void
  passing(here: ChannelHere, said: Passing): void
  /** Gives one connection that does not watch the channel the form that its members hear. */
  idle(connection: Connection, said: LaneEvent): void
  /** Keeps what must stand behind the state that is being read for a watch. */
  keep(watch: Watch, said: Missed): void
  /** Gives one connection an event that it has missed, at its place. */
  replay(here: ChannelHere, connection: Connection, said: Missed): void
  /** Gives an event, of which the text stands open, with the recipient's own totals, once they are right. */
  withTotals(connection: Connection, open: string, tail: (user: UserHere) => string): void
  /** Tells a connection its user's totals, with nothing else having happened. */
  tellTotals(connection: Connection): void
  /** Tells the totals that these events carry to a connection which is not given them: they stand in no state of a channel. */
  tellTotalsOf(here: ChannelHere, connection: Connection, events: readonly Missed[]): void
}

export function createDelivery(options: {
  readonly clock: Clock
  readonly outboxes: Outboxes
  readonly judgements: Judgements
}): Delivery {
  const { clock, outboxes, judgements } = options
  const texts = new WeakMap<Missed, EventTexts>()

  /** An event's text in each view, encoded once however it reaches whom (core §4.1). */
  function textsOf(said: Missed): EventTexts {
    const known = texts.get(said)
    if (known) return known
    const { type, body, channel } = said.event
    const made = lazyTexts({ type, at: said.at, body, channel, ...placeOf(said) })
    texts.set(said, made)
    return made
  }

  function stored(here: ChannelHere, said: LaneEvent) {
    const { event, seq } = said
    if (event.audience || event.capabilities || hasTotals(here, said)) {
      const give = giving(here, said, judgementOf(here, said))
      walk(here, (connection, watch) => {
        if (watch.floor === undefined) keep(watch, said)
        else if (seq > watch.floor) give(connection)
        else tellTotalsOf(here, connection, [said])
      })
    } else {
      broadcast(here, textsOf(said), (watch) => {
        if (watch.floor === undefined) keep(watch, said)
        return watch.floor !== undefined && seq > watch.floor
      })
    }
    if (event.idle) tellIdle(here, said, event.idle)
  }

  /** In a crowd nobody is told numbers of their own. */
  const hasTotals = (here: ChannelHere, { event }: LaneEvent) =>
    (declarationOf(event.type).counts || event.recount === true) && !isCrowded(here)

  /** How each watcher is given the event, if they may hear it. */
  function giving(here: ChannelHere, said: LaneEvent, judgement?: Judgement): (connection: Connection) => void {
    const texts = textsOf(said)
    const counts = hasTotals(here, said)
    return (connection) => {
      const { user } = connection
      if (!hears(user, here.pk, said.event.audience)) return
      if (judgement && concerns(said, user.id)) withJudgement(connection, texts, judgement)
      else sendTexts(connection, texts, here.pk, counts && user.standings.has(here.pk))
    }
  }

  function withJudgement(connection: Connection, texts: EventTexts, judgement: Judgement) {
    const { user, view } = connection
    outboxes.queue(connection, {
      open: texts.open(view),
      isReady: judgement.isReady,
      tail: () => judgement.tail(user.id),
    })
  }

  const concerns = ({ event: { capabilities } }: LaneEvent, user_id: string) =>
    capabilities === 'all' || capabilities?.includes(user_id) === true

  /** What those may do now whom the event concerns. */
  function judgementOf(
    here: ChannelHere,
    said: LaneEvent,
    among: Iterable<Connection> = here.watchers,
  ): Judgement | undefined {
    if (!said.event.capabilities) return undefined
    const concerned = [...among].filter(({ user }) => concerns(said, user.id))
    return concerned.length > 0 ? judgements.judge(here.pk, concerned) : undefined
  }

  function passing(here: ChannelHere, said: Passing) {
    const { event } = said
    if (event.dropWhenCrowded && isCrowded(here)) return
    // Whose state is being read may be given one from before: it is told behind that.
    if (event.audience || event.capabilities) {
      const judgement = event.capabilities && judgements.judge(here.pk, [...here.watchers])
      walk(here, (connection, watch) => {
        if (watch.floor === undefined) keep(watch, said)
        else sendPassing(here, connection, said, judgement)
      })
    } else {
      broadcast(here, textsOf(said), (watch) => {
        if (watch.floor === undefined) keep(watch, said)
        return watch.floor !== undefined
      })
    }
  }

  function sendPassing(here: ChannelHere, connection: Connection, said: Passing, judgement?: Judgement) {
    if (!hears(connection.user, here.pk, said.event.audience)) return
    const texts = textsOf(said)
    if (judgement) withJudgement(connection, texts, judgement)
    else sendTexts(connection, texts, here.pk, declarationOf(said.event.type).counts)
  }

  /** One text for all: published where the sockets themselves listen, queued for those that do not yet. */
  function broadcast(here: ChannelHere, texts: EventTexts, isFor: (watch: Watch) => boolean) {
    const give = (connection: Connection, watch: Watch) => {
      if (isFor(watch)) outboxes.queue(connection, texts.whole(connection.view))
    }
    if (here.queuedInTurn === outboxes.turn() || outboxes.holdsBack(here.watchers)) return walk(here, give)
    for (const view of views)
      if (here.listening[view] > 0) outboxes.publish(socketTopic(here.pk, view), texts.whole(view))
    if (here.behind.size > 0) walk(here, give, here.behind)
  }

  /** From here on nothing of the channel is published in this turn: it would overtake what is queued. */
  function walk(
    here: ChannelHere,
    visit: (connection: Connection, watch: Watch) => void,
    whom: Iterable<Connection> = here.watchers,
  ) {
    here.queuedInTurn = outboxes.turn()
    for (const connection of whom) visit(connection, connection.watches.get(here.pk)!)
  }

  function tellIdle(here: ChannelHere, said: LaneEvent, idle: IdleForm) {
    const isBig = said.event.channel.member_count > idleMembersLimit
    const texts = idleTexts(said, idle)
    const counts = declarationOf(idle.type).counts
    for (const user of recipients(here, idle, isBig)) {
      if (!hears(user, here.pk, said.event.audience)) continue
      for (const connection of user.connections) {
        if (connection.watches.has(here.pk)) continue
        if (connection.early) connection.early.push(said)
        else sendTexts(connection, texts, here.pk, counts)
      }
    }
  }

  function idleTexts({ event, at, seq, epoch }: LaneEvent, idle: IdleForm) {
    return lazyTexts({ type: idle.type, at, body: idle.body, channel: event.channel, parley: { epoch, seq, at } })
  }

  function sendTexts(connection: Connection, texts: EventTexts, channel_pk: number, hasTotals: boolean) {
    const { view } = connection
    if (hasTotals) withTotals(connection, texts.open(view), (user) => channelTotals(user, channel_pk))
    else outboxes.queue(connection, texts.whole(view))
  }

  function withTotals(connection: Connection, open: string, tail: (user: UserHere) => string) {
    const { user } = connection
    if (user.rereads > 0) {
      outboxes.queue(connection, { open, isReady: () => user.rereads === 0, tail: () => tail(user) })
    } else outboxes.queue(connection, { open, tail: tail(user) })
  }

  function tellTotals(connection: Connection) {
    withTotals(connection, openText(healthCheck(connection, clock.now())), channelTotals)
  }

  function tellTotalsOf(here: ChannelHere, connection: Connection, events: readonly Missed[]) {
    if (!connection.user.standings.has(here.pk)) return
    if (events.some((said) => said.kind === 'channel' && hasTotals(here, said))) tellTotals(connection)
  }

  return {
    stored,
    passing,
    keep,
    idle(connection, said) {
      const { idle } = said.event
      if (!idle) return
      sendTexts(connection, idleTexts(said, idle), said.event.channel.pk, declarationOf(idle.type).counts)
    },
    replay(here, connection, said) {
      // What is queued must leave before anything published overtakes it.
      here.queuedInTurn = outboxes.turn()
      if (said.kind === 'channel') giving(here, said, judgementOf(here, said, [connection]))(connection)
      else sendPassing(here, connection, said, said.event.capabilities && judgements.judge(here.pk, [connection]))
    },
    withTotals,
    tellTotals,
    tellTotalsOf,
  }
}

/** Most watches never keep anything back, and there are many of them. */
function keep(watch: Watch, said: Missed): void {
  watch.held ??= []
  watch.held.push(said)
}

/** Where a stored event stands in its channel's order; a read only in that of its row. */
function placeOf(said: Missed): Pick<EventFields, 'parley'> {
  if (said.kind === 'channel') return { parley: { epoch: said.epoch, seq: said.seq, at: said.at } }
  const { read_rev } = said.event
  return read_rev === undefined ? {} : { parley: { read_rev } }
}

function* recipients(here: ChannelHere, idle: IdleForm, isBig: boolean): Iterable<UserHere> {
  const named = idle.only ?? (isBig ? (idle.mentioned ?? []) : undefined)
  if (!named) return yield* here.members.values()
  for (const id of named) {
    const user = here.members.get(id)
    if (user) yield user
  }
}

const hears = (user: UserHere, channel_pk: number, audience: Audience | undefined): boolean =>
  mayHear(audience, user.id, user.standings.get(channel_pk)?.hiddenBefore)
