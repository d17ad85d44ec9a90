import { path } from '../http.ts'
import { type Sort, sortParams } from '../sorting.ts'
import type { Answer, TaskAnswer, UserAnswer, UsersAnswer, UsersByIdAnswer } from './answers.ts'
import { AppCalls } from './app-calls.ts'

/** A user as an app writes it: what it names beside these fields is custom data. */
export interface UserInput {
  readonly id: string
  readonly name?: string
  readonly image?: string
  /** Server side only. */
  readonly role?: string
  readonly teams?: readonly string[]
  readonly invisible?: boolean
  readonly [custom: string]: unknown
}

export interface UserPatch {
  readonly id: string
  readonly set?: object
  readonly unset?: readonly string[]
}

type Deletion = 'soft' | 'pruning' | 'hard'

/** What can be done with users. Most of it takes the secret. */
export abstract class UserCalls extends AppCalls {
  /**
   * Creates a user, or replaces its data (documented behaviour: "Users").
   *
   * ```ts
   * await server.upsertUser({ id: 'ana', name: 'Ana', role: 'user' })
   * ```
   */
  upsertUser(user: UserInput): Promise<UsersByIdAnswer> {
    return this.upsertUsers([user])
  }

  /**
   * Creates up to a hundred users, or replaces their data.
   *
   * ```ts
   * await server.upsertUsers([{ id: 'ann' }, { id: 'bob', name: 'Bob' }])
   * ```
   */
  upsertUsers(users: readonly UserInput[]): Promise<UsersByIdAnswer> {
    const byId = Object.fromEntries(users.map((user) => [user.id, user]))
    return this.http('POST', '/users', { body: { users: byId } })
  }

  /**
   * Changes single fields of a user.
   *
   * ```ts
   * await client.partialUpdateUser({ id: 'ana', set: { mood: 'sunny' }, unset: ['image'] })
   * ```
   */
  partialUpdateUser(patch: UserPatch): Promise<UsersByIdAnswer> {
    return this.partialUpdateUsers([patch])
  }

  /**
   * Changes single fields of many users.
   *
   * ```ts
   * await server.partialUpdateUsers([{ id: 'ann', set: { role: 'admin' } }, { id: 'bob', unset: ['image'] }])
   * ```
   */
  partialUpdateUsers(patches: readonly UserPatch[]): Promise<UsersByIdAnswer> {
    return this.http('PATCH', '/users', { body: { users: patches } })
  }

  protected fetchUsers(
    filter: object,
    sort: Sort | undefined,
    options: object,
    connectionId?: string,
  ): Promise<UsersAnswer> {
    const payload = { filter_conditions: filter, sort: sortParams(sort), ...options }
    return this.http('GET', '/users', { query: { payload, connection_id: connectionId } })
  }

  /**
   * Server side: deletes a user at once.
   *
   * ```ts
   * await server.deleteUser('eve', { mark_messages_deleted: true })
   * ```
   */
  deleteUser(
    userId: string,
    options: { mark_messages_deleted?: boolean; hard_delete?: boolean; delete_conversation_channels?: boolean } = {},
  ): Promise<UserAnswer> {
    return this.http('DELETE', path`/users/${userId}`, { query: options })
  }

  /**
   * Server side: deletes users and what they leave behind; see `getTask`.
   *
   * ```ts
   * const { task_id } = await server.deleteUsers(['eve'], { user: 'hard', messages: 'hard' })
   * ```
   */
  deleteUsers(
    userIds: readonly string[],
    options: {
      user?: Deletion
      messages?: Deletion
      conversations?: 'soft' | 'hard'
      new_channel_owner_id?: string
    } = {},
  ): Promise<TaskAnswer> {
    return this.http('POST', '/users/delete', { body: { user_ids: userIds, ...options } })
  }

  /**
   * Server side: brings softly deleted users back.
   *
   * ```ts
   * await server.restoreUsers(['eve'])
   * ```
   */
  restoreUsers(userIds: readonly string[]): Promise<Answer> {
    return this.http('POST', '/users/restore', { body: { user_ids: userIds } })
  }

  /**
   * Server side: keeps a user from connecting.
   *
   * ```ts
   * await server.deactivateUser('eve', { created_by_id: 'ann' })
   * ```
   */
  deactivateUser(
    userId: string,
    options: { mark_messages_deleted?: boolean; created_by_id?: string } = {},
  ): Promise<UserAnswer> {
    return this.http('POST', path`/users/${userId}/deactivate`, { body: options })
  }

  /**
   * Server side: the same for many users; see `getTask`.
   *
   * ```ts
   * const { task_id } = await server.deactivateUsers(['eve', 'mallory'])
   * ```
   */
  deactivateUsers(
    userIds: readonly string[],
    options: { mark_messages_deleted?: boolean; created_by_id?: string } = {},
  ): Promise<TaskAnswer> {
    return this.http('POST', '/users/deactivate', { body: { user_ids: userIds, ...options } })
  }

  /**
   * Server side: lets a user connect again.
   *
   * ```ts
   * await server.reactivateUser('eve', { restore_messages: true })
   * ```
   */
  reactivateUser(
    userId: string,
    options: { restore_messages?: boolean; name?: string; created_by_id?: string } = {},
  ): Promise<UserAnswer> {
    return this.http('POST', path`/users/${userId}/reactivate`, { body: options })
  }

  /**
   * Server side: the same for many users; see `getTask`.
   *
   * ```ts
   * const { task_id } = await server.reactivateUsers(['eve', 'mallory'])
   * ```
   */
  reactivateUsers(
    userIds: readonly string[],
    options: { restore_messages?: boolean; created_by_id?: string } = {},
  ): Promise<TaskAnswer> {
    return this.http('POST', '/users/reactivate', { body: { user_ids: userIds, ...options } })
  }

  /**
   * Server side: tells one user something that the app has invented; its type has no dot (documented behaviour: "Custom events").
   *
   * ```ts
   * await server.sendUserCustomEvent('ana', { type: 'friendship_request', from: 'bob' })
   * ```
   */
  sendUserCustomEvent(
    targetUserId: string,
    event: { readonly type: string; readonly [custom: string]: unknown },
  ): Promise<Answer> {
    return this.http('POST', path`/users/${targetUserId}/event`, { body: { event } })
  }

  /**
   * Server side: tokens of this user that were made before the date are refused; `null` takes it back.
   *
   * ```ts
   * await server.revokeUserToken('eve')
   * ```
   */
  revokeUserToken(userId: string, before?: Date | string | null): Promise<UsersByIdAnswer> {
    return this.revokeUsersToken([userId], before)
  }

  /**
   * Server side: the same for many users.
   *
   * ```ts
   * await server.revokeUsersToken(['eve', 'mallory'], new Date())
   * ```
   */
  revokeUsersToken(userIds: readonly string[], before?: Date | string | null): Promise<UsersByIdAnswer> {
    const set = { revoke_tokens_issued_before: this.moment(before) }
    return this.partialUpdateUsers(userIds.map((id) => ({ id, set })))
  }
}
