// First use, from the backend's token to the goodbye, through the published names alone.
import { expect, test } from 'bun:test'
import { StreamChat, tokenProviderFromUrl } from '@parley-chat/client'
import { expectAgreement } from './agreement.ts'
import { backendOf, next, openStage, until } from './stage.ts'
import { startTokenServer } from './token-server.ts'

test('two people meet by a token and by a token route, talk, react, read and part', async () => {
  await using stage = await openStage()
  const { server, backend } = stage
  await using route = await startTokenServer({ PARLEY_API_KEY: server.apiKey, PARLEY_API_SECRET: server.secret })

  const bob = stage.client()
  const hello = await bob.connectUser({ id: 'bob' }, backend.createToken('bob'))
  expect([hello.type, hello.me.id, bob.user?.name, bob.connectionId]).toEqual([
    'health.check',
    'bob',
    'Bob',
    hello.connection_id,
  ])
  const ann = stage.client()
  await ann.connectUser({ id: 'ann', mood: 'sunny' }, tokenProviderFromUrl(`${route.url}?user_id=ann`))

  const [hers, ...none] = await ann.queryChannels({ members: { $in: ['ann'] } }, { last_message_at: -1 })
  const his = bob.channel('messaging', 'general')
  await his.watch({ presence: true })
  expect([hers!.cid, none, Object.keys(his.state.members).sort()]).toEqual(['messaging:general', [], ['ann', 'bob']])

  const heard = next(his, 'message.new')
  const sent = hers!.sendMessage({ text: 'hello @bob', mentioned_users: ['bob'] })
  expect(hers!.state.messages.map(({ text, status }) => [text, status])).toEqual([['hello @bob', 'sending']])
  const { message } = await sent
  expect((await heard).message.id).toBe(message.id)
  expect([his.state.unreadCount, his.countUnreadMentions(), his.lastMessage()?.status]).toEqual([1, 1, 'received'])

  const typing = next(hers!, 'typing.start')
  await his.keystroke()
  await typing
  expect(Object.keys(hers!.state.typing)).toEqual(['bob'])
  const [reacted, read] = [next(hers!, 'reaction.new'), next(hers!, 'message.read')]
  await his.sendReaction(message.id, { type: 'like' })
  await his.markRead()
  await Promise.all([reacted, read])
  expect(hers!.state.messages[0]!.reaction_counts).toEqual({ like: 1 })
  expect(hers!.state.read.bob!.last_read_message_id).toBe(message.id)
  await until(bob, () => his.state.unreadCount === 0)

  const replied = next(hers!, 'message.new', ({ message }) => message.parent_id !== undefined)
  await hers!.getReplies(message.id)
  await his.sendMessage({ text: 'hi Ann', parent_id: message.id })
  await replied
  expect(hers!.state.threads[message.id]!.map(({ text }) => text)).toEqual(['hi Ann'])

  const edited = next(his, 'message.updated', (event) => event.message.text === 'hello Bob')
  await ann.updateMessage({ ...hers!.state.messages[0]!, text: 'hello Bob' })
  await edited
  const deleted = next(his, 'message.deleted')
  await ann.deleteMessage(message.id)
  await deleted
  expect(his.state.messages[0]!.type).toBe('deleted')
  await until(ann, () => hers!.state.messages[0]!.type === 'deleted')

  await expectAgreement(stage, ann, ['messaging:general'])
  await expectAgreement(stage, bob, ['messaging:general'])

  await bob.disconnectUser()
  expect([bob.userID, bob.user, bob.connectionId, his.disconnected]).toEqual([undefined, undefined, undefined, true])
  await expect(his.sendMessage({ text: 'too late' })).rejects.toThrow('disconnected')
  await expect(bob.queryUsers({})).rejects.toThrow('connectUser')
})

test('promotion, ban and removal by the backend act at once on who is connected', async () => {
  await using stage = await openStage()
  const bob = await stage.connect('bob')
  const his = bob.channel('messaging', 'general')
  await his.watch()
  const server = stage.backend.channel('messaging', 'general')
  expect(his.data.own_capabilities).not.toContain('ban-channel-members')

  await server.addModerators(['bob'])
  await until(bob, () => his.state.membership?.channel_role === 'channel_moderator')
  expect(his.data.own_capabilities).toContain('ban-channel-members')

  await server.banUser('bob', { banned_by_id: 'ann', reason: 'spam' })
  await until(bob, () => his.state.membership?.banned === true)
  expect(his.data.own_capabilities).not.toContain('send-message')
  await expect(his.sendMessage({ text: 'let me in' })).rejects.toMatchObject({ code: 17, status: 403 })
  expect(his.lastMessage()).toMatchObject({ text: 'let me in', status: 'failed' })

  await server.unbanUser('bob')
  await until(bob, () => his.state.membership?.banned !== true)
  const failed = his.lastMessage()!
  const { message } = await his.sendMessage(failed)
  expect(message.id).toBe(failed.id)
  expect(his.state.messages.map(({ text, status }) => [text, status])).toEqual([['let me in', 'received']])

  const removed = next(bob, 'notification.removed_from_channel')
  await server.removeMembers(['bob'])
  await removed
  expect(his.state.membership).toBeUndefined()
  await expect(his.sendMessage({ text: 'still here?' })).rejects.toMatchObject({ code: 17 })

  // Back again, it is loaded anew without anybody asking for it.
  await server.sendMessage({ text: 'while he was away', user_id: 'ann' })
  await server.addMembers(['bob'])
  await until(bob, () => his.state.messages.some(({ text }) => text === 'while he was away'))
  const heard = next(his, 'message.new')
  await server.sendMessage({ text: 'welcome back', user_id: 'ann' })
  expect((await heard).message.text).toBe('welcome back')
})

