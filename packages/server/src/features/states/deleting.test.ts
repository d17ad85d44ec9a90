import { describe, expect, test } from 'bun:test'
import sql from 'sql-template-tag'
import { type TestChat, testChat } from '../../testing/test-chat.ts'

const count = async (chat: TestChat, table: string) => {
  const tables = { channels: sql`channels`, members: sql`members`, reads: sql`reads`, events: sql`events` }
  const query = sql`SELECT count(*) AS count FROM ${tables[table as keyof typeof tables]}`
  return (await chat.app.services.database.snapshot((q) => q.get<{ count: number }>(query)))!.count
}

describe('deleting a channel', () => {
  test('puts it out of everybody’s reach at once, and tells who is in it', async () => {
    await using chat = await testChat({ members: ['ann', 'bob', 'cid'], others: ['eve'] })
    const ann = await chat.user('ann').connect()
    await ann.watch(chat.general)
    const bob = await chat.user('bob').connect()
    const eve = await chat.user('eve').connect()
    const { channel } = await chat.user('ann').call('DeleteChannel', { params: chat.general })
    expect(channel).toMatchObject({ cid: 'messaging:general', created_by: { id: 'ann' } })
    expect(channel.deleted_at).toBeString()
    await chat.quiet()
    expect(ann.types).toEqual(['user.watching.start', 'channel.deleted'])
    expect(ann.events[1]).toMatchObject({ user: { id: 'ann' }, channel: { deleted_at: channel.deleted_at } })
    expect(bob.types).toEqual(['notification.channel_deleted'])
    expect(bob.events[0]).toMatchObject({
      channel: { cid: 'messaging:general' },
      total_unread_count: 0,
      unread_channels: 0,
    })
    expect(eve.types).toEqual([])
    for (const [name, body] of [
      ['GetChannel', undefined],
      ['UpdateChannel', { data: {} }],
      ['UpdateChannelPartial', { set: { a: 1 } }],
      ['DeleteChannel', undefined],
      ['TruncateChannel', {}],
      ['HideChannel', {}],
      ['ShowChannel', {}],
    ] as const) {
      expect([name, (await chat.user('ann').refused(name, { params: chat.general, body })).code]).toEqual([name, 16])
    }
    expect(
      (await chat.user('ann').call('QueryChannels', { body: { filter_conditions: { joined: true } } })).channels,
    ).toEqual([])
    expect(chat.app.services.hub.channels.find(1)).toBeUndefined()
  })

  test('takes what was unread in it off everybody’s totals', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const bob = await chat.user('bob').connect()
    await chat.user('ann').call('SendMessage', { params: chat.general, body: { message: { text: 'hi' } } })
    await chat.user('ann').call('DeleteChannel', { params: chat.general })
    await chat.quiet()
    const totals = bob.events.map(({ type, total_unread_count, unread_channels }) => [
      type,
      total_unread_count,
      unread_channels,
    ])
    expect(totals.slice(0, 2)).toEqual([
      ['notification.message_new', 1, 1],
      ['notification.channel_deleted', 0, 0],
    ])
    await chat.settle()
  })

  test('is refused to whoever may not', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], others: ['eve'] })
    const ann = await chat.user('ann').connect()
    for (const id of ['bob', 'eve']) {
      const refused = await chat.user(id).refused('DeleteChannel', { params: chat.general })
      expect(refused.message).toContain('is not allowed to perform action DeleteChannel')
    }
    const hard = { params: chat.general, query: { hard_delete: 'true' } }
    expect((await chat.user('ann').refused('DeleteChannel', hard)).code).toBe(17)
    const many = { body: { cids: [chat.general.cid] } }
    expect((await chat.user('ann').refused('DeleteChannels', many)).code).toBe(17)
    const unknown = await chat.server.refused('DeleteChannel', { params: { type: 'messaging', id: 'nowhere' } })
    expect(unknown.message).toBe('DeleteChannel failed with error: "Can\'t find channel with id messaging:nowhere"')
    await chat.quiet()
    expect(ann.types).toEqual([])
    await chat.settle()
  })

  test('for good leaves nothing behind', async () => {
    await using chat = await testChat({ isAlone: true, members: ['ann', 'bob'] })
    await chat.server.call('MuteChannel', { body: { user_id: 'ann', channel_cid: chat.general.cid } })
    await chat.server.call('DeleteChannel', { params: chat.general, query: { hard_delete: 'true' } })
    await chat.app.services.tasks!.idle()
    for (const table of ['channels', 'members', 'reads', 'events'])
      expect([table, await count(chat, table)]).toEqual([table, 0])
    await chat.settle()
  })

  test('many at a time tells of each what became of it', async () => {
    await using chat = await testChat({ isAlone: true, members: ['ann'] })
    const second = {
      params: { type: 'messaging', id: 'second' },
      body: { data: { created_by_id: 'ann', members: ['ann'] } },
    }
    await chat.server.call('GetOrCreateChannel', second)
    const ann = await chat.user('ann').connect()
    const cids = ['messaging:general', 'messaging:nowhere']
    const soft = await chat.server.call('DeleteChannels', { body: { cids } })
    const result = {
      'messaging:general': { status: 'ok' },
      'messaging:nowhere': { status: 'error', error: "Can't find channel with id messaging:nowhere" },
    }
    expect(soft.result).toEqual(result)
    const hard = await chat.serverV2.call('DeleteChannels', { body: { cids: ['messaging:second'], hard_delete: true } })
    await chat.app.services.tasks!.idle()
    for (const [task_id, expected] of [
      [soft.task_id, result],
      [hard.task_id, { 'messaging:second': { status: 'ok' } }],
    ]) {
      const task = await chat.server.call('GetTask', { params: { id: task_id } })
      expect(task).toMatchObject({ status: 'completed', result: expected })
    }
    await chat.quiet()
    expect(ann.types).toEqual(['notification.channel_deleted', 'notification.channel_deleted'])
    expect(await count(chat, 'channels')).toBe(1)
    for (const cids of [[], ['nonsense'], Array.from({ length: 101 }, (_, index) => `messaging:c${index}`)]) {
      expect((await chat.server.refused('DeleteChannels', { body: { cids } })).code).toBe(4)
    }
    await chat.settle()
  })
})
