// The real server, a backend with its secret, and people who connect to it with the SDK.
import { type Channel, StreamChat, type StreamChatOptions } from '@parley-chat/client'
import type { Json } from '../api.ts'
import { type ServerOptions, type ServerProcess, startServer } from '../server-process.ts'

export interface Stage extends AsyncDisposable {
  readonly server: ServerProcess
  /** The client of the backend. */
  readonly backend: StreamChat
  /** A client for a page, not connected yet; it is disconnected with the stage. */
  client(options?: StreamChatOptions): StreamChat
  /** A client that is connected as this user. */
  connect(userId: string, options?: StreamChatOptions): Promise<StreamChat>
}

/** Starts a server on which ann and bob share the channel messaging:general. */
export async function openStage(options: ServerOptions = {}): Promise<Stage> {
  const server = await startServer(options)
  const clients: StreamChat[] = []
  const backend = backendOf(server)
  await backend.upsertUsers([
    { id: 'ann', name: 'Ann' },
    { id: 'bob', name: 'Bob' },
  ])
  await backend.channel('messaging', 'general', { created_by_id: 'ann', members: ['ann', 'bob'] }).create()

  function client(more: StreamChatOptions = {}) {
    const made = new StreamChat(server.apiKey, { baseURL: server.url, ...more })
    clients.push(made)
    return made
  }
  return {
    server,
    backend,
    client,
    async connect(userId, more) {
      const made = client(more)
      await made.connectUser({ id: userId }, backend.createToken(userId))
      return made
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((each) => each.disconnectUser()))
      await server[Symbol.asyncDispose]()
    },
  }
}

/** A backend's client, which holds the secret. */
export function backendOf({ apiKey, secret, url }: Pick<ServerProcess, 'apiKey' | 'secret' | 'url'>): StreamChat {
  return new StreamChat(apiKey, secret, { baseURL: url, disableCache: true })
}

/** The next event of this type that passes the test, whichever it is. */
export function next(
  speaker: StreamChat | Channel,
  type: string,
  test: (event: Json) => boolean = () => true,
): Promise<Json> {
  return new Promise((resolve) => {
    const listener = (event: Json) => {
      if (!test(event)) return
      unsubscribe()
      resolve(event)
    }
    const { unsubscribe } = speaker.on(type, listener)
  })
}

/** Resolves once the client's state is as the test wants it. */
export function until(client: StreamChat, test: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    let stop: (() => void) | undefined
    const look = () => {
      if (!test()) return
      stop?.()
      resolve()
    }
    stop = client.store.subscribe(look)
    look()
  })
}
