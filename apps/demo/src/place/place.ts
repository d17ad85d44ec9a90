import { useSyncExternalStore } from 'react'

/** Where this tab is: as whom, in which channel, in which thread. It stands in the address, so that tabs can be different people. */
export interface Place {
  readonly as: string | undefined
  readonly cid: string | undefined
  readonly thread: string | undefined
}

const storageKey = 'parley.demo.as'
const listeners = new Set<() => void>()
let known: { readonly search: string; readonly place: Place } | undefined

/** The place that the address names. */
function currentPlace(): Place {
  const { search } = location
  if (known?.search !== search) {
    const query = new URLSearchParams(search)
    const [as, cid, thread] = ['as', 'channel', 'thread'].map((name) => query.get(name) || undefined)
    known = { search, place: { as, cid, thread: cid && thread } }
  }
  return known!.place
}

/** Goes somewhere else in this tab; the way back is the browser's. */
export function go(change: Partial<Record<keyof Place, string | undefined>>, how: 'push' | 'replace' = 'push'): void {
  const { as, cid, thread } = { ...currentPlace(), ...change }
  const query = new URLSearchParams()
  if (as) query.set('as', as)
  if (cid) query.set('channel', cid)
  if (cid && thread) query.set('thread', thread)
  const search = query.size > 0 ? `?${query}` : location.pathname
  if (how === 'push') history.pushState(null, '', search)
  else history.replaceState(null, '', search)
  remember(as)
  for (const listener of listeners) listener()
}

/** Follows the place as it changes. */
export function usePlace(): Place {
  return useSyncExternalStore(subscribe, currentPlace)
}

/** Who this tab was before its address said so. */
export function rememberedPerson(): string | undefined {
  try {
    return sessionStorage.getItem(storageKey) ?? undefined
  } catch {
    return undefined
  }
}

function remember(as: string | undefined): void {
  try {
    if (as) sessionStorage.setItem(storageKey, as)
    else sessionStorage.removeItem(storageKey)
  } catch {
    // Without storage the address alone remembers.
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('popstate', listener)
  }
}
