import { declarationOf } from '@parley-chat/protocol'
import type { Audience, IdleForm, PassingEvent } from '../events.ts'
import type { View } from '../views/view.ts'
import { type ChannelHere, channelTopic, isCrowded } from './channel-here.ts'
import type { Connection, LaneEvent, Watch } from './connection.ts'
import { lazyTexts } from './event-text.ts'
import { channelTotals, type UserHere } from './numbers.ts'
import type { Outboxes } from './outboxes.ts'

/** Members of bigger channels are not told of messages while idle, but for mentions (core §2.4). */
export const idleMembersLimit = 1000

/** Sends events of one channel to those who listen on this node. */
export interface Delivery {
  stored(here: ChannelHere, said: LaneEvent): void
  passing(here: ChannelHere, event: PassingEvent, at: number): void
  /** Gives one connection that does not watch the channel the form that its members hear. */
  idle(connection: Connection, said: LaneEvent): void
  /** Gives one connection an event that it has missed, at its place. */
  replay(connection: Connection, said: LaneEvent): void
  /** Gives an event with the recipient's own totals, once they are right. */
  withTotals(connection: Connection, text: string, tail: (user: UserHere) => string): void
}

export function createDelivery(outboxes: Outboxes): Delivery {
  const topicOf = (here: ChannelHere, view: View) => `${channelTopic(here.pk)} ${view}`

  function stored(here: ChannelHere, said: LaneEvent) {
    const { event, at, seq, epoch } = said
    const fields = { type: event.type, at, body: event.body, channel: event.channel, parley: { epoch, seq, at } }
    const text = lazyTexts(fields)
    const hasTail = declarationOf(event.type).counts && !isCrowded(here)
    if (hasTail || event.audience) {
      walk(here, (connection, watch) => {
        if (watch.floor === undefined) watch.held.push(said)
        else if (seq > watch.floor && mayHear(event.audience, connection.user, here.pk)) {
          sendText(connection, text(connection.view), hasTail && connection.user.standings.has(here.pk))
        }
      })
    } else {
      broadcast(here, text, (watch) => {
        if (watch.floor === undefined) watch.held.push(said)
        return watch.floor !== undefined && seq > watch.floor
      })
    }
    if (event.idle) tellIdle(here, said, event.idle)
  }

  function passing(here: ChannelHere, event: PassingEvent, at: number) {
    if (event.dropWhenCrowded && isCrowded(here)) return
    const parley = event.read_rev === undefined ? undefined : { read_rev: event.read_rev }
    const text = lazyTexts({
      type: event.type,
      at,
      body: event.body,
      channel: event.channel,
      ...(parley && { parley }),
    })
    if (event.audience) {
      walk(here, (connection, watch) => {
        const isListening = watch.floor !== undefined && mayHear(event.audience, connection.user, here.pk)
        if (isListening) outboxes.queue(connection, text(connection.view))
      })
    } else broadcast(here, text, (watch) => watch.floor !== undefined)
  }

  /** One text for all: published where the socket itself listens, queued where it does not yet. */
  function broadcast(here: ChannelHere, text: (view: View) => string, isFor: (watch: Watch) => boolean) {
    if (here.queuedInTurn === outboxes.turn()) {
      walk(here, (connection, watch) => {
        if (isFor(watch)) outboxes.queue(connection, text(connection.view))
      })
      return
    }
    const published = new Set<View>()
    for (const connection of here.watchers) {
      const watch = connection.watches.get(here.pk)!
      if (watch.isSubscribed) published.add(connection.view)
      else if (isFor(watch)) outboxes.queue(connection, text(connection.view))
    }
    for (const view of published) outboxes.publish(topicOf(here, view), text(view))
  }

  function walk(here: ChannelHere, visit: (connection: Connection, watch: Watch) => void) {
    here.queuedInTurn = outboxes.turn()
    for (const connection of here.watchers) visit(connection, connection.watches.get(here.pk)!)
  }

  function tellIdle(here: ChannelHere, said: LaneEvent, idle: IdleForm) {
    const isBig = said.event.channel.member_count > idleMembersLimit
    const text = idleText(said, idle)
    const counts = declarationOf(idle.type).counts
    for (const user of recipients(here, idle, isBig)) {
      if (!mayHear(said.event.audience, user, here.pk)) continue
      for (const connection of user.connections) {
        if (connection.watches.has(here.pk)) continue
        if (connection.early) connection.early.push(said)
        else sendText(connection, text(connection.view), counts)
      }
    }
  }

  function idleText({ event, at, seq, epoch }: LaneEvent, idle: IdleForm) {
    return lazyTexts({ type: idle.type, at, body: idle.body, channel: event.channel, parley: { epoch, seq, at } })
  }

  function sendText(connection: Connection, text: string, hasTotals: boolean) {
    if (hasTotals) withTotals(connection, text, channelTotals)
    else outboxes.queue(connection, text)
  }

  function withTotals(connection: Connection, text: string, tail: (user: UserHere) => string) {
    const { user } = connection
    if (user.rereads > 0) outboxes.queue(connection, { body: text, tail: () => tail(user) })
    else outboxes.queue(connection, `${text.slice(0, -1)}${tail(user)}}`)
  }

  return {
    stored,
    passing,
    idle(connection, said) {
      const { idle } = said.event
      if (idle) sendText(connection, idleText(said, idle)(connection.view), declarationOf(idle.type).counts)
    },
    replay(connection, { event, at, seq, epoch }) {
      if (!mayHear(event.audience, connection.user, event.channel.pk)) return
      const fields = { type: event.type, at, body: event.body, channel: event.channel, parley: { epoch, seq, at } }
      outboxes.queue(connection, lazyTexts(fields)(connection.view))
    },
    withTotals,
  }
}

function* recipients(here: ChannelHere, idle: IdleForm, isBig: boolean): Iterable<UserHere> {
  const named = idle.only ?? (isBig ? (idle.mentioned ?? []) : undefined)
  if (!named) return yield* here.members.values()
  for (const id of named) {
    const user = here.members.get(id)
    if (user) yield user
  }
}

/** Whether a rule of the event, or a hidden history, keeps it from this user. */
export function mayHear(audience: Audience | undefined, user: UserHere, channel_pk: number): boolean {
  if (!audience) return true
  if (audience.only && !audience.only.includes(user.id)) return false
  if (audience.except?.includes(user.id)) return false
  const hiddenBefore = user.standings.get(channel_pk)?.hiddenBefore
  return audience.about === undefined || hiddenBefore === undefined || audience.about >= hiddenBefore
}
