import sql, { type Sql } from 'sql-template-tag'
import { type Context, type Tx, worldOf } from '../../core/context.ts'
import { list } from '../../core/lists.ts'
import { happen } from '../../core/subscribers.ts'
import { type ChannelRow, findChannelsByPk, findErased, workOn } from '../channels/channels.ts'
import { onSlice, rowsPerSlice } from '../tasks/tasks.ts'
import { removeMembers } from './membership.ts'
import { deleteMembers } from './store.ts'

/** Each removal tells a channel, so a slice takes fewer of them than of plain rows. */
const removalsPerSlice = 20

onSlice('user.memberships', (tx, { user_id }, _cursor, context) => endMemberships(tx, context, user_id, sql`TRUE`))

onSlice('user.team_memberships', (tx, { user_id, teams }, _cursor, context) =>
  endMemberships(tx, context, user_id, sql`c.team IN (${list(teams)})`),
)

/** Removes a user from some of the channels they are in; of those that were deleted nobody is told. */
async function endMemberships(tx: Tx, context: Context, user_id: string, condition: Sql): Promise<unknown> {
  const memberships = await tx.all<{ channel_pk: number }>(sql`
    SELECT m.channel_pk FROM members AS m JOIN channels AS c ON c.pk = m.channel_pk
    WHERE m.app_pk = ${context.app_pk} AND m.user_id = ${user_id} AND ${condition} LIMIT ${removalsPerSlice}`)
  const pks = memberships.map((row) => row.channel_pk)
  const channels = await findChannelsByPk(tx, pks)
  for (const pk of pks) {
    const row = channels.get(pk)
    if (row) {
      await removeMembers(await workOn(tx, tx.access.config, worldOf(context), row), [user_id])
      continue
    }
    await deleteMembers(tx, pk, [user_id])
    const channel = await tx.get<ChannelRow>(sql`SELECT * FROM channels WHERE pk = ${pk}`)
    // Another task may just have taken the rest of it away.
    if (channel) await happen(tx, 'member.left', { channel, user_ids: [user_id] })
  }
  return pks.length === removalsPerSlice ? 'more' : undefined
}

onSlice('user.traces', async (tx, { user_id }, _cursor, { app_pk }) => {
  const gone = await tx.run(sql`
    DELETE FROM channel_mutes WHERE app_pk = ${app_pk} AND user_id = ${user_id} AND channel_pk IN (
      SELECT channel_pk FROM channel_mutes WHERE app_pk = ${app_pk} AND user_id = ${user_id} LIMIT ${rowsPerSlice})`)
  return gone > 0 ? 'more' : undefined
})

onSlice('channel.remains', async (tx, { channel_pk }, _cursor, { app_pk }) => {
  const channel = await findErased(tx, app_pk, channel_pk)
  if (!channel) return undefined
  const members = await tx.all<{ user_id: string }>(sql`
    SELECT user_id FROM members WHERE channel_pk = ${channel_pk} ORDER BY user_id LIMIT ${rowsPerSlice}`)
  if (members.length > 0) {
    const user_ids = members.map((row) => row.user_id)
    await deleteMembers(tx, channel_pk, user_ids)
    await happen(tx, 'member.left', { channel, user_ids })
    return 'more'
  }
  const mutes = await tx.run(sql`
    DELETE FROM channel_mutes WHERE channel_pk = ${channel_pk} AND user_id IN (
      SELECT user_id FROM channel_mutes WHERE channel_pk = ${channel_pk} LIMIT ${rowsPerSlice})`)
  return mutes > 0 ? 'more' : undefined
})
