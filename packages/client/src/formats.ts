import type { LocalMessage as Believed, ChannelModel, ReadRow, Typing } from './state/index.ts'
import type { Message, ReadState, Time, User } from './wire.ts'

type Declared<T> = { [K in keyof T as string extends K ? never : K]: T[K] }
type Moments = 'created_at' | 'updated_at' | 'deleted_at' | 'pinned_at' | 'quoted_message'

/** A message in `channel.state`: moments are dates, and `status` tells whether the server has it. */
export interface LocalMessage extends Omit<Declared<Message>, Moments> {
  readonly created_at: Date
  readonly updated_at: Date
  readonly deleted_at: Date | null
  readonly pinned_at: Date | null
  readonly quoted_message: LocalMessage | null
  readonly status: 'sending' | 'received' | 'failed'
  /** Why a failed message could not be sent. */
  readonly error?: unknown
  readonly [custom: string]: unknown
}

/** How far somebody has read, in `channel.state.read`. */
export interface LocalRead extends Omit<Declared<ReadState>, 'last_read' | 'last_delivered_at' | 'parley'> {
  readonly last_read: Date
  readonly last_delivered_at?: Date
  readonly first_unread_message_id?: string
}

/** Somebody who types, in `channel.state.typing`. */
export interface TypingEvent {
  readonly type: 'typing.start'
  readonly user: User
  readonly parent_id?: string
}

const date = (time: Time | null | undefined): Date | null => (time ? new Date(time) : null)

/**
 * A message of the wire as `channel.state` shows it.
 *
 * ```ts
 * const { message } = await client.getMessage('m1')
 * formatMessage(message).created_at.toLocaleTimeString()
 * ```
 */
export const formatMessage = remembering((message: Message | Believed): LocalMessage => {
  const { parley, ...plain } = message as Believed
  const status = parley?.status ?? 'received'
  return {
    ...plain,
    created_at: date(message.created_at) ?? new Date(0),
    updated_at: date(message.updated_at ?? message.created_at) ?? new Date(0),
    deleted_at: date(message.deleted_at),
    pinned_at: date(message.pinned_at),
    quoted_message: message.quoted_message ? formatMessage(message.quoted_message as Message) : null,
    status,
    ...(parley?.error !== undefined && { error: parley.error }),
  } as LocalMessage
})

/** A list of messages; the same list always gives the same list, so that views need not draw again. */
export const formatMessages = remembering((list: readonly Believed[]) => list.map((message) => formatMessage(message)))

export const formatThreads = remembering((threads: ChannelModel['threads']) => eachOf(threads, formatMessages))

export const formatReads = remembering((rows: ChannelModel['read']) => eachOf(rows, formatRead))

export const formatTyping = remembering((typing: ChannelModel['typing']) => eachOf(typing, formatTyper))

const formatRead = remembering((row: ReadRow): LocalRead => {
  const { parley: _, sent_seq: __, last_read, last_delivered_at, ...rest } = row
  const delivered = date(last_delivered_at)
  return { ...rest, last_read: new Date(last_read), ...(delivered && { last_delivered_at: delivered }) }
})

const formatTyper = remembering(
  ({ user, parent_id }: Typing): TypingEvent => ({ type: 'typing.start', user, ...(parent_id && { parent_id }) }),
)

// A message that did not change is the same object in every state, so it is formatted once.
function remembering<T extends object, R extends object>(format: (value: T) => R): (value: T) => R {
  const known = new WeakMap<T, R>()
  return (value) => {
    const before = known.get(value)
    if (before) return before
    const made = format(value)
    known.set(value, made)
    return made
  }
}

function eachOf<T, R>(map: Readonly<Record<string, T>>, format: (value: T) => R): Readonly<Record<string, R>> {
  return Object.fromEntries(Object.entries(map).map(([id, value]) => [id, format(value)]))
}
