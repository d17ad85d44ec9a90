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
  return new SocketSession(services, connector, socket, handshake)
}

/** There are thousands of them: they share their methods, and forget what has been said at the door. */
class SocketSession implements Session {
  readonly #services: Services
  readonly #connector: Connector
  readonly #socket: Socket
  /** Until its auth frame has come. */
  #awaited: Handshake | undefined
  #cancelTimeout: (() => void) | undefined
  #connection: Connection | undefined
  #isOver = false

  constructor(services: Services, connector: Connector, socket: Socket, handshake: Handshake) {
    this.#services = services
    this.#connector = connector
    this.#socket = socket
    if (handshake.json !== null || hasCredentials(handshake)) {
      this.#admit(handshake.view, () => claimOf(handshake, services.clock.now()))
      return
    }
    this.#awaited = handshake
    this.#cancelTimeout = services.clock.after(authFrameWithinMs, () => {
      this.#refuse(handshake.view, new Failure('authentication', 'no auth frame was sent in time'), 'auth_timeout')
    })
  }

  received(text: string) {
    const { hub, clock } = this.#services
    if (this.#connection) return hub.heard(this.#connection)
    const handshake = this.#awaited
    if (!handshake) return
    this.#stopWaiting()
    this.#admit(handshake.view, () => claimOfFrame(handshake, text, clock.now()))
  }

  alive() {
    if (this.#connection) this.#connection.heardAtMs = this.#services.clock.elapsedMs()
  }

  ended(code: number) {
    this.#stopWaiting()
    this.#isOver = true
    if (this.#connection) this.#connector.leave(this.#connection, cleanCloses.includes(code))
  }

  #stopWaiting() {
    this.#cancelTimeout?.()
    this.#cancelTimeout = undefined
    this.#awaited = undefined
  }

  #admit(view: View, read: () => Claim) {
    Promise.resolve()
      .then(() => this.#connector.admit(this.#socket, read()))
      .then((admitted) => {
        this.#connection = admitted
        // The socket broke while its client was being let in.
        if (this.#isOver) this.#connector.leave(admitted, false)
      })
      .catch((error) => {
        const failure = error instanceof Failure ? error : new Failure('internal', 'an unexpected error occurred')
        if (failure !== error) this.#services.log.error({ err: error }, 'a handshake failed')
        this.#refuse(view, failure, closeAfter(failure))
      })
  }

  #refuse(view: View, failure: Failure, name: CloseName) {
    if (this.#isOver) return
    this.#stopWaiting()
    this.#isOver = true
    this.#socket.send(refusalFrame(view, failure, this.#services.clock.now()))
    this.#socket.close(closeCodes[name].code, name)
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
