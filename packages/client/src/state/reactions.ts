import { findLoaded, replace } from './loaded-messages.ts'
import { at } from './maps.ts'
import { findMessage } from './message-list.ts'
import type { ChannelModel, ChannelRule, LocalMessage } from './model.ts'
import type { Event, Message, Reaction } from './shapes.ts'

/** A reaction came: the counts are the event's, the viewer's own reactions are kept here, for no event carries them. */
export const reactionNew: ChannelRule = (model, event, viewer) =>
  react(model, event, viewer.id, (own, reaction) => [...own.filter(({ type }) => type !== reaction.type), reaction])

/** A reaction was removed. */
export const reactionDeleted: ChannelRule = (model, event, viewer) =>
  react(model, event, viewer.id, (own, reaction) => own.filter(({ type }) => type !== reaction.type))

/** A reaction got another score, or took the place of the user's other ones: of those, whose count went down with this event. */
export const reactionUpdated: ChannelRule = (model, event, viewer) =>
  react(model, event, viewer.id, (own, reaction, before, after) => {
    const stays = ({ type }: Reaction) =>
      type !== reaction.type && countOf(after, type) >= Math.max(1, countOf(before, type))
    return [...own.filter(stays), reaction]
  })

type ChangeOwn = (own: readonly Reaction[], reaction: Reaction, before: Message, after: Message) => readonly Reaction[]

function react(model: ChannelModel, event: Event, me: string, change: ChangeOwn): ChannelModel {
  const { message, reaction } = event
  if (!message) return model
  const before = findLoaded(model, message) ?? findMessage(model.pinned, message.id)
  if (!before) return model
  const isOwn = reaction != null && (reaction.user_id ?? reaction.user?.id ?? event.user?.id) === me
  return replace(model, message, (local) => {
    if (!isOwn || before.type === 'deleted') return local
    const own = reactionsOf(me, message) ?? change(before.own_reactions ?? [], reaction, before, message)
    return { ...local, own_reactions: own }
  })
}

/** Somebody's reactions as far as a message lists all of its reactions; undefined if it lists only the latest. */
export function reactionsOf(userId: string, message: Message): readonly Reaction[] | undefined {
  const latest = message.latest_reactions
  const total = Object.values(message.reaction_counts ?? {}).reduce((sum, count) => sum + count, 0)
  if (!latest || latest.length < total) return undefined
  return latest.filter((reaction) => (reaction.user_id ?? reaction.user?.id) === userId)
}

function countOf(message: Message | LocalMessage, type: string): number {
  return at(message.reaction_counts, type) ?? 0
}
