import { StateStore } from '@parley-chat/client'
import { useSyncExternalStore } from 'react'

type Drafts = Readonly<Record<string, string>>

const storageKey = 'parley.demo.drafts'
/** The oldest beyond these are forgotten, as what storage holds is bounded. */
const maxDrafts = 100

/** What was begun and not sent, by person and place. It survives a reload, and other tabs of the same person see it. */
const drafts = new StateStore<Drafts>(stored())
const subscribe = (listener: () => void) => drafts.subscribe(listener)
addEventListener('storage', ({ key }) => key === storageKey && drafts.next(stored()))

/** A channel's draft has the channel's cid as its key, that of a thread also the parent's id. */
export const draftKey = (me: string, cid: string, parentId?: string) => `${me} ${cid} ${parentId ?? ''}`

export function useDraft(key: string): string {
  return useSyncExternalStore(subscribe, () => {
    const known = drafts.getLatestValue()
    return Object.hasOwn(known, key) ? (known[key] ?? '') : ''
  })
}

export function saveDraft(key: string, text: string): void {
  drafts.next((known) => withDraft(known, key, text))
  try {
    localStorage.setItem(storageKey, JSON.stringify(drafts.getLatestValue()))
  } catch {
    // Without storage, or where it is full, drafts live as long as the tab.
  }
}

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

function stored(): Drafts {
  try {
    return readDrafts(localStorage.getItem(storageKey))
  } catch {
    return {}
  }
}
