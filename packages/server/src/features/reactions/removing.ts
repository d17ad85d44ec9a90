import { type Context, type Tx, worldOf } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { onTx } from '../../core/subscribers.ts'
import { type ChannelRow, lockChannels, toChannel, usersOfChannel } from '../channels/channels.ts'
import {
  freeMessageId,
  loadTargets,
  type MessageRow,
  permitHere,
  readSummary,
  saveSummaries,
  selectChannelsOf,
  selectMessages,
  showRows,
  toReaction,
  withoutReaction,
} from '../messages/messages.ts'
import { onSlice, rowsPerSlice } from '../tasks/tasks.ts'
import { publicUsers } from '../users/users.ts'
import { fillUp, summarised } from './filling.ts'
import { reactionEvent } from './reaction-events.ts'
import { refuseUnreactable } from './rules.ts'
import { type Reacted, reactorsShown } from './sending.ts'
import { deleteReactions, deleteReactionsTo, type ReactionRow, selectReactionsOf, selectSomeOfUser } from './store.ts'

/**
 * Takes the acting user's reaction of this type back. Who is banned in silence may take back what only seemed to be
 * stored, and learns nothing from it.
 */
export function deleteReaction(context: Context, message_id: string, type: string): Promise<Reacted> {
  return context.services.writer.run(context.operation, async (write) => {
    const aim = { context, message_id }
    const targets = await loadTargets(write, [aim])
    const target = targets.find(aim)
    const { access } = target.place
    const user_id =
      access.user?.id ?? fail('input', 'either user or user_id must be provided when using server side auth.')
    permitHere(target.place, 'DeleteReaction', user_id)
    refuseUnreactable(target)
    const own = await selectReactionsOf(write, context.app_pk, [{ message_id, user_id }])
    const found = own.find((row) => row.type === type)
    if (!found) {
      if (!target.isShadowBanned) fail('not_found', `reaction of type ${type} doesn't exist`)
      const taken = { type, user_id, score: 1, custom: {}, created_at: write.now, updated_at: write.now }
      const reaction = toReaction(taken, message_id, { users: targets.users(context.app_pk) })
      return { message: targets.answer(target.row, access, own.map(summarised)), reaction }
    }
    await deleteReactions(write, [found])
    const summary = withoutReaction(readSummary(target.row.reactions), summarised(found))
    const [row] = await fillUp(write, [{ row: target.row, summary }])
    await saveSummaries(write, [row!])
    await targets.meet(context.app_pk, reactorsShown(row!))
    const reaction = toReaction(summarised(found), message_id, { users: targets.users(context.app_pk) })
    write.emit(reactionEvent('reaction.deleted', targets.show(row!), reaction))
    const left = own.filter((each) => each !== found).map(summarised)
    return { message: targets.answer(row!, access, left), reaction }
  })
}

onTx('reactions.removed', async (write, { app_pk, message_ids, limit }) => {
  await deleteReactionsTo(write, app_pk, message_ids, limit)
})

onSlice('message.remains', async (tx, { message_id }, _cursor, { app_pk }) => {
  const gone = await deleteReactionsTo(tx, app_pk, [message_id], rowsPerSlice)
  if (gone > 0) return 'more'
  await freeMessageId(tx, app_pk, message_id)
  return undefined
})

/** Each of them is told, with all that its message shows; so a slice takes fewer. */
const toldPerSlice = 50

onSlice('user.reactions', async (tx, { user_id }, _cursor, context) => {
  const found = await selectSomeOfUser(tx, context.app_pk, user_id, toldPerSlice)
  if (found.length === 0) return undefined
  const message_ids = [...new Set(found.map((row) => row.message_id))]
  const places = await selectMessages(tx, context.app_pk, message_ids)
  await lockChannels(
    tx,
    places.map((row) => row.channel_pk),
  )
  const channels = await selectChannelsOf(tx, context.app_pk, message_ids)
  const named = new Set(found.map(({ message_id, type }) => `${message_id} ${type}`))
  // As they are under the locks: each is taken out of what its message shows once.
  const pairs = message_ids.map((message_id) => ({ message_id, user_id }))
  const own = new Map(
    (await selectReactionsOf(tx, context.app_pk, pairs)).map((row) => [`${row.message_id} ${row.type}`, row]),
  )
  const rows = [...own].filter(([key]) => named.has(key)).map(([, row]) => row)
  await deleteReactions(tx, rows)
  const messages = await selectMessages(tx, context.app_pk, message_ids)
  const gone = Map.groupBy(rows, (row) => row.message_id)
  const changed = await fillUp(
    tx,
    messages.flatMap((row) => {
      const reactions = (gone.get(row.id) ?? []).map(summarised)
      if (reactions.length === 0) return []
      return [{ row, summary: reactions.reduce(withoutReaction, readSummary(row.reactions)) }]
    }),
  )
  await saveSummaries(tx, changed)
  for (const channel of channels) {
    const here = changed.filter((row) => row.channel_pk === channel.pk)
    if (here.length > 0) await tellRemoved(context, tx, channel, here, gone)
  }
  return 'more'
})

async function tellRemoved(
  context: Context,
  tx: Tx,
  channel: ChannelRow,
  messages: readonly MessageRow[],
  gone: ReadonlyMap<string, readonly ReactionRow[]>,
): Promise<void> {
  const user_id = gone.get(messages[0]!.id)![0]!.user_id
  const users = await publicUsers(tx, context.app_pk, [user_id, ...usersOfChannel(channel)], worldOf(context))
  const whole = toChannel(channel, tx.access.config, users)
  for (const { told, audience } of await showRows(context, tx, channel, messages, { by: user_id })) {
    for (const row of gone.get(told.row.id)!) {
      const reaction = toReaction(summarised(row), row.message_id, { users })
      tx.emit(reactionEvent('reaction.deleted', { ...told, whole, audience }, reaction))
    }
  }
}
