import type { SendMessageRequest } from '@parley-chat/protocol'
import type { Access } from '../../core/context.ts'
import { Failure, fail } from '../../core/errors.ts'
import type { ChannelRow } from '../channels/channels.ts'
import type { UserRow } from '../users/users.ts'
import { acceptSend } from './accepting.ts'
import {
  allowsHere,
  type Content,
  checkQuote,
  isServer,
  type Place,
  permitContent,
  permitHere,
  readContent,
  refuseBanned,
  refuseEmpty,
  refuseFrozen,
} from './content-rules.ts'
import type { MessageRow } from './message-row.ts'
import { memberKey, viewerOf } from './message-shapes.ts'
import { type AcceptedSend, type ChannelNow, inApp, type KnownForSend, type Send } from './sends.ts'
import type { Standing } from './standing.ts'
import { isVisible, seenAfter } from './surroundings.ts'

/** Messages that one channel can have pinned. */
export const pinsLimit = 1000

/** Judges one message, and if it may be stored, what it is and what it changes (spec/40 §2.3). */
export function decideSend(send: Send, known: KnownForSend): AcceptedSend | Failure {
  try {
    return judgeSend(send, known)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}

function judgeSend(send: Send, known: KnownForSend): AcceptedSend {
  const { request, cid } = send
  const { message } = request
  const { app_pk } = send.context
  const access = known.accesses.get(send)!
  if (access instanceof Failure) throw access
  const author = access.user!.row as UserRow
  const channel = known.channels.get(inApp(app_pk, cid)) ?? fail('not_found', `Can't find channel with id ${cid}`)
  const standing = known.standings.get(memberKey(channel.row.pk, author.id))
  const place = placeOf(access, channel, standing)

  if (!send.isPartOfChange) {
    permitHere(place, message.parent_id ? 'CreateReply' : 'CreateMessage')
    refuseFrozen(place)
  }
  if (known.messages.has(inApp(app_pk, send.id)) || known.purging.has(inApp(app_pk, send.id))) {
    fail('input', `a message with ID ${send.id} already exists`)
  }
  refusePending(request, place)
  const content = readContent(message, place, (id) => known.users.get(inApp(app_pk, id))?.deleted_at === null)
  const isSeen = (row: MessageRow) => isVisible(row, seenIn(channel.row, standing), viewerOf(access))
  const parent = message.parent_id ? findParent(message.parent_id, place, known, isSeen) : undefined
  if (content.quoted_message_id !== null) {
    checkQuote(known.messages.get(inApp(app_pk, content.quoted_message_id)), content.quoted_message_id, place, isSeen)
  }
  if (!send.isPartOfChange) {
    refuseEmpty(content, place)
    permitExtras(send, content, place, known)
    refuseBanned(place)
    refuseTooSoon(place, known, author.id)
  }
  return acceptSend(send, known, { access, author, channel, standing, content, ...(parent && { parent }) })
}

/** Where and by whom a message is written. */
export const placeOf = (
  access: Access,
  channel: Pick<ChannelNow, 'row' | 'config'>,
  standing: Standing | undefined,
): Place => ({
  access,
  channel: channel.row,
  config: channel.config,
  member:
    standing && standing.channel_role !== null
      ? { channel_role: standing.channel_role, status: standing.status! }
      : undefined,
  isBanned: standing?.isBanned ?? false,
})

const seenIn = (row: ChannelRow, standing: Standing | undefined) => ({
  app_pk: row.app_pk,
  pk: row.pk,
  cid: row.cid,
  seenAfter: seenAfter(row.truncated_at, standing?.hide_messages_before),
})

function refusePending({ pending, is_pending_message }: SendMessageRequest, place: Place): void {
  const isPending = pending ?? is_pending_message ?? (place.config.mark_messages_pending && !isServer(place))
  if (isPending) fail('feature_not_supported', 'pending messages not enabled')
}

function findParent(id: string, place: Place, known: KnownForSend, isSeen: (row: MessageRow) => boolean): MessageRow {
  if (!place.config.replies) {
    fail('feature_not_supported', `replies are not enabled for channel type ${place.channel.type}`)
  }
  const parent = known.messages.get(inApp(place.channel.app_pk, id))
  if (!parent || parent.channel_pk !== place.channel.pk || !isSeen(parent)) {
    fail('not_found', `Message with id ${id} doesn't exist`)
  }
  if (parent.parent_id !== null)
    fail('multiple_nesting', 'a reply to a reply: multiple levels of nesting are not supported')
  return parent
}

/** What not every client may send. */
function permitExtras({ request }: Send, content: Content, place: Place, known: KnownForSend): void {
  const { message } = request
  if (message.type === 'system' && !isServer(place) && !allowsHere(place, 'CreateSystemMessage')) {
    fail('not_allowed', 'creating system messages not allowed')
  }
  permitContent(message, content, place)
  if (request.include_mentioned_members && content.mentioned_users !== null) permitHere(place, 'ReadChannelMembers')
  if (message.pinned) {
    permitHere(place, 'PinMessage')
    if ((known.pins.get(place.channel.pk) ?? 0) >= pinsLimit) refusePin()
  }
}

export function refusePin(): never {
  fail('input', `a channel can have at most ${pinsLimit} pinned messages`)
}

function refuseTooSoon(place: Place, known: KnownForSend, author: string): void {
  const { cooldown, pk } = place.channel
  if (cooldown === 0 || isServer(place) || allowsHere(place, 'SkipChannelCooldown')) return
  const last = known.lastSent.get(memberKey(pk, author))
  if (last !== undefined && known.now < last + cooldown * 1_000_000) {
    fail('cooldown', 'please wait before sending another message')
  }
}
