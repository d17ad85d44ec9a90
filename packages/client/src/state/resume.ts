import type { ChannelPosition, ReadState } from '../wire.ts'
import { at, mapEach, put } from './maps.ts'
import type { ChannelModel, State, Viewer } from './model.ts'
import { viewerOf } from './model.ts'
import { newerRow } from './reads.ts'
import { isUnread, withUnread } from './unread.ts'

/**
 * What to send to `POST /parley/v1/resume` after a lost connection (core §3.2): where each channel stands.
 *
 * ```ts
 * state = resumed(state, await post('/parley/v1/resume', { channels: positions(state) }))
 * ```
 */
export function positions(state: State): Record<string, ChannelPosition> {
  const known = Object.entries(state.channels).flatMap(([cid, { parley, stale }]) =>
    parley && !stale ? [[cid, parley] as const] : [],
  )
  return Object.fromEntries(known)
}

/** What `POST /parley/v1/resume` answers. */
export interface ResumeAnswer {
  readonly resumed: readonly { readonly cid: string; readonly seq: number; readonly read?: ReadState }[]
  readonly reset: readonly { readonly cid: string }[]
}

/**
 * Takes the answer of a resume, which may overtake the events it announces or come after them. The own row it gives includes
 * everything up to its seq, so those events raise the unread number no more.
 */
export function resumed(state: State, answer: ResumeAnswer): State {
  const viewer = viewerOf(state)
  const resets = new Set(answer.reset.map(({ cid }) => cid))
  const rows = new Map(answer.resumed.map((entry) => [entry.cid, entry]))
  const channels = mapEach(state.channels, (model, cid) => {
    if (resets.has(cid)) return model.stale ? model : { ...model, stale: true }
    const entry = rows.get(cid)
    return entry?.read ? withOwnRow(model, viewer, entry.read, entry.seq) : model
  })
  return channels === state.channels ? state : { ...state, channels }
}

function withOwnRow(model: ChannelModel, viewer: Viewer, row: ReadState, seq: number): ChannelModel {
  const known = at(model.read, viewer.id)
  // The answer was overtaken by what the viewer has sent since, which moved the row already.
  if ((known?.sent_seq ?? 0) > seq) return model
  const newest = newerRow(known, row)
  if (newest === known) return model
  // Its number may be older than what events have told, and so may the row, unless its revision says otherwise.
  if (model.is_unread_told) {
    const isLate = known?.parley !== undefined && row.parley?.read_rev === known.parley.read_rev
    // In either case what the viewer has sent up to there has moved the row already, or was taken back since.
    const moved = { ...(isLate ? known : newest), sent_seq: seq }
    return withUnread({ ...model, read: put(model.read, viewer.id, moved) }, viewer, model.unread)
  }
  const next = { ...model, read: put(model.read, viewer.id, newest), unread_seq: Math.max(model.unread_seq, seq) }
  const since = next.messages.filter(
    (message) => (message.parley?.counted || 0) > seq && isUnread(message, next, viewer),
  )
  return withUnread(next, viewer, row.unread_messages + since.length)
}
