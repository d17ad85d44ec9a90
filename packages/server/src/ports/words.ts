/**
 * What stands between words: controls, white space and punctuation, in ranges that mean the same to GLOB and to a
 * regular expression. All other characters make words, so that names of any script are found.
 */
export const separators = '\u0001-/:-@[-`{-\u00a9\u00ab-\u00b1\u2000-\u206f\u3000-\u303f'
const betweenWords = new RegExp(`[${separators}]+`)

/** The words of a text. */
export const wordsOf = (text: string): string[] => text.split(betweenWords).filter((word) => word !== '')

/**
 * A pattern for the text in any case: `é1` becomes `[éÉ]1`. What the databases know of cases hangs on their language, and
 * people's names do not stop there. Letters whose other case is longer than one character stay as they are; `literal`
 * says how the pattern writes what has one case only.
 */
export function anyCase(text: string, literal: (letter: string) => string): string {
  return Array.from(text, (letter) => {
    const cases = new Set(
      [letter, letter.toLowerCase(), letter.toUpperCase()].filter((form) => Array.from(form).length === 1),
    )
    return cases.size > 1 ? `[${Array.from(cases).join('')}]` : literal(letter)
  }).join('')
}
