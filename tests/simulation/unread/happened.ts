/** What has happened in the simulated chat, as far as unread numbers depend on it. Times are microseconds. */
export type Happened =
  | Of<'created', { readonly cid: string; readonly type: string }>
  | Of<'deleted', { readonly cid: string }>
  | Of<'switched', { readonly type: string; readonly readEvents: boolean }>
  | Of<'sent', SentMessage>
  | Of<'removed', { readonly cid: string; readonly id: string }>
  | Of<'banned', { readonly cid: string; readonly author: string; readonly isHard: boolean }>
  | Of<'invited', Person>
  | Of<'joined', Person>
  | Of<'left', Person>
  | Of<'cleared', Person>
  | Of<'truncated', { readonly cid: string; readonly upTo?: string; readonly isHard: boolean }>
  | Of<'user_muted', { readonly user: string; readonly target: string; readonly expires: number }>
  | Of<'user_unmuted', { readonly user: string; readonly target: string }>
  | Of<'channel_muted', Person & { readonly expires: number }>
  | Of<'channel_unmuted', Person>
  | Of<'read', Person & { readonly id?: string }>
  | Of<'marked_unread', Person & { readonly id: string }>
  | Of<'thread_read', Person & { readonly parent: string; readonly id?: string }>
  | Of<'thread_marked_unread', Person & { readonly parent: string; readonly id: string }>

type Of<Kind extends string, Fields> = { readonly kind: Kind } & Fields
type Person = { readonly cid: string; readonly user: string }

/** What each kind of happening does. */
export type Rules = { readonly [Kind in Happened['kind']]: (happened: Extract<Happened, { kind: Kind }>) => void }

export function applyRule(rules: Rules, happened: Happened): void {
  const rule = rules[happened.kind] as (happened: Happened) => void
  rule(happened)
}

export interface SentMessage {
  readonly cid: string
  readonly id: string
  readonly author: string
  readonly at: number
  readonly silent: boolean
  readonly shadowed: boolean
  readonly mentioned: readonly string[]
  /** A reply; shown in the channel too, or only in its thread. */
  readonly parent?: string
  readonly isShown?: boolean
}

/** A mute without an end. */
export const never = Number.POSITIVE_INFINITY

export const isInChannel = ({ parent, isShown }: SentMessage): boolean => parent === undefined || isShown === true

/** What one user has not read: how much in each channel by its cid, and in each thread by its parent's id. */
export interface Unread {
  readonly channels: Readonly<Record<string, number>>
  readonly threads: Readonly<Record<string, number>>
}
