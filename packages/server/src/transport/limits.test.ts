import { describe, expect, test } from 'bun:test'
import { memoryCounters } from '../adapters/memory/memory-counters.ts'
import type { Caller } from '../core/context.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { createRateLimits, type Platform, platformOf } from './limits.ts'

const server: Caller = { kind: 'server' }
const user = (user_id: string): Caller => ({ kind: 'user', user_id })

/** Limits at the beginning of a minute. */
async function limitsAt(isEnforced: boolean) {
  const clock = fakeClock()
  await clock.advance(60_000 - ((clock.now() / 1000) % 60_000))
  const limits = createRateLimits(clock, memoryCounters(), isEnforced)
  const count = (endpoint: string, caller: Caller = server, platform: Platform = 'server_side', app = 1) =>
    limits.count(app, endpoint, platform, caller)
  return { clock, limits, count }
}

describe('spec/10 §16: rate limits', () => {
  test('off, they count and never refuse', async () => {
    const { count } = await limitsAt(false)
    const allowances = Array.from({ length: 400 }, () => count('BanUser'))
    expect(allowances.every(({ isExceeded }) => !isExceeded)).toBe(true)
    expect(allowances[0]).toMatchObject({ limit: 300, remaining: 299 })
    expect(allowances[399]).toMatchObject({ limit: 300, remaining: 0 })
  })

  test('on, the documented number of calls a minute is allowed, and then none', async () => {
    const { clock, count } = await limitsAt(true)
    let allowed = 0
    // 60 a minute, and not more than a thirtieth of them in a second.
    for (let second = 0; second < 40; second++) {
      for (let call = 0; call < 2; call++) if (!count('DeleteChannel').isExceeded) allowed += 1
      await clock.advance(1000)
    }
    expect(allowed).toBe(60)
    const last = count('DeleteChannel')
    expect(last).toMatchObject({ limit: 60, remaining: 0, isExceeded: true })
    expect(last.reset).toBe(Math.ceil(clock.now() / 60_000_000) * 60)
    expect(last.retryAfter).toBe(last.reset - Math.floor(clock.now() / 1_000_000))
    await clock.advance(last.retryAfter * 1000)
    expect(count('DeleteChannel')).toMatchObject({ remaining: 59, isExceeded: false })
  })

  test('the limits of the documented endpoints are the documented ones', async () => {
    const { limits } = await limitsAt(true)
    const documented: [number, string[]][] = [
      [
        10_000,
        ['Connect', 'GetOrCreateChannel', 'GetApp', 'MarkRead', 'QueryChannels', 'SendEvent', 'MarkChannelsRead'],
      ],
      [1000, ['SendMessage', 'SendReaction', 'GetMessage', 'QueryUsers', 'DeleteMessage', 'StopWatchingChannel']],
      [300, ['Ban', 'UpdateUsers', 'HideChannel', 'QueryMembers', 'UpdateChannel', 'SomethingElse']],
      [60, ['DeleteUser', 'TruncateChannel', 'UpdateApp', 'DeactivateUser', 'ListChannelTypes']],
      [6, ['DeleteUsers']],
    ]
    for (const [limit, names] of documented) {
      for (const name of names) expect([name, limits.look(1, name, 'web').limit]).toEqual([name, limit])
    }
  })

  test('a burst within one second is refused, the rest of the minute goes on', async () => {
    const { clock, count } = await limitsAt(true)
    const allowed = () => Array.from({ length: 15 }, () => count('Ban')).filter(({ isExceeded }) => !isExceeded).length
    expect(allowed()).toBe(10)
    await clock.advance(1000)
    expect(allowed()).toBe(10)
  })

  test('one user may call each endpoint 60 times a minute; backends may call as often as the app', async () => {
    const { clock, count } = await limitsAt(true)
    let own = 0
    let others = 0
    let backend = 0
    for (let second = 0; second < 20; second++) {
      for (let call = 0; call < 10; call++) {
        if (!count('SendMessage', user('ann'), 'web').isExceeded) own += 1
        if (!count('SendMessage', server).isExceeded) backend += 1
      }
      if (!count('SendMessage', user('bob'), 'web').isExceeded) others += 1
      await clock.advance(1000)
    }
    expect([own, others, backend]).toEqual([60, 20, 200])
  })

  test('apps, endpoints and platforms are counted apart', async () => {
    const { count } = await limitsAt(true)
    for (let call = 0; call < 3; call++) count('DeleteUsers')
    expect(count('DeleteUsers').isExceeded).toBe(true)
    expect(count('DeleteUsers', server, 'server_side', 2).isExceeded).toBe(false)
    expect(count('DeleteUser').isExceeded).toBe(false)
    expect(count('DeleteUsers', user('ann'), 'web').isExceeded).toBe(false)
  })

  test('spec/95 §1.5: looking does not count', async () => {
    const { limits, count } = await limitsAt(false)
    count('GetRateLimits')
    expect(limits.look(1, 'GetRateLimits', 'server_side')).toMatchObject({ limit: 300, remaining: 299 })
    expect(limits.look(1, 'GetRateLimits', 'server_side').remaining).toBe(299)
    expect(limits.look(1, 'GetRateLimits', 'android')).toMatchObject({ limit: 300, remaining: 300 })
  })
})

test('the platform is that of the secret, or what the client calls itself', () => {
  expect(platformOf(server, 'stream-chat-android-6')).toBe('server_side')
  const names: [string | null, Platform][] = [
    ['stream-chat-android-client-6.0.3', 'android'],
    ['stream-chat-swift-client-v4.3', 'ios'],
    ['chat-ios-1.0', 'ios'],
    ['stream-chat-unity-client-4', 'unity'],
    ['stream-chat-react-10.11.0-stream-chat-javascript-client-browser-8.12.1', 'web'],
    ['', 'web'],
    [null, 'web'],
  ]
  for (const [name, platform] of names) expect([name, platformOf(user('ann'), name)]).toEqual([name, platform])
})
