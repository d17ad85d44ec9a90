import type { Message, Reaction, SendReactionRequest } from '@parley-chat/protocol'
import type { Context } from '../../core/context.ts'
import { Failure } from '../../core/errors.ts'
import type { HotOperation, Write } from '../../core/writer.ts'
import {
  loadTargets,
  type MessageRow,
  type ReactionSummary,
  readSummary,
  saveSummaries,
  toReaction,
} from '../messages/messages.ts'
import { fillUp, summarised } from './filling.ts'
import { reactionEvent } from './reaction-events.ts'
import {
  type AcceptedReaction,
  decideReaction,
  type KnownForReactions,
  messageKey,
  ownKey,
  type Reacting,
} from './rules.ts'
import { deleteReactions, type ReactionRow, saveReactions, selectReactionsOf } from './store.ts'

export interface Reacted {
  readonly message: Message
  readonly reaction: Reaction
}

/** Stores reactions and what messages show of them, and tells everyone who watches. */
const react: HotOperation<Reacting, Known, AcceptedReaction, Reacted> = {
  name: 'SendReaction',
  lane: ({ context, message_id }) => `${context.app_pk} ${message_id}`,
  load: loadForReactions,
  decide: decideReaction,
  write: storeReactions,
}

/** Reacts to a message; another reaction of the same type by the same user is replaced. */
export function sendReaction(context: Context, message_id: string, request: SendReactionRequest): Promise<Reacted> {
  return context.services.writer.runHot(react, { context, message_id, request })
}

interface Known extends KnownForReactions {
  /** The reactions that were there before the batch. */
  readonly before: readonly ReactionRow[]
}

async function loadForReactions(write: Write, items: readonly Reacting[]): Promise<Known> {
  const targets = await loadTargets(write, items)
  const before: ReactionRow[] = []
  const own: Known['own'] = new Map()
  for (const [app_pk, some] of Map.groupBy(items, ({ context }) => context.app_pk)) {
    const pairs = some.flatMap((item) => {
      const access = targets.access(item)
      return access instanceof Failure || !access.user ? [] : [{ message_id: item.message_id, user_id: access.user.id }]
    })
    before.push(...(await selectReactionsOf(write, app_pk, pairs)))
  }
  for (const row of before) {
    const key = ownKey(row.app_pk, row.message_id, row.user_id)
    own.set(key, (own.get(key) ?? new Map()).set(row.type, summarised(row)))
  }
  return { targets, before, own, summaries: new Map(), moment: write.now }
}

async function storeReactions(write: Write, accepted: readonly AcceptedReaction[], known: Known): Promise<Reacted[]> {
  const heard = accepted.filter(({ isUnheard }) => !isUnheard)
  await saveChanges(write, heard, known)
  const messages = new Map(heard.map(({ row }) => [messageKey(row.app_pk, row.id), row]))
  const shown = await fillUp(
    write,
    [...messages.values()].map((row) => withSummary(row, known)),
  )
  await saveSummaries(write, shown)
  for (const row of shown) await known.targets.meet(row.app_pk, reactorsShown(row))
  const last = new Map(heard.map((each) => [messageKey(each.row.app_pk, each.row.id), each]))
  const filled = new Map(shown.map((row) => [messageKey(row.app_pk, row.id), row]))

  return accepted.map((each) => {
    const key = messageKey(each.row.app_pk, each.row.id)
    // Lists that a removal has shortened are filled up for good; in between, a list may be short.
    const row = last.get(key) === each ? filled.get(key)! : { ...each.row, reactions: JSON.stringify(each.summary) }
    return tell(write, each, row, known)
  })
}

/** Whom a message shows as having reacted. */
export const reactorsShown = ({ reactions }: MessageRow): string[] =>
  readSummary(reactions).latest.map(({ user_id }) => user_id)

const withSummary = (row: MessageRow, known: Known): { row: MessageRow; summary: ReactionSummary } => ({
  row,
  summary: known.summaries.get(messageKey(row.app_pk, row.id))!,
})

/** What the batch comes to in the end: rows that are there now, and rows that are not any more. */
async function saveChanges(write: Write, heard: readonly AcceptedReaction[], known: Known): Promise<void> {
  const touched = new Map(heard.map(({ row, user_id }) => [ownKey(row.app_pk, row.id, user_id), { row, user_id }]))
  const rows = [...touched].flatMap(([key, { row }]) =>
    [...known.own.get(key)!.values()].map((reaction) => ({
      ...reaction,
      app_pk: row.app_pk,
      message_id: row.id,
      custom: JSON.stringify(reaction.custom),
    })),
  )
  const gone = known.before.filter((row) => {
    const key = ownKey(row.app_pk, row.message_id, row.user_id)
    return touched.has(key) && !known.own.get(key)!.has(row.type)
  })
  await deleteReactions(write, gone)
  await saveReactions(write, rows)
}

function tell(write: Write, accepted: AcceptedReaction, row: MessageRow, known: Known): Reacted {
  const { targets } = known
  const { access, reaction, own, type, isUnheard } = accepted
  const around = { users: targets.users(row.app_pk) }
  const wire = toReaction(reaction, row.id, around)
  if (!isUnheard) write.emit(reactionEvent(type, targets.show(row), wire))
  return { message: targets.answer(row, access, own), reaction: wire }
}
