import { z } from 'zod'
import type { WireKind } from './scalars.ts'

/**
 * One object of the wire, declared once: from it come the TypeScript type, both parsers, both printers, the reserved
 * keys and OpenAPI (core §6.2). A field `custom: Custom` makes it an object that carries custom data.
 *
 * ```ts
 * export const Reaction = resource('Reaction', { type: z.string(), created_at: Time, custom: Custom })
 * export type Reaction = z.infer<typeof Reaction>
 * ```
 *
 * Its name lives in Zod's registry and does not survive `describe` or `meta`: say those of the optional around it.
 */
export function resource<const S extends z.core.$ZodShape>(name: string, fields: S): z.ZodObject<S, z.core.$strip> {
  return z.object(fields).meta({ id: name }) as z.ZodObject<S, z.core.$strip>
}

export interface InputOptions {
  /** The resource that answers carry: those of its fields that the input lacks are server-managed, never custom data. */
  readonly of: z.ZodObject
  /** More server-managed keys, which this resource does not show. */
  readonly reserved?: readonly string[]
  /** Server-managed keys are dropped, because clients send back whole objects they were given (spec/95 §16); these are errors. */
  readonly refused?: readonly string[]
  readonly wire?: WireKind
}

const inputs = new WeakMap<z.ZodObject, InputOptions>()

/** What a request may say about a resource. Server-managed fields are dropped silently, or refused where `refused` names them. */
export function input<const S extends z.core.$ZodShape>(
  name: string,
  fields: S,
  options: InputOptions,
): z.ZodObject<S, z.core.$strip> {
  const named = { id: name, ...(options.wire && { wire: options.wire }) }
  const schema = z.object(fields).meta(named) as z.ZodObject<S, z.core.$strip>
  inputs.set(schema, options)
  return schema
}

export interface ReservedKeys {
  readonly dropped: ReadonlySet<string>
  readonly refused: ReadonlySet<string>
}

/** The keys that a request object must not take for custom data. */
export function reservedKeys(schema: z.ZodObject): ReservedKeys {
  const options = inputs.get(schema)
  const managed = options ? [...Object.keys(options.of.shape), ...(options.reserved ?? [])] : []
  const refused = new Set(options?.refused ?? [])
  const dropped = managed.filter((key) => !(key in schema.shape) && !refused.has(key))
  return { dropped: new Set(dropped), refused }
}
