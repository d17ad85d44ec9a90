import { muteEndpoints, userEndpoints } from '@parley-chat/protocol'
import { implement } from '../../core/endpoint.ts'
import { deactivateUser, deactivateUsers, reactivateUser, reactivateUsers } from './activity.ts'
import { deleteUser, deleteUsers, restoreUsers } from './deletion.ts'
import { createGuest } from './guests.ts'
import { muteUsers, unmuteUsers } from './mutes.ts'
import { queryUsers } from './user-queries.ts'
import { updateUsers, updateUsersPartial } from './users.ts'

const { Mute, Unmute } = muteEndpoints

export const userRoutes = [
  ...implement(userEndpoints, {
    UpdateUsers: (context, { body }) => updateUsers(context, body),
    UpdateUsersPartial: (context, { body }) => updateUsersPartial(context, body),
    QueryUsers: async (context, { query }) => ({
      users: await queryUsers(context, query.payload ?? { filter_conditions: {} }),
    }),
    CreateGuest: (context, { body }) => createGuest(context, body.user),
    DeactivateUser: async (context, { params, body }) => ({
      user: await deactivateUser(context, params.user_id!, body),
    }),
    ReactivateUser: async (context, { params, body }) => ({
      user: await reactivateUser(context, params.user_id!, body),
    }),
    DeactivateUsers: async (context, { body }) => ({ task_id: await deactivateUsers(context, body.user_ids, body) }),
    ReactivateUsers: async (context, { body }) => ({ task_id: await reactivateUsers(context, body.user_ids, body) }),
    DeleteUser: async (context, { params, query }) => ({ user: await deleteUser(context, params.user_id!, query) }),
    DeleteUsers: async (context, { body }) => ({ task_id: await deleteUsers(context, body) }),
    RestoreUsers: async (context, { body }) => {
      await restoreUsers(context, body.user_ids)
      return {}
    },
  }),
  ...implement(
    { Mute, Unmute },
    {
      Mute: async (context, { body }) => {
        const muted = await muteUsers(context, body)
        const [mute] = muted.mutes
        const askedForOne = (body.target_ids?.length ?? 0) + (body.target_id ? 1 : 0) === 1
        // Older clients read the one, newer ones the list (spec/20 §9).
        return { ...muted, ...(askedForOne && mute && { mute }) }
      },
      Unmute: (context, { body }) => unmuteUsers(context, body),
    },
  ),
]
