/** What an event says about the channel it happened in; every channel event carries it (spec/70 §1.1). */
export interface EventChannel {
  readonly app_pk: number
  readonly pk: number
  readonly cid: string
  readonly type: string
  readonly id: string
  readonly team?: string | undefined
  readonly custom: Record<string, unknown>
  readonly member_count: number
  /** Absent where the channel does not count its messages. */
  readonly message_count?: number | undefined
  readonly last_message_at?: number | undefined
}

/** Who may hear an event of a channel; without a rule all who watch it. */
export interface Audience {
  readonly only?: readonly string[]
  readonly except?: readonly string[]
  /** The message that it is about was created then: whoever has hidden the history up to that moment hears nothing. */
  readonly about?: number
}

/** Whether a rule of the event, or a history hidden up to a moment, keeps it from this user. */
export function mayHear(audience: Audience | undefined, user_id: string, hiddenBefore: number | undefined): boolean {
  if (!audience) return true
  if (audience.only && !audience.only.includes(user_id)) return false
  if (audience.except?.includes(user_id)) return false
  return audience.about === undefined || hiddenBefore === undefined || audience.about > hiddenBefore
}

/** What a counting message does to the unread numbers of connected users (core §5.3). */
export interface Counting {
  readonly n: number
  readonly author: string
  readonly excepted: readonly string[]
}

/** What an event does to who listens, at its place among the others (core §2.3). */
export type AccessChange =
  | { readonly kind: 'joined' | 'left'; readonly user_id: string }
  /** Read permission may have been lost: every local watcher of the channel (or this one user) is judged again. */
  | { readonly kind: 'recheck'; readonly user_id?: string }
  | { readonly kind: 'closed' }

/** The form in which members hear of an event of a channel that they are not watching. */
export interface IdleForm {
  readonly type: string
  readonly body: Record<string, unknown>
  /** Only these of the members; without it all of them. */
  readonly only?: readonly string[]
  /** Members of big channels are not told, but these are (core §2.4). */
  readonly mentioned?: readonly string[]
}

/** A stored change of a channel: it gets the next `seq`, and resume and `/sync` replay it. */
export interface ChannelEvent {
  readonly type: string
  readonly channel: EventChannel
  /** The event's own fields, in the model; the common fields of the channel are added when it is printed. */
  readonly body: Record<string, unknown>
  /** What the row keeps: ids and changed fields, never message text (core §2.6). */
  readonly row: Record<string, unknown>
  readonly user_id?: string | undefined
  readonly audience?: Audience
  readonly counting?: Counting
  /** Messages that counted are gone: members' unread numbers are read anew before they hear of it. */
  readonly recount?: true
  readonly access?: AccessChange
  /** Whose capabilities it may have changed: they are told what they may do now, in the event's tail (core §4.1). */
  readonly capabilities?: 'all' | readonly string[]
  readonly idle?: IdleForm
}

/** What is true for a moment (typing, reads, custom events): never stored, no seq. */
export interface PassingEvent {
  readonly type: string
  readonly channel: EventChannel
  readonly body: Record<string, unknown>
  readonly audience?: Audience
  /** The moment it happened, where that is not the moment of the operation. */
  readonly created_at?: number
  readonly read_rev?: number
  /** What everyone may do may have changed: each is told their own (core §4.1). */
  readonly capabilities?: 'all'
  /** Dropped where more than 100 connections watch (spec/70 §9). */
  readonly dropWhenCrowded?: true
  /** It concerns the viewer whether they watch or not: kept for a watch that ends, it is told all the same. */
  readonly isOwn?: true
}

/**
 * What a change of a user's own state means for the numbers that a node keeps of them. `if_behind`: the channel's event
 * of the same operation has put them right, unless the node has not heard it yet.
 */
export type Reread = 'nothing' | 'if_behind' | 'channel' | 'everything'

/** Which of a user's unread numbers an event carries. */
export type Totals = 'channel' | 'threads' | 'everything'

/** A change of one user's own durable state, for all of their connections (core §2.5). */
export interface UserEvent {
  readonly type: string
  readonly app_pk: number
  readonly user_id: string
  readonly channel?: EventChannel
  /** Absent: nothing is said to the user, the node only learns of it. */
  readonly body?: Record<string, unknown>
  readonly row: Record<string, unknown>
  readonly reread: Reread
  /** The user became a member of the channel, or ceased to be one. */
  readonly membership?: 'joined' | 'left'
  /** Sent only to those of the user's connections that do not watch the channel. */
  readonly idleOnly?: true
  /** Part of what a watcher of the channel is given as its state: while that is read, this waits and follows it. */
  readonly followsState?: true
  /** Own capabilities in the channel are put in when it is sent. */
  readonly capabilities?: true
  /** Own unread totals are put in when it is sent: with the number of its channel, of threads alone, or of everything. */
  readonly totals?: Totals
  /** What the user may read or do may have changed everywhere: their watches are judged again. */
  readonly judge?: true
  /** Ends the user's sockets. */
  readonly close?: 'deactivated' | 'deleted' | 'revoked'
  /** Where tokens were revoked: those issued from then on still hold. */
  readonly issued_before?: number
}

/** A change that everyone who follows this user's presence hears. */
export interface PresenceEvent {
  readonly type: string
  readonly app_pk: number
  readonly user_id: string
  readonly body: Record<string, unknown>
}

/** What leaves an operation once it is committed, in the order in which it happened. */
export type Announcement =
  | {
      readonly kind: 'channel'
      readonly event: ChannelEvent
      readonly seq: number
      readonly at: number
      readonly epoch: string
    }
  | { readonly kind: 'passing'; readonly event: PassingEvent; readonly at: number }
  /** `seq`: where the channel that it is about stands, if the same operation has moved it. */
  | { readonly kind: 'user'; readonly event: UserEvent; readonly at: number; readonly seq?: number }
  | { readonly kind: 'presence'; readonly event: PresenceEvent; readonly at: number }
  /** The configuration of an app has a new version: everyone's access is judged again. */
  | { readonly kind: 'config'; readonly app_pk: number; readonly version: number; readonly reads?: boolean }
