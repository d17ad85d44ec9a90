import { beforeAll, expect, test } from 'bun:test'
import Ajv from 'ajv/dist/2020.js'
import { routesOf } from './endpoint.ts'
import { answerSchemaName, eventSchemaName, openApiDocument, printOpenApi } from './openapi.ts'
import { listAllEndpoints } from './operations/table.ts'

type Json = Record<string, unknown>

interface Document {
  readonly paths: Record<string, Record<string, { operationId: string; responses: Json; parameters?: Json[] }>>
  readonly components: { readonly schemas: Record<string, Json>; readonly responses: Record<string, Json> }
}

const document = openApiDocument() as unknown as Document
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })

beforeAll(() => {
  ajv.addSchema(document, 'parley')
})

function problems(name: string, value: unknown): string[] {
  const validate = ajv.getSchema(`parley#/components/schemas/${name}`)
  if (!validate) throw new Error(`no schema ${name}`)
  return validate(value) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`)
}

const user = {
  id: 'ann',
  role: 'user',
  language: '',
  teams: [],
  banned: false,
  online: true,
  blocked_user_ids: [],
  created_at: '2026-01-05T09:31:00.123456Z',
  updated_at: '2026-01-05T09:31:00Z',
}

const userV2 = { ...user, custom: {}, created_at: 1767605460123456000, updated_at: 1767605460000000000 }

test('every reference leads somewhere', () => {
  const references = [...printOpenApi().matchAll(/"#\/components\/(\w+)\/(\w+)"/g)]
  const lost = references.filter(([, kind, name]) => !Object.hasOwn(Object(Object(document.components)[kind!]), name!))
  expect(references.length).toBeGreaterThan(1000)
  expect(lost.map(([reference]) => reference)).toEqual([])
})

test('every schema compiles', () => {
  for (const name of Object.keys(document.components.schemas)) {
    expect(ajv.getSchema(`parley#/components/schemas/${name}`)).toBeFunction()
  }
})

test('printing twice gives the same text', () => {
  expect(printOpenApi()).toBe(printOpenApi())
})

test('every path of both generations is there, each operation under an id of its own', () => {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
  const routes = listAllEndpoints().flatMap(([, endpoint]) => routesOf(endpoint))
  expect(operations.length).toBe(routes.length)
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(routes.length)
  expect(document.paths['/channels/{type}/{id}/message']?.post?.operationId).toBe('SendMessage')
  expect(document.paths['/api/v2/chat/channels/{type}/{id}/message']?.post?.operationId).toBe('SendMessageV2')
  expect(document.paths['/channels/{type}/{id}/member/{user_id}']?.patch?.parameters?.map(({ name }) => name)).toEqual([
    'type',
    'id',
    'user_id',
  ])
})

test('v1 writes times as text and custom data beside the fields', () => {
  expect(problems('User', { ...user, hat: 'blue' })).toEqual([])
  expect(problems('User', { ...user, created_at: 1767605460123456000 })).not.toEqual([])
  expect(problems('User', { ...user, created_at: '2026-01-05T10:31:00+01:00' })).not.toEqual([])
})

test('v2 writes times as integers and custom data under its own key; nothing undeclared slips through', () => {
  expect(problems('UserV2', { ...userV2, custom: { hat: 'blue' } })).toEqual([])
  expect(problems('UserV2', { ...userV2, hat: 'blue' })).toEqual([' must NOT have additional properties'])
  expect(problems('UserV2', { ...userV2, created_at: '2026-01-05T09:31:00Z' })).not.toEqual([])
  const { custom: _, ...bare } = userV2
  expect(problems('UserV2', bare)).toEqual([" must have required property 'custom'"])
})

test('v1 says null where older clients read unguarded, v2 says nothing', () => {
  const { Message, MessageV2 } = document.components.schemas
  for (const key of ['pinned_at', 'pinned_by', 'pin_expires', 'reaction_groups']) {
    expect(Message!.required).toContain(key)
    expect(MessageV2!.required).not.toContain(key)
  }
})

