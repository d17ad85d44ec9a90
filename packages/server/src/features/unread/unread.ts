import { onTx } from '../../core/subscribers.ts'
import '../members/members.ts'
import { ownPart } from '../users/users.ts'
import './erasing.ts'
import { closeWindow, endReads, openWindow, raiseFloors, startReads } from './membership.ts'
import { numbersOf, threadNumbersOf } from './numbers.ts'
import { unreadByTeam } from './unread-counts.ts'

export {
  exceptOwn,
  exceptOwnReplies,
  findThreadRead,
  findThreadRow,
  prunedOf,
  type ReadRow,
  selectReadRows,
  type ThreadReadRow,
  type ThreadRow,
  unreadableMessages,
  writeDelivered,
  writeReadRows,
  writeThreadRead,
} from './marking.ts'
export { numbersOf, numbersOfMembers, numbersOfParticipants, threadNumbersOf } from './numbers.ts'
export { startUnreadPruning } from './pruning.ts'
export { hiddenMessages, hides, ownReadStates, readStates } from './read-states.ts'
export { removeCounted, removeThreads } from './removals.ts'
export {
  type CountedReply,
  countReply,
  loadReplies,
  type RepliesUnread,
  type Reply,
  writeReplies,
} from './replies.ts'
export { countsInChannel, countsInThread } from './rules.ts'
export {
  type CountedSend,
  countSend,
  loadSends,
  type SendsUnread,
  writeSends,
} from './sends.ts'
export { nothingUnread, unreadCounts } from './unread-counts.ts'
export { wanted } from './wanted.ts'

ownPart(async (q, config, id) => {
  const numbers = [...(await numbersOf(q, config.pk, id)).values()]
  const { unread_threads } = await threadNumbersOf(q, config.pk, id)
  const total = numbers.reduce((sum, { unread }) => sum + unread, 0)
  return {
    unread: { total, channels: numbers.filter(({ unread }) => unread > 0).length, threads: unread_threads },
    ...(config.settings.multi_tenant_enabled && { total_by_team: await unreadByTeam(q, config.pk, id) }),
  }
})

onTx('member.joined', (write, { channel, user_ids, at }) =>
  startReads(write, { app_pk: channel.app_pk, channel_pk: channel.pk }, user_ids, at),
)
onTx('member.left', (write, { channel, user_ids }) => endReads(write, channel.pk, user_ids))
onTx('history.cleared', (write, { channel, user_ids, floor_n }) => raiseFloors(write, channel.pk, user_ids, floor_n))
onTx('channel.muted', (write, { channel, user_id, expires }) => openWindow(write, channel.pk, user_id, expires))
onTx('channel.unmuted', (write, { channel, user_id }) => closeWindow(write, channel.pk, user_id))
