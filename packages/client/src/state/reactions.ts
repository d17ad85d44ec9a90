import type { Message, Reaction, ReactionDeletedEvent, ReactionNewEvent, ReactionUpdatedEvent } from '../wire.ts'
import { findLoaded, replace } from './loaded-messages.ts'
import { at } from './maps.ts'
import { findMessage } from './message-list.ts'
import type { ChannelModel, ChannelRule, LocalMessage } from './model.ts'

type ReactionEvent = ReactionNewEvent | ReactionUpdatedEvent | ReactionDeletedEvent

/** A reaction came: the counts are the event's; the viewer's own reactions are kept here, for no event carries them. */
export const reactionNew: ChannelRule<ReactionNewEvent> = (model, event, viewer) =>
  react(model, event, viewer.id, (own) => [...own.filter(isOther(event.reaction)), event.reaction])

/** A reaction was removed. */
export const reactionDeleted: ChannelRule<ReactionDeletedEvent> = (model, event, viewer) =>
  react(model, event, viewer.id, (own) => own.filter(isOther(event.reaction)))

/** A reaction got another score, or took the place of the user's other ones: of those whose count went down with this event. */
export const reactionUpdated: ChannelRule<ReactionUpdatedEvent> = (model, event, viewer) =>
  react(model, event, viewer.id, (own, before) => {
    const stays = ({ type }: Reaction) => countOf(event.message, type) >= Math.max(1, countOf(before, type))
    return [...own.filter(isOther(event.reaction)).filter(stays), event.reaction]
  })

type ChangeOwn = (own: readonly Reaction[], before: LocalMessage) => Reaction[]

function react(model: ChannelModel, { message, reaction }: ReactionEvent, me: string, change: ChangeOwn): ChannelModel {
  const before = findLoaded(model, message) ?? findMessage(model.pinned, message.id)
  if (!before || reaction.user_id !== me) return replace(model, message)
  return replace(model, message, (local) => ({
    ...local,
    own_reactions: reactionsOf(me, message) ?? change(before.own_reactions, before),
  }))
}

/** Somebody's reactions as far as a message lists all of its reactions; undefined if it lists only the latest. */
export function reactionsOf(userId: string, message: Message): Reaction[] | undefined {
  const total = Object.values(message.reaction_counts ?? {}).reduce((sum, count) => sum + count, 0)
  if (message.latest_reactions.length < total) return undefined
  return message.latest_reactions.filter((reaction) => reaction.user_id === userId)
}

function isOther(reaction: Reaction): (other: Reaction) => boolean {
  return ({ type }) => type !== reaction.type
}

function countOf(message: Message, type: string): number {
  return at(message.reaction_counts, type) ?? 0
}
