import type { Attachment, Message, MessageMember, QuotedMessage, Reaction, User } from '@parley-chat/protocol'
import type { Access } from '../../core/context.ts'
import { erasedUser } from '../users/users.ts'
import { isPinned, type MessageRow, type WideMentions } from './message-row.ts'
import { type ReactionSummary, readSummary, type SummarisedReaction } from './reaction-summary.ts'

/** Who looks at messages: a server-side caller sees what is shadowed, a user also what is their own. */
export interface Viewer {
  readonly kind: 'server' | 'client'
  readonly user_id?: string | undefined
}

/** Whoever asks, as someone who looks at messages. */
export const viewerOf = ({ caller, user }: Access): Viewer => ({
  kind: caller.kind === 'server' ? 'server' : 'client',
  user_id: user?.id,
})

/** All who hear of it: events show what everybody may see. */
export const everybody: Viewer = { kind: 'client' }

/** What stands around messages in other rows, loaded for all of a page at once. */
export interface Surroundings {
  readonly now: number
  readonly cids: ReadonlyMap<number, string>
  readonly users: ReadonlyMap<string, User>
  /** By id: the messages that others quote, as far as the viewer may see them. */
  readonly quoted: ReadonlyMap<string, MessageRow>
  /** By `memberKey`. */
  readonly members: ReadonlyMap<string, MessageMember>
  /** By message: the viewer's own reactions. */
  readonly ownReactions: ReadonlyMap<string, readonly SummarisedReaction[]>
  /** Messages that the viewer has deleted for themself. */
  readonly deletedForMe: ReadonlySet<string>
}

export const memberKey = (channel_pk: number, user_id: string): string => `${channel_pk} ${user_id}`

/** How a message that is deleted is shown: as a stub, or with what it held. */
export type Deleted = 'stub' | 'shown'

/** A message as the wire shows it to a viewer. */
export function toMessage(row: MessageRow, around: Surroundings, viewer: Viewer, deleted: Deleted = 'stub'): Message {
  const message: Message = { ...toBareMessage(row, around, viewer, deleted) }
  const quoted = row.quoted_message_id === null ? undefined : around.quoted.get(row.quoted_message_id)
  if (quoted && message.type !== 'deleted') message.quoted_message = toBareMessage(quoted, around, viewer, 'stub')
  return message
}

