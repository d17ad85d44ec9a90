import { type TestChat, type TestChatOptions, type TestUser, testChat } from '../../testing/test-chat.ts'
import type { Caller, Json } from '../../testing/test-client.ts'

/** A server with a channel in it, and short words for what people do there. */
export interface Talk {
  readonly chat: TestChat & AsyncDisposable
  user(id: string): TestUser
  /** Sends a message into `general`; answers it. */
  say(who: string | Caller, message: object, more?: object): Promise<Json>
  /** Tries to; answers the error. */
  sayRefused(who: string | Caller, message: object, more?: object): Promise<Json>
  /** The messages of `general` as this user, or the backend, sees them. */
  history(who?: string | Caller, page?: object): Promise<Json[]>
  /** Everything that `general` answers to whoever queries it. */
  state(who?: string | Caller, page?: object): Promise<Json>
  get(id: string, who?: string | Caller): Promise<Json>
}

export async function startTalk(options: TestChatOptions = {}): Promise<Talk> {
  const chat = await testChat({ members: ['ann', 'bob'], ...options })
  const caller = (who: string | Caller = chat.server): Caller => (typeof who === 'string' ? chat.user(who) : who)
  const params = { type: chat.general.type, id: chat.general.id }
  const talk: Talk = {
    chat,
    user: (id) => chat.user(id),
    async say(who, message, more = {}) {
      const answer = await caller(who).call('SendMessage', { params, body: { message, ...more } })
      return answer.message
    },
    sayRefused: (who, message, more = {}) => caller(who).refused('SendMessage', { params, body: { message, ...more } }),
    state: (who, page = {}) =>
      caller(who).call('GetOrCreateChannel', { params, body: { state: true, messages: { limit: 100, ...page } } }),
    async history(who, page = {}) {
      const { messages } = await talk.state(who, page)
      return messages
    },
    async get(id, who) {
      const answer = await caller(who).call('GetMessage', { params: { id } })
      return answer.message
    },
  }
  return talk
}

/** The ids of messages, for comparing lists. */
export const ids = (messages: readonly Json[]): string[] => messages.map(({ id }) => id)
