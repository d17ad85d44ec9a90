import type { LocalMessage, TypingEvent } from '@parley-chat/client'
import { nameOf } from '../chat/names.ts'
import { parse } from '../text/parse.ts'

/** What the list says of a channel besides its name. */
export interface Preview {
  readonly kind: 'typing' | 'draft' | 'message' | 'empty'
  readonly text: string
}

/** Chooses what is most worth knowing: who is typing, what one had begun to write, what was said last. */
export function previewOf(
  messages: readonly LocalMessage[],
  typing: readonly TypingEvent[],
  draft: string,
  me: string,
): Preview {
  const typists = typing.filter(({ parent_id }) => !parent_id)
  if (typists.length > 0) return { kind: 'typing', text: typingText(typists) }
  if (draft.trim() !== '') return { kind: 'draft', text: draft }
  const last = messages.findLast(({ type, deleted_for_me }) => type !== 'ephemeral' && !deleted_for_me)
  if (!last) return { kind: 'empty', text: 'Nothing said yet' }
  const who = last.type === 'system' ? '' : `${last.user.id === me ? 'You' : nameOf(last.user)}: `
  return { kind: 'message', text: who + contentOf(last) }
}

/** Who is typing, as a sentence that does not grow with their number. */
export function typingText(typing: readonly TypingEvent[]): string {
  const names = typing.map(({ user }) => nameOf(user))
  if (names.length === 1) return `${names[0]} is typing…`
  if (names.length === 2) return `${names[0]} and ${names[1]} are typing…`
  return `${names.length} people are typing…`
}

function contentOf(message: LocalMessage): string {
  if (message.type === 'deleted') return 'Message deleted'
  if (message.text.trim() !== '') return plain(message.text)
  const count = message.attachments.length
  return count === 0 ? '…' : count === 1 ? `${message.attachments[0]?.type ?? 'file'} attached` : `${count} attachments`
}

/** The text without the marks of how it is to be drawn. */
const plain = (text: string) =>
  parse(text)
    .map((piece) => piece.text)
    .join('')
