import type { Write } from './writer.ts'

/**
 * What features before may tell features after, inside the same transaction: the one way up (core §6.3). A feature
 * declares its happenings by extending this interface; ARCHITECTURE.md lists them all.
 */
// biome-ignore lint/suspicious/noEmptyInterface: features fill it by declaration merging
export interface Happenings {}

export type Subscriber<Name extends keyof Happenings> = (write: Write, happening: Happenings[Name]) => Promise<void>

const subscribers = new Map<string, Subscriber<never>[]>()

/** Calls `subscriber` whenever it happens. Called once per feature, when its module is loaded. */
export function onTx<Name extends keyof Happenings>(name: Name, subscriber: Subscriber<Name>): void {
  subscribers.set(name, [...(subscribers.get(name) ?? []), subscriber as Subscriber<never>])
}

/** Lets everyone who subscribed act within this transaction, in the order of the features. */
export async function happen<Name extends keyof Happenings>(
  write: Write,
  name: Name,
  happening: Happenings[Name],
): Promise<void> {
  for (const subscriber of subscribers.get(name) ?? []) await subscriber(write, happening as never)
}
