import { expect, test } from 'bun:test'
import { nodeUnderTest } from './node.fixture.ts'

const idle = { type: 'notification.message_new', body: {} }
const added = { type: 'notification.added_to_channel', body: {} }
const removed = { type: 'notification.removed_from_channel', body: {} }

test('core §2.5: a user event reaches every connection of its user, and nobody else', async () => {
  const node = nodeUnderTest()
  const devices = [await node.connect('ann'), await node.connect('ann', 'v2'), await node.connect('bob')]
  node.tell({ type: 'notification.mutes_updated', user_id: 'ann', body: {} })
  node.tell({ type: 'notification.mutes_updated', user_id: 'nobody-here', body: {} })
  node.hub.announce([
    {
      kind: 'user',
      event: { app_pk: 2, user_id: 'bob', type: 'user.updated', body: {}, row: {}, reread: 'nothing' },
      at: node.clock.now(),
    },
  ])
  await node.turns()
  expect(devices.map((device) => device.types())).toEqual([
    ['notification.mutes_updated'],
    ['notification.mutes_updated'],
    [],
  ])
})

test('core §2.5: what has no words only tells the node what to read again', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const ann = await node.connect('ann')
  node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob') })
  expect(ann.connection.user.total).toBe(1)
  channel.members.set('ann', 1)
  node.tell({ type: 'read', user_id: 'ann', channel: channel.as, reread: 'channel' })
  await node.turns()
  expect(ann.connection.user.total).toBe(0)
  expect(ann.events()).toEqual([])
})

test('core §2.5: user events may come twice and in any order: what is read again is what holds', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const ann = await node.connect('ann')
  node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob') })
  channel.members.delete('ann')
  const left = { type: 'member.left', user_id: 'ann', channel: channel.as, membership: 'left' } as const
  node.tell(left)
  node.tell(left)
  node.tell({ type: 'read', user_id: 'ann', reread: 'everything' })
  await node.turns(2)
  expect([ann.connection.user.total, ann.connection.user.standings.size]).toEqual([0, 0])
  expect(node.hub.channels.find(1)).toBeUndefined()
})

test('core §2.5: a removal that is told only after its user has come back takes nothing from them', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const [ann] = [await node.connect('ann'), await node.connect('bob')]
  const leaving = node.emit(channel, 'member.removed', { access: { kind: 'left', user_id: 'ann' } })
  const joining = node.emit(channel, 'member.added', { access: { kind: 'joined', user_id: 'ann' } })
  // Another server has brought her back, and is heard first.
  node.tell({ ...added, user_id: 'ann', channel: channel.as, membership: 'joined' }, joining.seq)
  node.tell({ ...removed, user_id: 'ann', channel: channel.as, membership: 'left' }, leaving.seq)
  await node.turns(2)
  node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob'), idle })
  await node.turns()
  expect(ann.types()).toEqual(['notification.added_to_channel', 'notification.message_new'])
  expect(ann.connection.user.total).toBe(1)
})

test('core §2.5: whoever is told of joining a channel only after they have left it again hears nothing there', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'bob')
  const [ann] = [await node.connect('ann'), await node.connect('bob')]
  const joining = node.emit(channel, 'member.added', { access: { kind: 'joined', user_id: 'ann' } })
  const leaving = node.emit(channel, 'member.removed', { access: { kind: 'left', user_id: 'ann' } })
  node.tell({ ...removed, user_id: 'ann', channel: channel.as, membership: 'left' }, leaving.seq)
  node.tell({ ...added, user_id: 'ann', channel: channel.as, membership: 'joined' }, joining.seq)
  await node.turns(2)
  node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob'), idle })
  await node.turns()
  expect(ann.types()).toEqual(['notification.removed_from_channel'])
  expect(ann.connection.user.memberships.size).toBe(0)
})

test('whoever may have left a channel is sent away if that cannot be read, to be told when they come back', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const [ann, bob] = [await node.connect('ann'), await node.connect('bob')]
  const said = node.emit(channel, 'message.updated')
  node.store.sources.memberships = () => Promise.reject(new Error('away'))
  node.tell({ type: 'member.left', user_id: 'ann', channel: channel.as, membership: 'left' }, said.seq)
  await node.turns(2)
  expect([ann.socket.closed?.code, bob.socket.closed]).toEqual([1011, undefined])
  expect(node.logged.map(({ message }) => message)).toEqual(['a user event could not be acted on'])
})

