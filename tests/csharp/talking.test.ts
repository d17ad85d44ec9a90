// A C# client and a TypeScript client talk: what one does the other hears, and both believe the same in the end.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { Channel, StreamChat } from '@parley-chat/client'
import { hasMono } from '../../scripts/build-csharp.ts'
import type { Json } from '../api.ts'
import { next, openStage, type Stage } from '../sdk/stage.ts'
import { connectPerson, expectAgreement, general, type Person, texts } from './person.ts'

let stage: Stage
let ann: Person
let bob: StreamChat
let his: Channel
const channel = general

beforeAll(async () => {
  if (!hasMono) return
  stage = await openStage()
  ann = await connectPerson(stage, 'ann')
  bob = await stage.connect('bob')
})
afterAll(async () => {
  await ann?.[Symbol.asyncDispose]()
  await stage?.[Symbol.asyncDispose]()
})
beforeEach(async () => {
  if (!hasMono) return
  await ann.open(channel)
  his = bob.channel('messaging', 'general')
  await his.watch()
})

const annSays = (text: string, more: object = {}) =>
  ann.invoke({ channel }, 'SendNewMessageAsync', { Text: text, ...more }) as Promise<Json>
const bobSays = async (text: string, more: object = {}) => (await his.sendMessage({ text, ...more })).message
const heard = (name: string, id: string) => ann.next(name, (event) => event.id === id)

