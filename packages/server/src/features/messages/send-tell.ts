import type { Channel, Message, MessageMember, User } from '@parley-chat/protocol'
import type { ChannelEvent, Reread, Totals } from '../../core/events.ts'
import type { World } from '../../core/world.ts'
import type { Write } from '../../core/writer.ts'
import { toChannel } from '../channels/channels.ts'
import { hides } from '../unread/unread.ts'
import { toUser } from '../users/users.ts'
import { mentionedIn } from './accepting.ts'
import { audienceOf, newEvent, updatedEvent } from './message-events.ts'
import type { MessageRow } from './message-row.ts'
import { everybody, memberKey, type Surroundings, toMessage } from './message-shapes.ts'
import type { Known } from './send-load.ts'
import type { AcceptedSend, ChannelNow } from './sends.ts'
import type { Standing } from './standing.ts'

/** What a send answers. */
export interface Sent {
  readonly message: Message
  readonly channel_context?: {
    readonly cid: string
    readonly type: string
    readonly id: string
    readonly created_by?: User | undefined
  }
  readonly mentioned_members?: Record<string, boolean>
}

/** What is answered and told of one send. */
export type TellSend = (accepted: AcceptedSend) => {
  readonly sent: Sent
  /** `message.new`. */
  readonly event: ChannelEvent
  /** Tells what else has changed by it, behind `event`. */
  readonly tellRest: (write: Write) => void
}

/** Users, members and channels are put into the wire's shape once for a batch, however many messages show them. */
export function tellSends(known: Known, world: World): TellSend {
  const around = surroundingsOf(known, world)
  const wholes = new Map<ChannelNow, Channel>()

  function wholeOf(channel: ChannelNow, app_pk: number): Channel {
    const made = wholes.get(channel)
    if (made) return made
    const whole = toChannel(channel.row, known.configs.get(app_pk)!, around(app_pk).users)
    wholes.set(channel, whole)
    return whole
  }

  return (accepted) => {
    const { row, send, channel, access, reply } = accepted
    const users = around(row.app_pk).users
    const message = toMessage(row, around(row.app_pk), everybody)
    const parent = reply && toMessage(reply.parent, around(row.app_pk), everybody)
    const user = users.get(row.user_id)!
    const { hub } = send.context.services
    const told = { channel: accepted.event, row, message, user }
    const event = newEvent(told, {
      watcher_count: hub.channels.watcherCount(row.channel_pk),
      whole: wholeOf(channel, row.app_pk),
      excepted: accepted.counted?.excepted ?? [],
      parent: reply?.parent,
      participants: parent?.thread_participants,
    })
    const isShownShadowed = row.shadowed === 1 && access.caller.kind === 'server'
    return {
      sent: {
        message: isShownShadowed ? { ...message, shadowed: true } : message,
        ...contextOf(accepted, users),
        ...membersMentioned(accepted, known),
      },
      event,
      tellRest(write) {
        if (reply?.counted && parent) {
          const audience = audienceOf(reply.parent, known.cuts.get(row.channel_pk))
          const author = users.get(row.user_id)
          write.emit(
            updatedEvent({ channel: accepted.event, row: reply.parent, message: parent, user: author }, audience),
          )
          tellThread(write, accepted, event, wholeOf(channel, row.app_pk))
        }
        tellOwnReads(write, accepted, user)
        if (row.shadowed === 1) tellShadowedRead(write, accepted, user)
      },
    }
  }
}

/** Everyone who takes part in the thread hears of the reply on all their devices, watching or not (spec/70 §15.7). */
function tellThread(write: Write, { row, reply }: AcceptedSend, event: ChannelEvent, channel: Channel): void {
  const { parent, counted } = reply!
  const body = { ...event.body, thread_id: parent.id, channel }
  for (const user_id of counted!.heardBy) {
    write.tell({
      type: 'notification.thread_message_new',
      app_pk: row.app_pk,
      user_id,
      channel: event.channel,
      body,
      row: { message_id: row.id },
      reread: 'channel',
      totals: 'threads',
    })
  }
}

