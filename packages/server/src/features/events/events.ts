import {
  clientEventTypes,
  type EventRequest,
  type EventType,
  eventTable,
  type User,
  type UserCustomEventRequest,
} from '@parley-chat/protocol'
import { type Context, type Reader, worldOf } from '../../core/context.ts'
import { fail, failField } from '../../core/errors.ts'
import type { PassingEvent } from '../../core/events.ts'
import { channelFields } from '../../core/realtime/event-text.ts'
import { eventChannel, getChannel } from '../channels/channels.ts'
import { permitHere, placeOfActor, refuseBanned, type WritingPlace } from '../messages/messages.ts'
import { hides } from '../unread/unread.ts'
import { findUser, toUser, type UserRow } from '../users/users.ts'

const customLimitBytes = 5 * 1024

/** An event as the answer carries it. */
type Sent = { readonly type: string } & Record<string, unknown>

/** What is to be told, unless nobody is to hear it. */
interface Prepared {
  readonly event: PassingEvent
  readonly isUnheard: boolean
}

/**
 * Tells all who watch a channel that something happens there: typing, what an AI author does, or what an app invents.
 * It is true for a moment and never stored, so it does not pass through the writer.
 */
export async function sendEvent(context: Context, cid: string, request: EventRequest): Promise<Sent> {
  const prepare = (reader: Reader) => prepareEvent(context, reader, cid, request)
  // A backend may name a user whom the app does not know yet: that one is stored.
  const { event, isUnheard } = await (context.acting ? context.transaction(prepare) : context.read(prepare))
  const at = context.services.clock.now()
  if (!isUnheard) context.services.hub.announce([{ kind: 'passing', event, at }])
  return { type: event.type, created_at: at, ...channelFields(event.channel), ...event.body }
}

async function prepareEvent(context: Context, reader: Reader, cid: string, request: EventRequest): Promise<Prepared> {
  const kind = kindOf(request.type)
  const channel = await getChannel(reader, context.app_pk, cid)
  const { place, isShadowBanned } = await placeOfActor(reader, channel)
  judge(place, kind)
  const author = (reader.access.user?.row as UserRow | undefined) ?? failField('event.user_id', 'is a required field')
  const event: PassingEvent = {
    type: request.type,
    channel: eventChannel(channel, reader.access.config),
    body: bodyOf(request, kind, toUser(author, worldOf(context))),
    ...(kind === 'typing' && { audience: { except: [author.id] }, dropWhenCrowded: true as const }),
  }
  return { event, isUnheard: isShadowBanned || (kind === 'typing' && hides(author, 'typing_indicators')) }
}

type Kind = 'typing' | 'ai' | 'custom'

/** Of the server's own types only a few may be sent (spec/70 §10). */
function kindOf(type: string): Kind {
  if (!Object.hasOwn(eventTable, type)) return 'custom'
  if (!clientEventTypes.includes(type as EventType)) fail('event_not_supported', `event type ${type} cannot be sent`)
  return type.startsWith('typing.') ? 'typing' : 'ai'
}

function judge(place: WritingPlace, kind: Kind): void {
  permitHere(place, kind === 'typing' ? 'ReadChannel' : 'SendCustomEvent')
  refuseBanned(place)
  const feature = kind === 'typing' ? 'typing_events' : 'custom_events'
  if (!place.config[feature]) {
    fail('feature_not_supported', `${feature} are not enabled for channel type ${place.channel.type}`)
  }
}

function bodyOf({ type, parent_id, custom = {} }: EventRequest, kind: Kind, user: User): Record<string, unknown> {
  const about = { user, ...(parent_id && { parent_id }) }
  if (kind === 'typing') return about
  refuseBig(custom)
  if (kind === 'custom') return { ...about, user_id: user.id, custom }
  const said = { message_id: textOf(custom, 'message_id') }
  if (type !== 'ai_indicator.update') return { user, ...said }
  const ai_state = textOf(custom, 'ai_state') ?? failField('event.ai_state', 'is a required field')
  return { user, ...said, ai_state, ai_message: textOf(custom, 'ai_message') }
}

function textOf(custom: Readonly<Record<string, unknown>>, field: string): string | undefined {
  const value = custom[field]
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : failField(`event.${field}`, 'must be a string')
}

function refuseBig(custom: Readonly<Record<string, unknown>>): void {
  if (Buffer.byteLength(JSON.stringify(custom)) > customLimitBytes) {
    fail('payload_too_big', 'event.custom size exceeds the limit of 5KB')
  }
}

/** Tells one user something, on all their devices. */
export async function sendUserCustomEvent(
  context: Context,
  user_id: string,
  { type, custom = {} }: UserCustomEventRequest,
): Promise<void> {
  const { app_pk, services } = context
  refuseBig(custom)
  const user = await context.read((reader) => findUser(reader, app_pk, user_id))
  if (!user || user.deleted_at !== null) fail('not_found', `User '${user_id}' does not exist`)
  const event = { type, app_pk, user_id, body: { custom }, row: {}, reread: 'nothing' as const }
  services.hub.announce([{ kind: 'user', event, at: services.clock.now() }])
}
