import { describe, expect, test } from 'bun:test'
import { type Endpoint, endpointTable, routesOf } from '@parley-chat/protocol'
import fc from 'fast-check'
import { z } from 'zod'
import type { Route } from '../core/endpoint.ts'
import { createRouter } from './routing.ts'

const reply = z.object({})
const route = (name: string, method: Endpoint['method'], path: string, more: Partial<Endpoint> = {}): Route => ({
  name,
  endpoint: { method, path, v2: 'chat', side: 'both', summary: '', tag: '', reply, ...more },
  handle: async () => ({}),
})

const everything = createRouter(
  Object.entries(endpointTable).map(([name, endpoint]) => ({ name, endpoint, handle: async () => ({}) })),
)

/** What a path leads to, in a few words. */
function found(lookup: ReturnType<typeof createRouter<Route>>, method: string, path: string) {
  const match = lookup(method, path)
  return typeof match === 'string' ? match : [match.route.name, match.view, match.params]
}

describe('spec/00 §1: paths', () => {
  const lookup = createRouter([
    route('Query', 'POST', '/channels'),
    route('Distinct', 'POST', '/channels/:type/query'),
    route('Open', 'POST', '/channels/:type/:id/query'),
    route('Get', 'GET', '/channels/:type/:id'),
    route('DeleteMany', 'POST', '/channels/delete'),
    route('Read', 'POST', '/channels/:type/:id/read'),
    route('Member', 'PATCH', '/channels/:type/:id/member/:user_id', {
      v2: { method: 'PATCH', path: '/api/v2/chat/channels/:type/:id/member' },
    }),
    route('Users', 'GET', '/users', { v2: 'common' }),
    route('Own', 'POST', '/parley/v1/resume', { v2: 'none' }),
  ])

  test('the prefix alone tells the generation (core §6.1)', () => {
    expect(found(lookup, 'POST', '/channels')).toEqual(['Query', 'v1', {}])
    expect(found(lookup, 'POST', '/api/v2/chat/channels')).toEqual(['Query', 'v2', {}])
    expect(found(lookup, 'GET', '/api/v2/users')).toEqual(['Users', 'v2', {}])
    expect(found(lookup, 'POST', '/parley/v1/resume')).toEqual(['Own', 'v1', {}])
    expect(found(lookup, 'POST', '/api/v2/parley/v1/resume')).toBe('unknown path')
    expect(found(lookup, 'POST', '/api/v1/channels')).toBe('unknown path')
  })

  test('a word wins over a parameter, at every depth', () => {
    expect(found(lookup, 'POST', '/channels/delete')).toEqual(['DeleteMany', 'v1', {}])
    expect(found(lookup, 'POST', '/channels/messaging/query')).toEqual(['Distinct', 'v1', { type: 'messaging' }])
    expect(found(lookup, 'GET', '/channels/messaging/query')).toEqual(['Get', 'v1', { type: 'messaging', id: 'query' }])
    expect(found(lookup, 'POST', '/channels/query/query')).toEqual(['Distinct', 'v1', { type: 'query' }])
    expect(found(lookup, 'POST', '/channels/delete/x/query')).toEqual(['Open', 'v1', { type: 'delete', id: 'x' }])
  })

  test('a branch that was tried in vain leaves nothing behind in the parameters', () => {
    const tricky = createRouter([
      route('Word', 'GET', '/a/fixed/:x/:y/end'),
      route('Parameter', 'POST', '/a/:one/:two/:three/end'),
      route('Deeper', 'POST', '/a/fixed/:x/:y/end/deeper'),
    ])
    expect(found(tricky, 'POST', '/a/fixed/2/3/end')).toEqual([
      'Parameter',
      'v1',
      { one: 'fixed', two: '2', three: '3' },
    ])
    expect(found(tricky, 'GET', '/a/fixed/2/3/end')).toEqual(['Word', 'v1', { x: '2', y: '3' }])
    expect(found(tricky, 'DELETE', '/a/fixed/2/3/end')).toBe('wrong method')
    expect(found(tricky, 'GET', '/a/fixed/2/3/end/deeper')).toBe('wrong method')
  })

  test('an unknown path is told apart from a known one with another method', () => {
    for (const path of [
      '/',
      '',
      '/nothing',
      '/channels/',
      '/channels//x',
      '//channels',
      '/channels/a/b/c/d',
      '/Channels',
      '/users/',
    ]) {
      expect([path, found(lookup, 'GET', path)]).toEqual([path, 'unknown path'])
    }
    for (const method of ['PUT', 'HEAD', 'TRACE', 'post', '__proto__']) {
      expect([method, found(lookup, method, '/channels')]).toEqual([method, 'wrong method'])
    }
  })

  test('parameters arrive escaped: a plus is a space in the newer generation only', () => {
    const read = (path: string) => found(lookup, 'GET', path)
    expect(read('/channels/messaging/%21members-a%3Ab')).toEqual([
      'Get',
      'v1',
      { type: 'messaging', id: '!members-a:b' },
    ])
    expect(read('/channels/messaging/a+b%20c')).toEqual(['Get', 'v1', { type: 'messaging', id: 'a+b c' }])
    expect(read('/api/v2/chat/channels/messaging/a+b%2Bc')).toEqual(['Get', 'v2', { type: 'messaging', id: 'a b+c' }])
    expect(read('/channels/messaging/a%2Fb')).toEqual(['Get', 'v1', { type: 'messaging', id: 'a/b' }])
    expect(read('/channels/messaging/%E2%82%AC')).toEqual(['Get', 'v1', { type: 'messaging', id: '€' }])
  })

  test('what cannot be unescaped is an unknown path', () => {
    for (const id of ['%', '%zz', '%E2%82', '%ff', '%ed%a0%80']) {
      expect([id, found(lookup, 'GET', `/channels/messaging/${id}`)]).toEqual([id, 'unknown path'])
    }
  })

  test('parameters that are named like what every object has are parameters', () => {
    expect(found(lookup, 'GET', '/channels/__proto__/constructor')).toEqual([
      'Get',
      'v1',
      { type: '__proto__', id: 'constructor' },
    ])
  })

  test('two endpoints cannot share a place', () => {
    expect(() => createRouter([route('A', 'GET', '/a/:x'), route('B', 'GET', '/a/:y')])).toThrow('two endpoints answer')
  })
})

