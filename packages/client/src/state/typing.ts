import type { TypingStartEvent, TypingStopEvent } from '../wire.ts'
import { mapEach, put, without } from './maps.ts'
import type { ChannelRule, State } from './model.ts'

/** How long somebody is believed to be typing without saying so again (spec/70 §11). */
export const TYPING_EXPIRES_MS = 7000

/** Somebody types, in the channel or in one of its threads. */
export const typingStart: ChannelRule<TypingStartEvent> = (model, event, viewer) => {
  const user = event.user
  if (user.id === viewer.id) return model
  const expires_at = (viewer.now ?? Date.parse(event.created_at)) + TYPING_EXPIRES_MS
  const thread = event.parent_id ? { parent_id: event.parent_id } : {}
  return { ...model, typing: put(model.typing, user.id, { user, expires_at, ...thread }) }
}

/** Somebody stopped typing. */
export const typingStop: ChannelRule<TypingStopEvent> = (model, { user }) => {
  const typing = without(model.typing, user.id)
  return typing === model.typing ? model : { ...model, typing }
}

/**
 * Lets time pass: forgets those who stopped typing without saying so. `now` is on the clock that `apply` was given.
 *
 * ```ts
 * setInterval(() => update(tick(state, Date.now())), 1000)
 * ```
 */
export function tick(state: State, now: number): State {
  const channels = mapEach(state.channels, (model) => {
    const typing = mapEach(model.typing, (entry) => (entry.expires_at <= now ? undefined : entry))
    return typing === model.typing ? model : { ...model, typing }
  })
  return channels === state.channels ? state : { ...state, channels }
}
