import { useSyncExternalStore } from 'react'

/**
 * Where this tab is: as whom, in which channel, in which thread, at which message. It stands in the address, so that tabs can be
 * different people, links lead to messages, and the browser's way back leads back.
 */
export interface Place {
  readonly as: string | undefined
  readonly cid: string | undefined
  readonly thread: string | undefined
  readonly message: string | undefined
}

const storageKey = 'parley.demo.as'
const listeners = new Set<() => void>()
let known: { readonly search: string; readonly place: Place } | undefined

/** The place that the address names. */
function currentPlace(): Place {
  const { search } = location
  if (known?.search !== search) {
    const query = new URLSearchParams(search)
    const [as, cid, thread, message] = ['as', 'channel', 'thread', 'message'].map(
      (name) => query.get(name) || undefined,
    )
    known = { search, place: { as, cid, thread: cid && thread, message: cid && message } }
  }
  return known!.place
}

/** Goes somewhere else in this tab; the way back is the browser's. Another channel is entered at its newest message. */
export function go(change: Partial<Record<keyof Place, string | undefined>>, how: 'push' | 'replace' = 'push'): void {
  const elsewhere = 'cid' in change ? { thread: undefined, message: undefined } : {}
  const place = { ...currentPlace(), ...elsewhere, ...change }
  const query = queryOf(place)
  const search = query.size > 0 ? `?${query}` : location.pathname
  if (how === 'push') history.pushState(null, '', search)
  else history.replaceState(null, '', search)
  remember(place.as)
  for (const listener of listeners) listener()
}

/** The address of a message, for anybody: who opens it is asked who they are. */
export function linkTo(cid: string, message: string): string {
  return `${location.origin}${location.pathname}?${queryOf({ as: undefined, cid, thread: undefined, message })}`
}

function queryOf({ as, cid, thread, message }: Place): URLSearchParams {
  const named = { as, channel: cid, thread: cid && thread, message: cid && message }
  return new URLSearchParams(Object.entries(named).flatMap(([name, value]) => (value ? [[name, value]] : [])))
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
