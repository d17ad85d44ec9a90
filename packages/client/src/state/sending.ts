import type { Message, Time, User } from '../wire.ts'
import { add, changeMessages, findLoaded } from './loaded-messages.ts'
import { at, put } from './maps.ts'
import { marked } from './message-list.ts'
import type { ChannelModel, State } from './model.ts'
import { later } from './times.ts'

/** A message as the client makes it up: with its own id, so that a retry never sends twice, and its own time. */
export type DraftMessage = { readonly id: string; readonly created_at: Time } & { readonly [field: string]: unknown }

/**
 * Shows a message before the server has it. Whatever comes first, the answer or the event, settles it by its id.
 *
 * ```ts
 * state = sending(state, cid, { id: `${me}-${uuid()}`, text: 'hello', created_at: new Date().toISOString() })
 * try { state = sent(state, cid, (await send(cid, draft)).message) } catch (error) { state = failed(state, cid, draft.id, error) }
 * ```
 */
export function sending(state: State, cid: string, draft: DraftMessage): State {
  return changeChannel(state, cid, (model) => {
    const known = findLoaded(model, draft)
    if (known && known.parley?.status === undefined) return model
    // A slow clock must not put the new message among the old ones.
    const newest = model.messages.findLast((message) => message.parley?.status === undefined)?.created_at
    const created_at = later(draft.created_at, newest)
    const message = { ...unsent(state, cid), ...draft, created_at } as Message
    return add(model, marked(message, { status: 'sending' }))
  })
}

/** The server's answer to a send. If the event was here first it is at least as new, and stays. */
export function sent(state: State, cid: string, message: Message): State {
  return changeChannel(state, cid, (model) => {
    const isWaiting = findLoaded(model, message)?.parley?.status !== undefined
    return isWaiting ? add(model, marked(message, { counted: false })) : model
  })
}

/** The send was refused, or nobody knows what became of it; `sending` the same message again is the retry. */
export function failed(state: State, cid: string, id: string, error?: unknown): State {
  return changeChannel(state, cid, (model) =>
    changeMessages(model, (message) =>
      message.id === id && message.parley?.status === 'sending'
        ? { ...message, parley: { status: 'failed', ...(error === undefined ? {} : { error }) } }
        : message,
    ),
  )
}

/** Takes back a message that was never stored. */
export function discarded(state: State, cid: string, id: string): State {
  return changeChannel(state, cid, (model) =>
    changeMessages(model, (message) => (message.id === id && message.parley?.status ? undefined : message)),
  )
}

// What a message has that nobody has reacted to yet.
function unsent({ me, user_id }: State, cid: string): Partial<Message> {
  return {
    cid,
    type: 'regular',
    user: (me ?? { id: user_id }) as User,
    text: '',
    attachments: [],
    mentioned_users: [],
    latest_reactions: [],
    own_reactions: [],
    reaction_counts: {},
    reaction_scores: {},
    reply_count: 0,
  }
}

function changeChannel(state: State, cid: string, change: (model: ChannelModel) => ChannelModel): State {
  const model = at(state.channels, cid)
  const next = model && change(model)
  return next && next !== model ? { ...state, channels: put(state.channels, cid, next) } : state
}
