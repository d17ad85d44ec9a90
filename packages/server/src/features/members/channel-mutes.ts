import type { ChannelMute } from '@parley-chat/protocol'
import sql, { bulk } from 'sql-template-tag'
import type { AppConfig } from '../../core/app-config.ts'
import { list } from '../../core/lists.ts'
import type { World } from '../../core/world.ts'
import type { Write } from '../../core/writer.ts'
import { type Queries, unlocked } from '../../ports/database.ts'
import { type ChannelRow, findChannelsByPk, toChannel, usersOfChannel } from '../channels/channels.ts'
import { ownPart, publicUsers } from '../users/users.ts'

/** A row of `channel_mutes`. */
export interface ChannelMuteRow {
  readonly app_pk: number
  readonly user_id: string
  readonly channel_pk: number
  readonly created_at: number
  readonly updated_at: number
  readonly expires: number | null
}

ownPart(async (q, config, id, world) => ({ channel_mutes: await listChannelMutes(q, config, id, world) }))

/** More of one user's mutes are not shown in `me`. */
const listedMutes = 1000

/** The mutes of a user that are in force, as `me` shows them. */
async function listChannelMutes(q: Queries, config: AppConfig, user_id: string, world: World): Promise<ChannelMute[]> {
  const rows = await q.all<ChannelMuteRow>(sql`
    SELECT * FROM channel_mutes WHERE app_pk = ${config.pk} AND user_id = ${user_id}
      AND (expires IS NULL OR expires > ${world.now})
    ORDER BY channel_pk LIMIT ${listedMutes}`)
  return toChannelMutes(q, config, rows, world)
}

/** Mutes as the wire shows them; those of deleted channels are left out. */
export async function toChannelMutes(
  q: Queries,
  config: AppConfig,
  rows: readonly ChannelMuteRow[],
  world: World,
): Promise<ChannelMute[]> {
  if (rows.length === 0) return []
  // They are only shown: whoever acts on one channel would wait for all that the user has muted.
  const channels = await findChannelsByPk(
    unlocked(q),
    rows.map((row) => row.channel_pk),
  )
  const ids = new Set(rows.map((row) => row.user_id))
  for (const channel of channels.values()) for (const id of usersOfChannel(channel)) ids.add(id)
  const users = await publicUsers(q, config.pk, [...ids], world)
  return rows.flatMap((row) => {
    const channel = channels.get(row.channel_pk)
    const user = users.get(row.user_id)
    if (!channel || !user) return []
    const { created_at, updated_at, expires } = row
    const mute = { user, channel: toChannel(channel, config, users), created_at, updated_at }
    return [{ ...mute, ...(expires !== null && { expires }) }]
  })
}

/** Mutes channels for a user, anew where they are muted already; answers the rows. */
export async function muteChannels(
  write: Write,
  user_id: string,
  channels: readonly ChannelRow[],
  expires: number | null,
): Promise<ChannelMuteRow[]> {
  const rows = channels.map(({ app_pk, pk }) => [app_pk, user_id, pk, write.now, write.now, expires])
  return write.all(sql`
    INSERT INTO channel_mutes (app_pk, user_id, channel_pk, created_at, updated_at, expires) VALUES ${bulk(rows)}
    ON CONFLICT (app_pk, user_id, channel_pk) DO UPDATE SET updated_at = excluded.updated_at, expires = excluded.expires
    RETURNING *`)
}

export async function unmuteChannels(write: Write, user_id: string, channels: readonly ChannelRow[]): Promise<void> {
  const [first] = channels
  if (!first) return
  await write.run(sql`
    DELETE FROM channel_mutes WHERE app_pk = ${first.app_pk} AND user_id = ${user_id}
      AND channel_pk IN (${list(channels.map(({ pk }) => pk))})`)
}
