import { describe, expect, test } from 'bun:test'
import { testChat } from '../../testing/test-chat.ts'

const targets = (mutes: { target: { id: string } }[]) => mutes.map(({ target }) => target.id).sort()

describe('muting users', () => {
  test('tells the own devices, and nobody else', async () => {
    await using chat = await testChat({ others: ['ann', 'bob', 'cid'] })
    const ann = await chat.user('ann').connect()
    const annV2 = await chat.user('ann').connect({ view: 'v2' })
    const bob = await chat.user('bob').connect()
    const one = await chat.user('ann').call('Mute', { body: { target_id: 'bob', target_ids: [] } })
    expect(one.mute).toMatchObject({ user: { id: 'ann' }, target: { id: 'bob' } })
    expect(one.mute).not.toHaveProperty('expires')
    expect(targets(one.mutes)).toEqual(['bob'])
    expect(one.own_user).toMatchObject({ id: 'ann', online: true })
    const many = await chat.user('ann', 'v2').call('Mute', { body: { target_ids: ['bob', 'cid'] } })
    expect(many).not.toHaveProperty('mute')
    expect(targets(many.mutes)).toEqual(['bob', 'cid'])
    await chat.quiet()
    expect(ann.types).toEqual(['notification.mutes_updated', 'notification.mutes_updated'])
    expect(targets(ann.events[1].me.mutes)).toEqual(['bob', 'cid'])
    expect(annV2.types).toEqual(ann.types)
    expect(bob.types).toEqual([])
    expect(targets((await chat.user('ann').connect()).me.mutes)).toEqual(['bob', 'cid'])
    await chat.settle()
  })

  test('for some minutes ends by itself', async () => {
    await using chat = await testChat({ others: ['ann', 'bob'] })
    const { mute } = await chat.server.call('Mute', { body: { user_id: 'ann', target_id: 'bob', timeout: 10 } })
    expect(Date.parse(mute.expires) - Date.parse(mute.updated_at)).toBe(600_000)
    await chat.clock.advance(599_000)
    expect((await chat.user('ann').connect()).me.mutes).toHaveLength(1)
    await chat.clock.advance(2_000)
    expect((await chat.user('ann').connect()).me.mutes).toEqual([])
    const again = await chat.server.call('Mute', { body: { user_id: 'ann', target_id: 'bob' } })
    expect(again.mute.created_at).toBe(again.mute.updated_at)
    await chat.settle()
  })

  test('names who does not exist', async () => {
    await using chat = await testChat({ others: ['ann', 'bob', 'gone'] })
    await chat.server.call('DeleteUser', { params: { user_id: 'gone' } })
    for (const [server, name] of [
      [chat.server, 'Mute'],
      [chat.serverV2, 'Mute'],
      [chat.server, 'Unmute'],
      [chat.serverV2, 'Unmute'],
    ] as const) {
      const body = { user_id: 'ann', target_ids: ['bob', 'x', 'gone'] }
      expect((await server.call(name, { body })).non_existing_users).toEqual(['x', 'gone'])
    }
    await chat.settle()
  })

  test('is refused where there is nobody to mute', async () => {
    await using chat = await testChat({ others: ['ann', 'bob'] })
    const device = await chat.user('ann').connect()
    for (const server of [chat.server, chat.serverV2]) {
      for (const body of [
        { user_id: 'ann' },
        { user_id: 'ann', target_id: '' },
        { user_id: 'ann', target_id: 'ann' },
        { user_id: 'ann', target_id: 'invalid_user_id' },
        { target_id: 'bob' },
        { user_id: 'ann', target_id: 'bob', timeout: -1 },
      ]) {
        expect([body, (await server.refused('Mute', { body })).code]).toEqual([body, 4])
      }
      expect((await server.refused('Unmute', { body: { user_id: 'ann', target_ids: [] } })).code).toBe(4)
      expect((await server.refused('Unmute', { body: { user_id: 'ann', target_id: 'ann' } })).code).toBe(4)
    }
    await chat.quiet()
    expect(device.types).toEqual([])
    await chat.settle()
  })

  test('needs the permission, also to end it', async () => {
    await using chat = await testChat({ others: ['ann', 'bob'] })
    await chat.server.call('UpdateApp', { body: { grants: { user: [] } } })
    for (const view of ['v1', 'v2'] as const) {
      const ann = chat.user('ann', view)
      for (const name of ['Mute', 'Unmute'] as const) {
        expect((await ann.refused(name, { body: { target_id: 'bob' } })).code).toBe(17)
      }
    }
    expect((await chat.anonymous.refused('Mute', { body: { target_id: 'bob' } })).code).toBe(17)
    expect((await chat.user('ann').connect()).me.mutes).toEqual([])
    await chat.settle()
  })
})

test('an unmuted user is heard again, and whoever was not muted is no error', async () => {
  await using chat = await testChat({ others: ['ann', 'bob', 'cid'] })
  await chat.user('ann').call('Mute', { body: { target_ids: ['bob', 'cid'] } })
  const device = await chat.user('ann').connect()
  await chat.user('ann').call('Unmute', { body: { target_id: 'bob' } })
  await chat.user('ann', 'v2').call('Unmute', { body: { target_ids: ['bob'] } })
  await chat.quiet()
  expect(targets(device.events.at(-1).me.mutes)).toEqual(['cid'])
  await chat.settle()
})
