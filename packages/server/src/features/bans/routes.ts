import { banEndpoints } from '@parley-chat/protocol'
import { actFor, implement } from '../../core/endpoint.ts'
import { queryBannedUsers } from './ban-queries.ts'
import { banUser, unbanUser } from './bans.ts'

export const banRoutes = implement(banEndpoints, {
  Ban: async (context, { body }) => {
    await banUser(actFor(context, { user_id: body.banned_by_id, user: body.banned_by }, body), body)
    return {}
  },
  Unban: async (context, { query, body }) => {
    await unbanUser(actFor(context, { user_id: body.unbanned_by_id, user: body.unbanned_by }, query), query)
    return {}
  },
  QueryBannedUsers: async (context, { query }) => ({ bans: await queryBannedUsers(context, query.payload) }),
})
