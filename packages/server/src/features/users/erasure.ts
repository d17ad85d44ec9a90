import sql from 'sql-template-tag'
import { onSlice, rowsPerSlice } from '../tasks/tasks.ts'
import { eraseMutes } from './mute-store.ts'
import type { DeletedAs } from './user-row.ts'

/** What becomes of the things of a user who is deactivated, deleted or brought back; later features do it in slices. */
declare module '../tasks/slices.ts' {
  interface Slices {
    /**
     * All messages of a user are deleted, everywhere or in one channel. They have been deleted at `at`; whoever watches
     * such a channel hears `user.messages.deleted`.
     */
    'user.messages': { user_id: string; mode: DeletedAs; at: number; channel_pk?: number; uncount?: true }
    /** The messages that were marked deleted at `at` are there again. */
    'user.restored_messages': { user_id: string; at: number }
    /** The channels in which the user has exactly one partner are deleted, at `at`. */
    'user.conversations': { user_id: string; mode: 'soft' | 'hard'; at: number }
    /** The channels of two that were marked deleted at `at` are there again. */
    'user.restored_conversations': { user_id: string; at: number }
    /** The user belongs to no channel any more. */
    'user.memberships': { user_id: string }
    /** Channels that the user created belong to somebody else. */
    'user.created_channels': { user_id: string; new_owner_id: string }
    /** All reactions of a user are removed. */
    'user.reactions': { user_id: string }
    /** Everything else that tells of the user is removed: mutes, bans, reads, events of their own. */
    'user.traces': { user_id: string }
    /** The user's row is removed: the id is free. */
    'user.row': { user_id: string }
  }
}

onSlice('user.traces', async (tx, { user_id }, _cursor, { app_pk }) => {
  const gone = await eraseMutes(tx, app_pk, user_id, rowsPerSlice)
  return gone > 0 ? 'more' : undefined
})

// Only of a user who is still deleted: nobody is lost who came back in the meantime.
onSlice('user.row', async (tx, { user_id }, _cursor, { app_pk }) => {
  await tx.run(sql`DELETE FROM users WHERE app_pk = ${app_pk} AND id = ${user_id} AND deleted_as = 'hard'`)
  return undefined
})
