import { commonErrors, type Endpoint, type Generation, type Route, routesOf, statusOf } from './endpoint.ts'
import { errors } from './errors.ts'
import { AnyEvent } from './events/event.ts'
import { customEvent, declarationOf, eventTable } from './events/table.ts'
import { answerComponent, type Components, createComponents, type JsonSchema } from './json-schema.ts'
import { APIError } from './objects/api-error.ts'
import { AuthFrame, ErrorFrame } from './operations/socket.ts'
import {
  type EndpointName,
  endpointTable,
  listAllEndpoints,
  type PageEndpointName,
  pageEndpointTable,
} from './operations/table.ts'
import { partOf } from './schema-walk.ts'

/** The OpenAPI 3.1 document of both generations of the wire: what v2 prints otherwise has a name that ends in V2. */
export function openApiDocument(): JsonSchema {
  const components = createComponents([
    ...listAllEndpoints().map(([, { reply }]) => reply),
    ...Object.values(eventTable).map(({ schema }) => schema),
    customEvent.schema,
    APIError,
    ErrorFrame,
  ])
  const paths: Record<string, Record<string, JsonSchema>> = {}
  for (const [name, endpoint] of listAllEndpoints()) {
    routesOf(endpoint).forEach((route, index) => {
      const path = route.path.replace(/:(\w+)/g, '{$1}')
      paths[path] ??= {}
      paths[path][route.method.toLowerCase()] = printOperation(name, endpoint, route, index, components)
    })
  }
  useFrames(components)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Parley',
      version: '1.0.0',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: introduction,
    },
    servers: [{ url: '/' }],
    tags: [...new Set(listAllEndpoints().map(([, { tag }]) => tag))].map((name) => ({ name })),
    paths: sorted(paths),
    components: {
      schemas: sorted(Object.fromEntries(components.schemas)),
      responses: errorResponses(components),
      securitySchemes: {
        api_key: { type: 'apiKey', in: 'query', name: 'api_key', description: 'The key of the app, on every request.' },
        token: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'A JWT signed with the secret of the app, without a scheme before it.',
        },
        admin: { type: 'apiKey', in: 'cookie', name: 'parley_admin', description: 'The session of an administrator.' },
        csrf: {
          type: 'apiKey',
          in: 'header',
          name: 'X-CSRF-Token',
          description: 'The csrf_token of that session. Origin must be the server’s own, too.',
        },
      },
    },
  }
}

/** The document as it is committed and served. */
export const printOpenApi = (): string => `${JSON.stringify(openApiDocument(), null, 1)}\n`

/** The name among `components.schemas` of what an endpoint answers with this status. */
export function answerSchemaName(
  name: EndpointName | PageEndpointName,
  generation: Generation,
  status: number,
): string {
  if (status >= 400) return 'APIError'
  return answerComponent({ ...endpointTable, ...pageEndpointTable }[name].reply, generation)
}

/** The name among `components.schemas` of an event of this type. */
export function eventSchemaName(type: string, generation: Generation): string {
  return answerComponent(declarationOf(type).schema, generation)
}

const introduction = [
  'A chat API in two generations. Without a prefix (v1) times are RFC 3339 text and custom data stands beside the',
  'fields of its object. Under /api/v2 times are integer nanoseconds and custom data stands in `custom`.',
  'Requests may always write times as RFC 3339 text. Every answer carries X-RateLimit-Limit, X-RateLimit-Remaining',
  'and X-RateLimit-Reset (Unix seconds). What is under /parley/v1 is Parley’s own.',
].join('\n')

