import type { Attachment, MessageRequest } from '@parley-chat/protocol'
import type { ChannelTypeConfig } from '../../core/app-config.ts'
import type { Access } from '../../core/context.ts'
import { fail, failField } from '../../core/errors.ts'
import type { ChannelRow } from '../channels/channels.ts'
import {
  type Action,
  allows,
  type JudgedMember,
  permit,
  refuseBanned as refuseBannedFrom,
} from '../permissions/permissions.ts'
import { hasLink, renderHtml } from './html.ts'
import type { MessageRow, WideMentions } from './message-row.ts'

/** Who writes, and where: what the rules about messages look at. */
export interface Place {
  readonly access: Access
  readonly channel: ChannelRow
  readonly config: ChannelTypeConfig
  readonly member: JudgedMember | undefined
  /** Banned from this channel, not in silence. An app-wide ban is known from the user. */
  readonly isBanned: boolean
}

/** What somebody wrote, as its row holds it. */
export type Content = Pick<
  MessageRow,
  'text' | 'html' | 'mml' | 'attachments' | 'mentioned_users' | 'mentions' | 'custom' | 'quoted_message_id'
>

const contentLimitBytes = 5 * 1024

export const isServer = ({ access }: Place): boolean => access.caller.kind === 'server'

export const permitHere = (place: Place, action: Action, ownerId?: string): void =>
  permit(place.access, action, place.channel, place.member, ownerId)

export const allowsHere = (place: Place, action: Action, ownerId?: string): boolean =>
  allows(place.access, action, place.channel, place.member, ownerId)

/** Whoever is banned, from the app or from this channel, writes nothing. */
export const refuseBanned = ({ access, isBanned }: Place): void => refuseBannedFrom(access, isBanned)

/** In a frozen channel nobody writes or reacts without leave. */
export function refuseFrozen(place: Place): void {
  if (place.channel.frozen === 1 && !isServer(place) && !allowsHere(place, 'UseFrozenChannel')) {
    fail('not_allowed', `channel ${place.channel.cid} is frozen`)
  }
}

/**
 * What a request makes of a message, judged by the rules that hold for sending and editing alike. `isUser` tells whom
 * the app knows: mentions of nobody are dropped.
 */
export function readContent(message: MessageRequest, place: Place, isUser: (id: string) => boolean): Content {
  refuseUnbuilt(message, place)
  const text = message.text ?? ''
  checkLength(text, place.config.max_message_length)
  const attachments = readAttachments(message)
  return {
    text,
    html: message.html ?? renderHtml(text),
    mml: message.mml ?? null,
    attachments,
    mentioned_users: readMentions(message, isUser),
    mentions: readWideMentions(message),
    custom: readCustom(message),
    quoted_message_id: message.quoted_message_id ?? null,
  }
}

/** Features of messages that this version does not have yet answer so, in the words that clients look for. */
function refuseUnbuilt(message: MessageRequest, { config }: Place): void {
  if (message.poll_id) {
    fail(
      'feature_not_supported',
      config.polls ? 'polls not enabled' : `polls not enabled for channel type ${config.name}`,
    )
  }
  if (message.shared_location) fail('feature_not_supported', 'shared_locations not enabled')
  if (message.restricted_visibility?.length) fail('feature_not_supported', 'private messaging is not allowed')
}

/** Counted as people count: a character beyond the 65,536 first ones is one. */
function checkLength(text: string, maximum: number): void {
  if (text.length <= maximum) return
  let characters = 0
  for (const _ of text) characters += 1
  if (characters > maximum) fail('message_too_long', `message.text must contain at maximum ${maximum} characters`)
}

function readAttachments({ attachments }: MessageRequest): string | null {
  if (!attachments?.length) return null
  const text = JSON.stringify(attachments.map(toAttachment))
  if (Buffer.byteLength(text) > contentLimitBytes) {
    fail('payload_too_big', 'attachments size exceeds the limit of 5KB')
  }
  return text
}

