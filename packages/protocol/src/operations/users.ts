import { z } from 'zod'
import { type Endpoint, endpoints } from '../endpoint.ts'
import { FullUser } from '../objects/own-user.ts'
import { actingUser, ConnectUserDetails, User, UserRequest } from '../objects/user.ts'
import { input, resource } from '../resource.ts'
import { JsonObject, Sort, UserId } from '../scalars.ts'
import { connection, limit, offset } from './paging.ts'

/** The most users that one request may change. */
export const maxUsers = 100

const UserIds = z.array(UserId).min(1).max(maxUsers)
const userParams = z.object({ user_id: z.string().min(1).max(255) })

export const UpdateUsersRequest = resource('UpdateUsersRequest', {
  users: z
    .record(UserId, UserRequest)
    .refine((users) => Object.keys(users).length <= maxUsers, `must contain at maximum ${maxUsers} items`)
    .meta({ wire: 'keyed_by_id' }),
})
export type UpdateUsersRequest = z.infer<typeof UpdateUsersRequest>

export const UserPatch = resource('UserPatch', {
  id: UserId,
  set: JsonObject.optional().describe('Dot paths reach into custom data.'),
  unset: z.array(z.string().min(1).max(255)).optional(),
})
export type UserPatch = z.infer<typeof UserPatch>

export const UpdateUsersPartialRequest = resource('UpdateUsersPartialRequest', {
  users: z.array(UserPatch).min(1).max(maxUsers),
})
export type UpdateUsersPartialRequest = z.infer<typeof UpdateUsersPartialRequest>

export const QueryUsersPayload = resource('QueryUsersPayload', {
  filter_conditions: JsonObject,
  sort: Sort.optional(),
  limit: limit(100),
  offset: offset(1000),
  id_lt: z.string().max(255).optional(),
  id_lte: z.string().max(255).optional(),
  id_gt: z.string().max(255).optional(),
  id_gte: z.string().max(255).optional(),
  presence: z.boolean().optional().describe('Follow the presence of the users found; needs connection_id.'),
  include_deactivated_users: z.boolean().optional(),
  ...actingUser,
})
export type QueryUsersPayload = z.infer<typeof QueryUsersPayload>

export const GuestRequest = input(
  'GuestRequest',
  { ...ConnectUserDetails.shape, id: z.string().max(200).optional() },
  { of: User, refused: ['role', 'teams', 'teams_role'] },
)
export type GuestRequest = z.infer<typeof GuestRequest>

const by = { created_by_id: UserId.optional().describe('Who does it.') }
const DeleteMode = z.enum(['soft', 'pruning', 'hard'])
const ConversationMode = z.enum(['soft', 'hard'])

export const DeleteUsersRequest = resource('DeleteUsersRequest', {
  user_ids: UserIds,
  user: DeleteMode.optional().describe('soft (default): marked; pruning: profile blanked too; hard: erased.'),
  messages: DeleteMode.optional().describe('Absent: they stay.'),
  conversations: ConversationMode.optional().describe('What becomes of channels of exactly two members.'),
  files: z.boolean().optional(),
  new_channel_owner_id: UserId.optional(),
})
export type DeleteUsersRequest = z.infer<typeof DeleteUsersRequest>

const DeleteUserQuery = z.object({
  mark_messages_deleted: z.boolean().optional(),
  hard_delete: z.boolean().optional(),
  delete_conversation_channels: z.boolean().optional(),
  user: DeleteMode.optional(),
  messages: DeleteMode.optional(),
  conversations: ConversationMode.optional(),
})

const userReply = <const N extends string>(name: N) => resource(name, { user: FullUser })
const taskReply = <const N extends string>(name: N) => resource(name, { task_id: z.string() })
const shared = { v2: 'common', tag: 'users', side: 'server' } as const satisfies Partial<Endpoint>

