import { z } from 'zod'
import { Channel } from '../objects/channel.ts'
import { ChannelPosition } from '../objects/position.ts'
import { User } from '../objects/user.ts'
import { resource } from '../resource.ts'
import { Count, Custom, JsonObject, Time } from '../scalars.ts'

/**
 * Who hears an event (spec/70 §2).
 * - `watchers`: connections that watch the channel, the actor's own among them.
 * - `idle_members`: connections of members that do not watch the channel.
 * - `affected_user`: connections of the user it is about, if they do not watch the channel.
 * - `own_user`: every connection of the user whose state changed.
 * - `presence`: connections that follow the user's presence.
 * - `thread_participants`: connections of those who take part in the thread, but for the author.
 * - `connection`: this one connection.
 * - `hooks`: webhooks and queues only.
 */
export type AudienceClass =
  | 'watchers'
  | 'idle_members'
  | 'affected_user'
  | 'own_user'
  | 'presence'
  | 'thread_participants'
  | 'connection'
  | 'hooks'

export interface EventFlags {
  readonly to: AudienceClass
  /** `channel`: has a row and a `seq` of its channel; `user`: has a row among the user's own; `no`: true for a moment only. */
  readonly stored: 'channel' | 'user' | 'no'
  /** Replayed by `POST /sync`. */
  readonly synced: boolean
  /** Carries the recipient's own unread numbers, in its personal tail. */
  readonly counts: boolean
}

export interface EventDeclaration<S extends z.ZodObject = z.ZodObject> extends EventFlags {
  readonly schema: S
}

/** Declares the events of one table, keyed by their type. */
export function events<const T extends Record<string, EventDeclaration>>(table: T): T {
  return table
}

/** No event of ours has custom data of its own: v2 prints an empty object, v1 nothing. */
const noCustom = Custom.optional().meta({ v1: 'omit' })

const times = { created_at: Time, received_at: Time.optional() }

/** What an event says of the channel it happened in (spec/70 §1.1). */
export const channelFields = {
  cid: z.string(),
  channel_id: z.string(),
  channel_type: z.string(),
  team: z.string().optional(),
  channel_member_count: Count.optional(),
  channel_message_count: Count.optional(),
  channel_last_message_at: Time.optional(),
  channel_custom: JsonObject.optional().meta({ v1: 'omit' }),
}

/** The same where the event can also be about no channel at all. */
export const maybeChannelFields = z.object(channelFields).partial().shape

/** The place of a stored event in its channel's order. */
export const position = { parley: ChannelPosition.optional() }

/** The recipient's own totals over all channels. */
export const totals = {
  total_unread_count: Count.optional(),
  unread_count: Count.optional().describe('The same number under its older name: not that of the channel.'),
  unread_channels: Count.optional(),
  unread_messages: Count.optional().describe('Unread in the channel of the event.'),
}

/** The recipient's own totals over all threads. */
export const threadTotals = { unread_threads: Count.optional(), unread_thread_messages: Count.optional() }

/** An event of any kind: a name, a type and its own fields. */
export function event<const N extends string, const T extends string, const S extends z.core.$ZodShape>(
  name: N,
  type: T,
  fields: S,
) {
  return resource(name, { type: z.literal(type), ...fields, ...times, custom: noCustom })
}

/** A stored event of a channel. */
export function channelEvent<const N extends string, const T extends string, const S extends z.core.$ZodShape>(
  name: N,
  type: T,
  fields: S,
) {
  return event(name, type, { ...channelFields, ...fields, ...position })
}

/** An event that an app invented: everything but the fields below is custom data. */
export const CustomEvent = resource('CustomEvent', {
  type: z.string(),
  ...maybeChannelFields,
  parent_id: z.string().optional(),
  user_id: z.string().optional(),
  user: User.optional(),
  channel: Channel.optional(),
  ...times,
  custom: Custom,
})
export type CustomEvent = z.infer<typeof CustomEvent>

/** An event of any type, printed as its declaration says. */
export const AnyEvent = z.record(z.string(), z.unknown()).meta({ wire: 'event' })
