// Sends hostile requests to a town and judges the answers.

import { expect } from 'bun:test'
import { errors as wireErrors } from '@parley-chat/protocol'
import type { HostileRequest } from './requests.ts'
import type { Town } from './town.ts'

/** No answer takes longer than this, or the request hangs. */
const hangMs = 30_000

const codes = new Set(Object.values(wireErrors).map(({ code }) => code))
const globals = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Promise.prototype]
const innocence = namesOnGlobals()

/** How requests went, so that a test can say that they got somewhere. */
export interface Outcomes {
  succeeded: number
  refused: number
}

/** Sends requests all at once; each must be answered cleanly, and nothing else may have happened. */
export async function attack(
  town: Town,
  requests: readonly HostileRequest[],
  outcomes: Outcomes = { succeeded: 0, refused: 0 },
): Promise<void> {
  const answers = await Promise.all(requests.map((request) => send(town, request)))
  for (const [index, answer] of answers.entries()) {
    judge(requests[index]!, answer)
    outcomes[answer.status < 300 ? 'succeeded' : 'refused'] += 1
  }
  expect(town.check.faults, 'an answer or an event does not fit the contract').toEqual([])
  expect(town.errors, 'the server logged an error').toEqual([])
  expect(namesOnGlobals(), 'a request has reached what all objects share').toBe(innocence)
  // What they have heard has been held against the contract; kept, it would look like a leak.
  for (const { socket, events } of town.devices) socket.texts.length = events.length = 0
}

interface Answered {
  readonly status: number
  readonly type: string | null
  readonly text: string
}

async function send(town: Town, request: HostileRequest): Promise<Answered> {
  const { promise: hung, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer to ${JSON.stringify(request)}`)), hangMs)
  try {
    const response = await Promise.race([town.app.handle(requestOf(town, request)), hung])
    return { status: response.status, type: response.headers.get('content-type'), text: await textOf(response) }
  } finally {
    clearTimeout(timer)
  }
}

async function textOf(response: Response): Promise<string> {
  if (response.headers.get('content-encoding') !== 'gzip') return response.text()
  return new TextDecoder().decode(Bun.gunzipSync(await response.arrayBuffer()))
}

function requestOf(town: Town, { by, method, target, headers, body }: HostileRequest): Request {
  const addressed = target
    .replace(/%7Bconnection%3A(\d)%7D/g, (_, index) => town.devices[Number(index)]!.connection_id)
    .replace('%7Btask%7D', town.task)
  const url = `http://parley.test${addressed}${addressed.includes('?') ? '&' : '?'}api_key=${town.api_key}`
  return new Request(url, {
    method,
    headers: { 'content-type': 'application/json', ...town.headersOf(by), ...headers },
    ...(body !== undefined && { body }),
  })
}

function judge(request: HostileRequest, { status, type, text }: Answered): void {
  const fault = faultOf(status, type, text)
  if (fault) throw new Error(`${fault}: ${JSON.stringify(request).slice(0, 3000)}\n→ ${status} ${text.slice(0, 500)}`)
}

function faultOf(status: number, type: string | null, text: string): string | undefined {
  if (status >= 500) return 'a server error'
  if (type !== 'application/json') return `no JSON but ${type}`
  const body = JSON.parse(text)
  if (typeof body.duration !== 'string') return 'no duration'
  if (status < 300) return undefined
  if (status < 400) return 'neither success nor refusal'
  const isWireError = codes.has(body.code) && body.StatusCode === status && typeof body.message === 'string'
  if (!isWireError) return 'not the error of the wire'
  return text.length > 20_000 ? 'a refusal as long as a book' : undefined
}

function namesOnGlobals(): string {
  return globals.map((object) => Reflect.ownKeys(object).map(String).join()).join('\n')
}
