import { describe, expect, test } from 'bun:test'
import { hasPostgres } from '../../packages/server/src/testing/postgres-server.ts'
import type { Caller } from '../../packages/server/src/testing/test-client.ts'
import { type Nodes, twoNodes } from './two-nodes.ts'

const params = { type: 'messaging', id: 'general' }

/** Two servers, of which the second is three minutes behind, and a channel of ann and bob. */
async function apart(): Promise<Nodes> {
  const nodes = await twoNodes(['ann', 'bob', 'cid'], { behindMs: 180_000 })
  const body = { data: { created_by_id: 'ann', members: ['ann', 'bob'] } }
  await nodes.a.server.call('GetOrCreateChannel', { params, body })
  return nodes
}

const say = (server: Caller, id: string) =>
  server.call('SendMessage', { params, body: { message: { id, text: id, user_id: 'ann' } } })

const seenBy = async (caller: Caller): Promise<string[]> =>
  (await caller.call('GetOrCreateChannel', { params, body: { state: true } })).messages.map(
    ({ id }: { id: string }) => id,
  )

const unreadOf = async ({ a }: Nodes, user_id: string): Promise<number> =>
  (await a.server.call('UnreadCounts', { query: { user_id } })).total_unread_count

describe.skipIf(!hasPostgres)('servers whose clocks are minutes apart', () => {
  test('keep messages in the order in which they were sent, and reads where they were made', async () => {
    await using nodes = await apart()
    const { a, b } = nodes
    const ids = ['1a', '2b', '3a', '4b', '5b', '6a']
    for (const id of ids) await say(id.endsWith('a') ? a.server : b.server, id)
    expect(await seenBy(b.user('bob'))).toEqual(ids)
    expect(await unreadOf(nodes, 'bob')).toBe(6)
    await b.user('bob').call('MarkRead', { params })
    expect(await unreadOf(nodes, 'bob')).toBe(0)
    await say(b.server, '7b')
    expect(await unreadOf(nodes, 'bob')).toBe(1)
    await a.user('bob').call('MarkUnread', { params, body: { message_id: '5b' } })
    expect(await unreadOf(nodes, 'bob')).toBe(3)
    await b.server.call('MarkChannelsRead', { body: { user_id: 'bob' } })
    expect(await unreadOf(nodes, 'bob')).toBe(0)
    await nodes.expectSound()
  })

  test('clear and truncate all that was there, and nothing that comes then', async () => {
    await using nodes = await apart()
    const { a, b } = nodes
    await say(a.server, '1a')
    await b.user('bob').call('HideChannel', { params, body: { clear_history: true } })
    expect(await unreadOf(nodes, 'bob')).toBe(0)
    await say(b.server, '2b')
    expect(await seenBy(a.user('bob'))).toEqual(['2b'])
    expect(await unreadOf(nodes, 'bob')).toBe(1)
    await say(a.server, '3a')
    await b.server.call('TruncateChannel', { params, body: { user_id: 'ann' } })
    await say(b.server, '4b')
    expect(await seenBy(a.user('bob'))).toEqual(['4b'])
    expect(await unreadOf(nodes, 'bob')).toBe(1)
    await nodes.expectSound()
  })

  test('let newcomers count from where they came, and muters from where they muted', async () => {
    await using nodes = await apart()
    const { a, b } = nodes
    await say(a.server, '1a')
    await b.server.call('UpdateChannel', {
      params,
      body: { add_members: [{ user_id: 'cid' }], hide_history: true, user_id: 'ann' },
    })
    await b.user('bob').call('MuteChannel', { body: { channel_cid: 'messaging:general' } })
    await say(b.server, '2b')
    await b.user('bob').call('UnmuteChannel', { body: { channel_cid: 'messaging:general' } })
    await say(a.server, '3a')
    expect([await unreadOf(nodes, 'bob'), await unreadOf(nodes, 'cid')]).toEqual([2, 2])
    expect(await seenBy(a.user('cid'))).toEqual(['2b', '3a'])
    await nodes.expectSound()
  })
})
