import { declarationOf } from '@parley-chat/protocol'
import type { z } from 'zod'
import { definitionOf, shapeOf } from './shape.ts'
import { printRfc3339 } from './time.ts'
import type { View } from './view.ts'

/** Turns a value of the model into JSON text of one wire generation. */
export type Print<T = unknown> = (value: T) => string

const compiled: Record<View, WeakMap<object, Print<never>>> = { v1: new WeakMap(), v2: new WeakMap() }

/**
 * The printer of a schema in a view, compiled once. Printing builds text directly, because integer nanoseconds
 * exceed what a JavaScript number can hold (spec/95 §1.6).
 */
export function printer<S extends z.core.$ZodType>(schema: S, view: View): Print<z.output<S>> {
  const known = compiled[view].get(schema)
  if (known) return known as Print<z.output<S>>
  // Entered before it is made: a message quotes a message.
  let made: Print<never> | undefined
  compiled[view].set(schema, (value) => made!(value))
  made = compile(schema, view)
  compiled[view].set(schema, made)
  return made as Print<z.output<S>>
}

function compile(schema: z.core.$ZodType, view: View): Print<never> {
  const shape = shapeOf(schema)
  if (shape.schema !== schema) {
    const inner = printer(shape.schema, view) as Print
    const print: Print = (value) => (value === null ? 'null' : inner(value))
    return (shape.nullable ? print : inner) as Print<never>
  }
  if (shape.meta.wire === 'event') return ((event) => printEvent(event, view)) as Print<never>
  if (shape.meta.wire === 'time') return (view === 'v1' ? printTimeV1 : printTimeV2) as Print<never>
  const definition = definitionOf(schema)
  switch (definition.type) {
    case 'object':
      return printObject(schema as z.core.$ZodObject, view)
    case 'array':
      return printArray(printer(definition.element, view) as Print)
    case 'record':
      return printRecord(printer(definition.valueType, view) as Print)
    case 'union':
      return printUnion(definition.options, view)
    case 'lazy':
      return ((value) => (printer(definition.getter(), view) as Print)(value)) as Print<never>
    default:
      return JSON.stringify as Print<never>
  }
}

const printEvent = (event: { type: string }, view: View) =>
  printer(declarationOf(event.type).schema, view)(event as never)

const printTimeV1: Print<number> = (micros) => `"${printRfc3339(micros)}"`
const printTimeV2: Print<number> = (micros) => (micros === 0 ? '0' : `${micros}000`)

const printArray = (print: Print): Print<unknown[]> => {
  return (values) => {
    let text = '['
    for (let i = 0; i < values.length; i++) text += i === 0 ? print(values[i]) : `,${print(values[i])}`
    return `${text}]`
  }
}

const printRecord = (print: Print): Print<Record<string, unknown>> => {
  return (record) => {
    let text = '{'
    for (const key of Object.keys(record)) {
      if (record[key] === undefined) continue
      text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${print(record[key])}`
    }
    return `${text}}`
  }
}

/** Only text stands beside an object in the unions of the wire, so the kind of the value decides. */
function printUnion(options: readonly z.core.$ZodType[], view: View): Print<unknown> {
  const object = options.find((option) => definitionOf(shapeOf(option).schema).type === 'object')
  const print = object ? (printer(object, view) as Print) : undefined
  return (value) => (print && typeof value === 'object' && value !== null ? print(value) : JSON.stringify(value))
}

interface PrintedField {
  readonly name: string
  readonly key: string
  readonly print: Print
  readonly absent: 'omit' | 'null'
}

function printObject(schema: z.core.$ZodObject, view: View): Print<Record<string, unknown>> {
  const fields: PrintedField[] = []
  const names = Object.keys(schema._zod.def.shape)
  let custom = false
  for (const name of names) {
    const { meta } = shapeOf(schema._zod.def.shape[name]!)
    if (meta.wire === 'custom') custom = true
    else if (meta[view] !== 'omit') {
      const print = printer(schema._zod.def.shape[name]!, view) as Print
      fields.push({ name, key: `${JSON.stringify(name)}:`, print, absent: meta[view] === 'null' ? 'null' : 'omit' })
    }
  }
  const reserved = new Set(names)
  const print: Print<Record<string, unknown>> = (value) => {
    let text = ''
    for (const { name, key, print, absent } of fields) {
      const part = value[name]
      if (part !== undefined && part !== null) text += `,${key}${print(part)}`
      else if (absent === 'null' || part === null) text += `,${key}null`
    }
    if (custom)
      text += view === 'v1' ? printFlat(value.custom, reserved) : `,"custom":${JSON.stringify(value.custom ?? {})}`
    return `{${text.slice(1)}}`
  }
  return custom ? printedOnce(print) : print
}

/**
 * Users, channels and messages are made once for a batch and never changed, and stand in its answers and in its events, some of
 * them many times over.
 */
function printedOnce(print: Print<Record<string, unknown>>): Print<Record<string, unknown>> {
  const printed = new WeakMap<object, string>()
  return (value) => {
    const known = printed.get(value)
    if (known !== undefined) return known
    const text = print(value)
    printed.set(value, text)
    return text
  }
}

/** Custom data beside the fields of its object, as v1 has it. What a field is named can never be custom data. */
function printFlat(custom: unknown, reserved: ReadonlySet<string>): string {
  let text = ''
  for (const [key, value] of Object.entries((custom ?? {}) as Record<string, unknown>)) {
    if (!reserved.has(key) && value !== undefined) text += `,${JSON.stringify(key)}:${JSON.stringify(value)}`
  }
  return text
}
