import type { State, Viewer } from './model.ts'
import type { Told } from './told.ts'

/** More events than this during one query: the answer is taken, but the channels count as stale. */
export const MAX_REMEMBERED = 1000

/**
 * To be called before a query of channels or replies is sent. Until `answered`, events are applied and also remembered, and loading
 * the answer lays those over it that the answer is too old to include. Without it, an event that overtakes the answer to
 * the first query of its channel would be lost.
 *
 * ```ts
 * state = asking(state)
 * const answer = await query('messaging:general')
 * state = answered(loadChannel(state, answer))
 * ```
 */
export function asking(state: State): State {
  const { queries, ...rest } = state.remembered ?? { queries: 0, events: [], overflowed: false }
  return { ...state, remembered: { queries: queries + 1, ...rest } }
}

/** The counterpart of `asking`: the answer has been loaded, or there will be none. */
export function answered(state: State): State {
  const remembered = state.remembered
  if (!remembered) return state
  const queries = remembered.queries - 1
  return { ...state, remembered: queries > 0 ? { ...remembered, queries } : undefined }
}

/** Keeps an event for answers that are under way. */
export function remember(state: State, event: Told, viewer: Viewer): State {
  const remembered = state.remembered
  if (!remembered) return state
  const isFull = remembered.events.length >= MAX_REMEMBERED
  const next = isFull
    ? { ...remembered, overflowed: true }
    : { ...remembered, events: [...remembered.events, { event, viewer }] }
  return { ...state, remembered: next }
}
