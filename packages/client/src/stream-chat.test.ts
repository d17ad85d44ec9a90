import { describe, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import type { StreamChatOptions } from './options.ts'
import { StreamChat } from './stream-chat.ts'
import { type FakeEnvironment, fakeEnvironment, refusing } from './testing/fake-environment.ts'
import { channel, message, moment, ownUser } from './testing/samples.ts'

const baseURL = 'http://test'

function client(environment: FakeEnvironment, options: StreamChatOptions = {}): StreamChat {
  return new StreamChat('key', { baseURL, environment, ...options })
}

const tokenOf = (id: string) => `h.${btoa(JSON.stringify({ user_id: id }))}.s`

/** Ann, connected, with the channel general before her. */
async function ann(options?: StreamChatOptions) {
  const environment = fakeEnvironment()
  environment.answer = ({ path }) => (path.endsWith('/query') ? Response.json(general) : Response.json({}))
  const chat = client(environment, options)
  const connecting = chat.connectUser({ id: 'ann' }, tokenOf('ann'))
  await environment.pass(0)
  const socket = environment.sockets[0]!
  socket.say({ type: 'health.check', connection_id: 'c1', created_at: moment(0), me: ownUser('ann') })
  await connecting
  const room = chat.channel('messaging', 'general')
  await room.watch()
  const say = (type: string, fields: object) =>
    socket.say({ type, cid: 'messaging:general', created_at: moment(50), ...fields })
  return { environment, chat, room, socket, say }
}

const general = {
  channel: { ...channel(), own_capabilities: ['send-message'] },
  messages: [message('m1', 1, { text: 'first' })],
  pinned_messages: [],
  members: [],
  threads: [],
  read: [],
  watcher_count: 1,
  parley: { epoch: 'e1', seq: 1, at: moment(1) },
}

test('it needs a key and an address, and says so', () => {
  expect(() => new StreamChat('', { baseURL })).toThrow('API key')
  expect(() => new StreamChat('key')).toThrow('baseURL')
  expect(() => new StreamChat('key', { baseURL: 'chat.example.com' })).toThrow('http:// or https://')
  expect(new StreamChat('key', { baseURL: 'https://chat.example.com/' }).baseURL).toBe('https://chat.example.com')
})

test('a secret in a browser is refused unless it is allowed in so many words', () => {
  const page = { environment: { ...fakeEnvironment(), isBrowser: true }, baseURL }
  expect(() => new StreamChat('key', 'secret', page)).toThrow('must never reach a browser')
  expect(new StreamChat('key', 'secret', { ...page, allowSecretInBrowser: true }).secret).toBe('secret')
  expect(() => new StreamChat('key', 'secret', { baseURL, browser: true })).toThrow('must never reach a browser')
})

test('a page that is allowed the secret calls with it, and still makes no tokens', async () => {
  const environment = fakeEnvironment()
  let token = ''
  environment.answer = ({ authorization = '' }) => {
    token = authorization
    return Response.json({})
  }
  const tool = new StreamChat('key', 'secret', { baseURL, environment, browser: true, allowSecretInBrowser: true })
  await tool.getAppSettings()
  const [head, claims, signature] = token.split('.')
  expect(JSON.parse(atob(claims!))).toEqual({ server: true })
  expect(signature).toBe(createHmac('sha256', 'secret').update(`${head}.${claims}`).digest('base64url'))
  expect(() => tool.createToken('bob')).toThrow('never hold the secret')
})

test('getInstance answers the first client, whatever it is asked for later', () => {
  const warnings: string[] = []
  const logger = (_: string, text: string) => void warnings.push(text)
  const first = StreamChat.getInstance('key', { baseURL, logger })
  expect(StreamChat.getInstance('key', { baseURL })).toBe(first)
  expect(warnings).toEqual([])
  expect(StreamChat.getInstance('other', { baseURL })).toBe(first)
  expect(warnings.length).toBe(1)
})

test('what did not change stays the very same object, so that nothing is drawn twice', async () => {
  const { room, say } = await ann()
  const before = room.state.messages
  expect(before[0]).toMatchObject({ text: 'first', status: 'received', created_at: expect.any(Date), deleted_at: null })
  say('typing.start', { user: { id: 'bob' } })
  expect(room.state.messages).toBe(before)
  say('message.new', { message: message('m2', 2, { text: 'second' }), parley: { epoch: 'e1', seq: 2, at: moment(2) } })
  expect(room.state.messages.map(({ text }) => text)).toEqual(['first', 'second'])
  expect([room.state.messages === before, room.state.messages[0] === before[0]]).toEqual([false, true])
})

test('listeners find in the state what they are told; one that throws keeps no other from hearing', async () => {
  const errors: string[] = []
  const { chat, room, say } = await ann({ logger: (level, text) => void (level === 'error' && errors.push(text)) })
  const heard: string[] = []
  chat.on(() => {
    throw new Error('mine')
  })
  chat.on('message.new', () => heard.push(`client ${room.state.messages.length}`))
  chat.on('all', ({ type }) => heard.push(`all ${type}`))
  const { unsubscribe } = room.on('message.new', ({ received_at }) => heard.push(`channel ${typeof received_at}`))
  const next = (seq: number) => ({ message: message(`n${seq}`, seq), parley: { epoch: 'e1', seq, at: moment(seq) } })
  say('message.new', next(2))
  expect(heard).toEqual(['client 2', 'all message.new', 'channel object'])
  expect(errors).toEqual(['a listener threw'])

  unsubscribe()
  heard.length = 0
  say('message.new', next(3))
  expect(heard).toEqual(['client 3', 'all message.new'])
  expect(() => chat.on('message.new', undefined as never)).toThrow('function')
})

test('typing is told at most every two seconds, and ends by itself', async () => {
  const { environment, room } = await ann()
  const types: unknown[] = []
  environment.answer = ({ body }) => {
    types.push((body as { event: { type: string } }).event.type)
    return Response.json({})
  }
  for (let key = 0; key < 5; key++) {
    await room.keystroke()
    await environment.pass(500)
  }
  expect(types).toEqual(['typing.start', 'typing.start'])
  await environment.pass(2000)
  expect(types.at(-1)).toBe('typing.stop')
  await room.stopTyping()
  expect(types.length).toBe(3)
})

test('somebody who types and is not heard of again is forgotten after seven seconds', async () => {
  const { environment, room, say } = await ann()
  say('typing.start', { user: { id: 'bob' }, parent_id: 'm1' })
  expect(room.state.typing.bob).toMatchObject({ type: 'typing.start', parent_id: 'm1' })
  await environment.pass(8000)
  expect(room.state.typing).toEqual({})
})

describe('sending', () => {
  test('messages are shown at once and sent one after the other', async () => {
    const { environment, room } = await ann()
    const sent: string[] = []
    environment.answer = ({ body }) => {
      const { message: written } = body as { message: { id: string; text: string } }
      sent.push(written.text)
      return Response.json({ message: message(written.id, 100, { text: written.text }) })
    }
    const sends = ['a', 'b', 'c'].map((text) => room.sendMessage({ text }))
    expect(room.state.messages.map(({ text, status }) => [text, status])).toEqual([
      ['first', 'received'],
      ['a', 'sending'],
      ['b', 'sending'],
      ['c', 'sending'],
    ])
    await Promise.all(sends)
    expect(sent).toEqual(['a', 'b', 'c'])
    expect(room.state.messages.every(({ status }) => status === 'received')).toBe(true)
  })

  test('a message that nobody answers is tried for half a minute, and then it has failed', async () => {
    const { environment, room } = await ann()
    environment.answer = () => {
      throw new TypeError('no network')
    }
    const [sending, second] = [room.sendMessage({ text: 'anybody?' }), room.sendMessage({ text: 'hello?' })]
    sending.catch(() => {})
    second.catch(() => {})
    await environment.pass(29_000)
    expect(room.lastMessage()?.status).toBe('sending')
    await environment.pass(30_000)
    await expect(sending).rejects.toMatchObject({ isNetworkError: true })
    // Those behind it have waited as long.
    await expect(second).rejects.toMatchObject({ isNetworkError: true })
    expect(room.lastMessage()).toMatchObject({ status: 'failed', error: { isNetworkError: true } })
  })

  test('a refused message has failed at once; the very message is its own retry, under the same id', async () => {
    const { environment, room } = await ann()
    environment.answer = () => refusing(17, 403)
    await expect(room.sendMessage({ text: 'let me' })).rejects.toMatchObject({ code: 17 })
    const failed = room.lastMessage()!
    expect([failed.status, failed.text]).toEqual(['failed', 'let me'])
    room.state.removeMessage({ id: 'm1' })
    expect(room.state.messages.length).toBe(2)
    let written: Record<string, unknown> = {}
    environment.answer = ({ body }) => {
      written = (body as { message: Record<string, unknown> }).message
      return Response.json({ message: message(failed.id, 100, { text: 'let me' }) })
    }
    await room.sendMessage(failed)
    expect(written).toEqual({ id: failed.id, text: 'let me', attachments: [], mentioned_users: [], type: 'regular' })
    expect(room.state.messages.map(({ status }) => status)).toEqual(['received', 'received'])
  })

  test.each([
    [60, 403],
    [40, 401],
    [20, 400],
  ])('what time does not heal fails at once: %i', async (code, status) => {
    const { environment, room } = await ann()
    environment.answer = () => refusing(code, status)
    await expect(room.sendMessage({ text: 'now' })).rejects.toMatchObject({ code })
    expect(room.lastMessage()?.status).toBe('failed')
  })

  test('a server that is not itself for a while is asked again', async () => {
    const { environment, room } = await ann()
    const answers = [refusing(-1, 500), new Response('', { status: 503 })]
    environment.answer = ({ body }) => {
      const { id } = (body as { message: { id: string } }).message
      return answers.shift() ?? Response.json({ message: message(id, 100) })
    }
    const sending = room.sendMessage({ text: 'please' })
    await environment.pass(3000)
    await sending
    expect(room.lastMessage()?.status).toBe('received')
  })

  test('a message that failed can be taken back', async () => {
    const { environment, room } = await ann()
    environment.answer = () => refusing(17, 403)
    await expect(room.sendMessage({ text: 'never mind' })).rejects.toMatchObject({ code: 17 })
    room.state.removeMessage(room.lastMessage()!)
    expect(room.state.messages.map(({ id }) => id)).toEqual(['m1'])
  })

  test('whoever does not want to see it early sees it when it is stored', async () => {
    const { environment, room } = await ann({ optimistic: false })
    environment.answer = () => Response.json({ message: message('m9', 9, { text: 'late' }) })
    const sending = room.sendMessage({ text: 'late' })
    expect(room.state.messages.length).toBe(1)
    await sending
  })
})

test('an answer that comes when its user has left is not taken for the next one', async () => {
  const { environment, chat, room } = await ann()
  let answerLate: (response: Response) => void = () => {}
  environment.fetch = () =>
    new Promise((resolve) => {
      answerLate = resolve
    })
  const late = room.query()
  await environment.pass(0)
  await bobInstead({ environment, chat })
  answerLate(Response.json(general))
  await late
  const { channels, remembered } = chat.store.getLatestValue()
  expect([channels, remembered, chat.user?.id]).toEqual([{}, undefined, 'bob'])
})

/** Ann leaves, and Bob connects with the same client. */
async function bobInstead({ environment, chat }: Pick<Awaited<ReturnType<typeof ann>>, 'environment' | 'chat'>) {
  await chat.disconnectUser()
  const connecting = chat.connectUser({ id: 'bob' }, tokenOf('bob'))
  await environment.pass(0)
  const first = { connection_id: 'c2', created_at: moment(60), me: ownUser('bob') }
  environment.sockets.at(-1)!.say({ type: 'health.check', ...first })
  await connecting
}

test('a message that nobody has answered yet is not sent as the next user', async () => {
  const { environment, chat, room } = await ann()
  environment.answer = () => {
    throw new TypeError('no network')
  }
  const sends = [room.sendMessage({ text: 'as ann' }), room.sendMessage({ text: 'as ann, too' })]
  const settled = Promise.allSettled(sends)
  await environment.pass(1000)
  const authors: unknown[] = []
  environment.answer = ({ authorization }) => {
    authors.push(authorization)
    return Response.json({ message: message('m9', 9) })
  }
  await bobInstead({ environment, chat })
  await environment.pass(60_000)
  expect((await settled).map((each) => (each as PromiseRejectedResult).reason?.name)).toEqual(['UserLeft', 'UserLeft'])
  expect([authors, chat.store.getLatestValue().channels]).toEqual([[], {}])
})

test('a call that is repeated after its user has left is repeated as that user, or not at all', async () => {
  const { environment, chat } = await ann()
  const renewed: string[] = []
  await chat.disconnectUser()
  const provider = () => {
    renewed.push('ann')
    return tokenOf('ann')
  }
  const connecting = chat.connectUser({ id: 'ann' }, provider)
  await environment.pass(0)
  environment.sockets.at(-1)!.accept('c3')
  await connecting
  const authors: unknown[] = []
  environment.answer = ({ authorization }) => {
    authors.push(authorization)
    return authors.length === 1
      ? refusing(9, 429, { 'x-ratelimit-reset': `${environment.now() / 1000 + 30}` })
      : Response.json({ users: [] })
  }
  const call = chat.queryUsers()
  await environment.pass(1000)
  await bobInstead({ environment, chat })
  await environment.pass(30_000)
  await call
  expect(authors).toEqual([tokenOf('ann'), tokenOf('ann')])
})

test('whoever was refused can connect again with another token', async () => {
  const { environment, chat, socket } = await ann()
  socket.refuse(40, 4001)
  await environment.pass(1000)
  expect(environment.sockets.length).toBe(1)
  const again = chat.connectUser({ id: 'ann' }, tokenOf('ann'))
  await environment.pass(0)
  environment.sockets[1]!.accept('c2')
  expect((await again).connection_id).toBe('c2')
  // While they are connected, a second call is the first one.
  expect(await chat.connectUser({ id: 'ann' }, tokenOf('ann'))).toBe(await again)
  expect(environment.sockets.length).toBe(2)
})

test('a listener of the store that throws keeps neither others nor the client from going on', async () => {
  const errors: string[] = []
  const { chat, say, room } = await ann({ logger: (level, text) => void (level === 'error' && errors.push(text)) })
  let isArmed = false
  chat.store.subscribe(() => {
    if (isArmed) throw new Error('mine')
  })
  isArmed = true
  say('message.new', { message: message('m2', 2), parley: { epoch: 'e1', seq: 2, at: moment(2) } })
  expect([room.state.messages.length, errors]).toEqual([2, ['a listener threw']])
})

test('a store can be watched in parts', async () => {
  const { chat, say } = await ann()
  const seen: number[] = []
  const stop = chat.store.subscribeWithSelector(
    ({ totals }) => ({ unread: totals.total_unread_count }),
    ({ unread }) => seen.push(unread),
  )
  say('typing.start', { user: { id: 'bob' } })
  const told = { message: message('m2', 2), total_unread_count: 4, parley: { epoch: 'e1', seq: 2, at: moment(2) } }
  say('message.new', told)
  stop()
  say('message.new', { ...told, total_unread_count: 5, parley: { epoch: 'e1', seq: 3, at: moment(3) } })
  expect(seen).toEqual([0, 4])
  expect(chat.user).toMatchObject({ id: 'ann', total_unread_count: 5 })
})
