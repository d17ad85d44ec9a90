import { declarationOf } from '@parley-chat/protocol'
import type { EventChannel } from '../events.ts'
import { printer } from '../views/print.ts'
import type { View } from '../views/view.ts'

/** An event as it leaves: its type and own fields, the channel it happened in, and its place in that channel's order. */
export interface EventFields {
  readonly type: string
  readonly at: number
  readonly body: Record<string, unknown>
  readonly channel?: EventChannel | undefined
  readonly parley?: { readonly epoch?: string; readonly seq?: number; readonly at?: number; readonly read_rev?: number }
}

/** The event's common body, encoded once per view however many hear it (core §4.1). */
export function eventText({ type, at, body, channel, parley }: EventFields, view: View): string {
  const model = { type, created_at: at, ...(channel && channelFields(channel)), ...body, ...(parley && { parley }) }
  return printer(declarationOf(type).schema, view)(model as never)
}

/** The model of an event, for answers that carry one. */
export const channelFields = (channel: EventChannel): Record<string, unknown> => ({
  cid: channel.cid,
  channel_id: channel.id,
  channel_type: channel.type,
  channel_member_count: channel.member_count,
  channel_custom: channel.custom,
  ...(channel.team && { team: channel.team }),
  ...(channel.message_count !== undefined && { channel_message_count: channel.message_count }),
  ...(channel.last_message_at !== undefined && { channel_last_message_at: channel.last_message_at }),
})

/** A text per view, made when the first recipient of that view turns up. */
export function lazyTexts(fields: EventFields): (view: View) => string {
  const texts: Partial<Record<View, string>> = {}
  return (view) => (texts[view] ??= eventText(fields, view))
}

/** Splices a recipient's own fields in before the last brace. */
export const withTail = (text: string, tail: string): string => `${text.slice(0, -1)}${tail}}`
