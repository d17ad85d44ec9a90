import type { MessageMember } from '@parley-chat/protocol'
import type { World } from '../../core/world.ts'
import type { Queries } from '../../ports/database.ts'
import { publicUsers } from '../users/users.ts'
import type { MessageRow } from './message-row.ts'
import { memberKey, type Surroundings, usersShown, type Viewer } from './message-shapes.ts'
import type { SummarisedReaction } from './reaction-summary.ts'
import type { Standing } from './standing.ts'
import {
  type Pair,
  type ReactionRow,
  type SenderRow,
  type StandingRow,
  selectDeletedForMe,
  selectHistoryCuts,
  selectMessages,
  selectOwnReactions,
  selectSenders,
} from './store.ts'

/** A channel of messages, and the moment up to which the viewer sees none of them. */
export interface ChannelSeen {
  readonly app_pk: number
  readonly pk: number
  readonly cid: string
  readonly seenAfter: number
}

/** The user's own reactions that a message shows. */
const ownReactionsLimit = 10

/** The moment up to which nothing of a channel is seen: it was truncated, or the viewer's history begins later. */
export const seenAfter = (truncated_at: number | null, hiddenBefore: number | null | undefined): number =>
  Math.max(truncated_at ?? 0, hiddenBefore ?? 0)

/** Whether a viewer may see a message of a channel that they may read. */
export function isVisible(row: MessageRow, channel: ChannelSeen, viewer: Viewer): boolean {
  if (row.created_at <= channel.seenAfter) return false
  return row.shadowed === 0 || viewer.kind === 'server' || row.user_id === viewer.user_id
}

/** Loads what stands around messages, of any number of channels of one app, with a fixed number of queries. */
export async function loadSurroundings(
  q: Queries,
  rows: readonly MessageRow[],
  channels: readonly ChannelSeen[],
  viewer: Viewer,
  world: World,
  memberCustom: readonly string[] = [],
): Promise<Surroundings> {
  const byPk = new Map(channels.map((channel) => [channel.pk, channel]))
  const cids = new Map(channels.map(({ pk, cid }) => [pk, cid]))
  if (rows.length === 0) return { ...nothing, now: world.now, cids }
  const app_pk = channels[0]!.app_pk
  const quoted = await loadQuoted(q, app_pk, rows, byPk, viewer)
  const shown = [...rows, ...quoted.values()]
  const users = await publicUsers(q, app_pk, [...new Set(shown.flatMap(usersShown))], world)
  const members = await selectSenders(q, senders(shown), world.now)
  const own = viewer.user_id === undefined ? [] : await loadOwn(q, app_pk, viewer.user_id, shown)
  const deleted = viewer.user_id === undefined ? [] : await loadDeleted(q, app_pk, viewer.user_id, shown)
  return {
    now: world.now,
    cids,
    users,
    quoted,
    members: new Map(
      members.map((row) => [memberKey(row.channel_pk, row.user_id), toMessageMember(row, memberCustom)]),
    ),
    ownReactions: new Map(
      [...Map.groupBy(own, (row) => row.message_id)].map(([id, mine]) => [
        id,
        mine.slice(0, ownReactionsLimit).map(summarised),
      ]),
    ),
    deletedForMe: new Set(deleted),
  }
}

const nothing = {
  users: new Map(),
  quoted: new Map(),
  members: new Map(),
  ownReactions: new Map(),
  deletedForMe: new Set(),
} satisfies Omit<Surroundings, 'now' | 'cids'>

async function loadQuoted(
  q: Queries,
  app_pk: number,
  rows: readonly MessageRow[],
  channels: ReadonlyMap<number, ChannelSeen>,
  viewer: Viewer,
): Promise<Map<string, MessageRow>> {
  const ids = rows.flatMap(({ quoted_message_id }) => quoted_message_id ?? [])
  const known = new Map(rows.map((row) => [row.id, row]))
  const loaded = await selectMessages(
    q,
    app_pk,
    ids.filter((id) => !known.has(id)),
  )
  const found = [...loaded, ...ids.flatMap((id) => known.get(id) ?? [])]
  const visible = found.filter((row) => {
    const channel = channels.get(row.channel_pk)
    return channel !== undefined && isVisible(row, channel, viewer)
  })
  return new Map(visible.map((row) => [row.id, row]))
}

/** Moments up to which some members of channels see nothing, as events need them. */
export const historyCuts = (q: Queries, channel_pks: readonly number[]): Promise<Map<number, number>> =>
  selectHistoryCuts(q, [...new Set(channel_pks)])

/** What a channel knows of someone who writes there, as of now. */
export function standingOf(row: StandingRow, now: number): Standing {
  const isBan = row.ban_shadow !== null && isInForce(row.ban_expires, now)
  return {
    channel_pk: row.channel_pk,
    user_id: row.user_id,
    channel_role: row.channel_role,
    status: row.status,
    hide_messages_before: row.hide_messages_before,
    isMuted: row.muted_at !== null && isInForce(row.mute_expires, now),
    isBanned: isBan && row.ban_shadow === 0,
    isShadowBanned: isBan && row.ban_shadow === 1,
  }
}

const isInForce = (expires: number | null, now: number): boolean => expires === null || expires > now

/** Each author once per channel. */
function senders(rows: readonly MessageRow[]): Pair[] {
  const once = new Map(rows.map((row) => [memberKey(row.channel_pk, row.user_id), row]))
  return [...once.values()].map(({ channel_pk, user_id }) => ({ channel_pk, user_id }))
}

function loadOwn(q: Queries, app_pk: number, user_id: string, rows: readonly MessageRow[]): Promise<ReactionRow[]> {
  const ids = rows.filter(({ reactions }) => reactions !== null).map(({ id }) => id)
  return selectOwnReactions(q, app_pk, user_id, ids)
}

function loadDeleted(q: Queries, app_pk: number, user_id: string, rows: readonly MessageRow[]): Promise<string[]> {
  const channel_pks = [...new Set(rows.map((row) => row.channel_pk))]
  return selectDeletedForMe(
    q,
    app_pk,
    user_id,
    channel_pks,
    rows.map(({ id }) => id),
  )
}

/** A sender as messages show them, with the keys of their member data that were asked for. */
function toMessageMember(row: SenderRow, keys: readonly string[] = []): MessageMember {
  const member = { channel_role: row.channel_role, notifications_muted: row.is_muted === 1 }
  if (keys.length === 0 || row.custom === '{}') return member
  const custom = JSON.parse(row.custom) as Record<string, unknown>
  const named = keys.filter((key) => Object.hasOwn(custom, key)).map((key) => [key, custom[key]])
  return { ...member, custom: Object.fromEntries(named) }
}

const summarised = (row: ReactionRow): SummarisedReaction => ({
  user_id: row.user_id,
  type: row.type,
  score: row.score,
  custom: row.custom === '{}' ? {} : (JSON.parse(row.custom) as Record<string, unknown>),
  created_at: row.created_at,
  updated_at: row.updated_at,
})