describe.skipIf(!hasMono)('messages', () => {
  test('what ann writes bob hears, and what bob writes ann hears', async () => {
    const atBobs = next(his, 'message.new')
    const sent = await annSays('hello bob')
    expect(sent).toMatchObject({ text: 'hello bob', user: 'ann', type: 'regular', isSending: false })
    expect((await atBobs).message).toMatchObject({ id: sent.id, text: 'hello bob', user: { id: 'ann' } })

    const answer = await bobSays('hello ann')
    expect(await heard('MessageReceived', answer.id)).toMatchObject({ cid: channel, text: 'hello ann', user: 'bob' })
    expect(texts(await ann.show({ channel }))).toEqual(['hello bob', 'hello ann'])
    await expectAgreement(stage, ann, 'ann')
  })

  test('a burst from both sides stands in the same order for both, each message once', async () => {
    const numbers = Array.from({ length: 20 }, (_, n) => n)
    const before = ann.raised('MessageReceived').length
    const last = Promise.all([
      next(his, 'message.new', ({ message }) => message.text === 'ann 19'),
      ann.next('MessageReceived', ({ text }) => text === 'bob 19'),
    ])
    await Promise.all(numbers.flatMap((n) => [annSays(`ann ${n}`), bobSays(`bob ${n}`)]))
    await last
    await ann.until(() => ann.raised('MessageReceived').length === before + 40)
    const shown = texts(await ann.show({ channel })).slice(-40)
    expect(shown).toEqual(his.state.messages.slice(-40).map(({ text }) => text))
    expect(
      ann
        .raised('MessageReceived')
        .slice(before)
        .map(({ text }) => text),
    ).toEqual(shown)
    expect(shown.filter((text) => text.startsWith('ann'))).toEqual(numbers.map((n) => `ann ${n}`))
  })

  test('attachments, mentions, quotes and custom fields go both ways', async () => {
    const first = await bobSays('look', { attachments: [{ type: 'image', image_url: 'https://x.test/a.png' }] })
    expect(await heard('MessageReceived', first.id)).toMatchObject({
      attachments: [{ Type: 'image', ImageUrl: 'https://x.test/a.png' }],
    })
    const atBobs = next(his, 'message.new', ({ message }) => message.text === 'nice')
    await annSays('nice', {
      MentionedUsers: ['bob'],
      QuotedMessage: first.id,
      Attachments: [{ Type: 'file', Title: 'notes', AssetUrl: 'https://x.test/n.txt' }],
      CustomData: { level: 7 },
    })
    expect((await atBobs).message).toMatchObject({
      mentioned_users: [{ id: 'bob' }],
      quoted_message: { text: 'look' },
      attachments: [{ type: 'file', title: 'notes', asset_url: 'https://x.test/n.txt' }],
      level: 7,
    })
    const shown = (await ann.show({ channel })).messages.at(-1)
    expect(shown).toMatchObject({ quoted: 'look', mentioned: ['bob'], custom: ['level'] })
  })

  test('a change is heard by the other side, and by nobody else is it made', async () => {
    const [hers, theirs] = [await annSays('frist'), await bobSays('secnod')]
    const atBobs = next(his, 'message.updated')
    await ann.invoke({ message: hers.id }, 'UpdateAsync', { Text: 'first' })
    expect((await atBobs).message.text).toBe('first')
    expect(await ann.show({ message: hers.id })).toMatchObject({ text: 'first' })

    await bob.updateMessage({ id: theirs.id, text: 'second' })
    expect(await heard('MessageUpdated', theirs.id)).toMatchObject({ text: 'second' })
    await expect(ann.invoke({ message: theirs.id }, 'UpdateAsync', { Text: 'mine' })).rejects.toMatchObject({
      code: 17,
    })
    expect(await ann.show({ message: theirs.id })).toMatchObject({ text: 'second' })
  })

  test('a soft deletion leaves a stub, a hard one nothing, and hard ones only the server may', async () => {
    const [hers, theirs, third] = [await annSays('oops'), await bobSays('oh'), await bobSays('gone')]
    const atBobs = next(his, 'message.deleted')
    await ann.invoke({ message: hers.id }, 'SoftDeleteAsync')
    expect((await atBobs).message).toMatchObject({ id: hers.id, type: 'deleted' })
    expect(await heard('MessageDeleted', hers.id)).toMatchObject({ isHardDelete: false, IsDeleted: true })

    await bob.deleteMessage(theirs.id)
    expect(await heard('MessageDeleted', theirs.id)).toMatchObject({ isHardDelete: false })
    expect(await ann.show({ message: theirs.id })).toMatchObject({ type: 'deleted', isDeleted: true })
    await expect(ann.invoke({ message: third.id }, 'HardDeleteAsync')).rejects.toMatchObject({ code: 17 })
    await stage.backend.deleteMessage(third.id, true)
    expect(await heard('MessageDeleted', third.id)).toMatchObject({ isHardDelete: true, IsDeleted: true })
    expect(texts(await ann.show({ channel }))).not.toContain('gone')
    await expectAgreement(stage, ann, 'ann')
  })

  test('reactions come, change and go on both sides', async () => {
    const message = await bobSays('react to this')
    await heard('MessageReceived', message.id)
    const about = { message: message.id }
    const atBobs = next(his, 'reaction.new')
    await ann.invoke(about, 'SendReactionAsync', 'like', 2)
    expect((await atBobs).reaction).toMatchObject({ type: 'like', score: 2, user_id: 'ann' })
    expect(await ann.show(about)).toMatchObject({ counts: { like: 1 }, scores: { like: 2 }, own: ['like'] })

    await his.sendReaction(message.id, { type: 'like' })
    expect(await ann.next('ReactionAdded', ({ user }) => user === 'bob')).toMatchObject({
      counts: { like: 2 },
      own: ['like'],
    })
    await ann.invoke(about, 'SendReactionAsync', 'love', 1, true)
    expect(await ann.next('ReactionUpdated')).toMatchObject({
      type: 'love',
      counts: { like: 1, love: 1 },
      own: ['love'],
    })
    await his.deleteReaction(message.id, 'like')
    expect(await ann.next('ReactionRemoved')).toMatchObject({ user: 'bob', counts: { love: 1 }, own: ['love'] })
    const gone = next(his, 'reaction.deleted')
    await ann.invoke(about, 'DeleteReactionAsync', 'love')
    await gone
    expect(await ann.show(about)).toMatchObject({ counts: {}, own: [] })
    await expect(ann.invoke(about, 'DeleteReactionAsync', 'love')).rejects.toMatchObject({ code: 16 })
  })

  test('pins stand in the list of pinned messages until they are taken away', async () => {
    const message = await annSays('rules')
    const atBobs = next(his, 'message.updated')
    await ann.invoke({ message: message.id }, 'PinAsync')
    expect((await atBobs).message).toMatchObject({ pinned: true, pinned_by: { id: 'ann' } })
    expect(await ann.show({ channel })).toMatchObject({ pinned: [message.id] })
    await ann.invoke({ message: message.id }, 'UnpinAsync')
    expect(await ann.show({ channel })).toMatchObject({ pinned: [] })
    expect(await ann.show({ message: message.id })).toMatchObject({ pinned: false })
  })

  test('a thread is loaded page by page, and grows with what is said in it', async () => {
    const parent = await annSays('what do you think?')
    for (let n = 0; n < 35; n++) await bobSays(`reply ${n}`, { parent_id: parent.id })
    const about = { message: parent.id }
    const newest = await ann.invoke(about, 'LoadRepliesAsync')
    expect(newest.map(({ text }: Json) => text).at(-1)).toBe('reply 34')
    const older = await ann.invoke(about, 'LoadRepliesAsync')
    expect(older.map(({ text }: Json) => text)).toEqual(['reply 0', 'reply 1', 'reply 2', 'reply 3', 'reply 4'])
    expect(await ann.invoke(about, 'LoadRepliesAsync')).toEqual([])

    const reply = await annSays('I see', { ParentId: parent.id })
    await heard('MessageReceived', reply.id)
    await ann.until(() =>
      ann.raised('MessageUpdated').some((event) => event.id === parent.id && event.replyCount === 36),
    )
    const shown = await ann.show(about)
    expect(shown.replies).toEqual([...Array.from({ length: 35 }, (_, n) => `reply ${n}`), 'I see'])
    expect(texts(await ann.show({ channel }))).not.toContain('I see')
  })

  test('history comes page by page up to its beginning', async () => {
    const id = `history-${crypto.randomUUID()}`
    const old = bob.channel('messaging', id, { members: ['ann', 'bob'] })
    await old.watch()
    for (let n = 0; n < 70; n++) await old.sendMessage({ text: `${n}` })
    const cid = `messaging:${id}`
    const opened = await ann.open(cid)
    const begins = Number(texts(opened)[0])
    expect(begins).toBeGreaterThan(0)
    let loaded = opened.messages.length
    for (let page = -1; page !== 0; loaded += page) {
      page = (await ann.invoke({ channel: cid }, 'LoadOlderMessagesAsync')).length
    }
    expect(texts(await ann.show({ channel: cid }))).toEqual(Array.from({ length: 70 }, (_, n) => `${n}`))
    expect(loaded).toBe(70)
    expect(ann.raised('MessageReceived').filter((event) => event.cid === cid)).toEqual([])
  })
})

