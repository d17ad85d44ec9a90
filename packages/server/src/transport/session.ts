import { AuthFrame, type CloseName, ConnectPayload, closeCodes } from '@parley-chat/protocol'
import type { Services } from '../core/context.ts'
import { Failure } from '../core/errors.ts'
import type { Connection } from '../core/realtime/connection.ts'
import { refusalFrame } from '../core/views/frames.ts'
import { readJson } from '../core/views/json.ts'
import { parse } from '../core/views/parse.ts'
import type { View } from '../core/views/view.ts'
import type { Socket } from '../ports/socket.ts'
import type { Credentials } from './auth.ts'
import type { Claim, Connector } from './connector.ts'

/** What the URL and the headers of a handshake say. */
export interface Handshake {
  readonly view: View
  readonly credentials: Credentials
  /** The `json` parameter, where the client has put its claim into the URL (spec/10 §3). */
  readonly json: string | null
  readonly client: string | null
}

/** One socket from its opening to its end. */
export interface Session {
  /** A frame of the client. */
  received(text: string): void
  /** A pong: the client lives. */
  alive(): void
  /** The socket is closed, by a client that said so or by the network. */
  ended(code: number): void
}

const authFrameWithinMs = 5000
const cleanCloses: readonly number[] = [1000, 1001]

/**
 * Speaks with one socket. Every refusal is a frame and then a close, because browsers cannot read the answer to a
 * refused upgrade (spec/10 §3.3).
 */
export function openSession(services: Services, connector: Connector, socket: Socket, handshake: Handshake): Session {
  const { clock, hub, log } = services
  let connection: Connection | undefined
  let isOver = false
  let awaitsAuthFrame = handshake.json === null && !hasCredentials(handshake)
  const cancelTimeout = clock.after(authFrameWithinMs, () => {
    if (awaitsAuthFrame) refuse(new Failure('authentication', 'no auth frame was sent in time'), 'auth_timeout')
  })

  function admit(read: () => Claim) {
    cancelTimeout()
    Promise.resolve()
      .then(() => connector.admit(socket, read()))
      .then((admitted) => {
        connection = admitted
        // The socket broke while its client was being let in.
        if (isOver) connector.leave(admitted, false)
      })
      .catch((error) => {
        const failure = error instanceof Failure ? error : new Failure('internal', 'an unexpected error occurred')
        if (failure !== error) log.error({ err: error }, 'a handshake failed')
        refuse(failure, closeAfter(failure))
      })
  }

  function refuse(failure: Failure, name: CloseName) {
    if (isOver) return
    isOver = true
    socket.send(refusalFrame(handshake.view, failure, clock.now()))
    socket.close(closeCodes[name].code, name)
  }

  if (!awaitsAuthFrame) admit(() => claimOf(handshake, clock.now()))

  return {
    received(text) {
      if (connection) return hub.heard(connection)
      if (!awaitsAuthFrame) return
      awaitsAuthFrame = false
      admit(() => claimOfFrame(handshake, text, clock.now()))
    },
    alive() {
      if (connection) connection.heardAtMs = clock.elapsedMs()
    },
    ended(code) {
      cancelTimeout()
      isOver = true
      if (connection) connector.leave(connection, cleanCloses.includes(code))
    },
  }
}

const hasCredentials = ({ credentials }: Handshake) =>
  Boolean(credentials.token) || credentials.auth_type?.toLowerCase() === 'anonymous'

const notJson = 'the handshake is not valid JSON'

function claimOf({ view, credentials, json, client }: Handshake, now: number): Claim {
  // A token alone says who comes (spec/10 §4).
  if (json === null) return { view, credentials, client }
  const payload = parse(ConnectPayload, readJson(json, notJson), { view, from: 'body', side: 'client' }, now)
  return {
    view,
    credentials: { ...credentials, token: credentials.token ?? payload.user_token ?? null },
    user_id: payload.user_id,
    details: payload.user_details,
    client,
  }
}

function claimOfFrame({ view, credentials, client }: Handshake, text: string, now: number): Claim {
  const frame = parse(AuthFrame, readJson(text, notJson), { view, from: 'body', side: 'client' }, now)
  return {
    view,
    credentials: { ...credentials, token: frame.token },
    user_id: frame.user_details?.id,
    details: frame.user_details,
    client,
  }
}

function closeAfter({ error }: Failure): CloseName {
  if (error === 'token_expired') return 'token_expired'
  if (error === 'too_many_connections' || error === 'rate_limited') return 'limit'
  return error === 'internal' ? 'internal' : 'refused'
}
