import type { State, Totals } from './model.ts'
import type { Event, OwnUser } from './shapes.ts'

/**
 * The first frame of a connection: who the own user is, and their unread totals at that moment.
 *
 * ```ts
 * let state = connected(emptyState('ana'), firstFrame)
 * ```
 */
export function connected(state: State, firstFrame: Event): State {
  const me = firstFrame.me
  if (!me) return state
  const totals = { ...me, total_unread_count: me.total_unread_count ?? me.unread_count }
  return withTotals({ ...state, user_id: me.id, me }, totals)
}

/** The totals are what the newest event that carries them says; never counted up here (spec/11 §8). */
export function withTotals(state: State, numbers: { readonly [name in keyof Totals]?: number | undefined }): State {
  const totals: Totals = {
    total_unread_count: numbers.total_unread_count ?? state.totals.total_unread_count,
    unread_channels: numbers.unread_channels ?? state.totals.unread_channels,
    unread_threads: numbers.unread_threads ?? state.totals.unread_threads,
  }
  const same = (Object.keys(totals) as (keyof Totals)[]).every((name) => totals[name] === state.totals[name])
  return same ? state : { ...state, totals }
}

/** The viewer muted or unmuted somebody. */
export function mutesUpdated(state: State, { me }: Event): State {
  return me?.mutes ? withMe(state, { mutes: me.mutes }) : state
}

/** The viewer muted or unmuted channels. */
export function channelMutesUpdated(state: State, { me }: Event): State {
  return me?.channel_mutes ? withMe(state, { channel_mutes: me.channel_mutes }) : state
}

/** The viewer was banned from the whole app, or is no longer. */
export const bannedFromApp =
  (isBan: boolean) =>
  (state: State, event: Event): State =>
    event.user?.id === state.user_id && !event.shadow ? withMe(state, { banned: isBan }) : state

function withMe(state: State, change: Partial<OwnUser>): State {
  return { ...state, me: { ...(state.me ?? { id: state.user_id }), ...change } as OwnUser }
}