type AttachmentRequest = NonNullable<MessageRequest['attachments']>[number]

const renditions = [
  'original',
  'fixed_height',
  'fixed_height_still',
  'fixed_height_downsampled',
  'fixed_width',
  'fixed_width_still',
  'fixed_width_downsampled',
] as const

const noImage = { url: '', width: '', height: '', size: '', frames: '' }

function toAttachment({ giphy, custom, ...fields }: AttachmentRequest): Attachment {
  if (!giphy) return { ...fields, custom: custom ?? {} } as Attachment
  const whole = Object.fromEntries(renditions.map((name) => [name, { ...noImage, ...giphy[name] }]))
  return { ...fields, giphy: whole, custom: custom ?? {} } as Attachment
}

function readCustom({ custom }: MessageRequest): string {
  if (!custom) return '{}'
  const text = JSON.stringify(custom)
  if (text.length > 2 && Buffer.byteLength(text) > contentLimitBytes) {
    fail('payload_too_big', 'message.custom size exceeds the limit of 5KB')
  }
  return text
}

function readMentions({ mentioned_users }: MessageRequest, isUser: (id: string) => boolean): string | null {
  if (!mentioned_users?.length) return null
  const known = [...new Set(mentioned_users)].filter(isUser)
  return known.length === 0 ? null : JSON.stringify(known)
}

function readWideMentions(message: MessageRequest): string | null {
  const wide: WideMentions = {
    ...(message.mentioned_channel && { channel: true as const }),
    ...(message.mentioned_here && { here: true as const }),
    ...(message.mentioned_roles?.length && { roles: [...new Set(message.mentioned_roles)] }),
    ...(message.mentioned_group_ids?.length && { groups: [...new Set(message.mentioned_group_ids)] }),
  }
  return Object.keys(wide).length === 0 ? null : JSON.stringify(wide)
}

/** What a client may not write without leave. Of an edit only what it adds is judged. */
export function permitContent(message: MessageRequest, content: Content, place: Place, before?: Content): void {
  if (isServer(place)) return
  if (content.text !== before?.text && hasLink(content.text)) permitHere(place, 'AddLinks')
  if (content.attachments !== null && content.attachments !== before?.attachments) permitHere(place, 'CreateAttachment')
  if (message.mentioned_users?.length && content.mentioned_users !== before?.mentioned_users) {
    permitHere(place, 'CreateMention')
  }
  if (content.mentions !== null && content.mentions !== before?.mentions) {
    if (message.mentioned_channel) permitHere(place, 'NotifyChannel')
    if (message.mentioned_here) permitHere(place, 'NotifyHere')
    if (message.mentioned_roles?.length) permitHere(place, 'NotifyRole')
    if (message.mentioned_group_ids?.length) permitHere(place, 'NotifyGroup')
  }
  if (content.quoted_message_id !== null && content.quoted_message_id !== before?.quoted_message_id) {
    permitHere(place, 'QuoteMessage')
  }
}

/** A client's message says something; a backend may send an empty one, to be filled as an answer is generated. */
export function refuseEmpty(content: Content, place: Place): void {
  const { text, mml, attachments, custom, quoted_message_id } = content
  if (isServer(place) || text !== '' || mml !== null || attachments !== null || quoted_message_id !== null) return
  if (custom === '{}') failField('message.text', 'or message.attachments: at least one is required')
}

/** A quote is of a message of the same channel that its author can see. */
export function checkQuote(
  quoted: MessageRow | undefined,
  id: string,
  place: Place,
  isSeen: (row: MessageRow) => boolean,
): void {
  if (!place.config.quotes) {
    fail('feature_not_supported', `quotes are not enabled for channel type ${place.channel.type}`)
  }
  if (quoted?.channel_pk === place.channel.pk && isSeen(quoted)) return
  fail('input', `quoted_message_id: message with id ${id} doesn't exist`)
}
