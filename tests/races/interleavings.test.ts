import { describe, expect, test } from 'bun:test'
import sql from 'sql-template-tag'
import { pruneSlice } from '../../packages/server/src/features/sync/pruning.ts'
import { hasPostgres } from '../../packages/server/src/testing/postgres-server.ts'
import { email, password, testAdmin } from '../../packages/server/src/testing/test-admin.ts'
import { attempt, doneOrWaiting, holdsOf, type Nodes, twoNodes } from './two-nodes.ts'

const general = { type: 'messaging', id: 'general' }
const other = { type: 'messaging', id: 'other' }

/** Two servers, and a channel that ann and bob are in; cid and dan are not. */
async function twoServers(): Promise<Nodes> {
  const nodes = await twoNodes(['ann', 'bob', 'cid', 'dan'])
  for (const params of [general, other]) {
    const body = { data: { created_by_id: 'ann', members: ['ann', 'bob'] } }
    await nodes.a.server.call('GetOrCreateChannel', { params, body })
  }
  return nodes
}

const message = (id: string, user_id: string, more: object = {}) => ({
  params: general,
  body: { message: { id, text: id, user_id, ...more } },
})

async function unreadOf({ a }: Nodes, user_id: string): Promise<number> {
  return (await a.server.call('UnreadCounts', { query: { user_id } })).total_unread_count
}

describe.skipIf(!hasPostgres)('reading beside a message that is being sent', () => {
  test('leaves it unread when it was not there yet, and reads it the next time', async () => {
    await using nodes = await twoServers()
    const { a, b } = nodes
    await a.server.call('SendMessage', message('first', 'ann'))
    const held = a.holdBefore(/^COMMIT$/)
    const sending = a.server.call('SendMessage', message('second', 'ann'))
    await held.reached
    await b.user('bob').call('MarkRead', { params: general })
    held.release()
    await sending
    expect(await unreadOf(nodes, 'bob')).toBe(1)
    await b.user('bob').call('MarkRead', { params: general })
    expect(await unreadOf(nodes, 'bob')).toBe(0)
    await nodes.expectSound()
  })

  test('reads it when it has just come', async () => {
    await using nodes = await twoServers()
    const { a, b } = nodes
    const sent = a.holdBefore(/^COMMIT$/)
    const sending = a.server.call('SendMessage', message('first', 'ann'))
    await sent.reached
    const looking = b.holdBefore(/FROM messages AS p WHERE p\.channel_pk.*DESC LIMIT/s)
    const reading = b.user('bob').call('MarkRead', { params: general })
    await looking.reached
    sent.release()
    await sending
    looking.release()
    expect((await reading).event.last_read_message_id).toBe('first')
    expect(await unreadOf(nodes, 'bob')).toBe(0)
    await nodes.expectSound()
  })

  test('reads a reply in its thread that has just come', async () => {
    await using nodes = await twoServers()
    const { a, b } = nodes
    await a.server.call('SendMessage', message('parent', 'bob'))
    await a.server.call('SendMessage', message('reply', 'ann', { parent_id: 'parent' }))
    const sent = a.holdBefore(/^COMMIT$/)
    const sending = a.server.call('SendMessage', message('another', 'ann', { parent_id: 'parent' }))
    await sent.reached
    const looking = b.holdBefore(/FROM messages AS p WHERE p\.app_pk.*DESC LIMIT/s)
    const reading = b.user('bob').call('MarkRead', { params: general, body: { thread_id: 'parent' } })
    await looking.reached
    sent.release()
    await sending
    looking.release()
    await reading
    const { threads } = await a.server.call('UnreadCounts', { query: { user_id: 'bob' } })
    expect(threads).toEqual([])
    await nodes.expectSound()
  })
})

describe.skipIf(!hasPostgres)('while a user is being deleted', () => {
  test.each(['soft', 'hard'])('what they are just sending is deleted with the rest (%s)', async (messages) => {
    await using nodes = await twoServers()
    const { a, b } = nodes
    const sent = a.holdBefore(/^COMMIT$/)
    const sending = attempt(a.server, 'SendMessage', message('late', 'bob'))
    await sent.reached
    await b.server.call('DeleteUsers', { body: { user_ids: ['bob'], user: 'soft', messages } })
    const deleting = b.finishTasks()
    await nodes.doneOrWaiting(deleting)
    sent.release()
    expect(await sending).toMatchObject({ message: { id: 'late' } })
    await deleting
    const left = await nodes.ask(sql`SELECT id FROM messages WHERE user_id = 'bob' AND deleted_at IS NULL`)
    expect(left).toEqual([])
    await nodes.expectSound()
  })

  test('what they send afterwards is refused', async () => {
    await using nodes = await twoServers()
    const { a, b } = nodes
    await b.server.call('DeleteUsers', { body: { user_ids: ['bob'], user: 'soft' } })
    expect(await attempt(a.server, 'SendMessage', message('late', 'bob'))).toBeUndefined()
    await b.finishTasks()
    await nodes.expectSound()
  })
})

