import type { Message, MessageRequest, UpdateMessagePartialRequest } from '@parley-chat/protocol'
import { actingId, type Context } from '../../core/context.ts'
import { loadUsers } from '../users/users.ts'
import { getSubject, momentOfChange, refuseDeleted, type Subject, showChanged } from './changing.ts'
import {
  allowsHere,
  type Content,
  checkQuote,
  isServer,
  permitContent,
  permitHere,
  readContent,
  refuseBanned,
} from './content-rules.ts'
import { type Changes, updatedEvent } from './message-events.ts'
import { isPinned, type MessageRow } from './message-row.ts'
import { viewerOf } from './message-shapes.ts'
import { type PinChange, patchMessage } from './patches.ts'
import { pinsLimit, refusePin } from './rules.ts'
import { countPins, saveContent, selectMessage } from './store.ts'
import { isVisible, seenAfter } from './surroundings.ts'

/** Replaces what a message says: what is left out is gone. How it is pinned changes only where the request says so. */
export function updateMessage(context: Context, id: string, message: MessageRequest): Promise<Message> {
  return edit(context, id, async (subject) => ({
    content: readContent(message, subject.place, await usersKnown(subject, message)),
    request: message,
    pin: { pinned: message.pinned, pin_expires: message.pin_expires },
  }))
}

/** Changes single fields of a message. */
export function updateMessagePartial(
  context: Context,
  id: string,
  { set, unset }: UpdateMessagePartialRequest,
): Promise<Message> {
  return edit(context, id, async (subject) => {
    const { row, place, tx } = subject
    const { request, named, pin } = patchMessage(row, { set, unset }, isServer(place) ? 'server' : 'client', tx.now)
    const content = readContent(request, place, await usersKnown(subject, request))
    return { content: { ...contentOf(row), ...only(content, named) }, request, pin }
  })
}

const contentParts = [
  'text',
  'html',
  'mml',
  'attachments',
  'mentioned_users',
  'mentions',
  'custom',
  'quoted_message_id',
] as const satisfies (keyof Content)[]

const only = (content: Content, parts: readonly (keyof Content)[]): Partial<Content> =>
  Object.fromEntries(parts.map((part) => [part, content[part]]))

const contentOf = (row: MessageRow): Content => only(row, contentParts) as Content

interface Edit {
  readonly content: Content
  readonly request: MessageRequest
  readonly pin: PinChange
}

function edit(context: Context, id: string, read: (subject: Subject) => Promise<Edit>): Promise<Message> {
  return context.transaction(async (tx) => {
    const subject = await getSubject(context, tx, id)
    const { row, place } = subject
    // Whoever may neither edit nor pin it learns nothing else about the message.
    if (!allowsHere(place, 'PinMessage', row.user_id)) permitHere(place, 'UpdateMessage', row.user_id)
    refuseDeleted(subject)
    refuseBanned(place)
    const { content, request, pin } = await read(subject)
    const pinned = pinOf(subject, pin)
    const changes = changesOf(row, content, pinned)
    await judge(subject, request, content, changes)

    const now = momentOfChange(subject)
    const text_updated_at = changes.text ? now : row.text_updated_at
    const after: MessageRow = { ...row, ...content, ...pinned, updated_at: now, text_updated_at }
    const isHeard = !subject.isShadowBanned || row.shadowed === 1
    if (isHeard) await saveContent(tx, after)
    const [changed] = await showChanged(subject, [after])
    const { told, answer, audience } = changed
    if (isHeard) tx.emit(updatedEvent(told, audience, { changes, ...(changes.text && { old_text: row.text }) }))
    return answer
  })
}

/** An edit of what the message says needs one permission, a change of how it is pinned another. */
async function judge(subject: Subject, request: MessageRequest, content: Content, changes: Changes): Promise<void> {
  const { row, place, tx, channel, standing } = subject
  const { pin, ...said } = changes
  if (!pin || Object.values(said).some(Boolean)) permitHere(place, 'UpdateMessage', row.user_id)
  if (pin) {
    permitHere(place, 'PinMessage', row.user_id)
    const pins = await countPins(tx, [channel.pk], tx.now)
    if ((pins.get(channel.pk) ?? 0) >= pinsLimit && !isPinned(row, tx.now)) refusePin()
  }
  permitContent(request, content, place, row)
  if (changes.quoted_message_id && content.quoted_message_id !== null) {
    const quoted = await selectMessage(tx, row.app_pk, content.quoted_message_id)
    const seen = { ...channel, seenAfter: seenAfter(channel.truncated_at, standing?.hide_messages_before) }
    checkQuote(quoted, content.quoted_message_id, place, (other) => isVisible(other, seen, viewerOf(tx.access)))
  }
}

async function usersKnown({ tx, row }: Subject, { mentioned_users = [] }: MessageRequest) {
  const users = await loadUsers(tx, row.app_pk, mentioned_users)
  return (id: string) => users.get(id)?.deleted_at === null
}

type Pin = Pick<MessageRow, 'pinned_at' | 'pinned_by_id' | 'pin_expires'>

function pinOf(subject: Subject, change: PinChange): Pin {
  const { row, tx, context } = subject
  const isNow = isPinned(row, tx.now)
  if (!(change.pinned ?? isNow)) return { pinned_at: null, pinned_by_id: null, pin_expires: null }
  if (!isNow) {
    const by = tx.access.user?.id ?? actingId(context)
    return { pinned_at: momentOfChange(subject), pinned_by_id: by, pin_expires: change.pin_expires ?? null }
  }
  const { pinned_at, pinned_by_id } = row
  return {
    pinned_at,
    pinned_by_id,
    pin_expires: change.pin_expires === undefined ? row.pin_expires : change.pin_expires,
  }
}

function changesOf(before: MessageRow, after: Content, pin: Pin): Changes {
  const differs = (...parts: (keyof Content)[]) => parts.some((part) => before[part] !== after[part])
  return {
    text: differs('text'),
    html: differs('html'),
    mml: differs('mml'),
    attachments: differs('attachments'),
    mentioned_user_ids: differs('mentioned_users', 'mentions'),
    custom: differs('custom'),
    quoted_message_id: differs('quoted_message_id'),
    pin: before.pinned_at !== pin.pinned_at || before.pin_expires !== pin.pin_expires,
    silent: false,
  }
}
