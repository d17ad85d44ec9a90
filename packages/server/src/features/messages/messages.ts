import './purging.ts'

export { placeOfActor, showRows } from './changing.ts'
export { type Place as WritingPlace, permitHere, refuseBanned, refuseFrozen } from './content-rules.ts'
export { deleteMessage, deleteMessageForGood, deleteMessageForMe, undeleteMessage } from './deleting.ts'
export { updateMessage, updateMessagePartial } from './editing.ts'
export { messageHydrators } from './hydrating.ts'
export type { MessageRow } from './message-row.ts'
export { everybody, toReaction, viewerOf } from './message-shapes.ts'
export { messagesOfChannels } from './pages.ts'
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
export { saveSummaries, selectChannelsOf, selectMessages } from './store.ts'
export { type Aim, loadTargets, type ShownTarget, type Target, type Targets } from './targets.ts'
