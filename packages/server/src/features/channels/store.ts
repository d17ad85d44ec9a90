import sql, { bulk, join, type Sql } from 'sql-template-tag'
import { list, padded } from '../../core/lists.ts'
import type { Queries } from '../../ports/database.ts'
import type { ChannelRow } from './channel-row.ts'

const byPk = { order: sql`pk` }

/** The living channels with these cids. */
export async function selectByCids(q: Queries, app_pk: number, cids: readonly string[]): Promise<ChannelRow[]> {
  if (cids.length === 0) return []
  return q.all(sql`
    SELECT * FROM channels WHERE app_pk = ${app_pk} AND cid IN (${list(cids)}) AND deleted_at IS NULL ${q.lock(byPk)}`)
}

/** The living channels with these keys, which were found through their app. */
export async function selectByPks(q: Queries, pks: readonly number[]): Promise<ChannelRow[]> {
  if (pks.length === 0) return []
  return q.all(sql`SELECT * FROM channels WHERE pk IN (${list(pks)}) AND deleted_at IS NULL ${q.lock(byPk)}`)
}

/** Locks the rows of channels, deleted ones among them. */
export async function lockByPks(q: Queries, pks: readonly number[]): Promise<void> {
  if (pks.length === 0) return
  await q.all(sql`SELECT pk FROM channels WHERE pk IN (${list(pks)}) ${q.lock(byPk)}`)
}

/** A channel that was deleted for good and whose remains are being taken away. */
export function selectErased(q: Queries, app_pk: number, pk: number): Promise<ChannelRow | undefined> {
  return q.get(sql`SELECT * FROM channels WHERE pk = ${pk} AND app_pk = ${app_pk} AND erased = 1 ${q.lock()}`)
}

/** The last channel of this cid that was deleted, and not for good. */
export function selectDeleted(q: Queries, app_pk: number, cid: string): Promise<ChannelRow | undefined> {
  return q.get(sql`
    SELECT * FROM channels WHERE app_pk = ${app_pk} AND cid = ${cid} AND deleted_at IS NOT NULL AND erased = 0
    ORDER BY pk DESC LIMIT 1 ${q.lock()}`)
}

/** What is known of a channel before it is made. */
export type NewChannel = Pick<
  ChannelRow,
  | 'app_pk'
  | 'type'
  | 'id'
  | 'cid'
  | 'team'
  | 'created_by_id'
  | 'frozen'
  | 'disabled'
  | 'custom'
  | 'config_overrides'
  | 'filter_tags'
  | 'distinct_members'
  | 'auto_translation_enabled'
  | 'auto_translation_language'
  | 'created_at'
  | 'updated_at'
>

export async function insertChannel(q: Queries, channel: NewChannel): Promise<ChannelRow> {
  const columns = Object.keys(channel)
  const row = await q.get<ChannelRow>(sql`
    INSERT INTO channels (${join(columns.map((name) => names[name as keyof NewChannel]))})
    VALUES ${bulk([Object.values(channel)])} RETURNING *`)
  return row!
}

/** Names of columns are SQL text, so they come from here and nowhere else. */
const names: Readonly<Record<keyof NewChannel, Sql>> = {
  app_pk: sql`app_pk`,
  type: sql`type`,
  id: sql`id`,
  cid: sql`cid`,
  team: sql`team`,
  created_by_id: sql`created_by_id`,
  frozen: sql`frozen`,
  disabled: sql`disabled`,
  custom: sql`custom`,
  config_overrides: sql`config_overrides`,
  filter_tags: sql`filter_tags`,
  distinct_members: sql`distinct_members`,
  auto_translation_enabled: sql`auto_translation_enabled`,
  auto_translation_language: sql`auto_translation_language`,
  created_at: sql`created_at`,
  updated_at: sql`updated_at`,
}

