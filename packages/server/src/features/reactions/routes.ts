import { reactionEndpoints } from '@parley-chat/protocol'
import { actFor, implement, type Route } from '../../core/endpoint.ts'
import { deleteReaction, getReactions, queryReactions, sendReaction } from './reactions.ts'

export const reactionRoutes: Route[] = implement(reactionEndpoints, {
  SendReaction: (context, { params, body }) => sendReaction(actFor(context, body.reaction), params.id!, body),
  DeleteReaction: (context, { params }) => deleteReaction(context, params.id!, params.type!),
  GetReactions: async (context, { params, query }) => ({ reactions: await getReactions(context, params.id!, query) }),
  QueryReactions: (context, { params, body }) => queryReactions(context, params.id!, body),
})
