import { describe, expect, test } from 'bun:test'
import { testChat } from '../../testing/test-chat.ts'

describe('watching', () => {
  test('is told to all who watch, the newcomer among them, and ends when asked to', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const ann = await chat.user('ann').connect()
    expect((await ann.watch(chat.general)).watcher_count).toBe(1)
    const phone = await chat.user('bob').connect()
    const laptop = await chat.user('bob').connect()
    const state = await phone.watch(chat.general, { watchers: { limit: 10 } })
    expect(state.watcher_count).toBe(2)
    expect(state.watchers.map(({ id }: { id: string }) => id)).toEqual(['ann', 'bob'])
    const second = await phone.watch(chat.general, { watchers: { limit: 1, offset: 1 } })
    expect(second.watchers.map(({ id }: { id: string }) => id)).toEqual(['bob'])
    await laptop.watch(chat.general)
    await chat.quiet()
    expect(ann.types).toEqual(['user.watching.start', 'user.watching.start'])
    expect(ann.events[1]).toMatchObject({ user: { id: 'bob' }, watcher_count: 2, cid: 'messaging:general' })
    expect(phone.types).toEqual(['user.watching.start'])
    await phone.call('StopWatchingChannel', { params: chat.general, body: {} })
    await chat.quiet()
    expect(ann.types).toHaveLength(2)
    await laptop.call('StopWatchingChannel', { params: chat.general, body: {} })
    await chat.quiet()
    expect(ann.events[2]).toMatchObject({ type: 'user.watching.stop', user: { id: 'bob' }, watcher_count: 1 })
    ann.clear()
    phone.clear()
    await chat.server.call('UpdateChannelPartial', { params: chat.general, body: { set: { topic: 'tea' } } })
    await chat.quiet()
    expect([ann.types, phone.types]).toEqual([['channel.updated'], []])
    expect((await chat.user('ann').refused('StopWatchingChannel', { params: chat.general, body: {} })).code).toBe(4)
    const unknown = { params: { type: 'messaging', id: 'nowhere' }, body: {} }
    expect((await ann.refused('StopWatchingChannel', unknown)).code).toBe(16)
  })

  test('needs a connection of one’s own', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const bob = await chat.user('bob').connect()
    const text =
      'Watch or Presence requires an active websocket connection, please make sure to include your websocket connection_id'
    const ask = (body: object, query = {}) => ({ params: chat.general, body, query })
    for (const body of [{ watch: true }, { presence: true }]) {
      const refused = await chat.user('ann').refused('GetOrCreateChannel', ask(body))
      expect([refused.code, refused.message]).toEqual([4, `GetOrCreateChannel failed with error: "${text}"`])
      expect((await chat.server.refused('GetOrCreateChannel', ask(body))).code).toBe(4)
      expect((await chat.user('ann').refused('QueryChannels', { body })).code).toBe(4)
    }
    for (const connection_id of ['nonsense', bob.connection_id]) {
      const refused = await chat.user('ann').refused('GetOrCreateChannel', ask({ watch: true }, { connection_id }))
      expect(refused.code).toBe(46)
    }
    const other = await chat.server.refused(
      'GetOrCreateChannel',
      ask({ watch: true }, { connection_id: bob.connection_id }),
    )
    expect(other.code).toBe(4)
    await chat.quiet()
    expect(bob.types).toEqual([])
    await chat.settle()
  })

  test('says nothing where the type does not tell of it', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    await chat.server.call('UpdateChannelType', { params: { name: 'messaging' }, body: { connect_events: false } })
    const ann = await chat.user('ann').connect()
    await ann.watch(chat.general)
    const bob = await chat.user('bob').connect()
    expect((await bob.watch(chat.general)).watcher_count).toBe(2)
    await chat.quiet()
    expect(ann.types).toEqual([])
    await chat.settle()
  })

  test('of many channels at once hears them all, and nothing that was in their states already', async () => {
    await using chat = await testChat({ others: ['ann', 'bob'] })
    for (const id of ['one', 'two', 'three']) {
      const data = { created_by_id: 'bob', members: ['ann', 'bob'] }
      await chat.server.call('GetOrCreateChannel', { params: { type: 'messaging', id }, body: { data } })
    }
    const ann = await chat.user('ann').connect()
    const body = { filter_conditions: { members: { $in: ['ann'] } }, watch: true, presence: true }
    const { channels } = await ann.call('QueryChannels', { body })
    expect(channels.map(({ watcher_count }: { watcher_count: number }) => watcher_count)).toEqual([1, 1, 1])
    ann.clear()
    for (const id of ['one', 'two', 'three']) {
      const params = { type: 'messaging', id }
      await chat.server.call('UpdateChannelPartial', { params, body: { set: { topic: id } } })
    }
    await chat.quiet()
    expect(ann.events.map(({ cid }: { cid: string }) => cid)).toEqual([
      'messaging:one',
      'messaging:two',
      'messaging:three',
    ])
    const bob = await chat.user('bob').connect()
    await chat.quiet()
    expect(ann.types.slice(3)).toEqual(['user.presence.changed'])
    bob.disconnect()
    await chat.settle()
  })

  test('ends with the right to read: for whoever is removed, and for all while a channel is disabled', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const ann = await chat.user('ann').connect()
    const bob = await chat.user('bob').connect()
    await ann.watch(chat.general)
    await bob.watch(chat.general)
    await chat.server.call('UpdateChannel', { params: chat.general, body: { remove_members: ['bob'] } })
    await chat.server.call('UpdateChannelPartial', { params: chat.general, body: { set: { topic: 'tea' } } })
    await chat.quiet()
    expect(bob.types).toContain('member.removed')
    expect(bob.types).toContain('notification.removed_from_channel')
    expect(bob.types).not.toContain('channel.updated')
    ann.clear()
    await chat.server.call('UpdateChannelPartial', { params: chat.general, body: { set: { disabled: true } } })
    await chat.server.call('UpdateChannelPartial', { params: chat.general, body: { set: { topic: 'more tea' } } })
    await chat.quiet()
    expect(ann.types).toEqual(['channel.updated'])
    expect(chat.app.services.hub.channels.watcherCount(1)).toBe(0)
  })
})
