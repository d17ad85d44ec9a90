/** What a message must tell for the question whether it can be unread. */
export interface Countable {
  readonly type: string
  readonly silent: boolean
  readonly shadowed: boolean
  readonly parent_id?: string | null | undefined
  readonly show_in_channel?: boolean | undefined
}

/** Whether a message takes an ordinal of its channel: rules 2 to 5 and 11 of spec/11 §3, those about the message itself. */
export function countsInChannel(message: Countable, readEvents: boolean): boolean {
  const isInChannel = !message.parent_id || message.show_in_channel === true
  return readEvents && isInChannel && isHeard(message)
}

/** Whether a reply takes an ordinal of its thread (spec/11 §7). */
export function countsInThread(message: Countable, readEvents: boolean): boolean {
  return readEvents && Boolean(message.parent_id) && isHeard(message)
}

const countedTypes: ReadonlySet<string> = new Set(['regular', 'reply', 'system'])

const isHeard = ({ type, silent, shadowed }: Countable): boolean => countedTypes.has(type) && !silent && !shadowed
