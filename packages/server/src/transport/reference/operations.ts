import { commonErrors, type Endpoint, type ErrorName, errors, type Route, routesOf } from '@parley-chat/protocol'
import { html, joined, type Markup } from './markup.ts'
import { baseName, nameOf, printField, printFields, printRows, type Schema, type Schemas } from './schemas.ts'

/** As much of OpenAPI as our document uses. */
export interface Operation {
  readonly summary: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly schema?: Schema
  readonly content?: Content
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>

export interface Document {
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Schemas }
}

const sides: Readonly<Record<Endpoint['side'], string>> = {
  both: 'clients and servers',
  server: 'servers only',
  client: 'clients only',
  admin: 'administrators only',
  anyone: 'anyone',
}

/** Everything about one operation: where it is served, what it takes, answers and refuses. */
export function printOperation(name: string, endpoint: Endpoint, document: Document): Markup {
  const routes = routesOf(endpoint)
  const operations = routes.map((route) => operationAt(route, document))
  const first = operations[0]!
  const { schemas } = document.components
  const bodies = distinct(
    operations.map(({ requestBody }) => schemaOf(requestBody?.content)),
    schemas,
  )
  const [status, success] = Object.entries(first.responses)[0]!
  const answers = distinct(
    operations.map(({ responses }) => schemaOf(Object.values(responses)[0]!.content)),
    schemas,
  )
  return html`<section class="operation" id="op-${name}">
<h3><a href="#op-${name}">${name}</a> <small>${sides[endpoint.side]}${endpoint.anonymous && ', also without a token'}</small></h3>
<p>${first.summary}.</p>
<ul class="routes">${routes.map(printRoute)}</ul>
${printParameters(operations, schemas)}
${bodies.map((body) => printSchema('Body', body, schemas, first.requestBody?.required === false ? 'may be left out' : ''))}
${answers.map((answer) => printSchema(`Answer ${status}`, answer, schemas, ''))}
${!success.content && html`<p class="quiet">Answers ${status}: from then on events come over the socket.</p>`}
${printErrors(endpoint.errors ?? [])}
</section>
`
}

function operationAt({ method, path }: Route, document: Document): Operation {
  const printed = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
  if (!printed) throw new Error(`the OpenAPI document lacks ${method} ${path}`)
  return printed
}

function printRoute({ generation, method, path }: Route): Markup {
  const isOurs = path.startsWith('/parley/')
  return html`<li><b class="method ${method.toLowerCase()}">${method}</b> <code>${path.replace(/:(\w+)/g, '{$1}')}</code>
<small>${isOurs ? 'Parley’s own' : generation}</small></li>`
}

function printParameters(operations: readonly Operation[], schemas: Schemas): Markup | undefined {
  const byName = new Map<string, Parameter>()
  for (const parameter of operations.flatMap(({ parameters }) => parameters ?? [])) {
    if (!byName.has(parameter.name)) byName.set(parameter.name, parameter)
  }
  if (byName.size === 0) return undefined
  const rows = [...byName.values()].map((parameter) => {
    const schema = parameter.schema ?? schemaOf(parameter.content)!
    const note = [parameter.description, parameter.content && 'JSON text.'].filter(Boolean).join(' ')
    const described = note ? { ...schema, description: note } : schema
    const place = parameter.in === 'path' ? 'in the path' : parameter.required ? 'required' : undefined
    return printField(parameter.name, described, schemas, { required: place })
  })
  return html`<details><summary>Parameters <small>${byName.size}</small></summary>${printRows(rows)}</details>`
}

function printSchema(title: string, schema: Schema, schemas: Schemas, note: string): Markup {
  const name = nameOf(schema)
  if (!name) return html`<p>${title}: ${schema.type ?? 'any'}</p>`
  const base = baseName(name, schemas)
  return html`<details><summary>${title} <small>${base}${note && `, ${note}`}</small></summary>
${printFields(base, schemas)}</details>`
}

function printErrors(own: readonly ErrorName[]): Markup {
  const link = (name: ErrorName) =>
    html`<a href="#errors-${errors[name].code}"><code>${errors[name].code}</code> ${name}</a>`
  return html`<p class="errors">${own.length > 0 && html`Refuses with ${joined(own.map(link), ', ')}; `}
${own.length > 0 ? 'like every operation with' : 'Refuses like every operation with'}
<a href="#errors">${commonErrors.length} common errors</a>.</p>`
}

const schemaOf = (content: Content | undefined): Schema | undefined => Object.values(content ?? {})[0]?.schema

/** What differs by more than the generation. */
function distinct(found: readonly (Schema | undefined)[], schemas: Schemas): Schema[] {
  const byName = new Map<string, Schema>()
  for (const schema of found) {
    if (!schema) continue
    const name = nameOf(schema)
    byName.set(name ? baseName(name, schemas) : JSON.stringify(schema), schema)
  }
  return [...byName.values()]
}
