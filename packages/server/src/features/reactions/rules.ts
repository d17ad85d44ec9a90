import type { SendReactionRequest } from '@parley-chat/protocol'
import type { Access, Context } from '../../core/context.ts'
import { Failure, fail } from '../../core/errors.ts'
import {
  type Aim,
  type MessageRow,
  permitHere,
  type ReactionSummary,
  readSummary,
  refuseBanned,
  refuseFrozen,
  type SummarisedReaction,
  type Target,
  type Targets,
  withoutReaction,
  withReaction,
} from '../messages/messages.ts'

/** One reaction on its way. */
export interface Reacting extends Aim {
  readonly context: Context
  readonly message_id: string
  readonly request: SendReactionRequest
}

/** A user's reactions to one message, by type. */
export type OwnReactions = Map<string, SummarisedReaction>

/** All that deciding about a batch needs. What is accepted changes it. */
export interface KnownForReactions {
  readonly targets: Targets
  /** By `ownKey`. */
  readonly own: Map<string, OwnReactions>
  /** What each message shows of its reactions by now, by app and message. */
  readonly summaries: Map<string, ReactionSummary>
  /** The moment of the last one: no two of a batch share theirs. */
  moment: number
}

export interface AcceptedReaction {
  readonly item: Reacting
  readonly access: Access
  readonly user_id: string
  readonly row: MessageRow
  readonly reaction: SummarisedReaction
  readonly type: 'reaction.new' | 'reaction.updated'
  /** The message's reactions, and the user's own, as they are with it. */
  readonly summary: ReactionSummary
  readonly own: readonly SummarisedReaction[]
  /** Nothing of it is stored or told: its author is banned in silence. */
  readonly isUnheard: boolean
}

const customLimitBytes = 1024

export const messageKey = (app_pk: number, id: string): string => `${app_pk} ${id}`
export const ownKey = (app_pk: number, message_id: string, user_id: string): string =>
  `${app_pk} ${user_id} ${message_id}`

/** Judges one reaction, and what it changes if it may be stored (spec/40 §11). */
export function decideReaction(item: Reacting, known: KnownForReactions): AcceptedReaction | Failure {
  try {
    return judge(item, known)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}

function judge(item: Reacting, known: KnownForReactions): AcceptedReaction {
  const target = known.targets.find(item)
  permitHere(target.place, 'CreateReaction')
  refuseUnreactable(target)
  const access = target.place.access
  const user_id = access.user?.id ?? fail('input', 'reaction.user_id or reaction.user is a required field')
  const { type, score = 1, custom = {} } = item.request.reaction
  if (Buffer.byteLength(JSON.stringify(custom)) > customLimitBytes) {
    fail('payload_too_big', 'reaction.custom size exceeds the limit of 1KB')
  }
  return accept(item, known, target, { user_id, type, score, custom })
}

/** Reactions come and go only where they are on, to what is there, and by whoever may write. */
export function refuseUnreactable({ place, row, channel }: Target): void {
  refuseBanned(place)
  if (!place.config.reactions) {
    fail('feature_not_supported', `reactions are not enabled for channel type ${channel.type}`)
  }
  refuseFrozen(place)
  if (row.deleted_at !== null) fail('not_found', `message with id ${row.id} has been deleted`)
}

function accept(
  item: Reacting,
  known: KnownForReactions,
  { row, place, isShadowBanned }: Target,
  given: Pick<SummarisedReaction, 'user_id' | 'type' | 'score' | 'custom'>,
): AcceptedReaction {
  const key = messageKey(row.app_pk, row.id)
  const own = known.own.get(ownKey(row.app_pk, row.id, given.user_id)) ?? new Map()
  const before = own.get(given.type)
  const dropped = item.request.enforce_unique ? [...own.values()].filter(({ type }) => type !== given.type) : []
  known.moment += 1
  const reaction = { ...given, created_at: before?.created_at ?? known.moment, updated_at: known.moment }
  const without = dropped.reduce(withoutReaction, known.summaries.get(key) ?? readSummary(row.reactions))
  const summary = withReaction(without, reaction, before)
  const kept = [...own.values()].filter(
    ({ type }) => type !== reaction.type && !dropped.some((each) => each.type === type),
  )
  const ownNow = [reaction, ...kept].sort((a, b) => b.created_at - a.created_at)
  if (!isShadowBanned) {
    known.summaries.set(key, summary)
    known.own.set(ownKey(row.app_pk, row.id, given.user_id), new Map(ownNow.map((each) => [each.type, each])))
  }
  return {
    item,
    access: place.access,
    user_id: given.user_id,
    row,
    reaction,
    type: before || dropped.length > 0 ? 'reaction.updated' : 'reaction.new',
    summary,
    own: ownNow,
    isUnheard: isShadowBanned,
  }
}