describe.skipIf(!hasPostgres)('while the messages of a user are being deleted', () => {
  test.each(['soft', 'hard'])('replies beside theirs are counted (%s)', async (messages) => {
    await using nodes = await twoServers()
    const { a, b } = nodes
    await a.server.call('SendMessage', message('parent', 'ann'))
    await a.server.call('SendMessage', message('theirs', 'dan', { parent_id: 'parent' }))
    await a.server.call('SendMessage', message('of ann', 'ann', { parent_id: 'parent' }))
    const held = a.holdBefore(/UPDATE messages SET reply_count/)
    await a.server.call('DeleteUsers', { body: { user_ids: ['dan'], user: 'soft', messages } })
    await held.reached
    const replying = b.server.call('SendMessage', message('of bob', 'bob', { parent_id: 'parent' }))
    await nodes.doneOrWaiting(replying)
    held.release()
    await replying
    await nodes.expectSound()
  })

  test('one of them can be deleted for good, and counts once', async () => {
    await using nodes = await twoServers()
    const { a, b } = nodes
    await a.server.call('SendMessage', message('theirs', 'dan'))
    await a.server.call('SendMessage', message('of ann', 'ann'))
    const held = a.holdBefore(/DELETE FROM messages WHERE/)
    await a.server.call('DeleteUsers', { body: { user_ids: ['dan'], user: 'soft', messages: 'hard' } })
    await held.reached
    const deleting = attempt(b.server, 'DeleteMessage', { params: { id: 'theirs' }, query: { hard: true } })
    await nodes.doneOrWaiting(deleting)
    held.release()
    await deleting
    await nodes.expectSound()
  })
})

describe.skipIf(!hasPostgres)('whoever is deleted', () => {
  test('does not stay in a channel to which they are being added', async () => {
    await using nodes = await twoServers()
    const { a, b } = nodes
    const held = a.holdBefore(/^COMMIT$/)
    const adding = a.server.call('UpdateChannel', { params: general, body: { add_members: ['cid'] } })
    await held.reached
    const deleting = b.server.call('DeleteUsers', { body: { user_ids: ['cid'], user: 'soft' } }).then(b.finishTasks)
    await nodes.doneOrWaiting(deleting)
    held.release()
    await Promise.all([adding, deleting])
    const { channel } = await a.server.call('GetOrCreateChannel', { params: general, body: {} })
    expect(channel.member_count).toBe(2)
    await nodes.expectSound()
  })

  test('takes no conversation along that somebody else has just joined', async () => {
    await using nodes = await twoServers()
    const { a, b } = nodes
    await a.server.call('DeleteChannel', { params: other })
    const held = b.holdBefore(/^COMMIT$/)
    const adding = b.server.call('UpdateChannel', { params: general, body: { add_members: ['cid'] } })
    await held.reached
    const body = { user_ids: ['bob'], user: 'soft', conversations: 'soft' }
    const deleting = a.server.call('DeleteUsers', { body }).then(a.finishTasks)
    await nodes.doneOrWaiting(deleting)
    held.release()
    await Promise.all([adding, deleting])
    const { channel } = await a.server.call('GetChannel', { params: general })
    expect(channel.member_count).toBe(2)
    await nodes.expectSound()
  })
})