test('a token that expires is fetched anew, once, and nothing is missed meanwhile', async () => {
  await using stage = await openStage()
  const soon = Math.floor(Date.now() / 1000) + 2
  const asked: number[] = []
  const ann = stage.client()
  await ann.connectUser({ id: 'ann' }, async () => {
    asked.push(Date.now())
    return stage.backend.createToken('ann', asked.length === 1 ? soon : soon + 3600)
  })
  const hers = ann.channel('messaging', 'general')
  await hers.watch()
  const server = stage.backend.channel('messaging', 'general')
  const heard: string[] = []
  hers.on('message.new', ({ message }) => heard.push(message.text))
  const changes: boolean[] = []
  ann.on('connection.changed', ({ online }) => changes.push(online))

  const lost = next(ann, 'connection.changed', ({ online }) => !online)
  const back = next(ann, 'connection.recovered')
  await server.sendMessage({ text: 'before', user_id: 'bob' })
  await lost
  await server.sendMessage({ text: 'meanwhile', user_id: 'bob' })
  await back
  await server.sendMessage({ text: 'after', user_id: 'bob' })
  await until(ann, () => hers.state.messages.length === 3)

  expect(heard).toEqual(['before', 'meanwhile', 'after'])
  expect(changes).toEqual([false, true])
  expect(asked.length).toBe(2)
  await hers.sendMessage({ text: 'with the new token' })
  expect(asked.length).toBe(2)
  await expectAgreement(stage, ann, ['messaging:general'])
})

test('a call that meets an expired token fetches another; a token that was given as text is not renewed', async () => {
  await using stage = await openStage()
  const past = Math.floor(Date.now() / 1000) - 10
  const tokens = [stage.backend.createToken('ann', past), stage.backend.createToken('ann')]
  const ann = stage.client()
  await ann.connectUser({ id: 'ann' }, () => tokens.shift() ?? '')
  expect(tokens).toEqual([])

  const stale = stage.client()
  await expect(stale.connectUser({ id: 'ann' }, stage.backend.createToken('ann', past))).rejects.toMatchObject({
    code: 40,
  })
  expect(stale.userID).toBeUndefined()
})

test('a first failure is reported and not repeated, whatever its reason', async () => {
  await using stage = await openStage()
  const client = stage.client()
  const forger = new StreamChat(stage.server.apiKey, 'not-the-secret', { baseURL: stage.server.url })
  await expect(client.connectUser({ id: 'ann' }, forger.createToken('ann'))).rejects.toMatchObject({ code: 43 })
  await expect(client.connectUser({ id: 'ann' }, stage.backend.createToken('bob'))).rejects.toThrow('is for bob')
  await expect(client.connectUser({ id: 'ann' })).rejects.toThrow('needs a token')
  await expect(client.connectUser({ id: '' }, 'x')).rejects.toThrow('with their id')
  const refused = () => Promise.reject(new Error('nobody is signed in'))
  await expect(client.connectUser({ id: 'ann' }, refused)).rejects.toThrow('nobody is signed in')
  await expect(backendOf(stage.server).connectUser({ id: 'ann' }, 'x')).rejects.toThrow('allowServerSideConnect')

  // After all that it connects; the same user gets the same promise, another one is refused.
  const token = stage.backend.createToken('ann')
  const [once, twice] = await Promise.all([
    client.connectUser({ id: 'ann' }, token),
    client.connectUser({ id: 'ann' }, token),
  ])
  expect(once.connection_id).toBe(twice.connection_id)
  await expect(client.connectUser({ id: 'bob' }, stage.backend.createToken('bob'))).rejects.toThrow('disconnectUser')
})

test('guests get an id of their own and write where they are members; anonymous readers only read', async () => {
  await using stage = await openStage()
  const guest = stage.client()
  await guest.setGuestUser({ id: 'visitor', name: 'Visitor' })
  expect(guest.userID).toMatch(/^guest-[\w-]+-visitor$/)
  expect(guest.user?.name).toBe('Visitor')
  const seat = guest.channel('messaging', 'general')
  await expect(seat.sendMessage({ text: 'hello?' })).rejects.toMatchObject({ code: 17 })
  await stage.backend.channel('messaging', 'general').addMembers([guest.userID!])
  await seat.sendMessage({ text: 'hello!' })

  const show = stage.backend.channel('livestream', 'show', { created_by_id: 'ann' })
  await show.create()
  const anonymous = stage.client()
  await anonymous.connectAnonymousUser()
  expect([anonymous.userID, anonymous.anonymous]).toEqual(['!anon', true])
  const stand = anonymous.channel('livestream', 'show')
  await stand.watch()
  const heard = next(stand, 'message.new')
  await show.sendMessage({ text: 'anybody here?', user_id: 'ann' })
  expect((await heard).message.text).toBe('anybody here?')
  await expect(stand.sendMessage({ text: 'me' })).rejects.toMatchObject({ status: 403 })
})