test('an answer carries its duration and nothing that is not declared', () => {
  expect(answerSchemaName('HideChannel', 'v2', 201)).toBe('HideChannelResponse')
  expect(problems('HideChannelResponse', { duration: '0.5ms' })).toEqual([])
  expect(problems('HideChannelResponse', {})).not.toEqual([])
  expect(problems('HideChannelResponse', { duration: '0.5ms', secret: 1 })).not.toEqual([])
  expect(answerSchemaName('SendMessage', 'v2', 201)).toBe('SendMessageResponseV2')
  expect(answerSchemaName('SendMessage', 'v2', 403)).toBe('APIError')
})

test('an event is judged by its own type, never as an event that an app invented', () => {
  const channel = { cid: 'messaging:a', channel_id: 'a', channel_type: 'messaging' }
  const typing = { type: 'typing.start', ...channel, user, created_at: user.created_at }
  expect(eventSchemaName('typing.start', 'v1')).toBe('TypingStartEvent')
  expect(problems('WireEvent', typing)).toEqual([])
  expect(problems('WireEvent', { ...typing, user: undefined })).not.toEqual([])
  expect(problems('WireEvent', { type: 'wave', ...channel, hand: 'left', created_at: user.created_at })).toEqual([])
  expect(eventSchemaName('wave', 'v2')).toBe('CustomEventV2')
})

test('every v2 answer is closed: only custom data and maps may hold what nobody declared', () => {
  const open = Object.entries(document.components.schemas)
    .filter(([name, { additionalProperties }]) => name.endsWith('V2') && additionalProperties === true)
    .map(([name]) => name)
  expect(open).toEqual([])
})

const place = {
  cid: 'messaging:general',
  channel_id: 'general',
  channel_type: 'messaging',
  channel_member_count: 2,
  watcher_count: 3,
  message_id: 'ann-1',
  unread_count: 8,
  total_unread_count: 8,
  unread_channels: 2,
}

const message = {
  id: 'ann-1',
  cid: 'messaging:general',
  text: 'hi',
  html: '<p>hi</p>\n',
  type: 'regular',
  attachments: [],
  latest_reactions: [],
  own_reactions: [],
  reaction_counts: {},
  reaction_scores: {},
  reply_count: 0,
  deleted_reply_count: 0,
  mentioned_users: [],
  mentioned_channel: false,
  mentioned_here: false,
  restricted_visibility: [],
  silent: false,
  shadowed: false,
  pinned: false,
}

test('a message.new of v1, as clients know it, keeps to the contract', () => {
  const at = '2026-01-05T09:31:00.123456Z'
  const unset = { reaction_groups: null, pinned_at: null, pinned_by: null, pin_expires: null }
  const sent = { ...message, ...unset, user, mood: 'sunny', created_at: at, updated_at: at }
  const parley = { epoch: 'e-1', seq: 51, at }
  const frame = {
    type: 'message.new',
    ...place,
    message: sent,
    user,
    channel_last_message_at: at,
    created_at: at,
    parley,
  }
  expect(problems('WireEvent', frame)).toEqual([])
  expect(problems('MessageNewEvent', { ...frame, mood: 'sunny' })).not.toEqual([])
})

test('the same message.new of v2 nests custom data and says nothing of what is unset', () => {
  const at = 1767605460123456000
  const sent = { ...message, user: userV2, custom: { mood: 'sunny' }, created_at: at, updated_at: at }
  const parley = { epoch: 'e-1', seq: 51, at }
  const frame = {
    type: 'message.new',
    ...place,
    message: sent,
    user: userV2,
    channel_custom: {},
    custom: {},
    created_at: at,
    parley,
  }
  expect(problems('WireEventV2', frame)).toEqual([])
  expect(problems('MessageNewEventV2', { ...frame, message: { ...sent, pinned_at: null } })).not.toEqual([])
})

test('a named choice lists what it can be', () => {
  expect(problems('MessageType', 'regular')).toEqual([])
  expect(problems('MessageType', 'shout')).not.toEqual([])
})