test('core §5.3: a reading that still knew of a channel does not bring it back for who has left it', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const ann = await node.connect('ann')
  node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob') })
  const release = node.holdAnswers()
  node.tell({ type: 'read', user_id: 'ann', reread: 'everything' })
  await node.turns()
  node.tell({ type: 'member.left', user_id: 'ann', channel: channel.as, membership: 'left' })
  release()
  await node.turns(2)
  expect([ann.connection.user.total, ann.connection.user.standings.size]).toEqual([0, 0])
})

test('core §5.3: a reading that still knew of unread threads does not bring them back for who has left their channel', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const ann = await node.connect('ann')
  node.store.sources.threadNumbers = async () => {
    const unread = channel.members.has('ann') ? 1 : 0
    return { unread_threads: unread, unread_thread_messages: unread }
  }
  const release = node.holdAnswers()
  node.tell({ type: 'notification.thread_message_new', user_id: 'ann', reread: 'everything' })
  await node.turns()
  channel.members.delete('ann')
  node.tell({
    type: 'notification.removed_from_channel',
    user_id: 'ann',
    channel: channel.as,
    membership: 'left',
    body: {},
  })
  release()
  await node.turns(2)
  expect(ann.events()).toMatchObject([{ type: 'notification.removed_from_channel', unread_threads: 0 }])
})

test('core §5.3: a reading that still knew of unread threads does not bring them back when their replies are gone', async () => {
  const node = nodeUnderTest()
  const [channel, other] = [node.store.channel(1, 'ann', 'bob'), node.store.channel(2, 'ann', 'bob')]
  const ann = await node.connect('ann')
  await node.watch(ann.connection, channel)
  let unread_threads = 1
  node.store.sources.threadNumbers = async () => ({ unread_threads, unread_thread_messages: unread_threads })
  const release = node.holdAnswers()
  node.tell({ type: 'read', user_id: 'ann', channel: other.as, reread: 'channel' })
  await node.turns()
  unread_threads = 0
  node.emit(channel, 'message.deleted', { recount: true })
  release()
  await node.turns(2)
  expect(ann.events()).toMatchObject([{ type: 'message.deleted', unread_threads: 0 }])
})

test('core §2.4: a lane that begins with a membership starts where the membership did', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1)
  const ann = await node.connect('ann')
  channel.members.set('ann', 0)
  const release = node.holdAnswers()
  const joining = node.emit(channel, 'member.added', { access: { kind: 'joined', user_id: 'ann' } })
  node.tell({ ...added, user_id: 'ann', channel: channel.as, membership: 'joined' }, joining.seq)
  // In the same commit, before anybody here could listen.
  node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob'), idle })
  await node.turns()
  node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob'), idle })
  release()
  await node.turns(3)
  expect(ann.events().map(({ type, parley }) => [type, parley?.seq])).toEqual([
    ['notification.added_to_channel', undefined],
    ['notification.message_new', 2],
    ['notification.message_new', 3],
  ])
  expect(ann.connection.user.total).toBe(2)
})

test('core §2.4: what such a lane has not heard it reads from the database', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1)
  const ann = await node.connect('ann')
  channel.members.set('ann', 0)
  const joining = node.store.append(channel, 'member.added', node.clock.now())
  node.store.append(channel, 'message.new', node.clock.now(), { idle })
  node.tell({ ...added, user_id: 'ann', channel: channel.as, membership: 'joined' }, joining.seq)
  await node.turns(2)
  expect(ann.seqs()).toEqual([2])
})

test('a user who becomes a member of a channel that others listen to is counted for from there on', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'bob')
  const [ann] = [await node.connect('ann'), await node.connect('bob')]
  node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob'), idle })
  channel.members.set('ann', channel.counted)
  node.emit(channel, 'member.added', { access: { kind: 'joined', user_id: 'ann' } })
  node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob'), idle })
  await node.turns(2)
  expect(ann.events().map(({ type, unread_count }) => [type, unread_count])).toEqual([['notification.message_new', 1]])
})

