export { apply } from './apply.ts'
export { type ComparableOptions, comparable, type Json } from './comparable.ts'
export { loadAround, loadChannel, loadNewer, loadOlder, loadReplies, showNewest, staleChannels } from './load.ts'
export type { ById } from './maps.ts'
export {
  type ChannelModel,
  emptyState,
  type LocalMarks,
  type LocalMessage,
  type ReadRow,
  type State,
  type Totals,
  type Typing,
} from './model.ts'
export { connected } from './own-user.ts'
export { answered, asking, MAX_REMEMBERED } from './remember.ts'
export { positions, type ResumeAnswer, resumed } from './resume.ts'
export { type DraftMessage, discarded, failed, sending, sent } from './sending.ts'
export { TYPING_EXPIRES_MS, tick } from './typing.ts'
export { loadUsers } from './users.ts'
