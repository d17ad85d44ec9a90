import type { Context, Tx } from '../../core/context.ts'

/**
 * Work that is too much for one transaction, by name, and what whoever does it must know. Those who need it done
 * declare it by extending this interface; the feature whose rows it is about does it. ARCHITECTURE.md lists them all.
 */
// biome-ignore lint/suspicious/noEmptyInterface: features fill it by declaration merging
export interface Slices {}

/**
 * Does a part of the work that takes a few milliseconds at most, `rowsPerSlice` rows or so. Answers from where to go on,
 * or undefined when nothing is left. It may be run twice for the same cursor: what is done already must not hurt.
 */
export type Slice<Name extends keyof Slices> = (
  tx: Tx,
  input: Slices[Name],
  cursor: unknown,
  context: Context,
) => Promise<unknown>

/** How many rows a slice takes in hand: few enough that sends in between do not notice (core §1.6). */
export const rowsPerSlice = 200

/** A piece of work together with what it is about. */
export type Work = { readonly [Name in keyof Slices]: readonly [name: Name, input: Slices[Name]] }[keyof Slices]

const doers = new Map<string, Slice<never>[]>()

/** Says how a feature does its part of some work. Called once per feature, when its module is loaded. */
export function onSlice<Name extends keyof Slices>(name: Name, slice: Slice<Name>): void {
  doers.set(name, [...(doers.get(name) ?? []), slice as Slice<never>])
}

/** Where the work stands: which of those who have a part in it are done, and how far the next one is. */
interface Standing {
  readonly done: number
  readonly cursor?: unknown
}

/** Does one slice; undefined when everyone who has a part in the work is done with it. */
export async function runSlice(tx: Tx, [name, input]: Work, standing: unknown, context: Context): Promise<unknown> {
  const { done, cursor } = (standing ?? { done: 0 }) as Standing
  const slice = doers.get(name)?.[done]
  if (!slice) return undefined
  const next = await slice(tx, input as never, cursor, context)
  return next === undefined ? { done: done + 1 } : { done, cursor: next }
}
