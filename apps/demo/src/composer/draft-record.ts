/** Texts by person and place, the one that was written last at the end. */
export type Drafts = Readonly<Record<string, string>>

/** The oldest beyond these are forgotten, as what storage holds is bounded. */
const maxDrafts = 100

/** The drafts with this one changed; the one that was written last stands last. */
export function withDraft(known: Drafts, key: string, text: string): Drafts {
  if ((known[key] ?? '') === text) return known
  const others = Object.entries(known).filter(([each]) => each !== key)
  const next = text === '' ? others : [...others, [key, text] as const]
  return Object.fromEntries(next.slice(-maxDrafts))
}

/** What storage holds, which anything on this origin may have written. */
export function readDrafts(text: string | null): Drafts {
  try {
    const entries = Object.entries(JSON.parse(text ?? '{}') ?? {})
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  } catch {
    return {}
  }
}
