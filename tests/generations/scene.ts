import type { Generation } from '@parley-chat/protocol'
import { type TestChat, testChat } from '../../packages/server/src/testing/test-chat.ts'
import type { Ask, Caller, Device } from '../../packages/server/src/testing/test-client.ts'

/** Those who call: ann made the general channel, bob and zoe are in it, eve is not; or the backend, or nobody. */
export type Who = 'ann' | 'bob' | 'eve' | 'server' | 'nobody'

/** A chat that one generation of the wire talks to, and nothing else. */
export interface Scene {
  readonly chat: TestChat
  readonly generation: Generation
  /** Ann's phone. */
  readonly device: Device
  caller(who: Who): Caller
  /** Custom data as this generation writes it. */
  custom(data: object): object
  /** What `before` has made, for whoever asks next. */
  made: string
  /** The backend says something for somebody, or does anything else first. */
  prepare(call: Parameters<Caller['call']>[0], ask: Ask): ReturnType<Caller['call']>
}

export const general = { type: 'messaging', id: 'general' }

/** One endpoint as it is used, and as it is refused. */
export interface Scenario {
  /** Who uses it; their request may need something to be there. */
  readonly by: Who | 'device'
  readonly before?: (scene: Scene) => Promise<unknown>
  readonly ask: (scene: Scene) => Ask
  readonly refused: {
    /** Where that is somebody else. */
    readonly by?: Who
    readonly ask: (scene: Scene) => Ask
    readonly code: number
  }
}

export async function createScene(generation: Generation): Promise<Scene> {
  const chat = await testChat({ members: ['ann', 'bob', 'zoe'], others: ['eve', 'tim', 'tia'] })
  const [server, nobody] = generation === 'v1' ? [chat.server, chat.anonymous] : [chat.serverV2, chat.anonymousV2]
  const send = (message: object) =>
    chat.server.call('SendMessage', { params: general, body: { message: { text: 'hello', ...message } } })
  await send({ id: 'm1', user_id: 'ann', pinned: true, color: 'red' })
  await send({ id: 'm2', user_id: 'bob', parent_id: 'm1', show_in_channel: true })
  await send({ id: 'm3', user_id: 'bob', quoted_message_id: 'm1', mentioned_users: ['ann'] })
  await chat.server.call('SendReaction', {
    params: { id: 'm1' },
    body: { reaction: { type: 'like', user_id: 'bob', via: 'web' } },
  })
  const device = await chat.user('ann', generation).connect({ view: generation })
  await device.watch(general)
  return {
    chat,
    generation,
    device,
    caller(who) {
      if (who === 'server') return server
      return who === 'nobody' ? nobody : chat.user(who, generation)
    },
    made: '',
    custom: (data) => (generation === 'v1' ? data : { custom: data }),
    prepare: (call, ask) => chat.server.call(call, ask),
  }
}
