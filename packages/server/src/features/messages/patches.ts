import { MessageRequest, reservedKeys } from '@parley-chat/protocol'
import { type Patch, readPatch } from '../../core/custom-patch.ts'
import { parse } from '../../core/views/parse.ts'
import type { Content } from './content-rules.ts'
import type { MessageRow, WideMentions } from './message-row.ts'

/** What a request changes of how a message is pinned; what is absent stays. */
export interface PinChange {
  readonly pinned?: boolean | undefined
  /** Null: without an end. */
  readonly pin_expires?: number | null | undefined
}

/** What a patch comes to: a request that holds no more than it names, and the parts of the message's row that it is about. */
export interface PatchedMessage {
  readonly request: MessageRequest
  readonly named: readonly (keyof Content)[]
  readonly pin: PinChange
}

/** The fields that a patch may name, and the parts of the message's row that each decides. */
const parts = new Map<string, readonly (keyof Content)[]>([
  ['text', ['text', 'html']],
  ['html', ['html']],
  ['mml', ['mml']],
  ['attachments', ['attachments']],
  ['mentioned_users', ['mentioned_users']],
  ['mentioned_channel', ['mentions']],
  ['mentioned_here', ['mentions']],
  ['mentioned_roles', ['mentions']],
  ['mentioned_group_ids', ['mentions']],
  ['quoted_message_id', ['quoted_message_id']],
  ['pinned', []],
  ['pin_expires', []],
])

const fields = new Set(parts.keys())
const { dropped, refused } = reservedKeys(MessageRequest)
/** Fields of a message that cannot be changed any more, or never by a request. */
const reserved = new Set(
  [...dropped, ...refused, ...Object.keys(MessageRequest.shape)].filter(
    (name) => !fields.has(name) && name !== 'custom',
  ),
)

/** Only the backend sets these; what clients say of them is passed over, because they send back whole objects. */
const serverOnly = new Set(['html', 'mml'])

/** Reads a partial update of a message. Whether the change may be made is not judged here. */
export function patchMessage(row: MessageRow, patch: Patch, side: 'client' | 'server', now: number): PatchedMessage {
  const before = JSON.parse(row.custom) as Record<string, unknown>
  const read = readPatch(before, patch, fields, reserved)
  const names = [...Object.keys(read.fields), ...read.cleared].filter(
    (name) => side === 'server' || !serverOnly.has(name),
  )
  const named = new Set(names.flatMap((name) => parts.get(name)!))
  const custom = JSON.stringify(read.custom)
  if (custom !== row.custom) named.add('custom')
  const given = { ...(named.has('mentions') && wideFields(row)), ...read.fields }
  for (const name of read.cleared) delete given[name]
  const request = parse(MessageRequest, given, { view: 'v1', from: 'body', side }, now)
  return {
    request: { ...request, custom: read.custom },
    named: [...named],
    pin: {
      ...(names.includes('pinned') && { pinned: request.pinned ?? false }),
      ...(names.includes('pin_expires') && { pin_expires: request.pin_expires ?? null }),
    },
  }
}

function wideFields({ mentions }: MessageRow): Record<string, unknown> {
  const { channel, here, roles, groups } = (mentions === null ? {} : JSON.parse(mentions)) as WideMentions
  return { mentioned_channel: channel, mentioned_here: here, mentioned_roles: roles, mentioned_group_ids: groups }
}
