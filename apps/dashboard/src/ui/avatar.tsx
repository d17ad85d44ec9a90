/** Initials on one of eight tints, always the same for an id. Pictures are not loaded: their hosts are not ours. */
export function Avatar({
  id,
  name,
  online,
}: {
  readonly id: string
  readonly name?: string | undefined
  readonly online?: boolean
}) {
  return (
    <span className={`avatar avatar-${tintOf(id)}`} aria-hidden="true">
      {initialsOf(name || id)}
      {online !== undefined && <span className={online ? 'presence presence-on' : 'presence'} />}
    </span>
  )
}

const tints = 8

function tintOf(id: string): number {
  let hash = 2_166_136_261
  for (const character of id) hash = Math.imul(hash ^ character.codePointAt(0)!, 16_777_619)
  return ((hash >>> 16) ^ hash) & (tints - 1)
}

/** The first letters of the first and the last word; by graphemes, so that no emoji is torn apart. */
function initialsOf(text: string): string {
  const words = text.split(/[\s._@-]+/u).filter(Boolean)
  const ends = words.length > 1 ? [words[0]!, words.at(-1)!] : words
  return ends.map(firstGrapheme).join('').toUpperCase() || '?'
}

const graphemes = new Intl.Segmenter()

const firstGrapheme = (word: string): string => graphemes.segment(word)[Symbol.iterator]().next().value?.segment ?? ''
