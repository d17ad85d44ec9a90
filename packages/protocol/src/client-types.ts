import type { z } from 'zod'
import { customEvent, eventTable } from './events/table.ts'
import { Ban } from './objects/ban.ts'
import { ChannelState } from './objects/channel-state.ts'
import { MessageWithChannel } from './objects/message.ts'
import { FullUser } from './objects/own-user.ts'
import { MarkReadEvent, UnreadCounts } from './objects/read.ts'
import { Task } from './objects/task.ts'
import { fieldsOf, namedParts, type Part, partOf } from './schema-walk.ts'

const lineWidth = 120

const answers = [Ban, ChannelState, FullUser, MarkReadEvent, MessageWithChannel, Task, UnreadCounts]

/** Prints packages/client/src/wire.ts: what v1 answers and announces, as types that need no schema library. */
export function printClientTypes(): string {
  const events = Object.values(eventTable).map(({ schema }) => schema)
  const named = namedParts([...answers, ...events, customEvent.schema])
  const names = [...named.keys()].sort()
  return [
    '// Printed from packages/protocol by `npm run print`. Do not edit.',
    '/** A moment: RFC 3339 text in UTC. */\nexport type Time = string',
    ...names.map((name) => printNamed(name, named.get(name)!)),
    `/** An event that the server emits on its own account. */\n${printUnion('WireEvent', events.map(nameOf).sort())}`,
    '/** What arrives: an event of the server, or one that an app invented. */\nexport type AnyWireEvent = WireEvent | CustomEvent',
    `/** The types that are not an app's own. */\n${printList('wireEventTypes', Object.keys(eventTable).sort())}`,
  ]
    .join('\n\n')
    .concat('\n')
}

const nameOf = (schema: z.core.$ZodType): string => partOf(schema).name!

/** One named object or union as a declaration. */
export function printNamed(name: string, { core }: Part): string {
  const { def } = core._zod
  if (def.type !== 'object') return printUnion(name, typeText(core).split(' | '))
  const lines: string[] = []
  let hasCustom = false
  for (const [key, part] of fieldsOf(core as z.core.$ZodObject)) {
    if (part.meta.v1 === 'omit') continue
    if (part.meta.wire === 'custom') {
      hasCustom = true
      continue
    }
    if (part.meta.description) lines.push(`  /** ${part.meta.description} */`)
    const isNull = part.isNullable || part.meta.v1 === 'null'
    const mark = part.isOptional && part.meta.v1 !== 'null' ? '?' : ''
    lines.push(`  ${key}${mark}: ${partText(part)}${isNull ? ' | null' : ''}`)
  }
  if (hasCustom) lines.push('  [custom: string]: unknown')
  return `export interface ${name} {\n${lines.join('\n')}\n}`
}

function partText(part: Part): string {
  if (part.meta.wire === 'time') return 'Time'
  if (part.meta.wire === 'event') return 'AnyWireEvent'
  return part.name ?? typeText(part.core)
}

function typeText(core: z.core.$ZodTypes): string {
  const { def } = core._zod
  switch (def.type) {
    case 'string':
      return 'string'
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'literal':
      return def.values.map(literalText).join(' | ')
    case 'enum':
      return Object.values(def.entries).map(literalText).join(' | ')
    case 'array': {
      const element = partText(partOf(def.element))
      return element.includes(' | ') ? `(${element})[]` : `${element}[]`
    }
    case 'record':
      return `Record<string, ${partText(partOf(def.valueType))}>`
    case 'union':
      return def.options.map((option) => partText(partOf(option))).join(' | ')
    case 'unknown':
      return 'unknown'
    default:
      throw new Error(`no TypeScript for ${def.type}`)
  }
}

const literalText = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value))

function printUnion(name: string, members: readonly string[]): string {
  const line = `export type ${name} = ${members.join(' | ')}`
  return line.length <= lineWidth ? line : `export type ${name} =\n  | ${members.join('\n  | ')}`
}

function printList(name: string, values: readonly string[]): string {
  const head = `export const ${name}: readonly WireEvent['type'][] = [`
  return `${head}\n${values.map((value) => `  '${value}',`).join('\n')}\n]`
}
