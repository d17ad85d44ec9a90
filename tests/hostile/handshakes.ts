// Sockets that are opened with hostile claims, in both generations, and what they hear.
import { AuthFrame, ConnectPayload, closeCodes, errors as wireErrors } from '@parley-chat/protocol'
import fc from 'fast-check'
import { openSession } from '../../packages/server/src/transport/session.ts'
import { damaged } from './damage.ts'
import { hostileText } from './hostile-values.ts'
import { writeJson } from './json-text.ts'
import { plausible } from './plausible.ts'
import { known, type Town, tokenOf } from './town.ts'

/** What a client shows when it opens a socket, and what it sends then. */
export interface HostileHandshake {
  readonly view: 'v1' | 'v2'
  readonly token: string | null
  readonly auth_type: string | null
  readonly json: string | null
  readonly frames: readonly string[]
}

const someone = fc.constantFrom(...known.users.filter((id) => id !== '!anon'))

/** A token and the claim that goes with it; now and then somebody else's token, or none that could be. */
const identity = fc.tuple(
  someone,
  fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, someone.map(tokenOf), hostileText),
)

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const frame = fc.oneof(hostileText, fc.constantFrom('', '{}', '[{"type":"health.check"}]', '{"type":"message.new"}'))
const frames = fc.array(frame, { maxLength: 3 })

/** The claim in the URL. */
const byUrl = fc
  .record({
    view: fc.constantFrom('v1' as const, 'v2' as const),
    identity,
    auth_type: fc.constantFrom('jwt', 'jwt', 'jwt', null, 'anonymous', '__proto__'),
    payload: damaged(plausible(ConnectPayload)),
    text: fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, hostileText, fc.constant(null)),
    frames,
  })
  .map(({ view, identity: [id, token = tokenOf(id)], auth_type, payload, text, frames }): HostileHandshake => {
    const details = isObject(payload) ? (payload as { user_details?: object }).user_details : undefined
    const claim = isObject(payload)
      ? { ...payload, user_id: id, user_details: isObject(details) ? { ...details, id } : details }
      : payload
    return { view, token, auth_type, json: text === undefined ? writeJson(claim) : text, frames }
  })

/** The claim in the first frame. */
const byFrame = fc
  .record({ identity, claim: damaged(plausible(AuthFrame)), frames })
  .map(({ identity: [id, token = tokenOf(id)], claim, frames }): HostileHandshake => {
    const details = isObject(claim) ? (claim as { user_details?: object }).user_details : undefined
    const shown = isObject(claim)
      ? { ...claim, token, user_details: isObject(details) ? { ...details, id } : details }
      : claim
    return { view: 'v2', token: null, auth_type: null, json: null, frames: [writeJson(shown), ...frames] }
  })

/** Handshakes of either generation. */
export const handshakes: fc.Arbitrary<HostileHandshake> = fc.oneof(
  { weight: 2, arbitrary: byUrl },
  { weight: 1, arbitrary: byFrame },
)

const codes = new Set(Object.values(wireErrors).map(({ code }) => code))
const closes = new Set<number>(Object.values(closeCodes).map(({ code }) => code))

/** Opens a socket: it must end in a first frame or in an error frame and a close. Answers which. */
export async function knock(town: Town, shown: HostileHandshake): Promise<'let in' | 'refused'> {
  const socket = town.network.open()
  const session = openSession(town.app.services, town.app.connector, socket, {
    view: shown.view,
    credentials: { api_key: town.api_key, token: shown.token, auth_type: shown.auth_type },
    json: shown.json,
    client: null,
  })
  socket.onClose = (code) => session.ended(code)
  for (const text of shown.frames) {
    session.received(text)
    await town.quiet()
  }
  await town.quiet()
  // Whoever has not said who they are by now never will.
  if (!socket.closed && socket.texts.length === 0) await town.clock.advance(6000)
  const [first] = socket.texts.map((text) => JSON.parse(text))
  const told = `${JSON.stringify(shown).slice(0, 3000)}\n→ ${socket.closed?.code} ${socket.texts[0]?.slice(0, 500)}`
  if (first?.me || (first && !first.error && !socket.closed)) {
    for (const text of socket.texts) town.check.event(text, shown.view)
    socket.close(1000, 'test')
    return 'let in'
  }
  const isRefusal = codes.has(first?.error?.code) && first.error.code !== -1 && closes.has(socket.closed?.code ?? 0)
  if (!isRefusal) throw new Error(`neither let in nor refused as the wire says: ${told}`)
  return 'refused'
}
