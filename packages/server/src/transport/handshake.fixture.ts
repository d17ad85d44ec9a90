import { turn } from '../testing/fake-clock.ts'
import { type TestChat, testChat } from '../testing/test-chat.ts'
import { type Handshake, openSession } from './session.ts'
import { signUserToken } from './tokens.ts'

type Frame = ReturnType<typeof JSON.parse>

/** What a handshake says beside the app's key. */
export interface Shown {
  readonly view?: 'v1' | 'v2'
  readonly key?: string | null
  readonly token?: string | null
  readonly auth_type?: string | null
  /** The `json` parameter: an object is written as JSON, a text is sent as it is. */
  readonly json?: object | string | null
  readonly client?: string
}

/** A server whose front door is tried: sockets are opened by hand, with whatever a client may show. */
export async function doorUnderTest(options?: Parameters<typeof testChat>[0]) {
  const chat = await testChat(options)
  const { app, network, clock, credentials } = chat

  /** Opens a socket and waits for nothing. */
  function open(shown: Shown) {
    const socket = network.open()
    const { json = null } = shown
    const handshake: Handshake = {
      view: shown.view ?? 'v1',
      credentials: {
        api_key: shown.key === undefined ? credentials.key : shown.key,
        token: shown.token ?? null,
        auth_type: shown.auth_type ?? null,
      },
      json: typeof json === 'object' && json !== null ? JSON.stringify(json) : json,
      client: shown.client ?? null,
    }
    const session = openSession(app.services, app.connector, socket, handshake)
    socket.onClose = (code) => session.ended(code)
    return { socket, session, frames: (): Frame[] => socket.texts.map((text) => JSON.parse(text)) }
  }

  /** Opens a socket and waits until the server has answered. */
  async function knock(shown: Shown) {
    const opened = open(shown)
    await settle(chat)
    return opened
  }

  return {
    chat,
    clock,
    open,
    knock,
    tokenOf: (id: string, times?: { exp?: number; iat?: number }) => signUserToken(credentials.secret, id, times),
    /** The handshake of the older generation, as its clients send it. */
    enter(id: string, more: Shown = {}) {
      const json = { user_id: id, user_details: { id }, server_determines_connection_id: true }
      return knock({ token: signUserToken(credentials.secret, id), auth_type: 'jwt', json, ...more })
    },
    settle: () => settle(chat),
    nowSeconds: () => Math.floor(clock.now() / 1_000_000),
    [Symbol.asyncDispose]: () => chat.close(),
  }
}

async function settle(chat: TestChat): Promise<void> {
  await chat.quiet()
  for (let i = 0; i < 3; i++) await turn()
}
