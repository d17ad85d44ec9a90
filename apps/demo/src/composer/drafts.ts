import { StateStore } from '@parley-chat/client'
import { useSyncExternalStore } from 'react'

/** What was begun and not sent, by place. It lives as long as the tab. */
const drafts = new StateStore<Readonly<Record<string, string>>>({})
const subscribe = (listener: () => void) => drafts.subscribe(listener)

/** A channel's draft has the channel's cid as its key, that of a thread also the parent's id. */
export const draftKey = (me: string, cid: string, parentId?: string) => `${me} ${cid} ${parentId ?? ''}`

export function useDraft(key: string): string {
  return useSyncExternalStore(subscribe, () => drafts.getLatestValue()[key] ?? '')
}

export function saveDraft(key: string, text: string): void {
  drafts.next((known) => {
    if ((known[key] ?? '') === text) return known
    const { [key]: _, ...others } = known
    return text === '' ? others : { ...others, [key]: text }
  })
}
