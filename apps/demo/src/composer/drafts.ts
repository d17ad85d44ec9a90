import { StateStore } from '@parley-chat/client'
import { useSyncExternalStore } from 'react'
import { type Drafts, readDrafts, withDraft } from './draft-record.ts'

const storageKey = 'parley.demo.drafts'

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

function stored(): Drafts {
  try {
    return readDrafts(localStorage.getItem(storageKey))
  } catch {
    return {}
  }
}