function printOperation(
  name: string,
  endpoint: Endpoint,
  route: Route,
  index: number,
  components: Components,
): JsonSchema {
  const { generation } = route
  const status = statusOf(endpoint, route)
  const reply = status === 101 ? {} : { content: contentOf(endpoint, generation, components) }
  const parameters = printParameters(endpoint, route, components)
  return {
    operationId: index === 0 ? name : generation === 'v2' && index === 1 ? `${name}V2` : `${name}_${index}`,
    summary: endpoint.summary,
    ...(endpoint.errors && { description: `Errors: ${endpoint.errors.map(describeError).join(', ')}.` }),
    tags: [endpoint.tag],
    'x-side': endpoint.side,
    security: securityOf(endpoint, route),
    ...(parameters.length > 0 && { parameters }),
    ...(endpoint.body && {
      requestBody: {
        required: endpoint.emptyBody === 'refused' || !endpoint.body.safeParse({}).success,
        content: json(components.use(endpoint.body, { generation, direction: 'request' })),
      },
    }),
    responses: {
      [status]: { description: status === 101 ? 'Switching protocols' : 'Done', ...reply },
      ...Object.fromEntries(
        statusesOf(endpoint).map((code) => [code, { $ref: `#/components/responses/Error${code}` }]),
      ),
    },
  }
}

function securityOf({ side, anonymous }: Endpoint, { method }: Route): JsonSchema[] {
  if (side === 'anyone') return []
  if (side === 'admin') return [method === 'GET' ? { admin: [] } : { admin: [], csrf: [] }]
  return anonymous ? [{ api_key: [], token: [] }, { api_key: [] }] : [{ api_key: [], token: [] }]
}

/** What success is answered with; a stream says one object after another, without a duration. */
function contentOf(endpoint: Endpoint, generation: Generation, components: Components): JsonSchema {
  if (!endpoint.stream) return json(components.useReply(endpoint.reply, generation))
  return { 'text/event-stream': { schema: components.use(endpoint.reply, { generation, direction: 'answer' }) } }
}

const json = (schema: JsonSchema) => ({ 'application/json': { schema } })

const describeError = (name: keyof typeof errors) => `${name} (${errors[name].code})`

function statusesOf(endpoint: Endpoint): number[] {
  const names = [...commonErrors, ...(endpoint.errors ?? [])]
  return [...new Set(names.map((name) => errors[name].status))].sort((a, b) => a - b)
}

function printParameters(endpoint: Endpoint, route: Route, components: Components): JsonSchema[] {
  const aspect = { generation: route.generation, direction: 'request' } as const
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name!)
  const fields = { ...endpoint.query?.shape, ...endpoint.params?.shape }
  const path = inPath.map((name) => {
    const { description: _, ...schema } = components.use(partOf(fields[name]!).core, aspect)
    return { name, in: 'path', required: true, schema }
  })
  const query = Object.entries(endpoint.query?.shape ?? {})
    .filter(([name]) => !inPath.includes(name))
    .map(([name, field]) => {
      const part = partOf(field)
      const { description, ...schema } = components.use(field, aspect)
      const isList = part.core._zod.def.type === 'array'
      const isObject = part.core._zod.def.type === 'object' || name === 'sort'
      return {
        name,
        in: 'query',
        ...(!part.isOptional && { required: true }),
        ...(description !== undefined && { description }),
        ...(isObject ? { content: json(schema) } : { ...(isList && { style: 'form', explode: false }), schema }),
      }
    })
  return [...path, ...query]
}

function errorResponses(components: Components): JsonSchema {
  const schema = components.use(APIError, { generation: 'v1', direction: 'answer' })
  const statuses = [...new Set(Object.values(errors).map(({ status }) => status))].sort((a, b) => a - b)
  return Object.fromEntries(
    statuses.map((status) => {
      const names = Object.keys(errors) as (keyof typeof errors)[]
      const codes = names.filter((name) => errors[name].status === status).map(describeError)
      return [`Error${status}`, { description: `Refused: ${codes.join(', ')}`, content: json(schema) }]
    }),
  )
}

/** What travels over the socket, which no path refers to. */
function useFrames(components: Components): void {
  for (const generation of ['v1', 'v2'] as const) {
    components.use(AnyEvent, { generation, direction: 'answer' })
    components.use(ErrorFrame, { generation, direction: 'answer' })
    components.use(AuthFrame, { generation, direction: 'request' })
  }
}

/** In the order of their keys, so that the printed document changes only where the contract does. */
function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
}
