import { actingUser, actingUserId, type Endpoint, endpoints, resource, Time } from '@parley-chat/protocol'
import { z } from 'zod'
import { memoryCounters } from '../adapters/memory/memory-counters.ts'
import type { AppConfig } from '../core/app-config.ts'
import type { Context, Services } from '../core/context.ts'
import { implement } from '../core/endpoint.ts'
import { fail } from '../core/errors.ts'
import { recordingLog } from '../core/writer.fixture.ts'
import type { Configs } from '../features/index.ts'
import { fakeClock, fakeIds } from '../testing/fake-clock.ts'
import { createAuthenticator } from './auth.ts'
import { type Answered, createHttp } from './http.ts'
import { createRateLimits } from './limits.ts'
import { noPeers } from './peers.ts'
import { createTokenVerifier, signServerToken, signUserToken } from './tokens.ts'

export const secret = 'the secret of this app, long enough for HS256'
export const annToken = signUserToken(secret, 'ann')
export const serverToken = signServerToken(secret)

const shared = { v2: 'chat', side: 'both', tag: 'test', summary: 'A test' } as const satisfies Partial<Endpoint>

const table = endpoints({
  Echo: {
    ...shared,
    method: 'POST',
    path: '/echo/:word',
    params: z.object({ word: z.string().max(10) }),
    query: z.object({ ids: z.array(z.string()).optional(), count: z.int().optional(), ...actingUserId }),
    body: z.object({ text: z.string(), at: Time.optional(), ...actingUser }),
    reply: resource('EchoResponse', { heard: z.record(z.string(), z.unknown()), at: Time }),
  },
  Look: {
    ...shared,
    method: 'GET',
    path: '/look',
    anonymous: true,
    query: z.object({
      payload: z.object({ limit: z.int().optional(), user_id: z.string().optional() }).optional(),
      connection_id: z.string().optional(),
    }),
    reply: resource('LookResponse', { text: z.string().optional() }),
  },
  About: {
    ...shared,
    method: 'GET',
    path: '/about',
    query: z.object({ user_id: z.string() }),
    reply: resource('AboutResponse', { text: z.string() }),
  },
  Remove: { ...shared, method: 'DELETE', path: '/look', reply: resource('RemoveResponse', {}) },
  Insist: {
    ...shared,
    method: 'POST',
    path: '/insist',
    body: z.object({}),
    emptyBody: 'refused',
    reply: resource('InsistResponse', {}),
  },
  Manage: { ...shared, method: 'PATCH', path: '/manage', side: 'server', reply: resource('ManageResponse', {}) },
  Feel: { ...shared, method: 'PATCH', path: '/feel', side: 'client', reply: resource('FeelResponse', {}) },
  Fail: { ...shared, method: 'GET', path: '/fail', reply: resource('FailResponse', {}) },
  Break: { ...shared, method: 'GET', path: '/break', reply: resource('BreakResponse', {}) },
})

/** The REST interface over operations that do nothing but tell what reached them. */
export function httpUnderTest(enforceRateLimits = false) {
  const clock = fakeClock()
  const { logged, log } = recordingLog()
  const answered: Answered[] = []
  const reached: { context: Context; call: unknown }[] = []
  const note = (context: Context, call: unknown) => void reached.push({ context, call })
  let size = 0
  const routes = implement(table, {
    Echo: async (context, call) => {
      note(context, call)
      return { heard: { text: call.body.text, word: call.params.word, ...call.query }, at: call.body.at ?? 1_000_001 }
    },
    Look: async (context, call) => {
      note(context, call)
      return size > 0 ? { text: 'x'.repeat(size) } : {}
    },
    About: async (context, call) => {
      note(context, call)
      return { text: call.query.user_id }
    },
    Remove: async (context, call) => {
      note(context, call)
      return {}
    },
    Insist: async () => ({}),
    Manage: async () => ({}),
    Feel: async () => ({}),
    Fail: async () => fail('cooldown', 'slow down'),
    Break: async () => {
      throw new TypeError('the innermost of the server')
    },
  })
  const configs: Pick<Configs, 'current' | 'findKey'> = {
    current: async () => ({ settings: { disable_auth_checks: false } }) as AppConfig,
    findKey: async (key) => (key === 'key' ? { key, app_pk: 1, secret, created_at: 0, disabled_at: null } : undefined),
  }
  const { handle } = createHttp({
    routes,
    services: { clock, ids: fakeIds(), log, hub: { peopleKnown: () => undefined } } as unknown as Services,
    authenticator: createAuthenticator(configs as Configs, createTokenVerifier()),
    limits: createRateLimits(clock, memoryCounters(), enforceRateLimits),
    peers: {
      ...noPeers,
      forward: (id) => (id === 'elsewhere' ? Promise.resolve(Response.json({ text: 'there' })) : undefined),
    },
    observe: (answer) => answered.push(answer),
  })

  /** Asks with the token of ann, or with what `headers` say. */
  async function ask(method: string, path: string, options: { body?: unknown; headers?: Record<string, string> } = {}) {
    const url = `http://parley.test${path}${path.includes('?') ? '&' : '?'}api_key=key`
    const headers = { authorization: annToken, 'stream-auth-type': 'jwt', ...options.headers }
    const body =
      options.body === undefined || typeof options.body === 'string' ? options.body : JSON.stringify(options.body)
    const response = await handle(new Request(url, { method, headers, ...(body !== undefined && { body }) }))
    const text = await response.text()
    return {
      response,
      status: response.status,
      headers: response.headers,
      text,
      json: text ? JSON.parse(text) : undefined,
    }
  }

  return {
    ask,
    handle,
    clock,
    logged,
    answered,
    reached,
    answerWith(length: number) {
      size = length
    },
  }
}