/** Whoever sends has read: where that changes their numbers, their other devices are told. */
function tellOwnReads(write: Write, { row, event, counted, reply, author }: AcceptedSend, user: User): void {
  const said = { type: 'notification.mark_read', app_pk: row.app_pk, user_id: row.user_id, channel: event } as const
  const tell = (own: Record<string, unknown>, totals: Totals, reread: Reread) => {
    const body = hides(author, 'read_receipts') ? undefined : { user, last_read_message_id: row.id, ...own }
    write.tell({ ...said, ...(body && { body }), row: { message_id: row.id }, reread, totals })
  }
  // A message that counts tells the nodes by itself that its author has read all before it.
  if (counted?.clears) tell({}, 'channel', row.n === null ? 'channel' : 'if_behind')
  if (reply?.counted?.clears) tell({ thread_id: reply.parent.id }, 'everything', 'channel')
}

/** Of a message that only its author sees, others learn no more than that its author has read the channel. */
function tellShadowedRead(write: Write, { row, event, counted, author, standing, channel }: AcceptedSend, user: User) {
  const isRead = counted && standing?.status === 'member' && channel.config.read_events
  if (!isRead || hides(author, 'read_receipts')) return
  write.pass({
    type: 'message.read',
    channel: event,
    body: { user },
    audience: { except: [author.id] },
    created_at: row.created_at,
    dropWhenCrowded: true,
  })
}

function contextOf({ send, channel }: AcceptedSend, users: ReadonlyMap<string, User>): Pick<Sent, 'channel_context'> {
  if (!send.request.include_channel_context) return {}
  const { cid, type, id, created_by_id } = channel.row
  return { channel_context: { cid, type, id, created_by: users.get(created_by_id) } }
}

function membersMentioned({ send, row }: AcceptedSend, known: Known): Pick<Sent, 'mentioned_members'> {
  const mentioned = mentionedIn(row)
  if (!send.request.include_mentioned_members || mentioned.length === 0) return {}
  const isMember = (id: string) => known.standings.get(memberKey(row.channel_pk, id))?.status === 'member'
  return { mentioned_members: Object.fromEntries(mentioned.map((id) => [id, isMember(id)])) }
}

/** What stands around the messages of a batch is known since it was loaded. */
function surroundingsOf(known: Known, world: World): (app_pk: number) => Surroundings {
  const byApp = new Map<number, Surroundings>()
  return (app_pk) => {
    const made = byApp.get(app_pk)
    if (made) return made
    const around = makeSurroundings(known, world, app_pk)
    byApp.set(app_pk, around)
    return around
  }
}

function makeSurroundings(known: Known, world: World, app_pk: number): Surroundings {
  const users = [...known.users.values()].filter((row) => row.app_pk === app_pk)
  const channels = [...known.channels.values()].filter(({ row }) => row.app_pk === app_pk)
  const starts = new Map(channels.map(({ row }) => [row.pk, row.truncated_at ?? 0]))
  const isForAll = (row: MessageRow) => row.shadowed === 0 && row.created_at > (starts.get(row.channel_pk) ?? Infinity)
  const quoted = [...known.messages.values()].filter((row) => row.app_pk === app_pk && isForAll(row))
  return {
    now: world.now,
    cids: new Map(channels.map(({ row }) => [row.pk, row.cid])),
    users: new Map(users.map((row) => [row.id, toUser(row, world)])),
    quoted: new Map(quoted.map((row) => [row.id, row])),
    members: new Map([...known.standings].flatMap(([key, standing]) => memberOf(key, standing))),
    ownReactions: new Map(),
    deletedForMe: new Set(),
  }
}

const memberOf = (key: string, { channel_role, isMuted }: Standing): [string, MessageMember][] =>
  channel_role === null ? [] : [[key, { channel_role, notifications_muted: isMuted }]]
