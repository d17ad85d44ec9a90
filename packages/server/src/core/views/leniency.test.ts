import { describe, expect, test } from 'bun:test'
import {
  GetChannelQuery,
  GetRepliesQuery,
  GuestRequest,
  MessageRequest,
  QueryChannelsRequest,
  SendMessageRequest,
  UpdateAppRequest,
  UpdateChannelRequest,
  UpdateUsersRequest,
} from '@parley-chat/protocol'
import { z } from 'zod'
import { parse, type Source } from './parse.ts'

const now = 1_767_605_400_000_000
const plain = (value: unknown) => JSON.parse(JSON.stringify(value))
const read = (schema: z.ZodObject, value: unknown, source: Partial<Source> = {}) =>
  plain(parse(schema, value, { view: 'v1', from: 'body', side: 'client', ...source }, now))

describe('spec/00 §3: bodies', () => {
  test('null means "not given", for anything', () => {
    const nulls = { filter_conditions: null, sort: null, limit: null, watch: null, user: null, user_id: null }
    expect(read(QueryChannelsRequest, nulls)).toEqual({})
    expect(read(UpdateChannelRequest, { add_members: null, message: null, data: null, cooldown: null })).toEqual({})
  })

  test('but what a filter says of null, it says', () => {
    expect(read(QueryChannelsRequest, { filter_conditions: { team: null, a: { $eq: null } } })).toEqual({
      filter_conditions: { team: null, a: { $eq: null } },
    })
  })

  test('a sort may be written as older clients do, and 0 is no direction', () => {
    const sort = [{ last_updated: -1 }, { field: 'member_count', direction: 0 }, { created_at: 1 }]
    expect(read(QueryChannelsRequest, { sort })).toEqual({
      sort: [
        { field: 'last_updated', direction: -1 },
        { field: 'member_count' },
        { field: 'created_at', direction: 1 },
      ],
    })
    for (const wrong of [{ created_at: 2 }, { a: 1, b: 1 }, {}, { created_at: '1' }]) {
      expect(() => read(QueryChannelsRequest, { sort: [wrong] })).toThrow('sort.0')
    }
  })

  test('an absent body, null and [] are an empty object', () => {
    for (const body of [undefined, null, {}, []]) expect(read(QueryChannelsRequest, body)).toEqual({})
  })

  test('[] stands for an empty object wherever one is expected, as php writes it', () => {
    expect(read(QueryChannelsRequest, { filter_conditions: [], filter_values: [], user: undefined })).toEqual({
      filter_conditions: {},
      filter_values: {},
    })
    expect(read(MessageRequest, { text: 'hi', custom: [] })).toEqual({ text: 'hi', custom: {} })
  })

  test('a list of objects with ids stands for the map of them', () => {
    const source = { side: 'server' } as const
    const map = read(UpdateUsersRequest, { users: { ann: { id: 'ann' }, bob: { id: 'bob' } } }, source)
    expect(read(UpdateUsersRequest, { users: [{ id: 'ann' }, { id: 'bob' }] }, source)).toEqual(map)
  })

  test('unknown keys are custom data in the older generation and nothing in the newer one', () => {
    const body = { text: 'hi', mood: 'fine', custom: { place: 'here' } }
    expect(read(MessageRequest, body).custom).toEqual({ mood: 'fine', place: 'here' })
    expect(read(MessageRequest, body, { view: 'v2' })).toEqual({ text: 'hi', custom: { place: 'here' } })
    expect(read(MessageRequest, { text: 'hi' }, { view: 'v2' }).custom).toEqual({})
  })

  test('what only the server sets is never taken for custom data: clients send back whole objects', () => {
    const whole = {
      id: 'm1',
      text: 'hi',
      cid: 'a:b',
      reply_count: 7,
      created_at: 'x',
      deleted_at: null,
      shadowed: true,
    }
    expect(read(MessageRequest, { ...whole, channel: {}, own_reactions: [], html: '<p>' })).toEqual({
      id: 'm1',
      text: 'hi',
      custom: {},
    })
  })

  test('a backend may say more than a client, and whole users stand for their ids', () => {
    const body = {
      text: 'hi',
      html: '<p>hi</p>',
      user: { id: 'ann', role: 'admin' },
      mentioned_users: [{ id: 'bob' }, 'cid'],
    }
    expect(read(MessageRequest, body)).toEqual({ text: 'hi', mentioned_users: ['bob', 'cid'], custom: {} })
    expect(read(MessageRequest, body, { side: 'server' })).toEqual({
      text: 'hi',
      html: '<p>hi</p>',
      user: { id: 'ann', role: 'admin', custom: {} },
      mentioned_users: ['bob', 'cid'],
      custom: {},
    })
  })

  test('a member is named by an id or by an object', () => {
    const add_members = ['ann', { user_id: 'bob', channel_role: 'channel_moderator', nick: 'B' }]
    const [ann, bob] = read(UpdateChannelRequest, { add_members }, { side: 'server' }).add_members
    expect(ann).toEqual({ user_id: 'ann', custom: {} })
    expect(bob).toEqual({ user_id: 'bob', channel_role: 'channel_moderator', custom: { nick: 'B' } })
  })
})

