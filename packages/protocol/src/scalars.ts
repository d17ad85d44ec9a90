import { z } from 'zod'

/**
 * What the two wire generations need to know of a field beyond its type; kept as metadata beside the schema (core §6).
 * - `time`: integer microseconds inside; RFC 3339 text (v1) or integer nanoseconds (v2) outside.
 * - `custom`: the custom data of the object: flattened beside its fields (v1) or nested under `custom` (v2).
 * - `id_or_object`: a bare string stands for the object `{ user_id: <string> }`.
 * - `object_as_id`: an object `{ id: … }` stands for its id, because older clients send whole objects.
 * - `keyed_by_id`: a list of objects with an `id` stands for the map of them.
 * - `sort_entry`: `{ <field>: direction }` stands for `{ field, direction }`, because older clients write it so.
 * - `event`: an event of any type, printed as the table of events declares its `type`.
 */
export type WireKind = 'time' | 'custom' | 'id_or_object' | 'object_as_id' | 'keyed_by_id' | 'sort_entry' | 'event'

export interface WireMeta {
  readonly wire?: WireKind
  /** `null`: v1 prints null where the value is absent; `omit`: this view has no such field. */
  readonly v1?: 'null' | 'omit'
  readonly v2?: 'omit'
  /** The empty string is a value of this optional field and does not mean "not given" (spec/95 §1.7). */
  readonly empty?: 'kept'
  /**
   * Only callers with the secret may set it. In a client's request it is dropped in silence, because clients send back
   * whole objects that they were given, or refused (403, code 17).
   */
  readonly server?: 'drop' | 'refuse'
  /** An object whose other keys are refused: elsewhere they are passed over, or are custom data. */
  readonly unknown?: 'refuse'
  /** It names the acting user: a client may only name itself (spec/00 §2). */
  readonly acting?: true
  /** A bare number below 10^9 is seconds from now, below 10^12 seconds since 1970 (spec/40 §6). */
  readonly numbers?: 'seconds'
}

declare module 'zod' {
  interface GlobalMeta extends WireMeta {}
}

/** A moment: integer microseconds since 1970, exact in a JavaScript number (until the year 2255). */
export const Time = z.int().min(0).meta({ wire: 'time' })
export type Time = number

/** Custom data: any JSON under the keys that the object itself does not define. */
export const Custom = z.record(z.string(), z.unknown()).meta({ wire: 'custom' })
export type Custom = Record<string, unknown>

/** Text that may be empty: an empty string is a value here, not an absent one. */
export const Text = z.string().meta({ empty: 'kept' })

/** How many: never negative, never a fraction, because clients decode it into an integer. */
export const Count = z.int().min(0)

/** A field that v1 prints as null where it is not set, because older clients read it unguarded (spec/95 §22). */
export function nullInV1<const S extends z.ZodType>(schema: S): z.ZodOptional<S> {
  return schema.optional().meta({ v1: 'null' })
}

export const UserId = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[A-Za-z0-9@_-]+$/, 'may only contain letters, digits and @_-')

export const ChannelId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^!?[\w-]+$/, 'may only contain letters, digits and !-_')

export const ChannelTypeName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\w-]+$/, 'may only contain letters, digits and -_')

export const Cid = z
  .string()
  .min(3)
  .max(129)
  .regex(/^[\w-]+:!?[\w-]+$/, 'must be of the form type:id')

export const MessageId = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^,%\0]+$/, 'may not contain , or %')

/** The id of a user, also out of a whole user object. */
export const UserIdOfObject = UserId.meta({ wire: 'object_as_id' })

/** Any JSON object, kept as it came: filters, `set` of a partial update. */
export const JsonObject = z.record(z.string(), z.unknown())
export type JsonObject = Record<string, unknown>

export const Sort = z.array(
  z
    .object({
      field: z.string().min(1).max(255).describe('Field name, or the path of custom data.'),
      direction: z
        .union([z.literal(1), z.literal(-1)])
        .optional()
        .describe('1 ascending (default), -1 descending.'),
      type: z.enum(['number', 'boolean']).optional().describe('How to compare a custom field; absent: as text.'),
    })
    .meta({ id: 'SortParam', wire: 'sort_entry' }),
)
export type Sort = z.infer<typeof Sort>
