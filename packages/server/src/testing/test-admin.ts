import assert from 'node:assert/strict'
import { type PageEndpointName, pageEndpointTable } from '@parley-chat/protocol'
import { type AdminHttp, type AdminOptions, createAdminHttp } from '../transport/admin/admin-http.ts'
import { createAnswerCheck } from './answer-check.ts'
import { plainPasswords } from './plain-passwords.ts'
import { type TestChat, type TestChatOptions, testChat } from './test-chat.ts'
import type { Json } from './test-client.ts'

export const origin = 'http://localhost:3030'
export const email = 'ada@example.com'
export const password = 'a long enough password'

export interface BrowserAsk {
  readonly params?: Readonly<Record<string, string | number>>
  readonly query?: Readonly<Record<string, string | number>>
  readonly body?: unknown
  /** Instead of a body: its text as it stands. */
  readonly text?: string | undefined
  /** Beside those that a browser sends by itself; undefined takes one away. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly method?: string
  readonly ip?: string
}

/** A browser on the dashboard: it keeps its cookie and says where a request comes from. */
export interface Browser {
  cookie: string | undefined
  csrf: string | undefined
  /** Calls an endpoint that must succeed, and remembers what the session says. */
  call(name: PageEndpointName, ask?: BrowserAsk): Promise<Json>
  /** Calls an endpoint that must refuse; answers the error body. */
  refused(name: PageEndpointName, ask?: BrowserAsk): Promise<Json>
  fetch(name: PageEndpointName, ask?: BrowserAsk): Promise<Response>
  /** Calls the API of an app through the gateway. */
  api(method: string, path: string, body?: unknown, app_id?: number): Promise<{ status: number; body: Json }>
}

export interface TestAdmin extends TestChat {
  readonly adminHttp: AdminHttp
  browser(): Browser
  /** A browser in which the first administrator is signed in. */
  signedIn(): Promise<Browser>
}

export interface TestAdminOptions extends TestChatOptions {
  readonly site?: Partial<AdminOptions>
}

/** A whole server with its administration, as it listens on one's own machine. */
export async function testAdmin(options: TestAdminOptions = {}): Promise<TestAdmin & AsyncDisposable> {
  const { site, ...chatOptions } = options
  const chat = await testChat({ isAlone: true, ...chatOptions })
  const adminHttp = createAdminHttp(chat.app, {
    passwords: plainPasswords(),
    version: '1.2.3',
    isLoopback: true,
    hasDemo: true,
    ...site,
  })
  const check = createAnswerCheck({ isNoted: false })
  let isSetUp = false

  function browser(): Browser {
    const own: Browser = {
      cookie: undefined,
      csrf: undefined,
      async fetch(name, ask = {}) {
        const { method, path } = pageEndpointTable[name] as { method: string; path: string }
        const url = new URL(`${origin}${fill(path, ask.params ?? {})}`)
        for (const [key, value] of Object.entries(ask.query ?? {})) url.searchParams.set(key, String(value))
        const used = ask.method ?? method
        const text = ask.text ?? (ask.body === undefined ? undefined : JSON.stringify(ask.body))
        const isUnsafe = used !== 'GET'
        const headers = {
          'sec-fetch-site': 'same-origin',
          ...(isUnsafe && { origin, 'content-type': 'application/json' }),
          ...(isUnsafe && own.csrf && { 'x-csrf-token': own.csrf }),
          ...(own.cookie && { cookie: own.cookie }),
          ...ask.headers,
        }
        const sent = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
        const request = new Request(url.href, {
          method: used,
          headers: Object.fromEntries(sent),
          ...(text !== undefined && { body: text }),
        })
        const response = await adminHttp.handle(request, ask.ip ?? '127.0.0.1')
        const cookie = response.headers.get('set-cookie')
        if (cookie) own.cookie = cookie.includes('Max-Age=0') ? undefined : cookie.split(';')[0]
        return response
      },
      async call(name, ask) {
        const response = await own.fetch(name, ask)
        const text = await response.text()
        assert.ok(response.status < 300, `${name} was refused: ${text}`)
        check.answer({ operation: name, view: 'v1', status: response.status, elapsedMs: 0, body: text })
        const body: Json = JSON.parse(text)
        if (body.session) own.csrf = body.session.csrf_token ?? undefined
        return body
      },
      async refused(name, ask) {
        const response = await own.fetch(name, ask)
        const text = await response.text()
        assert.ok(response.status >= 400 && response.status < 500, `${name} should be refused but answered ${text}`)
        check.answer({ operation: name, view: 'v1', status: response.status, elapsedMs: 0, body: text })
        return JSON.parse(text)
      },
      async api(method, path, body, app_id = 1) {
        const response = await own.fetch('AdminCallApi', {
          method,
          params: { app_id, path: path.slice(1) },
          ...(body !== undefined && { body }),
        })
        return { status: response.status, body: await response.json() }
      },
    }
    return own
  }

  async function signedIn(): Promise<Browser> {
    const own = browser()
    const code = isSetUp ? undefined : adminHttp.setupCode
    await own.call(isSetUp ? 'AdminSignIn' : 'AdminSetup', { body: { email, password, ...(code && { code }) } })
    isSetUp = true
    return own
  }

  return {
    ...chat,
    adminHttp,
    browser,
    signedIn,
    async [Symbol.asyncDispose]() {
      adminHttp.close()
      await chat.settle()
      await chat.close()
      assert.deepEqual(check.faults, [], 'an answer does not fit the contract')
    },
  }
}

/** The path within the API keeps its slashes. */
const fill = (path: string, params: Readonly<Record<string, string | number>>) =>
  path.replace(/:(\w+)/g, (_, name: string) => {
    assert.ok(params[name] !== undefined, `the path ${path} needs ${name}`)
    return name === 'path' ? String(params[name]) : encodeURIComponent(params[name])
  })
