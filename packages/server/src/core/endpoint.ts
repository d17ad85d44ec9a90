import type { Endpoint } from '@parley-chat/protocol'
import type { z } from 'zod'
import type { Context } from './context.ts'
import { failField } from './errors.ts'

type Parsed<S> = S extends z.ZodObject ? z.output<S> : Record<string, never>

/** A request that is well-formed, in the model. */
export interface Call<E extends Endpoint> {
  readonly params: Readonly<Record<string, string>>
  readonly query: Parsed<E['query']>
  readonly body: Parsed<E['body']>
}

/** Answers a call with the reply's model; `duration` is added when it is printed. */
export type Handler<E extends Endpoint> = (context: Context, call: Call<E>) => Promise<z.input<E['reply']>>

export interface Route {
  readonly name: string
  readonly endpoint: Endpoint
  readonly handle: (context: Context, call: Call<Endpoint>) => Promise<unknown>
}

/** Binds every endpoint of a table to its operation. A missing handler or a wrong reply does not compile. */
export function implement<const T extends Record<string, Endpoint>>(
  table: T,
  handlers: { readonly [Name in keyof T]: Handler<T[Name]> },
): Route[] {
  return Object.entries(table).map(([name, endpoint]) => ({
    name,
    endpoint,
    handle: handlers[name] as unknown as Route['handle'],
  }))
}

/** The fields in which requests name the user they act for (spec/00 §2). */
interface NamesUser {
  readonly user_id?: unknown
  readonly user?: { readonly id?: unknown } | undefined
}

/**
 * The request on behalf of the user that one of these objects names, the first that names one. A client's token has
 * said who acts: naming somebody else is an error.
 */
export function actFor(context: Context, ...sources: readonly (object | undefined)[]): Context {
  for (const source of sources as readonly (NamesUser | undefined)[]) {
    const id = source?.user_id ?? source?.user?.id
    if (typeof id !== 'string' || id === '') continue
    if (context.caller.kind === 'server') {
      const profile = source?.user?.id === id ? (source.user as NonNullable<Context['acting']>['profile']) : undefined
      return context.as({ id, ...(profile && { profile }) })
    }
    if (id !== context.caller.user_id) failField('user_id', 'must be the id of the user whose token was sent')
  }
  return context
}
