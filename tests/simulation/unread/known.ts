/** A message as whoever chooses the next step knows it. */
export interface KnownMessage {
  readonly id: string
  readonly author: string
  /** As the answer said it. */
  readonly created_at: string
  readonly parent: string | undefined
  readonly isInChannel: boolean
  readonly isShadowed: boolean
  readonly isHeard: boolean
  isGone: boolean
  isDeleted: boolean
}

export interface KnownChannel {
  readonly cid: string
  readonly type: string
  readonly id: string
  readonly members: Map<string, 'member' | 'pending' | 'rejected'>
  /** All there ever were, oldest first. */
  readonly messages: KnownMessage[]
  /** How many of them are beyond everybody's history, and beyond one user's. */
  cut: number
  readonly cuts: Map<string, number>
}

export const paramsOf = ({ type, id }: KnownChannel) => ({ type, id })

export const usersWith = ({ members }: KnownChannel, status: string): string[] =>
  [...members].filter(([, its]) => its === status).map(([user]) => user)

export const membersOf = (channel: KnownChannel): string[] => usersWith(channel, 'member')

/** The messages of a channel, or of a thread, that a user sees. */
export function seen(channel: KnownChannel, user: string, parent?: string): KnownMessage[] {
  const from = Math.max(channel.cut, channel.cuts.get(user) ?? 0)
  return channel.messages.filter(
    (message, index) =>
      index >= from &&
      !message.isGone &&
      (parent === undefined ? message.isInChannel : message.parent === parent) &&
      (!message.isShadowed || message.author === user),
  )
}

/** The replies that make up a thread, and those of them that a user sees. */
export const repliesTo = ({ messages }: KnownChannel, parent: string): KnownMessage[] =>
  messages.filter((each) => each.parent === parent && !each.isShadowed && !each.isGone)

export const repliesSeen = (channel: KnownChannel, user: string, parent: KnownMessage): KnownMessage[] =>
  seen(channel, user, parent.id).filter(({ isShadowed }) => !isShadowed)

/** Whether a user takes part in a thread for sure: whom a reply mentions does so too. */
export const takesPart = (channel: KnownChannel, user: string, parent: KnownMessage): boolean =>
  parent.author === user || repliesTo(channel, parent.id).some(({ author }) => author === user)

/** Messages that everybody may still see, and that can be deleted. */
export const recent = (channel: KnownChannel): KnownMessage[] =>
  channel.messages.slice(Math.max(channel.cut, channel.messages.length - 40)).filter(({ isGone }) => !isGone)

/** Some messages are gone for good, and their replies with them. */
export function forgetMessages(channel: KnownChannel, isMeant: (message: KnownMessage) => boolean): void {
  const gone = new Set(channel.messages.filter(isMeant).map(({ id }) => id))
  for (const message of channel.messages) {
    if (gone.has(message.id) || (message.parent && gone.has(message.parent))) message.isGone = true
  }
}

/** RFC 3339 with microseconds, as a number of them. */
export function micros(text: string): number {
  const [, whole, fraction = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(text)!
  return Date.parse(`${whole}Z`) * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6))
}