describe('every endpoint of the wire', () => {
  test('is reached under each of its paths, in its generation', () => {
    for (const [name, endpoint] of Object.entries(endpointTable)) {
      for (const { method, path, generation } of routesOf(endpoint)) {
        const match = everything(method, path.replaceAll(/:(\w+)/g, 'value-of-$1'))
        expect(typeof match === 'string' ? [path, match] : [match.route.name, match.view]).toEqual([name, generation])
        if (typeof match === 'string') continue
        const names = [...path.matchAll(/:(\w+)/g)].map(([, param]) => param!)
        expect(match.params).toEqual(Object.fromEntries(names.map((param) => [param, `value-of-${param}`])))
      }
    }
  })

  test('static words win where the wire says so', () => {
    const words: [string, string, string][] = [
      ['POST', '/channels/messaging/query', 'GetOrCreateDistinctChannel'],
      ['POST', '/channels/messaging/general/query', 'GetOrCreateChannel'],
      ['POST', '/channels/delete', 'DeleteChannels'],
      ['POST', '/channels/read', 'MarkChannelsRead'],
      ['POST', '/users/deactivate', 'DeactivateUsers'],
      ['POST', '/users/ann/deactivate', 'DeactivateUser'],
    ]
    for (const [method, path, name] of words) {
      const match = everything(method, path)
      expect([path, typeof match === 'string' ? match : match.route.name]).toEqual([path, name])
    }
  })

  test('no path, however strange, breaks the look for it', () => {
    const segment = fc.oneof(
      fc.constantFrom('channels', 'users', 'api', 'v2', 'chat', 'query', '', ':type', '..'),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.constantFrom('GET', 'POST', 'DELETE'), fc.array(segment, { maxLength: 8 }), (method, segments) => {
        const match = everything(method, `/${segments.join('/')}`)
        expect(typeof match === 'string' || match.route.name in endpointTable).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})
