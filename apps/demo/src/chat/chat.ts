import { StateStore, StreamChat } from '@parley-chat/client'
import { type DemoSession, fetchSession, type Person } from '../session/session.ts'
import { followChannels } from './follow-channels.ts'

/** How far connecting has come. Once it is ready, lost connections are the SDK's affair and the banner's. */
export interface ChatStatus {
  readonly phase: 'connecting' | 'ready' | 'failed'
  readonly reason?: string
  /** Whether the list has more channels than are loaded. */
  readonly hasMore: boolean
}

/** One person, connected. */
export interface Chat {
  readonly client: StreamChat
  readonly me: Person
  readonly status: StateStore<ChatStatus>
  /** Connects, or tries once more after a failure. */
  connect(): void
  /** Loads the next page of channels. */
  loadMore(): Promise<void>
}

const pageOfChannels = 30

let current: { readonly id: string; readonly chat: Chat; end(): void } | undefined

/** The chat of this person: asked twice, it is the same one with the same socket. Who was connected before is not any more. */
export function openChat(session: DemoSession, me: Person): Chat {
  if (current?.id === me.id) return current.chat
  closeChat()
  const chat = createChat(session, me)
  const stop = followChannels(chat.client)
  current = {
    id: me.id,
    chat,
    end() {
      stop()
      void chat.client.disconnectUser()
    },
  }
  chat.connect()
  return chat
}

/** Disconnects whoever is connected. */
export function closeChat(): void {
  current?.end()
  current = undefined
}

function createChat(session: DemoSession, me: Person): Chat {
  const client = new StreamChat(session.api_key, { baseURL: location.origin })
  const status = new StateStore<ChatStatus>({ phase: 'connecting', hasMore: false })
  let firstToken: string | undefined = me.token

  async function token(): Promise<string> {
    const known = firstToken
    firstToken = undefined
    if (known) return known
    const { people } = await fetchSession()
    const again = people.find(({ id }) => id === me.id)
    if (!again) throw new Error('This person is not in the demo any more')
    return again.token
  }

  async function query(offset: number): Promise<void> {
    const options = { limit: pageOfChannels, offset, message_limit: 30, presence: true }
    const found = await client.queryChannels({ members: { $in: [me.id] } }, { last_message_at: -1 }, options)
    status.partialNext({ hasMore: found.length === pageOfChannels })
  }

  async function start(): Promise<void> {
    status.partialNext({ phase: 'connecting' })
    try {
      if (!client.wsConnection) await client.connectUser({ id: me.id }, token)
      await query(0)
      status.partialNext({ phase: 'ready' })
    } catch (error) {
      status.partialNext({ phase: 'failed', reason: (error as Error).message })
    }
  }

  return {
    client,
    me,
    status,
    connect: () => void start(),
    loadMore: () => query(Object.keys(client.activeChannels).length),
  }
}
