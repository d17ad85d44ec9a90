import type { Queries } from '../../ports/database.ts'
import type { MessageRow } from './message-row.ts'
import './purging.ts'
import { selectMessage } from './store.ts'

export { placeOfActor, showRows } from './changing.ts'
export { type Place as WritingPlace, permitHere, refuseBanned, refuseFrozen } from './content-rules.ts'
export { deleteMessage, deleteMessageForGood, deleteMessageForMe, undeleteMessage } from './deleting.ts'
export { updateMessage, updateMessagePartial } from './editing.ts'
export { messageHydrators } from './hydrating.ts'
export type { MessageRow } from './message-row.ts'
export { everybody, toReaction, type Viewer, viewerOf } from './message-shapes.ts'
export {
  type ChannelMessages,
  type ChannelOfMessages,
  type MessagesAsk,
  messagesOfChannels,
  pageOfMessages,
} from './pages.ts'
export { startPinExpiry } from './pins.ts'
export { freeMessageId, purgeChannelMessages } from './purging.ts'
export {
  filledUp,
  latestLimit,
  type ReactionSummary,
  readSummary,
  type SummarisedReaction,
  shortLists,
  withoutReaction,
  withReaction,
} from './reaction-summary.ts'
export {
  getManyMessages,
  getMessage,
  getPinnedMessages,
  getReadable,
  getReplies,
  loadMessages,
} from './reading.ts'
export { postSystemMessage, send } from './send.ts'
export { saveSummaries, selectMessages } from './store.ts'
export { type Aim, loadTargets, type ShownTarget, type Target, type Targets } from './targets.ts'

/** Where a message stands among the others, for reads. */
export type MessagePosition = Pick<
  MessageRow,
  | 'id'
  | 'channel_pk'
  | 'user_id'
  | 'type'
  | 'parent_id'
  | 'show_in_channel'
  | 'silent'
  | 'shadowed'
  | 'n'
  | 'pos'
  | 'thread_n'
  | 'thread_pos'
  | 'created_at'
  | 'deleted_at'
>

/** Where a message stands; undefined if there is none with this id. */
export const findMessagePosition = (
  queries: Queries,
  app_pk: number,
  id: string,
): Promise<MessagePosition | undefined> => selectMessage(queries, app_pk, id)
