import { describe, expect, test } from 'bun:test'
import { testChat } from '../../testing/test-chat.ts'
import { appScope, effectiveGrants } from '../permissions/permissions.ts'
import { changeSettings } from './app-settings.ts'
import { toGrants } from './channel-type-shapes.ts'
import { defaultSettings } from './defaults.ts'

const app = async (chat: Awaited<ReturnType<typeof testChat>>) => (await chat.server.call('GetApp')).app

describe('the settings of an app', () => {
  test('are whole for the backend, and few for clients', async () => {
    await using chat = await testChat({ isAlone: true, others: ['ann'] })
    for (const server of [chat.server, chat.serverV2]) {
      const { app } = await server.call('GetApp')
      expect(app).toMatchObject({ id: 1, permission_version: 'v2', multi_tenant_enabled: false, policies: {} })
      expect(app.name).not.toBe('')
      expect(app.grants.user).toContain('search-user')
      expect(Object.keys(app.channel_configs).sort()).toEqual(['commerce', 'gaming', 'livestream', 'messaging', 'team'])
      expect(app.channel_configs.messaging.commands).toContain('giphy')
    }
    for (const client of [chat.user('ann'), chat.user('ann', 'v2')]) {
      const { app } = await client.call('GetApp')
      expect(app).toMatchObject({ id: 1, file_upload_config: { size_limit: 0 }, auto_translation_enabled: false })
      expect(app).not.toHaveProperty('grants')
      expect(app).not.toHaveProperty('disable_auth_checks')
    }
    expect((await chat.anonymous.refused('GetApp')).code).toBe(17)
    await chat.settle()
  })

  test('change by what a request names, and by nothing else', async () => {
    await using chat = await testChat()
    await chat.server.call('UpdateApp', {
      body: { enforce_unique_usernames: 'team', user_search_disallowed_roles: ['guest'] },
    })
    await chat.serverV2.call('UpdateApp', {
      body: { guest_user_creation_disabled: true, event_hooks: null, grants: null, webhook_events: null },
    })
    expect(await app(chat)).toMatchObject({
      enforce_unique_usernames: 'team',
      user_search_disallowed_roles: ['guest'],
      guest_user_creation_disabled: true,
    })
    await chat.server.call('UpdateApp', { body: { user_search_disallowed_roles: [] } })
    expect((await app(chat)).user_search_disallowed_roles).toEqual([])
    await chat.settle()
  })

  test('stay as they are when they are sent back, or with what older clients always send', async () => {
    await using chat = await testChat()
    await chat.server.call('UpdateApp', { body: { multi_tenant_enabled: true, grants: { guest: [] } } })
    const before = await app(chat)
    await chat.server.call('UpdateApp', { body: { ...before, policies: [], call_types: [] } })
    await chat.server.call('UpdateApp', {
      body: {
        name: '',
        organization: '',
        suspended: false,
        channel_configs: null,
        policies: null,
        push_notifications: { version: '', offline_only: false },
        revoke_tokens_issued_before: null,
      },
    })
    expect(await app(chat)).toEqual(before)
    await chat.settle()
  })

  test('cannot name roles or permissions that do not exist, and are no business of clients', async () => {
    await using chat = await testChat({ others: ['ann'] })
    const before = await app(chat)
    for (const [server, view] of [
      [chat.server, 'v1'],
      [chat.serverV2, 'v2'],
    ] as const) {
      for (const body of [
        { grants: { user: ['fly'] } },
        { grants: { emperor: ['search-user'] } },
        { user_search_disallowed_roles: ['emperor'] },
        { enforce_unique_usernames: 'maybe' },
        { multi_tenant_enabled: 'yes' },
        { revoke_tokens_issued_before: 'soon' },
      ]) {
        expect([body, (await server.refused('UpdateApp', { body })).code]).toEqual([body, 4])
      }
      expect((await chat.user('ann', view).refused('UpdateApp', { body: {} })).code).toBe(17)
    }
    expect(await app(chat)).toEqual(before)
    await chat.settle()
  })

  test('hold for the next request', async () => {
    await using chat = await testChat({ others: ['ann', 'bob'] })
    const mute = { body: { target_id: 'bob' } }
    await chat.user('ann').call('Mute', mute)
    await chat.server.call('UpdateApp', { body: { grants: { user: ['search-user'] } } })
    expect((await chat.user('ann').refused('Mute', mute)).code).toBe(17)
    await chat.server.call('UpdateApp', { body: { disable_permissions_checks: true } })
    await chat.user('ann').call('Mute', mute)
    await chat.settle()
  })
})

