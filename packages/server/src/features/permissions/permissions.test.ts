import { describe, expect, test } from 'bun:test'
import type { AppConfig, ChannelTypeConfig } from '../../core/app-config.ts'
import type { Access, Caller } from '../../core/context.ts'
import { Failure } from '../../core/errors.ts'
import { allows, capabilitiesOf, isGranted, type JudgedChannel, permit, rulesOf } from './permissions.ts'

const switches = {
  typing_events: true,
  read_events: true,
  connect_events: true,
  delivery_events: true,
  custom_events: true,
  search: true,
  reactions: true,
  replies: true,
  quotes: true,
  mutes: true,
  uploads: true,
  url_enrichment: true,
  push_notifications: true,
  polls: false,
  reminders: false,
  user_message_reminders: false,
  shared_locations: false,
  mark_messages_pending: false,
  count_messages: false,
  skip_last_msg_update_for_system_msgs: false,
}

const typeOf = (name: string, deviations: Partial<ChannelTypeConfig> = {}): ChannelTypeConfig => ({
  ...switches,
  name,
  max_message_length: 5000,
  message_retention: 'infinite',
  automod: 'disabled',
  automod_behavior: 'flag',
  commands: [],
  created_at: 0,
  updated_at: 0,
  ...deviations,
})

const config = (
  settings: Partial<AppConfig['settings']> = {},
  types: Record<string, Partial<ChannelTypeConfig>> = {},
): AppConfig => ({
  pk: 1,
  version: 1,
  name: 'test',
  keys: new Set<string>(),
  suspended: false,
  imported_at: 0,
  settings: {
    disable_auth_checks: false,
    disable_permissions_checks: false,
    multi_tenant_enabled: false,
    guest_user_creation_disabled: false,
    user_search_disallowed_roles: [],
    enforce_unique_usernames: 'no',
    channel_hide_members_only: false,
    ...settings,
  },
  channel_types: new Map(
    ['messaging', 'livestream', 'team'].map((name) => [
      name,
      typeOf(name, { count_messages: name === 'team', ...types[name] }),
    ]),
  ),
})

const general: JudgedChannel = {
  cid: 'messaging:general',
  type: 'messaging',
  created_by_id: 'zoe',
  team: null,
  disabled: 0,
  frozen: 0,
  cooldown: 0,
  config_overrides: null,
}

const member = { channel_role: 'channel_member', status: 'member' }

function accessOf(kind: Caller['kind'], more: { role?: string; isBanned?: boolean; config?: AppConfig } = {}): Access {
  const { role = 'user', isBanned = false, config: used = config() } = more
  const caller: Caller =
    kind === 'server' ? { kind } : kind === 'user' ? { kind, user_id: 'ann' } : { kind, user_id: '!anon' }
  const user = { id: 'ann', role, teams: [], isBanned, isShadowBanned: false, row: undefined }
  return { config: used, caller, ...(kind === 'user' && { user }) }
}

const refusalOf = (work: () => void) => {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return [error.error, error.message]
    throw error
  }
  return undefined
}

