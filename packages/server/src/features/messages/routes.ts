import { messageEndpoints } from '@parley-chat/protocol'
import type { Context } from '../../core/context.ts'
import { actFor, implement, type Route } from '../../core/endpoint.ts'
import { failField } from '../../core/errors.ts'
import {
  deleteMessage,
  deleteMessageForGood,
  deleteMessageForMe,
  getManyMessages,
  getMessage,
  getPinnedMessages,
  getReplies,
  send,
  undeleteMessage,
  updateMessage,
  updateMessagePartial,
} from './messages.ts'

export const messageRoutes: Route[] = implement(messageEndpoints, {
  SendMessage: (context, { params, body }) => send(author(context, body.message), `${params.type}:${params.id}`, body),
  GetMessage: async (context, { params, query }) => ({
    message: await getMessage(context, params.id!, query.show_deleted_message ? 'shown' : 'stub'),
  }),
  GetManyMessages: async (context, { params, query }) => ({
    messages: await getManyMessages(context, `${params.type}:${params.id}`, query.ids, query.member_custom_include),
  }),
  UpdateMessage: async (context, { params, body }) => ({
    message: await updateMessage(author(context, body.message), params.id!, body.message),
  }),
  UpdateMessagePartial: async (context, { params, body }) => ({
    message: await updateMessagePartial(context, params.id!, body),
  }),
  DeleteMessage: async (context, { params, query }) => {
    const acting = actFor(context, { user_id: query.deleted_by })
    const remove = query.delete_for_me ? deleteMessageForMe : query.hard ? deleteMessageForGood : deleteMessage
    return { message: await remove(acting, params.id!) }
  },
  UndeleteMessage: async (context, { params, body }) => ({
    message: await undeleteMessage(context, params.id!, body.undeleted_by),
  }),
  GetReplies: async (context, { params, query }) => ({
    messages: await getReplies(context, params.parent_id!, query),
  }),
  GetPinnedMessages: async (context, { params, query }) => ({
    messages: await getPinnedMessages(context, `${params.type}:${params.id}`, query.payload),
  }),
})

/** The request on behalf of the author that the message names: the backend must name one. */
function author(context: Context, message: object): Context {
  const acting = actFor(context, message)
  if (acting.caller.kind === 'server' && !acting.acting)
    failField('message.user_id', 'or message.user is a required field')
  return acting
}
