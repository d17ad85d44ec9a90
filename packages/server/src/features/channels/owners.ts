import sql from 'sql-template-tag'
import { onSlice, rowsPerSlice } from '../tasks/tasks.ts'

onSlice('user.created_channels', async (tx, { user_id, new_owner_id }, _cursor, { app_pk }) => {
  const changed = await tx.run(sql`
    UPDATE channels SET created_by_id = ${new_owner_id} WHERE pk IN (
      SELECT pk FROM channels WHERE app_pk = ${app_pk} AND created_by_id = ${user_id}
      ORDER BY pk LIMIT ${rowsPerSlice} ${tx.lock()})`)
  return changed > 0 ? 'more' : undefined
})
