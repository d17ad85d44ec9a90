import type { ChannelEvent } from '../../core/events.ts'
import type { EventRow, Hydrate, Hydrators } from '../../core/hydrate.ts'
import { retell } from '../channels/channels.ts'
import { everybody, loadMessages, type SummarisedReaction, selectMessages, toReaction } from '../messages/messages.ts'
import { summarised } from './filling.ts'
import { reactionEvent } from './reaction-events.ts'
import { selectReactionsOf } from './store.ts'

/** What the rows of events about a reaction keep. */
interface ReactionData {
  readonly message_id: string
  readonly reaction: Omit<SummarisedReaction, 'custom'>
}

const dataOf = (event: EventRow) => event.data as unknown as ReactionData

/** Reactions that are there are told as they are now; who took one back is told of what it was. */
const hydrateReactions: Hydrate = async (q, events, world, config) => {
  const ids = events.map((event) => dataOf(event).message_id)
  const { rows, users, ...tell } = await retell(q, events, world, config)
  const places = new Map((await selectMessages(q, config.pk, ids)).map((row) => [row.id, row]))
  const messages = new Map((await loadMessages(q, config.pk, ids, everybody, world)).map((each) => [each.id, each]))
  const pairs = events.map((event) => ({
    message_id: dataOf(event).message_id,
    user_id: dataOf(event).reaction.user_id,
  }))
  const current = new Map(
    (await selectReactionsOf(q, config.pk, pairs)).map((row) => [`${row.message_id} ${row.user_id} ${row.type}`, row]),
  )
  return events.map((event): ChannelEvent | undefined => {
    const { message_id, reaction } = dataOf(event)
    const [channel, place, message] = [rows.get(event.channel_pk), places.get(message_id), messages.get(message_id)]
    const isGone = event.type === 'reaction.deleted'
    const found = current.get(`${message_id} ${reaction.user_id} ${reaction.type}`)
    // A reaction that was taken back since is told of by that.
    if (!channel || !place || !message || (!isGone && !found)) return undefined
    const shown = {
      channel: tell.eventChannel(channel),
      whole: tell.channel(channel),
      message,
      audience: { about: place.created_at, ...(place.shadowed === 1 && { only: [place.user_id] }) },
    }
    const wire = toReaction(isGone ? { ...reaction, custom: {} } : summarised(found!), message_id, { users })
    return { ...reactionEvent(event.type as 'reaction.new', shown, wire), row: { ...event.data } }
  })
}

/** How the stored events of reactions are told again. */
export const reactionHydrators: Hydrators = {
  'reaction.new': hydrateReactions,
  'reaction.updated': hydrateReactions,
  'reaction.deleted': hydrateReactions,
}