test('events with totals carry the recipient’s own, of channels or of threads', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const ann = await node.connect('ann')
  node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob') })
  node.store.sources.threadNumbers = async () => ({ unread_threads: 2, unread_thread_messages: 3 })
  node.tell({ type: 'notification.mark_unread', user_id: 'ann', channel: channel.as, body: {}, reread: 'channel' })
  node.tell({
    type: 'notification.thread_message_new',
    user_id: 'ann',
    channel: channel.as,
    body: {},
    totals: 'threads',
  })
  await node.turns(2)
  const [channels, threads] = ann.events()
  expect(channels).toMatchObject({ total_unread_count: 1, unread_channels: 1 })
  expect(threads).toMatchObject({ unread_threads: 2, unread_thread_messages: 3 })
  expect('unread_count' in threads).toBe(false)
})

test('what is for idle connections only passes by those that watch the channel', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  const [watching, other] = [await node.connect('ann'), await node.connect('ann')]
  await node.watch(watching.connection, channel)
  node.tell({ ...idle, user_id: 'ann', channel: channel.as, idleOnly: true })
  await node.turns()
  expect([watching.types(), other.types()]).toEqual([[], ['notification.message_new']])
})

test('core §2.5: who is deactivated, deleted or whose tokens are revoked is told why and sent away', async () => {
  for (const [close, error, code] of [
    ['deactivated', 17, 1000],
    ['deleted', 16, 1000],
    ['revoked', 40, 4001],
  ] as const) {
    const node = nodeUnderTest()
    const channel = node.store.channel(1, 'ann')
    const devices = [await node.connect('ann'), await node.connect('ann')]
    const bob = await node.connect('bob')
    await node.watch(devices[0]!.connection, channel)
    node.emit(channel, 'message.new')
    node.tell({ type: 'user.closed', user_id: 'ann', close })
    for (const { socket, events } of devices) {
      expect(socket.closed?.code).toBe(code)
      expect(events().at(-1).error).toMatchObject({ code: error })
    }
    // What came before is heard before.
    expect(devices[0]!.types()).toEqual(['message.new', undefined] as never)
    expect(bob.socket.closed).toBeUndefined()
    expect(node.hub.isOnline(1, 'ann')).toBe(false)
  }
})

test('numbers that cannot be read send the user’s clients away, instead of staying wrong', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  const ann = await node.connect('ann')
  node.store.sources.numbers = () => Promise.reject(new Error('away'))
  node.tell({ type: 'read', user_id: 'ann', channel: channel.as, reread: 'channel' })
  await node.turns(2)
  expect(ann.socket.closed?.code).toBe(1011)
  expect(node.logged.map(({ message }) => message)).toEqual(['a user event could not be acted on'])
})

test('whoever follows a user hears of the user’s presence, on the connection that asked, 300 users at most', async () => {
  const node = nodeUnderTest()
  const [ann, other] = [await node.connect('ann'), await node.connect('ann')]
  const ids = Array.from({ length: 300 }, (_, index) => `user-${index}`)
  node.hub.users.follow(ann.connection, ids)
  node.hub.users.follow(ann.connection, ['one-more', 'one-more'])
  const presence = (user_id: string, app_pk = 1) => {
    const event = { type: 'user.presence.changed', app_pk, user_id, body: { user: { id: user_id } } }
    node.hub.announce([{ kind: 'presence', event, at: node.clock.now() }])
  }
  for (const id of ['user-0', 'user-1', 'one-more', 'stranger']) presence(id)
  presence('user-1', 2)
  await node.turns()
  expect(ann.events().map(({ user }) => user.id)).toEqual(['user-1', 'one-more'])
  expect(other.events()).toEqual([])
  ann.leave()
  expect(node.hub.users.followers(1, 'user-1').size).toBe(0)
})

test('core §5.3: however much asks for a user’s numbers at once, two readings answer it, and what carries them waits for the last', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const ann = await node.connect('ann')
  const before = node.countSnapshots()
  const release = node.holdAnswers()
  for (let times = 0; times < 20; times++) {
    node.tell({ type: 'read', user_id: 'ann', channel: channel.as, reread: 'channel' })
    node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob'), idle })
  }
  await node.turns()
  expect(ann.events()).toEqual([])
  release()
  await node.turns(3)
  expect(node.countSnapshots() - before).toBe(2)
  expect(ann.totalTold()).toBe(20)
  expect(ann.types()).toHaveLength(20)
})