describe('spec/95 §1: what clients write for "not given"', () => {
  test('§1.7: the empty text, but not where an empty text says something', () => {
    const body = { text: '', id: '', parent_id: '', quoted_message_id: '', type: '', poll_id: '' }
    expect(read(MessageRequest, body)).toEqual({ text: '', custom: {} })
  })

  test('§1.7: the zero time', () => {
    const body = { text: 'hi', pin_expires: '0001-01-01T00:00:00Z' }
    expect(read(MessageRequest, body)).toEqual({ text: 'hi', custom: {} })
  })

  test('§1.8: a settings request that gives back all it was given changes nothing by its nulls', () => {
    const source = { side: 'server' } as const
    const body = { name: '', organization: '', channel_configs: null, policies: null, grants: null, x: 1 }
    expect(read(UpdateAppRequest, body, source)).toEqual({ name: '', organization: '' })
    expect(read(UpdateAppRequest, { revoke_tokens_issued_before: null }, source)).toEqual({
      revoke_tokens_issued_before: null,
    })
  })

  test('§1.6: in a query a time may be the digits of an answer, or quoted', () => {
    const inQuery = (created_at_before: string) => read(GetRepliesQuery, { created_at_before }, { from: 'query' })
    for (const time of ['2026-01-05T09:30:00Z', '"2026-01-05T09:30:00Z"', '1767605400000000000']) {
      expect(inQuery(time)).toEqual({ created_at_before: now })
    }
    for (const time of ['soon', '"', '1e18', '-1', '0x10', '123456789012345678901'])
      expect(() => inQuery(time)).toThrow('created_at_before must be an RFC 3339 time')
  })

  test('§1.6: times with up to nine digits, and nanoseconds as an answer printed them', () => {
    const at = 1_767_605_400_123_457
    for (const pin_expires of ['2026-01-05T09:30:00.123456789Z', 1_767_605_400_123_457_000]) {
      for (const view of ['v1', 'v2'] as const)
        expect(read(MessageRequest, { pin_expires }, { view }).pin_expires).toBe(at)
    }
  })

  test('spec/40 §6: a small number of an expiry is seconds from now, a bigger one seconds since 1970', () => {
    expect(read(MessageRequest, { pin_expires: 60 }).pin_expires).toBe(now + 60_000_000)
    expect(read(MessageRequest, { pin_expires: 1_767_605_460 }).pin_expires).toBe(now + 60_000_000)
  })

  test('switches are read from the texts and numbers that php writes', () => {
    for (const yes of [true, 'true', '1', 1])
      expect(read(QueryChannelsRequest, { state: yes })).toEqual({ state: true })
    for (const no of [false, 'false', '0', 0])
      expect(read(QueryChannelsRequest, { state: no })).toEqual({ state: false })
    expect(() => read(QueryChannelsRequest, { state: 'perhaps' })).toThrow('state must be a boolean')
  })
})

