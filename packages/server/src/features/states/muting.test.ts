import { describe, expect, test } from 'bun:test'
import { testChat } from '../../testing/test-chat.ts'

describe('muting a channel', () => {
  test('tells the own devices, and shows on the channel and the member', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const ann = await chat.user('ann').connect()
    const bob = await chat.user('bob').connect()
    await bob.watch(chat.general)
    bob.clear()
    const one = await chat.user('ann').call('MuteChannel', { body: { channel_cids: [chat.general.cid] } })
    expect(one.channel_mute).toMatchObject({ user: { id: 'ann' }, channel: { cid: chat.general.cid } })
    expect(one.channel_mute).not.toHaveProperty('expires')
    expect(one).not.toHaveProperty('channel_mutes')
    expect(one.own_user.channel_mutes).toHaveLength(1)
    const seen = await chat.user('ann').call('GetChannel', { params: chat.general })
    expect(seen).toMatchObject({ channel: { muted: true }, membership: { notifications_muted: true } })
    expect((await chat.user('bob').call('GetChannel', { params: chat.general })).channel.muted).toBe(false)
    await chat.user('ann').call('UnmuteChannel', { body: { channel_cid: chat.general.cid } })
    await chat.quiet()
    const type = 'notification.channel_mutes_updated'
    expect(ann.types).toEqual([type, type])
    expect(ann.events.map(({ me }) => me.channel_mutes.length)).toEqual([1, 0])
    expect(bob.types).toEqual([])
    await chat.settle()
  })

  test('for some time ends by itself', async () => {
    await using chat = await testChat({ members: ['ann'] })
    const body = { user_id: 'ann', channel_cid: chat.general.cid, expiration: 10_000 }
    const { channel_mute } = await chat.serverV2.call('MuteChannel', { body })
    expect(channel_mute.expires - channel_mute.updated_at).toBe(10_000_000_000)
    const before = await chat.user('ann').call('GetChannel', { params: chat.general })
    expect(before.channel).toMatchObject({ muted: true, mute_expires_at: expect.any(String) })
    await chat.clock.advance(10_001)
    const after = await chat.user('ann').call('GetChannel', { params: chat.general })
    expect(after).toMatchObject({ channel: { muted: false }, membership: { notifications_muted: false } })
    await chat.settle()
  })

  test('of several channels answers a list; each must be there and readable, and mutes be on', async () => {
    await using chat = await testChat({ members: ['ann'], others: ['eve'] })
    const live = { type: 'livestream', id: 'show' }
    await chat.server.call('GetOrCreateChannel', { params: live, body: { data: { created_by_id: 'ann' } } })
    const cids = [chat.general.cid, 'livestream:show']
    const both = await chat.user('ann').call('MuteChannel', { body: { channel_cids: cids } })
    expect(both.channel_mutes).toHaveLength(2)
    const eve = await chat.user('eve').connect()
    const mute = (body: object) => chat.user('eve').refused('MuteChannel', { body })
    expect((await mute({ channel_cids: cids })).code).toBe(17)
    expect((await mute({ channel_cid: 'livestream:nowhere' })).code).toBe(16)
    expect((await mute({})).code).toBe(4)
    expect((await chat.server.refused('MuteChannel', { body: { channel_cid: cids[0] } })).code).toBe(4)
    expect((await chat.user('eve').refused('UnmuteChannel', { body: { channel_cid: cids[0] } })).code).toBe(17)
    await chat.user('eve').call('UnmuteChannel', { body: { channel_cid: cids[1] } })
    await chat.user('eve').call('MuteChannel', { body: { channel_cid: cids[1] } })
    await chat.server.call('UpdateChannelType', { params: { name: 'livestream' }, body: { mutes: false } })
    expect((await mute({ channel_cid: cids[1] })).code).toBe(19)
    await chat.quiet()
    expect(eve.types).toHaveLength(2)
    expect((await chat.user('eve').connect()).me.channel_mutes).toHaveLength(1)
    await chat.settle()
  })
})