describe.skipIf(!hasMono)('what passes', () => {
  test('whoever types is seen typing, once every two seconds at most, until they stop or send', async () => {
    const starts: Json[] = []
    const { unsubscribe } = his.on('typing.start', (event) => starts.push(event))
    const first = next(his, 'typing.start')
    for (let key = 0; key < 5; key++) await ann.invoke({ channel }, 'SendTypingStartedEventAsync')
    expect((await first).user.id).toBe('ann')
    const stopped = next(his, 'typing.stop')
    await ann.invoke({ channel }, 'SendTypingStoppedEventAsync')
    await stopped
    expect(starts).toHaveLength(1)
    unsubscribe()

    await his.keystroke()
    expect(await ann.next('UserStartedTyping')).toMatchObject({ user: 'bob' })
    expect((await ann.show({ channel })).typing).toEqual(['bob'])
    await his.stopTyping()
    expect(await ann.next('UserStoppedTyping')).toMatchObject({ user: 'bob' })
    expect((await ann.next('TypingUsersChanged', ({ users }) => users.length === 0)).users).toEqual([])
  })

  test('reads are told to both sides, and unread numbers follow', async () => {
    await ann.invoke({ channel }, 'MarkChannelReadAsync')
    const { totalUnreadCount } = await ann.call('own')
    const [one, two] = [await bobSays('one'), await bobSays('two')]
    await heard('MessageReceived', two.id)
    expect(await ann.show({ channel })).toMatchObject({ unread: 2 })
    const atBobs = next(his, 'message.read', ({ user }) => user.id === 'ann')
    await ann.invoke({ channel }, 'MarkChannelReadAsync')
    await atBobs
    expect(
      await ann.next('ReadChanged', (read) => read.user === 'ann' && read.lastReadMessageId === two.id),
    ).toBeDefined()
    expect(await ann.show({ channel })).toMatchObject({ unread: 0 })

    await ann.invoke({ channel }, 'MarkChannelAsUnreadAsync', one.id)
    await ann.next('ReadChanged', (read) => read.user === 'ann' && read.unread === 2)
    expect(await ann.show({ channel })).toMatchObject({ unread: 2 })
    expect((await ann.call('own')).totalUnreadCount).toBe(totalUnreadCount + 2)
    await ann.invoke({ message: one.id }, 'MarkMessageAsLastReadAsync')
    await ann.until(() =>
      ann.raised('ReadChanged').some((read) => read.user === 'ann' && read.lastReadMessageId === one.id),
    )

    const hers = await annSays('read me')
    await his.markRead()
    await ann.next('ReadChanged', (read) => read.user === 'bob' && read.lastReadMessageId === hers.id)
    await expectAgreement(stage, ann, 'ann')
  })

  test('who begins and stops to watch is told', async () => {
    await stage.backend.upsertUsers([{ id: 'cleo' }])
    await stage.backend.channel('messaging', 'general').addMembers(['cleo'])
    expect(await ann.next('MemberAdded')).toMatchObject({ user: 'cleo' })
    await ann.open(channel)
    const cleo = await stage.connect('cleo')
    await cleo.channel('messaging', 'general').watch()
    expect(await ann.next('WatcherAdded', ({ user }) => user === 'cleo')).toMatchObject({ WatcherCount: 3 })
    expect(await ann.next('PresenceChanged', ({ user }) => user === 'cleo')).toMatchObject({ isOnline: true })
    await cleo.disconnectUser()
    expect(await ann.next('WatcherRemoved', ({ user }) => user === 'cleo')).toMatchObject({ WatcherCount: 2 })
    await stage.backend.channel('messaging', 'general').removeMembers(['cleo'])
    expect(await ann.next('MemberRemoved')).toMatchObject({ user: 'cleo' })
    expect(await ann.next('MembersChanged', ({ operation }) => operation === 'Removed')).toMatchObject({ user: 'cleo' })
  })

  test("an event of the app's own goes both ways, and its fields mean nothing else", async () => {
    const atBobs = next(his, 'handshake')
    await ann.invoke({ channel }, 'SendCustomEventAsync', 'handshake', { level: 3 })
    expect(await atBobs).toMatchObject({ level: 3, user: { id: 'ann' } })
    const before = (await ann.call('own')).totalUnreadCount
    await his.sendEvent({ type: 'handshake', level: 4, total_unread_count: 99 } as never)
    expect(await ann.next('CustomEventReceived', ({ user }) => user === 'bob')).toMatchObject({
      type: 'handshake',
      level: 4,
    })
    expect((await ann.call('own')).totalUnreadCount).toBe(before)
  })

  test('a channel that is not watched stays as it is', async () => {
    await ann.invoke({ channel }, 'StopWatchingAsync')
    expect(await ann.show({ channel })).toMatchObject({ isWatched: false })
    const before = texts(await ann.show({ channel }))
    const unheard = await bobSays('who is there?')
    await ann.invoke({ channel }, 'WatchAsync')
    const next = await bobSays('hello again')
    await heard('MessageReceived', next.id)
    expect(texts(await ann.show({ channel })).slice(-2)).toEqual(['who is there?', 'hello again'])
    expect(before).not.toContain('who is there?')
    expect(ann.raised('MessageReceived').some(({ id }) => id === unheard.id)).toBe(false)
    await expectAgreement(stage, ann, 'ann')
  })
})