export const userEndpoints = endpoints({
  UpdateUsers: {
    ...shared,
    method: 'POST',
    path: '/users',
    side: 'both',
    summary: 'Create users or replace their data',
    body: UpdateUsersRequest,
    reply: resource('UpdateUsersResponse', {
      users: z.record(z.string(), FullUser),
      membership_deletion_task_id: z.string().describe('Empty unless teams were taken away.'),
    }),
    errors: ['duplicate_username'],
  },
  UpdateUsersPartial: {
    ...shared,
    method: 'PATCH',
    path: '/users',
    side: 'both',
    summary: 'Change single fields of users',
    body: UpdateUsersPartialRequest,
    reply: resource('UpdateUsersPartialResponse', {
      users: z.record(z.string(), FullUser),
      membership_deletion_task_id: z.string(),
    }),
    errors: ['duplicate_username', 'not_found'],
  },
  QueryUsers: {
    ...shared,
    method: 'GET',
    path: '/users',
    side: 'both',
    summary: 'Find users',
    query: z.object({ payload: QueryUsersPayload.optional(), ...connection }),
    reply: resource('QueryUsersResponse', { users: z.array(FullUser) }),
    errors: ['connection_not_found'],
  },
  CreateGuest: {
    ...shared,
    method: 'POST',
    path: '/guest',
    side: 'both',
    anonymous: 'unsaid',
    summary: 'Create a guest and a token for it',
    body: resource('CreateGuestRequest', { user: GuestRequest }),
    reply: resource('CreateGuestResponse', { user: FullUser, access_token: z.string() }),
  },
  DeactivateUser: {
    ...shared,
    method: 'POST',
    path: '/users/:user_id/deactivate',
    params: userParams,
    summary: 'Keep a user from connecting',
    body: resource('DeactivateUserRequest', { mark_messages_deleted: z.boolean().optional(), ...by }),
    reply: userReply('DeactivateUserResponse'),
    errors: ['not_found'],
  },
  ReactivateUser: {
    ...shared,
    method: 'POST',
    path: '/users/:user_id/reactivate',
    params: userParams,
    summary: 'Let a user connect again',
    body: resource('ReactivateUserRequest', {
      restore_messages: z.boolean().optional(),
      name: z.string().max(5000).optional(),
      ...by,
    }),
    reply: userReply('ReactivateUserResponse'),
    errors: ['not_found'],
  },
  DeactivateUsers: {
    ...shared,
    method: 'POST',
    path: '/users/deactivate',
    summary: 'Keep users from connecting',
    body: resource('DeactivateUsersRequest', {
      user_ids: UserIds,
      mark_messages_deleted: z.boolean().optional(),
      mark_channels_deleted: z.boolean().optional(),
      ...by,
    }),
    reply: taskReply('DeactivateUsersResponse'),
  },
  ReactivateUsers: {
    ...shared,
    method: 'POST',
    path: '/users/reactivate',
    summary: 'Let users connect again',
    body: resource('ReactivateUsersRequest', {
      user_ids: UserIds,
      restore_messages: z.boolean().optional(),
      restore_channels: z.boolean().optional(),
      ...by,
    }),
    reply: taskReply('ReactivateUsersResponse'),
  },
  DeleteUser: {
    ...shared,
    method: 'DELETE',
    path: '/users/:user_id',
    params: userParams,
    summary: 'Delete a user at once',
    query: DeleteUserQuery,
    reply: userReply('DeleteUserResponse'),
    errors: ['not_found'],
  },
  DeleteUsers: {
    ...shared,
    method: 'POST',
    path: '/users/delete',
    summary: 'Delete users and what they leave behind',
    body: DeleteUsersRequest,
    reply: taskReply('DeleteUsersResponse'),
  },
  RestoreUsers: {
    ...shared,
    method: 'POST',
    path: '/users/restore',
    summary: 'Bring softly deleted users back',
    body: resource('RestoreUsersRequest', { user_ids: UserIds }),
    reply: resource('RestoreUsersResponse', {}),
  },
})
