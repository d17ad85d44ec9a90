import type { DeleteUsersRequest, FullUser } from '@parley-chat/protocol'
import { type Context, type Tx, worldOf } from '../../core/context.ts'
import { Failure, fail, failField } from '../../core/errors.ts'
import { type Piece, startTask, type Work } from '../tasks/tasks.ts'
import './erasure.ts'
import { newUser } from './rules.ts'
import { findUser, insertUser, lockUser, lockUsers, saveUser } from './store.ts'
import type { DeletedAs, UserRow } from './user-row.ts'
import { toFullUser, toUser } from './user-shapes.ts'

/** What is deleted of a user. */
interface Deletion {
  readonly user: DeletedAs
  /** Absent: they stay. */
  readonly messages?: DeletedAs | undefined
  readonly conversations?: 'soft' | 'hard' | undefined
  readonly new_channel_owner_id?: string | undefined
}

/** What older clients say of a deletion, and what the newer ones do (spec/20 §5.1). */
interface SingleDeletion {
  readonly mark_messages_deleted?: boolean | undefined
  readonly hard_delete?: boolean | undefined
  readonly delete_conversation_channels?: boolean | undefined
  readonly user?: DeletedAs | undefined
  readonly messages?: DeletedAs | undefined
  readonly conversations?: 'soft' | 'hard' | undefined
}

/** Deletes a user: gone from all queries when this answers, while what they leave behind is removed in the background. */
export async function deleteUser(context: Context, id: string, input: SingleDeletion): Promise<FullUser> {
  const deletion = readDeletion(input)
  return context.transaction(async (tx) => {
    const row = (await lockUser(tx, context.app_pk, id)) ?? fail('not_found', `User '${id}' does not exist`)
    const user = await markDeleted(tx, context, row, deletion)
    await startTask(context, tx, { type: 'delete_user', pieces: [await pieceOf(tx, context, user, deletion)] })
    return toFullUser(user, worldOf(context), 'server')
  })
}

/** The same for many; the task whose id is answered tells what became of each. */
export async function deleteUsers(context: Context, input: DeleteUsersRequest): Promise<string> {
  const { user = 'soft', messages, new_channel_owner_id } = input
  if (user === 'hard' && messages !== 'hard') failField('messages', 'must be hard when user is hard')
  const conversations = input.conversations ?? (user === 'hard' ? 'hard' : undefined)
  const deletion = { user, messages, conversations, new_channel_owner_id }
  return context.transaction(async (tx) => {
    const ids = [...new Set(input.user_ids)]
    const known = await lockUsers(tx, context.app_pk, ids)
    if (new_channel_owner_id !== undefined) await ensureOwner(tx, context, new_channel_owner_id, ids)
    const result: Record<string, unknown> = {}
    const pieces: Piece[] = []
    for (const id of ids) {
      const row = known.get(id)
      if (!row) result[id] = { status: 'error', error: `User '${id}' does not exist` }
      else pieces.push(await pieceOf(tx, context, await markDeleted(tx, context, row, deletion), deletion))
    }
    return startTask(context, tx, { type: 'delete_users', pieces, result })
  })
}

/** Brings users back whose data was kept: they, and nothing that they had (spec/20 §5.3). */
export async function restoreUsers(context: Context, ids: readonly string[]): Promise<void> {
  await context.transaction(async (tx) => {
    const known = await lockUsers(tx, context.app_pk, ids)
    const others = ids.filter((id) => known.get(id)?.deleted_as !== 'soft')
    if (others.length > 0) fail('input', `The following users are not softly deleted: [${others.join(', ')}]`)
    for (const row of known.values()) await saveUser(tx, { ...row, deleted_at: null, deleted_as: null })
  })
}

function readDeletion(input: SingleDeletion): Deletion {
  const user = input.user ?? (input.hard_delete ? 'hard' : 'soft')
  const messages = input.messages ?? (user === 'hard' ? 'hard' : input.mark_messages_deleted ? 'soft' : undefined)
  const isWhole = input.delete_conversation_channels || user === 'hard'
  const conversations = input.conversations ?? (isWhole ? (user === 'hard' ? 'hard' : 'soft') : undefined)
  return { user, messages, conversations }
}

const degrees: readonly (DeletedAs | null)[] = [null, 'soft', 'pruning', 'hard']

async function markDeleted(tx: Tx, context: Context, row: UserRow, deletion: Deletion): Promise<UserRow> {
  const { app_pk, id } = row
  // Whoever is deleted already can be deleted further, and not less.
  const goesFurther = degrees.indexOf(deletion.user) > degrees.indexOf(row.deleted_as)
  const deleted_as = goesFurther ? deletion.user : row.deleted_as!
  const kept = deleted_as === 'soft' ? row : blanked(row)
  const user = { ...kept, deleted_at: row.deleted_at ?? tx.now, deleted_as }
  await saveUser(tx, user)
  const { messages, conversations } = deletion
  const modes = { delete_user: deleted_as, delete_messages: messages ?? '', delete_conversation: conversations ?? '' }
  const flags = {
    delete_conversation_channels: conversations !== undefined,
    hard_delete: deleted_as === 'hard',
    mark_messages_deleted: messages !== undefined,
  }
  const body = { user: toUser(user, worldOf(context)), ...modes, ...flags }
  tx.presence({ type: 'user.deleted', app_pk, user_id: id, body })
  tx.tell({ type: 'user.deleted', app_pk, user_id: id, row: modes, reread: 'nothing', close: 'deleted' })
  return user
}

/** What is left of a user whose data is deleted while others still see that there was somebody. */
const blanked = (row: UserRow): UserRow => ({
  ...newUser(row.app_pk, row.id, row.created_at, row.role),
  updated_at: row.updated_at,
  deactivated_at: row.deactivated_at,
})

async function pieceOf(tx: Tx, context: Context, { id, deleted_at }: UserRow, deletion: Deletion): Promise<Piece> {
  const { user, messages, conversations, new_channel_owner_id } = deletion
  const at = deleted_at ?? tx.now
  const work: Work[] = []
  // Channels of two go first: their messages need no deletion of their own then.
  if (conversations) work.push(['user.conversations', { user_id: id, mode: conversations, at }])
  if (messages) work.push(['user.messages', { user_id: id, mode: messages, at }])
  work.push(['user.memberships', { user_id: id }])
  if (user === 'hard') {
    const new_owner_id = new_channel_owner_id ?? `delete-user-${hexOf(context)}`
    work.push(['user.created_channels', { user_id: id, new_owner_id }])
    for (const name of ['user.reactions', 'user.traces', 'user.row'] as const) work.push([name, { user_id: id }])
  }
  return { subject: id, work }
}

/** Sixteen digits that nobody else has. */
const hexOf = ({ services }: Context): string => services.ids.uuid().replaceAll('-', '').slice(-16)

/** Whoever takes over channels must be somebody, and not one of those who go. */
async function ensureOwner(tx: Tx, context: Context, id: string, leaving: readonly string[]): Promise<void> {
  if (leaving.includes(id)) failField('new_channel_owner_id', 'is one of the users to be deleted')
  const owner = await findUser(tx, context.app_pk, id)
  if (owner?.deleted_at != null) throw new Failure('input', `The following users were deleted: [${id}]`)
  if (!owner) await insertUser(tx, newUser(context.app_pk, id, tx.now))
}
