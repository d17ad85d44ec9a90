const hues = 8
const graphemes = new Intl.Segmenter()

/** Which of the colours belongs to an id. */
export function hueOf(id: string): number {
  let sum = 7
  for (let index = 0; index < id.length; index++) sum = (sum * 31 + id.charCodeAt(index)) >>> 0
  return sum % hues
}

/** The first letters of the first and the last word; by graphemes, so that no letter loses its marks. */
export function initialsOf(name: string): string {
  const letters = name.split(/[\s._@-]+/u).flatMap((word) => firstLetter(word) ?? [])
  const [first = '·', last = ''] = letters.length > 1 ? [letters[0], letters.at(-1)] : letters
  return (first + last).toLocaleUpperCase()
}

function firstLetter(word: string): string | undefined {
  for (const { segment } of graphemes.segment(word)) if (/^[\p{L}\p{N}]/u.test(segment)) return segment
  return undefined
}
