import sql, { bulk, join, type Sql } from 'sql-template-tag'
import { list } from '../../core/lists.ts'
import type { Membership } from '../../core/realtime/sources.ts'
import type { Queries } from '../../ports/database.ts'
import type { MemberDetails, MemberRow } from './member-row.ts'

/** A member with the ban and the mute that concern this channel, in one look. */
const details = sql`
  SELECT m.*, b.shadow AS ban_shadow, b.expires AS ban_expires, cm.created_at AS muted_at, cm.expires AS mute_expires
  FROM members AS m
  LEFT JOIN bans AS b ON b.channel_pk = m.channel_pk AND b.user_id = m.user_id
  LEFT JOIN channel_mutes AS cm ON cm.app_pk = m.app_pk AND cm.user_id = m.user_id AND cm.channel_pk = m.channel_pk`

export function selectMember(q: Queries, channel_pk: number, user_id: string): Promise<MemberRow | undefined> {
  return q.get(sql`SELECT * FROM members WHERE channel_pk = ${channel_pk} AND user_id = ${user_id}`)
}

export async function selectMembers(q: Queries, channel_pk: number, ids: readonly string[]): Promise<MemberDetails[]> {
  if (ids.length === 0) return []
  return q.all(sql`${details} WHERE m.channel_pk = ${channel_pk} AND m.user_id IN (${list(ids)})`)
}

export async function selectOwnMemberships(
  q: Queries,
  channel_pks: readonly number[],
  user_id: string,
): Promise<MemberDetails[]> {
  if (channel_pks.length === 0) return []
  return q.all(sql`${details} WHERE m.channel_pk IN (${list(channel_pks)}) AND m.user_id = ${user_id}`)
}

export async function selectMemberships(q: Queries, app_pk: number, user_id: string): Promise<Membership[]> {
  return q.all(sql`
    SELECT m.channel_pk, c.seq FROM members AS m JOIN channels AS c ON c.pk = m.channel_pk
    WHERE m.app_pk = ${app_pk} AND m.user_id = ${user_id} AND m.status = 'member' AND c.deleted_at IS NULL`)
}

/** How members of a channel are read in pages: the newest first. */
export interface MemberPage {
  readonly channel_pk: number
  readonly limit: number
  readonly offset?: number
}

/** One page for each of several channels, with one query. */
export async function selectNewestMembers(q: Queries, pages: readonly MemberPage[]): Promise<MemberDetails[]> {
  if (pages.length === 0) return []
  const parts = pages.map(
    ({ channel_pk, limit, offset = 0 }) => sql`
      SELECT * FROM (${details} WHERE m.channel_pk = ${channel_pk}
        ORDER BY m.created_at DESC, m.user_id DESC LIMIT ${limit} OFFSET ${offset}) AS page`,
  )
  return q.all(join(parts, ' UNION ALL '))
}

/** The members of these channels who have hidden them and are to see them again: those who muted the channel are not. */
export function selectHiddenMembers(
  q: Queries,
  channel_pks: readonly number[],
  now: number,
): Promise<{ channel_pk: number; user_id: string }[]> {
  return q.all(sql`
    SELECT m.channel_pk, m.user_id FROM members AS m
    LEFT JOIN channel_mutes AS cm ON cm.app_pk = m.app_pk AND cm.user_id = m.user_id AND cm.channel_pk = m.channel_pk
      AND (cm.expires IS NULL OR cm.expires > ${now})
    WHERE m.channel_pk IN (${list(channel_pks)}) AND m.hidden = 1 AND cm.user_id IS NULL
    ORDER BY m.channel_pk, m.user_id`)
}

export async function showToMembers(
  q: Queries,
  members: readonly { readonly channel_pk: number; readonly user_id: string }[],
): Promise<void> {
  for (const [channel_pk, rows] of Map.groupBy(members, (row) => row.channel_pk)) {
    await q.run(sql`
      UPDATE members SET hidden = 0, hidden_at = NULL
      WHERE channel_pk = ${channel_pk} AND user_id IN (${list(rows.map((row) => row.user_id))})`)
  }
}

/** What a membership begins with; the rest is as in any other. */
export type NewMember = Pick<
  MemberRow,
  | 'app_pk'
  | 'channel_pk'
  | 'user_id'
  | 'channel_role'
  | 'status'
  | 'invited'
  | 'hidden'
  | 'hidden_at'
  | 'hide_messages_before'
  | 'custom'
  | 'created_at'
  | 'updated_at'
>

export async function insertMembers(q: Queries, rows: readonly NewMember[]): Promise<void> {
  if (rows.length === 0) return
  await q.run(sql`
    INSERT INTO members (app_pk, channel_pk, user_id, channel_role, status, invited, hidden, hidden_at,
      hide_messages_before, custom, created_at, updated_at)
    VALUES ${bulk(
      rows.map((row) => [
        row.app_pk,
        row.channel_pk,
        row.user_id,
        row.channel_role,
        row.status,
        row.invited,
        row.hidden,
        row.hidden_at,
        row.hide_messages_before,
        row.custom,
        row.created_at,
        row.updated_at,
      ]),
    )}`)
}

export async function deleteMembers(q: Queries, channel_pk: number, ids: readonly string[]): Promise<void> {
  await q.run(sql`DELETE FROM members WHERE channel_pk = ${channel_pk} AND user_id IN (${list(ids)})`)
}

/** A change of a member; what is left out stays. */
export type MemberChange = Partial<
  Pick<
    MemberRow,
    | 'channel_role'
    | 'status'
    | 'invited'
    | 'invite_accepted_at'
    | 'invite_rejected_at'
    | 'hidden'
    | 'hidden_at'
    | 'hide_messages_before'
    | 'pinned_at'
    | 'archived_at'
    | 'custom'
    | 'updated_at'
  >
>

const setters: { readonly [K in keyof Required<MemberChange>]: (value: string | number | null) => Sql } = {
  channel_role: (value) => sql`channel_role = ${value}`,
  status: (value) => sql`status = ${value}`,
  invited: (value) => sql`invited = ${value}`,
  invite_accepted_at: (value) => sql`invite_accepted_at = ${value}`,
  invite_rejected_at: (value) => sql`invite_rejected_at = ${value}`,
  hidden: (value) => sql`hidden = ${value}`,
  hidden_at: (value) => sql`hidden_at = ${value}`,
  hide_messages_before: (value) => sql`hide_messages_before = ${value}`,
  pinned_at: (value) => sql`pinned_at = ${value}`,
  archived_at: (value) => sql`archived_at = ${value}`,
  custom: (value) => sql`custom = ${value}`,
  updated_at: (value) => sql`updated_at = ${value}`,
}

/** Makes the same change of several members. */
export async function updateMembers(
  q: Queries,
  channel_pk: number,
  ids: readonly string[],
  change: MemberChange,
): Promise<void> {
  const sets = Object.entries(change).flatMap(([name, value]) =>
    value === undefined ? [] : [setters[name as keyof MemberChange](value)],
  )
  if (sets.length === 0 || ids.length === 0) return
  await q.run(sql`
    UPDATE members SET ${join(sets)} WHERE channel_pk = ${channel_pk} AND user_id IN (${list(ids)})`)
}