/** A message without what it quotes. */
function toBareMessage(row: MessageRow, around: Surroundings, viewer: Viewer, deleted: Deleted): QuotedMessage {
  const isForMe = around.deletedForMe.has(row.id)
  const isStub = isForMe || (row.deleted_at !== null && deleted === 'stub')
  const summary = isStub ? readSummary(null) : readSummary(row.reactions)
  const own = isStub ? undefined : around.ownReactions.get(row.id)
  const member = around.members.get(memberKey(row.channel_pk, row.user_id))
  const wide = row.mentions === null || isStub ? undefined : (JSON.parse(row.mentions) as WideMentions)
  const isPin = !isStub && isPinned(row, around.now)
  const message: QuotedMessage = {
    id: row.id,
    cid: around.cids.get(row.channel_pk)!,
    type: row.deleted_at !== null || isForMe ? 'deleted' : row.type,
    text: isStub ? '' : row.text,
    html: isStub ? '' : row.html,
    user: userOf(around, row.user_id),
    attachments: row.attachments === null || isStub ? [] : (JSON.parse(row.attachments) as Attachment[]),
    mentioned_users: row.mentioned_users === null || isStub ? [] : usersOf(around, row.mentioned_users),
    mentioned_channel: wide?.channel ?? false,
    mentioned_here: wide?.here ?? false,
    latest_reactions: summary.latest.map((reaction) => toReaction(reaction, row.id, around)),
    own_reactions: own ? own.map((reaction) => toReaction(reaction, row.id, around)) : [],
    ...reactionNumbers(summary),
    // Whoever has deleted it for themself is told nothing more of what happens to it.
    reply_count: isForMe ? 0 : row.reply_count,
    deleted_reply_count: isForMe ? 0 : row.deleted_reply_count,
    silent: row.silent === 1,
    // Whoever is banned in silence must not learn of it.
    shadowed: row.shadowed === 1 && viewer.kind === 'server',
    pinned: isPin,
    restricted_visibility: [],
    created_at: row.created_at,
    updated_at: isForMe ? row.created_at : row.updated_at,
    custom: row.custom === '{}' || (isStub && viewer.kind === 'client') ? {} : customOf(row),
  }
  if (row.mml !== null && !isStub) message.mml = row.mml
  if (wide?.roles) message.mentioned_roles = [...wide.roles]
  if (wide?.groups) message.mentioned_group_ids = [...wide.groups]
  if (row.parent_id !== null) {
    message.parent_id = row.parent_id
    message.show_in_channel = row.show_in_channel === 1
  }
  if (isForMe) {
    message.deleted_for_me = true
    return message
  }
  if (row.thread_participants !== null) message.thread_participants = usersOf(around, row.thread_participants)
  if (row.quoted_message_id !== null && !isStub) message.quoted_message_id = row.quoted_message_id
  if (isPin) {
    message.pinned_at = row.pinned_at!
    if (row.pinned_by_id !== null) message.pinned_by = userOf(around, row.pinned_by_id)
    if (row.pin_expires !== null) message.pin_expires = row.pin_expires
  }
  if (member) message.member = member
  if (row.text_updated_at !== null) message.message_text_updated_at = row.text_updated_at
  if (row.deleted_at !== null) message.deleted_at = row.deleted_at
  return message
}

/** A reaction as the wire shows it. */
export const toReaction = (
  { user_id, type, score, custom, created_at, updated_at }: SummarisedReaction,
  message_id: string,
  around: Pick<Surroundings, 'users'>,
): Reaction => ({
  message_id,
  user_id,
  user: userOf(around, user_id),
  type,
  score,
  created_at,
  updated_at,
  custom,
})

/** A user, or what is shown of one who is no more. */
const userOf = ({ users }: Pick<Surroundings, 'users'>, id: string): User => users.get(id) ?? erasedUser(id)

const usersOf = (around: Surroundings, ids: string): User[] =>
  (JSON.parse(ids) as string[]).map((id) => userOf(around, id))

const customOf = ({ custom }: MessageRow): Record<string, unknown> => JSON.parse(custom) as Record<string, unknown>

type ReactionNumbers = Pick<Message, 'reaction_counts' | 'reaction_scores' | 'reaction_groups'>

function reactionNumbers({ groups }: ReactionSummary): ReactionNumbers {
  const shown = Object.entries(groups).filter(([, { count }]) => count > 0)
  if (shown.length === 0) return { reaction_counts: {}, reaction_scores: {} }
  return {
    reaction_counts: Object.fromEntries(shown.map(([type, { count }]) => [type, count])),
    reaction_scores: Object.fromEntries(shown.map(([type, { sum_scores }]) => [type, sum_scores])),
    reaction_groups: Object.fromEntries(
      shown.map(([type, { count, sum_scores, first_at, last_at, latest }]) => [
        type,
        { count, sum_scores, first_reaction_at: first_at, last_reaction_at: last_at, latest_reactions_by: [...latest] },
      ]),
    ),
  }
}

/** The ids of everyone whom a message shows. */
export function usersShown(row: MessageRow): string[] {
  const ids = [row.user_id]
  if (row.mentioned_users !== null) ids.push(...(JSON.parse(row.mentioned_users) as string[]))
  if (row.thread_participants !== null) ids.push(...(JSON.parse(row.thread_participants) as string[]))
  if (row.pinned_by_id !== null) ids.push(row.pinned_by_id)
  if (row.reactions !== null) for (const { user_id } of readSummary(row.reactions).latest) ids.push(user_id)
  return ids
}