/** A change of a channel; what is left out stays. */
export interface ChannelChange {
  readonly team?: string | null
  readonly frozen?: number
  readonly disabled?: number
  readonly cooldown?: number
  readonly custom?: string
  readonly config_overrides?: string | null
  readonly filter_tags?: string | null
  readonly auto_translation_enabled?: number
  readonly auto_translation_language?: string | null
  /** Only rises: of two who prune, the one that is behind puts nothing back. */
  readonly pruned_seq?: number
  /** These are the new values … */
  readonly counted?: number
  readonly floor_n?: number
  readonly last_live_at?: number
  readonly last_message_at?: number | null
  /** … and these two are added to what is there. */
  readonly member_count?: number
  readonly message_count?: number
  readonly truncated_at?: number
  readonly truncated_by_id?: string | null
  readonly updated_at?: number
  readonly deleted_at?: number | null
  readonly erased?: number
}

const setters: { readonly [K in keyof Required<ChannelChange>]: (value: NonNullable<unknown> | null) => Sql } = {
  team: (value) => sql`team = ${value}`,
  frozen: (value) => sql`frozen = ${value}`,
  disabled: (value) => sql`disabled = ${value}`,
  cooldown: (value) => sql`cooldown = ${value}`,
  custom: (value) => sql`custom = ${value}`,
  config_overrides: (value) => sql`config_overrides = ${value}`,
  filter_tags: (value) => sql`filter_tags = ${value}`,
  auto_translation_enabled: (value) => sql`auto_translation_enabled = ${value}`,
  auto_translation_language: (value) => sql`auto_translation_language = ${value}`,
  pruned_seq: (value) => sql`pruned_seq = CASE WHEN pruned_seq > ${value} THEN pruned_seq ELSE ${value} END`,
  counted: (value) => sql`counted = ${value}`,
  floor_n: (value) => sql`floor_n = ${value}`,
  last_live_at: (value) => sql`last_live_at = ${value}`,
  last_message_at: (value) => sql`last_message_at = ${value}`,
  member_count: (value) => sql`member_count = member_count + ${value}`,
  message_count: (value) => sql`message_count = message_count + ${value}`,
  truncated_at: (value) => sql`truncated_at = ${value}`,
  truncated_by_id: (value) => sql`truncated_by_id = ${value}`,
  updated_at: (value) => sql`updated_at = ${value}`,
  deleted_at: (value) => sql`deleted_at = ${value}`,
  erased: (value) => sql`erased = ${value}`,
}

/** Writes a change and answers the row as it is afterwards. */
export async function updateChannel(q: Queries, pk: number, change: ChannelChange): Promise<ChannelRow> {
  const sets = Object.entries(change).flatMap(([name, value]) =>
    value === undefined ? [] : [setters[name as keyof ChannelChange](value)],
  )
  if (sets.length === 0) throw new Error('a change of a channel changes nothing')
  const row = await q.get<ChannelRow>(sql`UPDATE channels SET ${join(sets)} WHERE pk = ${pk} RETURNING *`)
  if (!row) throw new Error(`channel ${pk} has no row`)
  return row
}

/** Writes what new messages change of their channels, all at once. */
export async function saveSendNumbers(q: Queries, channels: readonly ChannelRow[]): Promise<void> {
  const values = padded(channels).map(
    (c) => sql`(CAST(${c.pk} AS BIGINT), CAST(${c.counted} AS BIGINT), CAST(${c.last_live_at} AS BIGINT),
      CAST(${c.last_message_at} AS BIGINT), CAST(${c.message_count} AS BIGINT))`,
  )
  await q.run(sql`
    UPDATE channels SET counted = v.column2, last_live_at = v.column3, last_message_at = v.column4,
      message_count = v.column5
    FROM (VALUES ${join(values)}) AS v WHERE channels.pk = v.column1`)
}

export async function deleteChannelRow(q: Queries, pk: number): Promise<void> {
  await q.run(sql`DELETE FROM channels WHERE pk = ${pk} AND erased = 1`)
}
