import { html, joined, type Markup } from './markup.ts'

/** As much of JSON Schema as our document uses. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly description?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
}

export type Schemas = Readonly<Record<string, Schema>>

/** The name behind a reference. */
export const nameOf = (schema: Schema): string | undefined => schema.$ref?.split('/').at(-1)

/** Both generations of an object share one entry: v2 has its own form of what it prints differently. */
export function baseName(name: string, schemas: Schemas): string {
  const base = name.replace(/V2$/, '')
  return base in schemas ? base : name
}

/** The entry of one object: its fields in both generations. */
export function printEntry(name: string, schemas: Schemas): Markup {
  const schema = schemas[name]!
  return html`<section class="entry" id="schema-${name}">
<h3><a href="#schema-${name}">${name}</a></h3>
${schema.description && html`<p>${schema.description}</p>`}
${schema.oneOf ? html`<p>Any of the <a href="#events">events</a>.</p>` : printFields(name, schemas)}
</section>
`
}

/** The table of an object's fields, with a mark where the generations differ. */
export function printFields(name: string, schemas: Schemas): Markup {
  const base = baseName(name, schemas)
  const v1 = schemas[base]!
  const v2 = schemas[`${base}V2`] ?? v1
  const fields = { ...v2.properties, ...v1.properties }
  const rows = Object.entries(fields).map(([key, field]) =>
    printField(key, field, schemas, {
      only: key in (v1.properties ?? {}) ? (key in (v2.properties ?? {}) ? undefined : 'v1') : 'v2',
      required: requiredIn(key, v1, v2),
    }),
  )
  const isOpen = v1.additionalProperties === true && v2 !== v1
  const more =
    isOpen && html`<p class="quiet">v1 carries custom data beside these fields, v2 in <code>custom</code>.</p>`
  if (rows.length > 0) return html`${printRows(rows)}${more}`
  return v1.type === 'object' ? html`<p class="quiet">No fields.</p>` : html`<p class="type">${typeOf(v1, schemas)}</p>`
}

/** A table of rows that `printField` made. */
export function printRows(rows: readonly Markup[]): Markup {
  return html`<div class="wide"><table><tbody>${rows}</tbody></table></div>`
}

export interface FieldMarks {
  readonly only?: string | undefined
  readonly required?: string | undefined
}

/** One field or parameter as a row. */
export function printField(key: string, schema: Schema, schemas: Schemas, marks: FieldMarks): Markup {
  const limits = limitsOf(schema)
  return html`<tr><th scope="row"><code>${key}</code>
${marks.required && html`<small class="must">${marks.required}</small>`}
${marks.only && html`<small class="only">${marks.only} only</small>`}</th>
<td><span class="type">${typeOf(schema, schemas)}</span>
${limits.length > 0 && html`<small>${joined(limits, ', ')}</small>`}
${schema.description && html`<p>${schema.description}</p>`}</td></tr>
`
}

function requiredIn(key: string, v1: Schema, v2: Schema): string | undefined {
  const [inV1, inV2] = [v1.required?.includes(key), v2.required?.includes(key)]
  if (inV1 && inV2) return 'required'
  // A field of one generation says so itself.
  if (inV1) return key in (v2.properties ?? {}) ? 'required in v1' : 'required'
  if (inV2) return key in (v1.properties ?? {}) ? 'required in v2' : 'required'
  return undefined
}

/** A type as one would write it down. */
function typeOf(schema: Schema, schemas: Schemas): Markup {
  const name = nameOf(schema)
  if (name) return linkTo(baseName(name, schemas))
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`
  const values = schema.enum?.map((value) => html`<code>${JSON.stringify(value)}</code>`)
  if (values) return joined(values, ' | ')
  const options = schema.anyOf?.map((option) => typeOf(option, schemas))
  if (options) return joined(options, ' | ')
  if (schema.items) return html`${typeOf(schema.items, schemas)}[]`
  const values_ = schema.additionalProperties
  if (schema.type === 'object' && typeof values_ === 'object') return html`{ [key]: ${typeOf(values_, schemas)} }`
  return html`${schema.type ?? 'any'}`
}

function linkTo(name: string): Markup {
  return html`<a href="#schema-${name}">${name}</a>`
}

function limitsOf(schema: Schema): Markup[] {
  const { pattern } = schema
  return [
    range(schema.minLength, schema.maxLength, ' characters'),
    range(schema.minItems, schema.maxItems, ' entries'),
    range(schema.minimum, schema.maximum, ''),
  ]
    .filter((text) => text !== undefined)
    .map((text) => html`${text}`)
    .concat(pattern ? [html`<code>${pattern}</code>`] : [])
}

function range(low: number | undefined, high: number | undefined, unit: string): string | undefined {
  if (low === undefined) return high === undefined ? undefined : `at most ${high}${unit}`
  return high === undefined ? `at least ${low}${unit}` : `${low} to ${high}${unit}`
}
