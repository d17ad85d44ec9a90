import { expect, test } from 'bun:test'
import type { EndpointName } from '@parley-chat/protocol'
import { testChat } from '../../testing/test-chat.ts'

const nowhere = { type: 'messaging', id: 'nowhere' }

for (const view of ['v1', 'v2'] as const) {
  test(`everything about channels and members can be asked, and refused, in the words of ${view}`, async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], others: ['cid'] })
    const { general } = chat
    const server = view === 'v1' ? chat.server : chat.serverV2
    const ann = await chat.user('ann').connect({ view })
    await ann.watch(general)
    const asks: readonly (readonly [EndpointName, allowed: object, refused: object])[] = [
      ['GetOrCreateChannel', { params: general, body: {} }, { params: general, body: { user_id: 'bob' } }],
      [
        'GetOrCreateDistinctChannel',
        { params: { type: 'messaging' }, body: { data: { members: ['ann', 'bob'] } } },
        { params: { type: 'messaging' }, body: {} },
      ],
      ['GetChannel', { params: general }, { params: nowhere }],
      [
        'QueryChannels',
        { body: { filter_conditions: { joined: true } } },
        { body: { filter_conditions: { type: { $gt: 1 } } } },
      ],
      ['UpdateChannel', { params: general, body: { add_members: ['cid'] } }, { params: nowhere, body: {} }],
      ['UpdateChannelPartial', { params: general, body: { set: { a: 1 } } }, { params: general, body: {} }],
      ['TruncateChannel', { params: general, body: {} }, { params: nowhere, body: {} }],
      ['HideChannel', { params: general, body: {} }, { params: nowhere, body: {} }],
      ['ShowChannel', { params: general, body: {} }, { params: nowhere, body: {} }],
      ['MuteChannel', { body: { channel_cid: general.cid } }, { body: {} }],
      ['UnmuteChannel', { body: { channel_cid: general.cid } }, { body: {} }],
      [
        'QueryMembers',
        { query: { payload: { type: 'messaging', id: 'general', filter_conditions: {} } } },
        { query: { payload: { type: 'messaging', filter_conditions: {} } } },
      ],
      [
        'UpdateMemberPartial',
        { params: general, body: { set: { pinned: true } } },
        { params: nowhere, body: { set: { a: 1 } } },
      ],
      ['StopWatchingChannel', { params: general, body: {} }, { params: nowhere, body: {} }],
      ['DeleteChannel', { params: general }, { params: general }],
    ]
    for (const [name, allowed, refused] of asks) {
      expect([name, (await ann.call(name, allowed)).duration]).toEqual([name, expect.any(String)])
      expect([name, (await ann.refused(name, refused)).duration]).toEqual([name, expect.any(String)])
    }
    await server.call('DeleteChannels', { body: { cids: [general.cid] } })
    await server.refused('DeleteChannels', { body: { cids: [] } })
    await chat.settle()
  })
}