describe.skipIf(!hasPostgres)('two changes at the same moment', () => {
  test('a channel type is not deleted under a channel that is being made', async () => {
    await using nodes = await twoServers()
    const { a, b } = nodes
    await a.server.call('CreateChannelType', { body: { name: 'lounge' } })
    const held = a.holdBefore(/INSERT INTO channels/)
    const params = { type: 'lounge', id: 'new' }
    const making = attempt(a.server, 'GetOrCreateChannel', { params, body: { data: { created_by_id: 'ann' } } })
    await held.reached
    const deleting = attempt(b.server, 'DeleteChannelType', { params: { name: 'lounge' } })
    await nodes.doneOrWaiting(deleting)
    held.release()
    expect(await making).toMatchObject({ channel: { cid: 'lounge:new' } })
    expect(await deleting).toBeUndefined()
    expect(await a.server.call('GetChannelType', { params: { name: 'lounge' } })).toMatchObject({ name: 'lounge' })
    await nodes.expectSound()
  })

  test('no channel is made of a type that is being deleted', async () => {
    await using nodes = await twoServers()
    const { a, b } = nodes
    await a.server.call('CreateChannelType', { body: { name: 'lounge' } })
    const held = b.holdBefore(/^COMMIT$/)
    const deleting = b.server.call('DeleteChannelType', { params: { name: 'lounge' } })
    await held.reached
    const params = { type: 'lounge', id: 'new' }
    const making = attempt(a.server, 'GetOrCreateChannel', { params, body: { data: { created_by_id: 'ann' } } })
    await nodes.doneOrWaiting(making)
    held.release()
    await deleting
    expect(await making).toBeUndefined()
    await nodes.expectSound()
  })

  test('who mutes two people is told of both', async () => {
    await using nodes = await twoServers()
    const { a, b } = nodes
    const held = a.holdBefore(/^COMMIT$/)
    const one = a.user('ann').call('Mute', { body: { target_id: 'bob' } })
    await held.reached
    const two = b.user('ann').call('Mute', { body: { target_id: 'cid' } })
    await nodes.doneOrWaiting(two)
    held.release()
    await one
    expect((await two).own_user.mutes.map((mute: { target: { id: string } }) => mute.target.id).sort()).toEqual([
      'bob',
      'cid',
    ])
    await nodes.expectSound()
  })

  test('who mutes two channels is told of both', async () => {
    await using nodes = await twoServers()
    const { a, b } = nodes
    const held = a.holdBefore(/^COMMIT$/)
    const one = a.user('ann').call('MuteChannel', { body: { channel_cid: 'messaging:general' } })
    await held.reached
    const two = b.user('ann').call('MuteChannel', { body: { channel_cid: 'messaging:other' } })
    await nodes.doneOrWaiting(two)
    held.release()
    await one
    expect((await two).own_user.channel_mutes).toHaveLength(2)
    await nodes.expectSound()
  })

  test('who mutes somebody waits for none of the channels that they mute', async () => {
    await using nodes = await twoServers()
    const { a, b } = nodes
    await a.user('ann').call('MuteChannel', { body: { channel_cid: 'messaging:general' } })
    const held = a.holdBefore(/^COMMIT$/)
    const sending = a.server.call('SendMessage', message('first', 'bob'))
    await held.reached
    const { own_user } = await b.user('ann').call('Mute', { body: { target_id: 'bob' } })
    expect(own_user.channel_mutes).toHaveLength(1)
    held.release()
    await sending
    await nodes.expectSound()
  })

  test('nobody is signed in with a password that is being changed', async () => {
    await using chat = await testAdmin({ engine: 'postgres' })
    const { database } = chat.app.services
    const owner = await chat.signedIn()
    const intruder = chat.browser()
    const held = holdsOf(database)(/INSERT INTO admin_sessions/)
    const signingIn = intruder.fetch('AdminSignIn', { body: { email, password } })
    await held.reached
    const body = { current_password: password, new_password: 'another long password' }
    const changing = owner.call('AdminChangePassword', { body })
    await doneOrWaiting(database, changing)
    held.release()
    await Promise.all([signingIn, changing])
    const [sessions] = await database.snapshot((queries) =>
      queries.all<{ count: number }>(sql`SELECT COUNT(*) AS count FROM admin_sessions`),
    )
    expect(sessions!.count).toBe(1)
  })

  test('what has been pruned does not seem to be there again', async () => {
    await using nodes = await twoServers()
    const { a, b, clock } = nodes
    const prune = (node: typeof a) => node.app.services.writer.run('Prune', (write) => pruneSlice(write, 0))
    const days = 24 * 3600 * 1000
    clock.jump(31 * days)
    const held = a.holdBefore(/DELETE FROM events/)
    const slow = prune(a)
    await held.reached
    await b.server.call('SendMessage', message('first', 'ann'))
    clock.jump(31 * days)
    await prune(b)
    held.release()
    await slow
    const [row] = await nodes.ask<{ seq: number; pruned_seq: number }>(sql`
      SELECT seq, pruned_seq FROM channels WHERE cid = 'messaging:general'`)
    expect(row!.pruned_seq).toBe(row!.seq)
  })
})