describe('revoking all tokens of an app', () => {
  test('refuses those that are older, until it is lifted', async () => {
    await using chat = await testChat({ others: ['ann'] })
    await chat.server.call('UpdateApp', { body: { revoke_tokens_issued_before: '2026-01-05T10:00:00Z' } })
    expect((await app(chat)).revoke_tokens_issued_before).toBe('2026-01-05T10:00:00.000000Z')
    for (const view of ['v1', 'v2'] as const) expect((await chat.user('ann', view).refused('GetApp')).code).toBe(40)
    await chat.server.call('UpdateApp', { body: { revoke_tokens_issued_before: null } })
    await chat.user('ann').call('GetApp')
    await chat.settle()
  })

  test('ends the sockets that came with one', async () => {
    await using chat = await testChat({ others: ['ann'] })
    const ann = await chat.user('ann').connect()
    await chat.server.call('UpdateApp', { body: { revoke_tokens_issued_before: '2026-01-05T10:00:00Z' } })
    await chat.quiet()
    expect(ann.socket.closed).toMatchObject({ code: 4001 })
    await chat.settle()
  })

  test('is lifted by null only where null comes alone', () => {
    const revoked = { ...defaultSettings, revoke_tokens_issued_before: 5 }
    expect(changeSettings(revoked, { revoke_tokens_issued_before: null })).not.toHaveProperty(
      'revoke_tokens_issued_before',
    )
    const withNoise = changeSettings(revoked, { revoke_tokens_issued_before: null, multi_tenant_enabled: true })
    expect(withNoise).toMatchObject({ revoke_tokens_issued_before: 5, multi_tenant_enabled: true })
    expect(changeSettings(revoked, { revoke_tokens_issued_before: 5 })).toBe(revoked)
  })
})

test('grants that are sent back as they were are not chosen by it', () => {
  const user = ['search-user', 'mute-user']
  const once = changeSettings(defaultSettings, { grants: { user } })
  expect(once.grants).toEqual({ user })
  const inForce = toGrants(effectiveGrants(appScope, once.grants))
  expect(changeSettings(once, { grants: inForce })).toBe(once)
})

test('a switch to checked tokens lets no token through that was made without the secret', async () => {
  await using chat = await testChat({ others: ['ann'] })
  const part = (value: object) => btoa(JSON.stringify(value)).replaceAll('=', '')
  const devToken = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ user_id: 'ann' })}.devtoken`
  const ask = () =>
    chat.app.handle(
      new Request(`http://parley.test/app?api_key=${chat.credentials.key}`, { headers: { authorization: devToken } }),
    )
  expect((await ask()).status).toBe(401)
  await chat.server.call('UpdateApp', { body: { disable_auth_checks: true } })
  expect((await ask()).status).toBe(200)
  await chat.server.call('UpdateApp', { body: { disable_auth_checks: false } })
  expect((await ask()).status).toBe(401)
  await chat.settle()
})

describe('the rate limits', () => {
  test('show what is left, for the platforms and endpoints asked for', async () => {
    await using chat = await testChat()
    for (const server of [chat.server, chat.serverV2]) {
      const some = await server.call('GetRateLimits', {
        query: { server_side: 'true', android: '1', endpoints: 'GetRateLimits,SendMessage' },
      })
      expect(Object.keys(some).sort()).toEqual(['android', 'duration', 'server_side'])
      expect(Object.keys(some.server_side).sort()).toEqual(['GetRateLimits', 'SendMessage'])
      expect(some.server_side.GetRateLimits.remaining).toBeLessThan(some.server_side.GetRateLimits.limit)
      expect(some.android.GetRateLimits.remaining).toBe(some.android.GetRateLimits.limit)
      const all = await server.call('GetRateLimits')
      expect(Object.keys(all).sort()).toEqual(['android', 'duration', 'ios', 'server_side', 'unity', 'web'])
      expect(all.web.QueryChannels).toMatchObject({ limit: 10_000, remaining: 10_000 })
    }
    await chat.settle()
  })

  test('are shown to the backend alone', async () => {
    await using chat = await testChat({ others: ['ann'] })
    for (const view of ['v1', 'v2'] as const) {
      expect((await chat.user('ann', view).refused('GetRateLimits')).code).toBe(17)
    }
    await chat.settle()
  })
})
