import { emojiNames } from './emoji-names.ts'
import { maxOffers } from './offers.ts'

/** The name that is being written after a colon; from two letters on, so that `:D` and `:p` stay what they are. */
export function emojiAt(text: string, caret: number): { readonly start: number; readonly part: string } | undefined {
  const match = /(?<![\p{L}\p{N}:])(:)([a-z0-9_+-]{2,20})$/iu.exec(text.slice(0, caret))
  return match ? { start: match.index, part: match[2]!.toLowerCase() } : undefined
}

/** The emoji whose name has just been written out between colons before the caret. */
export function spelledOut(
  text: string,
  caret: number,
): { readonly start: number; readonly emoji: string } | undefined {
  const match = /(?<![\p{L}\p{N}]):([a-z0-9_+-]{2,20}):$/iu.exec(text.slice(0, caret))
  const found = match && emojiNames.find(({ name }) => name === match[1]!.toLowerCase())
  return found ? { start: match.index, emoji: found.emoji } : undefined
}

/** The emoji with a name that begins so; then those that have it as a later word. Each is offered once. */
export function emojiFor(part: string): { readonly name: string; readonly emoji: string }[] {
  const begins = emojiNames
    .filter(({ name }) => name.startsWith(part))
    .sort((a, b) => Number(b.name === part) - Number(a.name === part))
  const later = emojiNames.filter(({ name }) => name.includes(`_${part}`) && !name.startsWith(part))
  // Of an emoji with several such names the first is offered.
  const found = new Map([...begins, ...later].reverse().map((each) => [each.emoji, each]))
  return [...found.values()].reverse().slice(0, maxOffers)
}
