import { describe, expect, test } from 'bun:test'
import { testChat } from '../../testing/test-chat.ts'

const jane = { params: { user_id: 'jane' } }

describe('a deactivated user', () => {
  test('is sent away and can do nothing, until they are reactivated', async () => {
    await using chat = await testChat({ others: ['jane', 'bob'] })
    const device = await chat.user('jane').connect()
    const { user } = await chat.server.call('DeactivateUser', { ...jane, body: { created_by_id: 'bob' } })
    expect(user.deactivated_at).toBeDefined()
    await chat.quiet()
    expect(device.socket.closed).toMatchObject({ code: 1000 })
    expect(JSON.parse(device.socket.texts.at(-1)!).error).toMatchObject({ code: 17 })
    const refused = await chat.user('jane').refused('QueryUsers')
    expect(refused).toMatchObject({ code: 17 })
    expect(refused.message).toContain("User 'jane' is deactivated")
    const inTheirName = { body: { user_id: 'jane', target_id: 'bob' } }
    expect((await chat.server.refused('Mute', inTheirName)).code).toBe(17)

    const back = await chat.server.call('ReactivateUser', { ...jane, body: { name: 'Jane' } })
    expect(back.user).toMatchObject({ id: 'jane', name: 'Jane' })
    expect(back.user).not.toHaveProperty('deactivated_at')
    await chat.user('jane').call('QueryUsers')
    await chat.user('jane').connect()
    await chat.settle()
  })

  test('cannot be deactivated again, nor an active one reactivated, nor anybody by a client', async () => {
    await using chat = await testChat({ others: ['jane', 'bob'] })
    for (const [server, view] of [
      [chat.server, 'v1'],
      [chat.serverV2, 'v2'],
    ] as const) {
      const active = await server.refused('ReactivateUser', jane)
      expect(active).toMatchObject({ code: 4 })
      expect(active.message).toContain("User 'jane' is not deactivated")
      await server.call('DeactivateUser', jane)
      expect((await server.refused('DeactivateUser', jane)).code).toBe(4)
      await server.call('ReactivateUser', jane)
      expect((await server.refused('DeactivateUser', { params: { user_id: 'nobody' } })).code).toBe(16)
      expect((await server.refused('ReactivateUser', { params: { user_id: 'nobody' } })).code).toBe(16)
      for (const name of ['DeactivateUser', 'ReactivateUser'] as const) {
        expect((await chat.user('bob', view).refused(name, jane)).code).toBe(17)
      }
    }
    await chat.settle()
  })

  test('takes a name back only if it is still free', async () => {
    await using chat = await testChat()
    await chat.server.call('UpdateApp', { body: { enforce_unique_usernames: 'app' } })
    await chat.server.call('UpdateUsers', { body: { users: [{ id: 'jane' }, { id: 'joe', name: 'Jane' }] } })
    await chat.server.call('DeactivateUser', jane)
    expect((await chat.server.refused('ReactivateUser', { ...jane, body: { name: 'jane' } })).code).toBe(6)
    await chat.server.call('ReactivateUser', jane)
    await chat.settle()
  })
})

test('many users at once are deactivated and reactivated before the answer; the task tells of each', async () => {
  await using chat = await testChat({ others: ['jane', 'joe', 'bob'] })
  for (const [server, view] of [
    [chat.server, 'v1'],
    [chat.serverV2, 'v2'],
  ] as const) {
    const body = { user_ids: ['jane', 'joe', 'nobody'] }
    const { task_id } = await server.call('DeactivateUsers', { body })
    expect((await chat.server.call('QueryUsers')).users).toHaveLength(1)
    await chat.app.services.tasks!.idle()
    const task = await server.call('GetTask', { params: { id: task_id } })
    expect(task).toMatchObject({ status: 'completed', task_id })
    expect(task.result).toMatchObject({ jane: { status: 'ok' }, joe: { status: 'ok' }, nobody: { status: 'error' } })

    const back = await server.call('ReactivateUsers', { body })
    expect((await chat.server.call('QueryUsers')).users).toHaveLength(3)
    await chat.app.services.tasks!.idle()
    const { result } = await server.call('GetTask', { params: { id: back.task_id } })
    expect(result.jane).toEqual({ status: 'ok' })
    for (const name of ['DeactivateUsers', 'ReactivateUsers'] as const) {
      await server.refused(name, { body: { user_ids: [] } })
      expect((await chat.user('bob', view).refused(name, { body })).code).toBe(17)
    }
  }
  await chat.settle()
})
