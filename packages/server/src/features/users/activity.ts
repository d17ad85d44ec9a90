import type { FullUser } from '@parley-chat/protocol'
import { type Context, type Tx, worldOf } from '../../core/context.ts'
import { Failure, fail } from '../../core/errors.ts'
import { type Piece, startTask, type Work } from '../tasks/tasks.ts'
import { checkedProfile } from './rules.ts'
import { lockUser, lockUsers, saveUser } from './store.ts'
import type { UserRow } from './user-row.ts'
import { toFullUser } from './user-shapes.ts'
import { refuseDeleted, storeUser } from './user-writes.ts'

interface Deactivation {
  readonly mark_messages_deleted?: boolean | undefined
  readonly mark_channels_deleted?: boolean | undefined
  readonly created_by_id?: string | undefined
}

interface Reactivation {
  readonly restore_messages?: boolean | undefined
  readonly restore_channels?: boolean | undefined
  readonly name?: string | undefined
  readonly created_by_id?: string | undefined
}

/** Keeps a user from connecting and from doing anything, and ends their connections. */
export async function deactivateUser(context: Context, id: string, input: Deactivation): Promise<FullUser> {
  return context.transaction(async (tx) => {
    const { user, work } = await deactivate(tx, await getUser(tx, context, id), input)
    if (work.length > 0) await startTask(context, tx, { type: 'deactivate_user', pieces: [{ work }] })
    return toFullUser(user, worldOf(context), 'server')
  })
}

/** Lets a deactivated user back in. */
export async function reactivateUser(context: Context, id: string, input: Reactivation): Promise<FullUser> {
  return context.transaction(async (tx) => {
    const { user, work } = await reactivate(tx, context, await getUser(tx, context, id), input)
    if (work.length > 0) await startTask(context, tx, { type: 'reactivate_user', pieces: [{ work }] })
    return toFullUser(user, worldOf(context), 'server')
  })
}

/** Deactivates users at once; their messages and channels follow in the task whose id is answered. */
export const deactivateUsers = (context: Context, ids: readonly string[], input: Deactivation): Promise<string> =>
  forEach(context, 'deactivate_users', ids, (tx, row) => deactivate(tx, row, input))

/** Reactivates users at once; their messages and channels follow in the task whose id is answered. */
export const reactivateUsers = (context: Context, ids: readonly string[], input: Reactivation): Promise<string> =>
  forEach(context, 'reactivate_users', ids, (tx, row) => reactivate(tx, context, row, input))

interface Changed {
  readonly user: UserRow
  /** What is left to do in the background. */
  readonly work: readonly Work[]
}

async function deactivate(tx: Tx, row: UserRow, input: Deactivation): Promise<Changed> {
  const { app_pk, id } = row
  if (row.deactivated_at !== null) fail('input', `User '${id}' is already deactivated`)
  const at = tx.now
  const user = { ...row, deactivated_at: at }
  await saveUser(tx, user)
  const { created_by_id } = input
  tx.tell({
    type: 'user.deactivated',
    app_pk,
    user_id: id,
    row: created_by_id === undefined ? {} : { created_by_id },
    reread: 'nothing',
    close: 'deactivated',
  })
  const work: Work[] = []
  if (input.mark_messages_deleted) work.push(['user.messages', { user_id: id, mode: 'soft', at }])
  if (input.mark_channels_deleted) work.push(['user.conversations', { user_id: id, mode: 'soft', at }])
  return { user, work }
}

async function reactivate(tx: Tx, context: Context, row: UserRow, input: Reactivation): Promise<Changed> {
  const { app_pk, id, deactivated_at: at } = row
  if (at === null) fail('input', `User '${id}' is not deactivated`)
  const { created_by_id, name } = input
  const active = { ...row, deactivated_at: null }
  const user = name === undefined ? active : checkedProfile({ ...active, name, updated_at: tx.now })
  if (user === active) await saveUser(tx, user)
  else await storeUser(tx, tx.access.config, active, user, worldOf(context))
  tx.tell({
    type: 'user.reactivated',
    app_pk,
    user_id: id,
    row: created_by_id === undefined ? {} : { created_by_id },
    reread: 'nothing',
  })
  const work: Work[] = []
  if (input.restore_messages) work.push(['user.restored_messages', { user_id: id, at }])
  if (input.restore_channels) work.push(['user.restored_conversations', { user_id: id, at }])
  return { user, work }
}

async function getUser(tx: Tx, { app_pk }: Context, id: string): Promise<UserRow> {
  const row = (await lockUser(tx, app_pk, id)) ?? fail('not_found', `User '${id}' does not exist`)
  refuseDeleted([row])
  return row
}

/** Changes each user that can be changed; the result of the task says which could not. */
async function forEach(
  context: Context,
  type: string,
  ids: readonly string[],
  change: (tx: Tx, row: UserRow) => Promise<Changed>,
): Promise<string> {
  return context.transaction(async (tx) => {
    await lockUsers(tx, context.app_pk, ids)
    const pieces: Piece[] = []
    const result: Record<string, unknown> = {}
    for (const id of new Set(ids)) {
      try {
        const { work } = await change(tx, await getUser(tx, context, id))
        pieces.push({ subject: id, work })
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        result[id] = { status: 'error', error: error.message }
      }
    }
    return startTask(context, tx, { type, pieces, result })
  })
}
