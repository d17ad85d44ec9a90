// Prints clients/csharp/src/Wire/Models.cs from the OpenAPI document: what the C# client says and hears in the first
// generation of the wire, and nothing else of it.
import { openApiDocument } from '@parley-chat/protocol/openapi'

interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly const?: string
  readonly enum?: readonly string[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
}

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: readonly { readonly name: string; readonly content?: Content }[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}

type Content = Readonly<Record<'application/json', { readonly schema: Schema }>>

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** The operations that the client calls. */
const operations: readonly string[] = [
  ...['GetOrCreateChannel', 'GetOrCreateDistinctChannel', 'QueryChannels', 'StopWatchingChannel'],
  ...['UpdateChannel', 'UpdateChannelPartial', 'DeleteChannel', 'TruncateChannel', 'HideChannel', 'ShowChannel'],
  ...['QueryMembers', 'MuteChannel', 'UnmuteChannel', 'SendEvent', 'MarkRead', 'MarkUnread'],
  ...['SendMessage', 'GetMessage', 'UpdateMessage', 'UpdateMessagePartial', 'DeleteMessage', 'GetReplies'],
  ...['SendReaction', 'DeleteReaction', 'QueryUsers', 'UpdateUsers', 'UpdateUsersPartial'],
  ...['Mute', 'Unmute', 'Ban', 'Unban', 'QueryBannedUsers', 'Sync', 'Resume'],
]

/** What passes over the socket, which no path refers to. */
const frames = ['ConnectPayload', 'ErrorFrame']

/** Names that mean something else wherever C# is written. */
const renamed: Readonly<Record<string, string>> = { Action: 'AttachmentAction', Thread: 'MessageThread' }

/** What has no field that the other has not: one class serves both. */
const covered: Readonly<Record<string, string>> = {
  GetOrCreateChannelResponse: 'ChannelState',
  GetOrCreateDistinctChannelResponse: 'ChannelState',
  QuotedMessage: 'Message',
}

/** What has all fields of the other, and some more. */
const extended: Readonly<Record<string, string>> = { FullUser: 'User', OwnUser: 'User', MessageWithChannel: 'Message' }

/** Of the same name in all events, but not the same object in all of them: one class holds the fields of all. */
const mergedInEvents: Readonly<Record<string, string>> = { parley: 'EventPosition' }

/** Numbers that may outgrow 32 bits. */
const wide = new Set(['seq', 'read_rev', 'file_size', 'size', 'expiration'])

const document = openApiDocument() as unknown as Document
const schemas = document.components.schemas

/** What a class says of itself, and how what is missing from it is written. */
interface Class {
  readonly name: string
  readonly summary?: string | undefined
  readonly schema: Schema
}

export function printCSharp(): string {
  const classes = new Map<string, Class>()
  for (const name of frames) take(name, classes)
  for (const id of operations) takeOperation(id, classes)
  const event = mergeEvents(classes)
  const sorted = [...classes.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  return `${[
    '// Printed from packages/protocol/openapi.json by `npm run print`. Do not edit.',
    'using System;\nusing System.Collections.Generic;\nusing Newtonsoft.Json;\nusing Newtonsoft.Json.Linq;',
    `namespace StreamChat.Core.Wire\n{\n${indent([printEventTypes(), printClass(event), ...sorted.map(printClass)].join('\n\n'))}\n}`,
  ].join('\n\n')}\n`
}

function takeOperation(id: string, classes: Map<string, Class>): void {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (operation.operationId !== id) continue
      const title = `<c>${method.toUpperCase()} ${path}</c>`
      const payload = operation.parameters?.find(({ name }) => name === 'payload')
      const [, answer] = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))!
      takeContent(payload?.content, `The payload of ${title}: ${operation.summary}.`, classes)
      takeContent(operation.requestBody?.content, `The body of ${title}: ${operation.summary}.`, classes)
      takeContent(answer.content, `The answer to ${title}.`, classes)
      return
    }
  }
  throw new Error(`there is no operation ${id}`)
}

function takeContent(content: Content | undefined, summary: string, classes: Map<string, Class>): void {
  const reference = content?.['application/json'].schema.$ref
  if (reference) take(nameOf(reference), classes, summary)
}

/** A named object, and all that it refers to. */
function take(given: string, classes: Map<string, Class>, summary?: string): void {
  const name = standIn(given)
  const schema = schemas[name]
  if (!schema?.properties || classes.has(name)) return
  if (extended[name]) take(extended[name], classes)
  classes.set(name, { name, summary, schema })
  for (const field of Object.values(shownFields(schema))) takeReferences(field, classes)
}

function takeReferences(schema: Schema, classes: Map<string, Class>): void {
  if (schema.$ref) take(nameOf(schema.$ref), classes)
  const { items, anyOf = [], additionalProperties } = schema
  const values = typeof additionalProperties === 'object' ? [additionalProperties] : []
  for (const part of [...(items ? [items] : []), ...anyOf, ...values]) takeReferences(part, classes)
}

