import { memberEndpoints } from '@parley-chat/protocol'
import { implement } from '../../core/endpoint.ts'
import { queryMembers, updateMemberPartial } from './members.ts'

export const memberRoutes = implement(memberEndpoints, {
  QueryMembers: async (context, { query }) => ({ members: await queryMembers(context, query.payload) }),
  UpdateMemberPartial: async (context, { params, query, body }) => ({
    channel_member: await updateMemberPartial(context, `${params.type}:${params.id}`, query.user_id, body),
  }),
})