describe('a permission', () => {
  test('is asked in the scope of the channel’s type, with the member’s role', () => {
    const ann = accessOf('user')
    expect(refusalOf(() => permit(ann, 'ReadChannel', general, member))).toBeUndefined()
    expect(refusalOf(() => permit(ann, 'ReadChannel', general))).toEqual([
      'not_allowed',
      "User 'ann' with role user is not allowed to perform action ReadChannel in scope 'messaging'",
    ])
    expect(allows(ann, 'DeleteChannel', { ...general, created_by_id: 'ann' })).toBe(true)
    expect(allows(ann, 'DeleteChannel', general, member)).toBe(false)
    expect(allows(ann, 'UpdateMessage', general, member, 'ann')).toBe(true)
    expect(allows(ann, 'UpdateMessage', { ...general, created_by_id: 'ann' }, member, 'bob')).toBe(false)
  })

  test('outside of channels is asked in the scope of the app, about its owner', () => {
    const ann = accessOf('user')
    expect(allows(ann, 'UpdateUser', undefined, undefined, 'ann')).toBe(true)
    expect(refusalOf(() => permit(ann, 'UpdateUser', undefined, undefined, 'bob'))?.[1]).toBe(
      "User 'ann' with role user is not allowed to perform action UpdateUser in scope '.app'",
    )
  })

  test('is never asked of the backend, nor of anybody where checks are off', () => {
    const open = config({ disable_permissions_checks: true })
    for (const access of [accessOf('server'), accessOf('user', { config: open })]) {
      expect(allows(access, 'DeleteChannel', { ...general, disabled: 1 })).toBe(true)
    }
  })

  test('is not given in a disabled channel, though lists still show it', () => {
    const ann = accessOf('user')
    const disabled = { ...general, disabled: 1 }
    expect(refusalOf(() => permit(ann, 'ReadChannel', disabled, member))).toEqual([
      'not_allowed',
      'channel messaging:general is disabled',
    ])
    expect(isGranted(ann, 'ReadChannel', disabled, member)).toBe(true)
  })

  test('to write is never given to the anonymous', () => {
    const nobody = accessOf('anonymous')
    const show = { ...general, type: 'livestream' }
    expect(allows(nobody, 'ReadChannel', show)).toBe(true)
    expect(allows(nobody, 'CreateMessage', show)).toBe(false)
  })

  test('follows the grants that the app has set for a type, and those of the one channel', () => {
    const closed = config({}, { messaging: { grants: { channel_member: ['read-channel'] } } })
    const ann = accessOf('user', { config: closed })
    expect(allows(ann, 'CreateMessage', general, member)).toBe(false)
    const overrides = { grants: { channel_member: ['create-message', '!read-channel'] } }
    const own = { ...general, config_overrides: JSON.stringify(overrides) }
    expect(allows(ann, 'CreateMessage', own, member)).toBe(true)
    expect(allows(ann, 'ReadChannel', own, member)).toBe(false)
  })
})

describe('capabilities', () => {
  test('are those of the acting user, and none for nobody', () => {
    expect(capabilitiesOf(accessOf('server'), general, undefined, false)).toEqual([])
    expect(capabilitiesOf(accessOf('user'), general, member, false)).toContain('send-message')
    expect(capabilitiesOf(accessOf('anonymous'), { ...general, type: 'livestream' }, undefined, false)).toContain(
      'search-messages',
    )
  })

  test('shrink with a ban from the channel or from the app, with ice and with the channel’s settings', () => {
    const of = (access: Access, channel: JudgedChannel, isBanned = false) =>
      capabilitiesOf(access, channel, member, isBanned)
    expect(of(accessOf('user'), general, true)).not.toContain('send-message')
    expect(of(accessOf('user', { isBanned: true }), general)).not.toContain('send-message')
    expect(of(accessOf('user'), { ...general, frozen: 1 })).not.toContain('send-message')
    expect(of(accessOf('user'), { ...general, cooldown: 3 })).toContain('slow-mode')
    expect(of(accessOf('user'), { ...general, config_overrides: '{"reactions":false}' })).not.toContain('send-reaction')
  })
})

describe('the rules of a channel', () => {
  test('are made once for all channels alike', () => {
    const app = config()
    expect(rulesOf(app, general)).toBe(rulesOf(app, { ...general }))
    expect(rulesOf(app, general)).not.toBe(rulesOf(config(), general))
  })

  test('lay its own settings over those of its type', () => {
    const { config: merged } = rulesOf(config(), { type: 'team', config_overrides: '{"replies":false}' })
    expect(merged).toMatchObject({ name: 'team', replies: false, count_messages: true })
    expect(() => rulesOf(config(), { type: 'nonsense', config_overrides: null })).toThrow(
      'channel type nonsense does not exist',
    )
  })

  test('are forgotten when there are too many of them', () => {
    const app = config()
    const first = rulesOf(app, { type: 'team', config_overrides: '{"max_message_length":0}' })
    for (let length = 1; length < 1000; length++) {
      rulesOf(app, { type: 'team', config_overrides: `{"max_message_length":${length}}` })
    }
    expect(rulesOf(app, { type: 'team', config_overrides: '{"max_message_length":0}' })).toBe(first)
    rulesOf(app, { type: 'team', config_overrides: '{"max_message_length":1001}' })
    expect(rulesOf(app, { type: 'team', config_overrides: '{"max_message_length":0}' })).not.toBe(first)
  })
})