/** One class for all events: who hears one looks at its type, and knows what it holds. */
function mergeEvents(classes: Map<string, Class>): Class {
  const properties: Record<string, Schema> = {}
  const merged: Record<string, Record<string, Schema>> = {}
  for (const event of listEvents()) {
    for (const [name, field] of Object.entries(event.properties ?? {})) {
      const parts = field.$ref && schemas[nameOf(field.$ref)]!.properties
      if (mergedInEvents[name] && parts) merged[name] = { ...merged[name], ...parts }
      properties[name] ??= field.const === undefined ? field : { type: 'string' }
    }
  }
  for (const [name, parts] of Object.entries(merged)) {
    const $ref = `#/${mergedInEvents[name]}`
    classes.set(nameOf($ref), { name: nameOf($ref), schema: { type: 'object', properties: parts } })
    properties[name] = { $ref }
  }
  for (const field of Object.values(properties)) takeReferences(field, classes)
  const summary = 'Any event: each has the fields that its type is documented with.'
  return { name: 'WireEvent', summary, schema: { properties, additionalProperties: true } }
}

function listEvents(): Schema[] {
  return schemas.WireEvent!.oneOf!.map(({ $ref }) => schemas[nameOf($ref!)]!)
}

function printEventTypes(): string {
  const types = listEvents().flatMap(({ properties }) => properties?.type?.const ?? [])
  const names = types.sort().map((type) => `    public const string ${pascal(type)} = "${type}";`)
  const all = types.map((type) => `        ${pascal(type)}`).join(',\n')
  const lines = [
    ...names,
    `\n    public static readonly HashSet<string> All = new HashSet<string>\n    {\n${all}\n    };`,
  ]
  return `/// <summary>The types of events.</summary>\ninternal static class EventTypes\n{\n${lines.join('\n')}\n}`
}

function printClass({ name, summary, schema }: Class): string {
  const base = extended[name]
  const inherited = base ? shownFields(schemas[base]!) : {}
  const own = Object.entries(shownFields(schema)).filter(([key]) => !(key in inherited))
  const fields = own.map(([key, field]) => {
    const isRequired = schema.required?.includes(key) ?? false
    const isList = field.type === 'array'
    const start = isRequired && isList ? ` = new ${typeOf(key, field)}();` : ''
    const line = `[JsonProperty("${key}")] public ${typeOf(key, field, isRequired)} ${pascal(key)} { get; set; }${start}`
    return [...summaryLines(describe(field)), line].join('\n')
  })
  if (schema.additionalProperties === true && !base) {
    fields.push('[JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }')
  }
  const seal = Object.values(extended).includes(name) ? '' : 'sealed '
  const title = `internal ${seal}class ${renamed[name] ?? name}${base ? ` : ${base}` : ''}`
  const head = [...summaryLines(summary), title].join('\n')
  return `${head}\n{\n${indent(fields.join('\n'))}\n}`
}

/** What only servers say is not for a client to say; how long an answer took nobody asks. */
function shownFields({ properties = {} }: Schema): Record<string, Schema> {
  const isShown = ([key, { description = '' }]: [string, Schema]) =>
    key !== 'duration' && !/Server-side( only\.|:)/.test(description)
  return Object.fromEntries(Object.entries(properties).filter(isShown))
}

function describe(field: Schema): string | undefined {
  const values = (field.$ref ? schemas[nameOf(field.$ref)] : field)?.enum
  if (!values || values.length > 8) return field.description
  const texts = values.map((value) => (value === '' ? 'empty' : value)).join(', ')
  return [field.description, `One of: ${texts}.`].filter(Boolean).join(' ')
}

function typeOf(key: string, schema: Schema, isRequired = false): string {
  const { $ref, type, anyOf, items, additionalProperties } = schema
  const mark = isRequired ? '' : '?'
  if (anyOf) return typeOf(key, anyOf[0]!, isRequired && !anyOf.some((each) => each.type === 'null'))
  if ($ref) {
    const name = standIn(nameOf($ref))
    const known = schemas[name]
    if (name === 'Time' || name === 'TimeInput') return `DateTimeOffset${mark}`
    if (known && !known.properties && name !== 'WireEvent') return typeOf(key, known, isRequired)
    return renamed[name] ?? name
  }
  if (type === 'array') return `List<${typeOf(key, items!, true)}>`
  if (type === 'integer') return `${wide.has(key) ? 'long' : 'int'}${mark}`
  if (type === 'number') return `double${mark}`
  if (type === 'boolean') return `bool${mark}`
  if (type === 'string') return 'string'
  const values = typeof additionalProperties === 'object' ? additionalProperties : {}
  if (type === 'object') return `Dictionary<string, ${typeOf(key, values, true)}>`
  return 'JToken'
}

/** The class of a name: what is said and what is answered are one where they are alike, field by field. */
function standIn(name: string): string {
  const by = covered[name]
  if (by) {
    const lost = Object.keys(shownFields(schemas[name]!)).filter((key) => !(key in schemas[by]!.properties!))
    if (lost.length > 0) throw new Error(`${by} does not cover ${name} any more: ${lost.join(', ')}`)
    return by
  }
  const answered = name.replace(/Input$/, '')
  if (answered === name || !schemas[answered]) return name
  const fields = ({ properties = {}, required = [] }: Schema) =>
    JSON.stringify(Object.entries(properties).map(([key, field]) => typeOf(key, field, required.includes(key))))
  return fields(schemas[answered]) === fields(schemas[name]!) ? answered : name
}

const nameOf = (reference: string): string => reference.split('/').at(-1)!

const pascal = (text: string): string =>
  text.replace(/(^|[._-])(\w)/g, (_, __, letter: string) => letter.toUpperCase()).replace(/Ai(?=[A-Z])/, 'AI')

function summaryLines(text: string | undefined): string[] {
  if (!text) return []
  const isMarked = text.includes('<c>')
  return [`/// <summary>${isMarked ? text : text.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</summary>`]
}

const indent = (text: string): string => text.replace(/^(?=.)/gm, '    ')
