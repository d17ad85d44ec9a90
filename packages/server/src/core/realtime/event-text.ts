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

/** An event's text in each view, made when the first recipient of that view turns up. */
export interface EventTexts {
  whole(view: View): string
  /** Without its last brace: recipients' own fields are put in behind it, and the text is cut once for all of them. */
  open(view: View): string
}

export function lazyTexts(fields: EventFields): EventTexts {
  const texts: Partial<Record<View, string>> = {}
  const opened: Partial<Record<View, string>> = {}
  const whole = (view: View) => (texts[view] ??= eventText(fields, view))
  return { whole, open: (view) => (opened[view] ??= openText(whole(view))) }
}

/** The text as it stands before its last brace. */
export const openText = (text: string): string => text.slice(0, -1)