describe('spec/00 §3: query strings', () => {
  const Query = z.object({
    limit: z.int().optional(),
    ratio: z.number().optional(),
    ids: z.array(z.string()).optional(),
    sort: z.array(z.object({ field: z.string(), direction: z.number().optional() })).optional(),
    filter: z.record(z.string(), z.unknown()).optional(),
    flag: z.boolean().optional(),
    payload: QueryChannelsRequest.optional(),
  })
  const query = (given: Record<string, string>) => read(Query, given, { from: 'query' })

  test('numbers and switches are text', () => {
    expect(query({ limit: '25', ratio: '0.5', flag: '1' })).toEqual({ limit: 25, ratio: 0.5, flag: true })
  })

  test('an empty value means "not given", for a switch too', () => {
    expect(query({ limit: '', ids: '', sort: '', filter: '', flag: '', payload: '' })).toEqual({})
    expect(read(GetChannelQuery, { state: '', messages_limit: '' }, { from: 'query' })).toEqual({})
  })

  test('lists are text joined by commas, or JSON', () => {
    expect(query({ ids: 'a,b,c' })).toEqual({ ids: ['a', 'b', 'c'] })
    expect(query({ ids: '["a,b","c"]' })).toEqual({ ids: ['a,b', 'c'] })
    expect(query({ ids: 'null' })).toEqual({})
  })

  test('a list of objects is JSON, or JSON objects joined by commas without brackets', () => {
    const sort = [{ field: 'a', direction: -1 }, { field: 'b' }]
    expect(query({ sort: JSON.stringify(sort) })).toEqual({ sort })
    expect(query({ sort: '{"field":"a","direction":-1},{"field":"b"}' })).toEqual({ sort })
  })

  test('objects are JSON, and a payload may be followed by a newline', () => {
    expect(query({ filter: '{"a":{"$gt":1}}' })).toEqual({ filter: { a: { $gt: 1 } } })
    expect(query({ payload: '{"limit":3,"sort":null}\n' })).toEqual({ payload: { limit: 3 } })
    expect(query({ filter: '[]' })).toEqual({ filter: {} })
  })

  test('what is no JSON, or no number, is refused and named', () => {
    for (const [given, reason] of [
      [{ filter: '{"a"' }, 'filter is not valid JSON'],
      [{ sort: '[1' }, 'sort is not valid JSON'],
      [{ payload: 'x' }, 'payload is not valid JSON'],
      [{ limit: 'ten' }, 'limit must be a number'],
      [{ limit: '1.5' }, 'limit must be an integer'],
      [{ limit: '1e999' }, 'limit must be a number'],
      [{ filter: '7' }, 'filter must be a record'],
    ] as const) {
      expect(() => query(given)).toThrow(reason)
    }
  })
})

describe('refusals', () => {
  test('a missing field is told apart from a wrong one, and both are named by their path', () => {
    expect(() => read(SendMessageRequest, {})).toThrow('message is a required field')
    expect(() => read(SendMessageRequest, { message: { text: 5 } })).toThrow('message.text must be a string')
    expect(() => read(SendMessageRequest, { message: { text: 'x', attachments: 'x' } })).toThrow('must be an array')
    expect(() => read(z.object({ user: GuestRequest }), { user: { id: 'a'.repeat(256) } })).toThrow(
      'user.id must contain at maximum 200 characters',
    )
  })

  test('a field that only a backend may set is refused with 403 where silence would mislead', () => {
    const promote = () => read(UpdateChannelRequest, { add_moderators: ['ann'] })
    expect(promote).toThrow(expect.objectContaining({ error: 'not_allowed' }))
    expect(promote).toThrow('add_moderators is a server-side only field')
    expect(read(UpdateChannelRequest, { add_moderators: null })).toEqual({})
    expect(read(UpdateChannelRequest, { add_moderators: ['ann'] }, { side: 'server' })).toEqual({
      add_moderators: ['ann'],
    })
  })

  test('a reserved field is an error and names itself', () => {
    const quote = () => read(SendMessageRequest, { message: { text: 'x', quoted_message: {} } })
    expect(quote).toThrow(
      expect.objectContaining({
        error: 'input',
        fields: { 'message.quoted_message': 'message.quoted_message is a reserved field' },
      }),
    )
  })
})
