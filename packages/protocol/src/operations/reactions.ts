import { z } from 'zod'
import { type Endpoint, endpoints } from '../endpoint.ts'
import { Message } from '../objects/message.ts'
import { Reaction, ReactionRequest } from '../objects/reaction.ts'
import { actingUser, actingUserId } from '../objects/user.ts'
import { resource } from '../resource.ts'
import { JsonObject, Sort } from '../scalars.ts'
import { messageParams } from './messages.ts'
import { limit, offset } from './paging.ts'

export const SendReactionRequest = resource('SendReactionRequest', {
  reaction: ReactionRequest,
  enforce_unique: z.boolean().optional().describe('Drop the user’s other reactions to this message.'),
  skip_push: z.boolean().optional(),
})
export type SendReactionRequest = z.infer<typeof SendReactionRequest>

export const QueryReactionsRequest = resource('QueryReactionsRequest', {
  filter: JsonObject.optional(),
  sort: Sort.optional(),
  limit: limit(100),
  next: z.string().max(2000).optional(),
  prev: z.string().max(2000).optional(),
  ...actingUser,
})
export type QueryReactionsRequest = z.infer<typeof QueryReactionsRequest>

const shared = { v2: 'chat', tag: 'reactions', side: 'both' } as const satisfies Partial<Endpoint>

export const reactionEndpoints = endpoints({
  SendReaction: {
    ...shared,
    method: 'POST',
    path: '/messages/:id/reaction',
    params: messageParams,
    summary: 'React to a message',
    body: SendReactionRequest,
    reply: resource('SendReactionResponse', { message: Message, reaction: Reaction }),
    errors: ['not_found', 'feature_not_supported'],
  },
  DeleteReaction: {
    ...shared,
    method: 'DELETE',
    path: '/messages/:id/reaction/:type',
    params: messageParams.extend({ type: z.string().min(1).max(255) }),
    summary: 'Take a reaction back',
    query: z.object(actingUserId),
    reply: resource('DeleteReactionResponse', { message: Message, reaction: Reaction }),
    errors: ['not_found'],
  },
  GetReactions: {
    ...shared,
    method: 'GET',
    path: '/messages/:id/reactions',
    params: messageParams,
    anonymous: true,
    summary: 'The reactions to a message, newest first',
    query: z.object({ limit: limit(300), offset: offset(1000), ...actingUserId }),
    reply: resource('GetReactionsResponse', { reactions: z.array(Reaction) }),
    errors: ['not_found'],
  },
  QueryReactions: {
    ...shared,
    method: 'POST',
    path: '/messages/:id/reactions',
    params: messageParams,
    anonymous: true,
    summary: 'Find reactions to a message',
    body: QueryReactionsRequest,
    reply: resource('QueryReactionsResponse', {
      reactions: z.array(Reaction),
      next: z.string().optional(),
      prev: z.string().optional(),
    }),
    errors: ['not_found'],
  },
})
