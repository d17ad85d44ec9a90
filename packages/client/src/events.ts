import type { AnyWireEvent, Channel, Member, Message, OwnUser, Reaction, User, WireEvent } from './wire.ts'

/** An event as a listener of any type receives it: every field that some event has, and what an app has invented. */
export interface ChatEvent {
  readonly type: string
  readonly cid?: string
  readonly channel_id?: string
  readonly channel_type?: string
  readonly channel?: Channel
  readonly message?: Message
  readonly message_id?: string
  readonly reaction?: Reaction
  readonly member?: Member
  readonly user?: User
  readonly user_id?: string
  readonly me?: OwnUser
  readonly parent_id?: string
  readonly thread_id?: string
  readonly hard_delete?: boolean
  readonly watcher_count?: number
  readonly total_unread_count?: number
  readonly unread_channels?: number
  readonly unread_threads?: number
  readonly unread_messages?: number
  readonly last_read_message_id?: string
  readonly connection_id?: string
  /** Of `connection.changed`. */
  readonly online?: boolean
  readonly created_at?: string
  /** When this client heard it. */
  readonly received_at?: Date
  readonly [custom: string]: unknown
}

/** What the client itself says of its connection; never sent over the wire. */
export interface LocalEvents {
  'connection.changed': { readonly type: 'connection.changed'; readonly online: boolean }
  'connection.recovered': { readonly type: 'connection.recovered' }
}

export type EventType = WireEvent['type'] | keyof LocalEvents

/** The event of a type: the server's own ones by their shape, an app's as a `ChatEvent`. */
export type EventOf<T extends string> = T extends WireEvent['type']
  ? Omit<Extract<WireEvent, { type: T }>, 'received_at'> & { readonly received_at: Date }
  : T extends keyof LocalEvents
    ? LocalEvents[T] & { readonly received_at: Date }
    : ChatEvent

export type Listener = (event: ChatEvent) => void

export interface Subscription {
  /** Hears no more. */
  unsubscribe(): void
}

/** Whoever listens, by type. */
export class Emitter {
  private readonly listeners = new Map<string, Set<Listener>>()
  private readonly onError: (error: unknown, event: ChatEvent) => void

  constructor(onError: (error: unknown, event: ChatEvent) => void) {
    this.onError = onError
  }

  add(type: string, listener: Listener): Subscription {
    const known = this.listeners.get(type) ?? new Set()
    this.listeners.set(type, known.add(listener))
    return { unsubscribe: () => void known.delete(listener) }
  }

  remove(type: string, listener: Listener): void {
    this.listeners.get(type)?.delete(listener)
  }

  clear(): void {
    this.listeners.clear()
  }

  /** One listener that throws must not keep the others from hearing. */
  emit(event: ChatEvent): void {
    for (const listener of [...(this.listeners.get(event.type) ?? []), ...(this.listeners.get('all') ?? [])]) {
      try {
        listener(event)
      } catch (error) {
        this.onError(error, event)
      }
    }
  }
}

/** Reads the arguments of `on` and `off`: a listener alone hears everything. */
export function listening(first: string | Listener, second?: Listener): [type: string, listener: Listener] {
  const [type, listener] = typeof first === 'string' ? [first, second] : ['all', first]
  if (typeof listener !== 'function') throw new Error('Give the function that is to hear the events')
  return [type, listener]
}

/** An event as it is handed to listeners. */
export function received(event: AnyWireEvent | ChatEvent, now: number): ChatEvent {
  return { ...event, received_at: new Date(now) } as unknown as ChatEvent
}
