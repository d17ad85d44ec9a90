import { declarationOf } from '@parley-chat/protocol'
import type { Log } from '../../ports/log.ts'
import { Failure } from '../errors.ts'
import type { Announcement, UserEvent } from '../events.ts'
import { refusalFrame } from '../views/frames.ts'
import type { Channels } from './channels.ts'
import { type Connection, closeConnection } from './connection.ts'
import type { Delivery } from './delivery.ts'
import { eventText, openText } from './event-text.ts'
import type { Judgements } from './judgements.ts'
import { delivered } from './lane.ts'
import { channelTotals, threadTotals, type UserHere } from './numbers.ts'
import type { Outboxes } from './outboxes.ts'
import type { UsersHere } from './users-here.ts'

type SaidToUser = Extract<Announcement, { kind: 'user' }>
type SaidOfPresence = Extract<Announcement, { kind: 'presence' }>

/** What the thread form of an event tells is not the number of the thread's channel (spec/70 §3.5). */
function totalsOf({ totals, channel }: UserEvent): (user: UserHere) => string {
  if (totals === 'threads') return threadTotals
  return (user) => channelTotals(user, totals === 'everything' ? undefined : channel?.pk)
}

export interface UserEvents {
  receive(said: SaidToUser): void
  deliver(connection: Connection, said: SaidToUser): void
  presence(said: SaidOfPresence): void
}

/** What happens to one user's own state, on each of their connections (core §2.5). */
export function createUserEvents(options: {
  readonly judgements: Judgements
  readonly delivery: Delivery
  readonly channels: Channels
  readonly users: UsersHere
  readonly outboxes: Outboxes
  readonly log: Log
}): UserEvents {
  const { judgements, delivery, channels, users, outboxes, log } = options

  function receive(said: SaidToUser) {
    const { event, seq } = said
    const user = users.find(event.app_pk, event.user_id)
    if (!user) return
    // What comes behind news that it precedes is told only if it is still so.
    const isDoubtful = isOutrun(user, event, seq)
    act(user, event, seq).then(
      (holds) => isDoubtful && holds && tell(user, said),
      (error) => log.error({ err: error, type: event.type }, 'a user event could not be acted on'),
    )
    if (!isDoubtful) tell(user, said)
    if (event.judge) channels.recheckUser(user)
    if (event.close) closeAll(user, event.close, said.at, event.issued_before)
  }

  function tell(user: UserHere, said: SaidToUser) {
    for (const connection of user.connections) {
      if (connection.early) connection.early.push(said)
      else if (!isKept(connection, said)) deliver(connection, said)
    }
  }

  const isOutrun = (user: UserHere, { channel, membership }: UserEvent, seq: number | undefined): boolean =>
    channel !== undefined && membership !== undefined && channels.isOutrun(user, channel.pk, membership, seq)

  /** It has no seq that says whether a state knows of it: it follows one that is being read. */
  function isKept(connection: Connection, { event: { type, channel, body, followsState }, at }: SaidToUser): boolean {
    const watch = channel && connection.watches.get(channel.pk)
    if (!followsState || !body || !watch || watch.floor !== undefined) return false
    delivery.keep(watch, { kind: 'passing', event: { type, channel, body, isOwn: true }, at })
    return true
  }

  /** The event says what to read again, not what to believe: order and doubles do no harm. Answers whether it still holds. */
  async function act(user: UserHere, event: UserEvent, seq: number | undefined): Promise<boolean> {
    const pk = event.channel?.pk
    if (pk !== undefined && event.membership) {
      return (await channels.move(user, pk, event.membership, seq)) === (event.membership === 'joined')
    }
    if (event.reread === 'channel' || isBehind(event, seq)) await channels.reread(user, pk)
    else if (event.reread === 'everything') await channels.reread(user)
    return true
  }

  /** Whether the channel's event of the same operation has yet to come, or nobody here listens for it. */
  function isBehind({ reread, channel }: UserEvent, seq: number | undefined): boolean {
    if (reread !== 'if_behind') return false
    const here = channel && channels.find(channel.pk)
    return !here || seq === undefined || delivered(here.lane) < seq
  }

  function deliver(connection: Connection, { event, at }: SaidToUser) {
    const { type, body, channel } = event
    if (!body) return
    if (event.idleOnly && channel && connection.watches.has(channel.pk)) return
    const text = eventText({ type, at, body, channel }, connection.view)
    if (event.capabilities && channel) {
      const judgement = judgements.judge(channel.pk, [connection])
      const { id } = connection.user
      outboxes.queue(connection, { open: openText(text), isReady: judgement.isReady, tail: () => judgement.tail(id) })
    } else if (event.totals || declarationOf(type).counts) {
      delivery.withTotals(connection, openText(text), totalsOf(event))
    } else outboxes.queue(connection, text)
  }

  /** Ends the user's connections; where tokens were revoked only those with older ones. */
  function closeAll(
    user: UserHere,
    why: NonNullable<UserEvent['close']>,
    at: number,
    issuedBefore = Number.POSITIVE_INFINITY,
  ) {
    const [failure, name] =
      why === 'revoked'
        ? [new Failure('token_expired', 'token has been revoked'), 'token_expired' as const]
        : [
            new Failure(why === 'deleted' ? 'not_found' : 'not_allowed', `User '${user.id}' is ${why}`),
            'refused' as const,
          ]
    for (const connection of [...user.connections]) {
      if ((connection.caller.kind === 'user' ? (connection.caller.issued_at ?? 0) : 0) >= issuedBefore) continue
      outboxes.flush()
      closeConnection(connection, name, refusalFrame(connection.view, failure, at, connection.id))
    }
  }

  function presence({ event, at }: SaidOfPresence) {
    const heard = new Set(users.followers(event.app_pk, event.user_id))
    // The user's own devices hear of their data, but not of each other's coming and going.
    const own = users.find(event.app_pk, event.user_id)?.connections ?? []
    if (event.type === 'user.updated') for (const connection of own) heard.add(connection)
    for (const connection of heard) {
      outboxes.queue(connection, eventText({ type: event.type, at, body: event.body }, connection.view))
    }
  }

  return { receive, deliver, presence }
}
