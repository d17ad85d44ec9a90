import { afterEach, describe, expect, test } from 'bun:test'
import { createContext } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { turn } from '../../testing/fake-clock.ts'
import { testChat } from '../../testing/test-chat.ts'
import { createTaskRunner, onSlice, type Plan, startTask } from './tasks.ts'

type Chat = Awaited<ReturnType<typeof testChat>>

declare module './slices.ts' {
  interface Slices {
    'test.count': { to: number; label: string }
    'test.fail': { until: number }
    'test.nobody': { anything: string }
  }
}

const done: string[] = []
let failures = 0

afterEach(() => {
  done.length = 0
  failures = 0
})

onSlice('test.count', async (_tx, { to, label }, cursor) => {
  const next = ((cursor as number | undefined) ?? 0) + 1
  done.push(`${label}${next}`)
  return next < to ? next : undefined
})

// A second one who has a part in the same work.
onSlice('test.count', async (_tx, { label }) => {
  done.push(`${label}!`)
  return undefined
})

onSlice('test.fail', async (_tx, { until }) => {
  failures += 1
  if (failures < until) fail('internal', 'not today')
  return undefined
})

const contextOf = ({ app, app_pk }: Chat) =>
  createContext({
    app_pk,
    caller: { kind: 'server' },
    view: 'v1',
    operation: 'Test',
    services: app.services,
  })

function start(chat: Chat, plan: Omit<Plan, 'type'>): Promise<string> {
  const context = contextOf(chat)
  return context.transaction((tx) => startTask(context, tx, { type: 'test', ...plan }))
}

const idle = ({ app }: Chat) => app.services.tasks!.idle()
const look = (chat: Chat, id: string) => chat.server.call('GetTask', { params: { id } })

/** Lets attempts fail and be made again, a second apart. */
async function retry(chat: Chat, times: number) {
  for (let count = 0; count < times; count++) {
    await idle(chat)
    await chat.clock.advance(1000)
    await chat.quiet()
  }
  await idle(chat)
}

describe('core §1.6: a task', () => {
  test('does its pieces in order, and in each piece everyone who has a part in it', async () => {
    await using chat = await testChat()
    const id = await start(chat, {
      pieces: [
        { subject: 'a', work: [['test.count', { to: 2, label: 'a' }]] },
        { subject: 'b', work: [] },
        {
          subject: 'c',
          work: [
            ['test.nobody', { anything: '' }],
            ['test.count', { to: 1, label: 'c' }],
          ],
        },
      ],
      result: { x: { status: 'error', error: 'unknown' } },
    })
    // It may have begun by the time somebody looks.
    const underWay = expect.stringMatching(/^(?:waiting|running)$/)
    expect(await look(chat, id)).toMatchObject({ task_id: id, status: underWay })
    await idle(chat)
    expect(done).toEqual(['a1', 'a2', 'a!', 'c1', 'c!'])
    const ok = { status: 'ok' }
    expect(await look(chat, id)).toMatchObject({
      status: 'completed',
      result: { x: { status: 'error', error: 'unknown' }, a: ok, b: ok, c: ok },
    })
    await chat.settle()
  })

  test('lets others go on between its slices', async () => {
    await using chat = await testChat()
    await start(chat, { pieces: [{ work: [['test.count', { to: 20, label: 'long' }]] }] })
    await start(chat, { pieces: [{ work: [['test.count', { to: 1, label: 'short' }]] }] })
    const before = done.length
    await chat.server.call('UpdateUsers', { body: { users: [{ id: 'ann' }] } })
    expect(done.length).toBeLessThan(20)
    await idle(chat)
    expect(done.indexOf('short1')).toBeLessThan(before + 3)
    expect(done).toHaveLength(23)
    await chat.settle()
  })

  test('goes on where it was after the server has stopped', async () => {
    await using chat = await testChat()
    const { services } = chat.app
    const runner = createTaskRunner(services)
    const app = { ...chat.app, services: { ...services, tasks: runner } }
    const id = await start(
      { ...chat, app },
      { pieces: [{ subject: 'a', work: [['test.count', { to: 5, label: '' }]] }] },
    )
    while (done.length < 2) await turn()
    await runner.stop()
    runner.wake()
    await chat.quiet()
    expect(done.length).toBeLessThan(5)
    expect(await look(chat, id)).toMatchObject({ status: 'running' })

    services.tasks!.wake()
    await idle(chat)
    expect(done).toEqual(['1', '2', '3', '4', '5', '!'])
    expect(await look(chat, id)).toMatchObject({ status: 'completed', result: { a: { status: 'ok' } } })
    await chat.settle()
  })

  test('tries again what fails', async () => {
    await using chat = await testChat()
    const id = await start(chat, { pieces: [{ subject: 'a', work: [['test.fail', { until: 3 }]] }] })
    await retry(chat, 2)
    expect(await look(chat, id)).toMatchObject({ status: 'completed', result: { a: { status: 'ok' } } })
    await chat.settle()
  })

  test('gives up a piece that keeps failing and goes on with the next', async () => {
    await using chat = await testChat()
    const id = await start(chat, {
      pieces: [
        { subject: 'a', work: [['test.fail', { until: 99 }]] },
        { subject: 'b', work: [['test.count', { to: 1, label: 'b' }]] },
      ],
    })
    await retry(chat, 3)
    expect(failures).toBe(3)
    expect(await look(chat, id)).toMatchObject({
      status: 'completed',
      result: { a: { status: 'error', error: 'not today' }, b: { status: 'ok' } },
    })
    await chat.settle()
  })

  test('of one piece fails as a whole', async () => {
    await using chat = await testChat()
    const id = await start(chat, { pieces: [{ work: [['test.fail', { until: 99 }]] }] })
    await retry(chat, 3)
    const task = await look(chat, id)
    expect(task).toMatchObject({ status: 'failed', error: { type: 'internal', description: 'not today' } })
    expect(task).not.toHaveProperty('result')
    await chat.settle()
  })

  test('is shown to the backend of its own app alone', async () => {
    await using chat = await testChat({ others: ['ann'] })
    const id = await start(chat, { pieces: [] })
    await idle(chat)
    for (const [server, view] of [
      [chat.server, 'v1'],
      [chat.serverV2, 'v2'],
    ] as const) {
      expect(await server.call('GetTask', { params: { id } })).toMatchObject({ status: 'completed' })
      expect((await server.refused('GetTask', { params: { id: 'unknown' } })).code).toBe(16)
      expect((await chat.user('ann', view).refused('GetTask', { params: { id } })).code).toBe(17)
    }
    await chat.settle()
  })
})
