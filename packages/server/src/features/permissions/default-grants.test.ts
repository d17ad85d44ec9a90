import { expect, test } from 'bun:test'
import type { Action } from './actions.ts'
import { compileGrants, effectiveGrants } from './grants.ts'
import { may, type Person, type Resource, type Scope } from './rules.ts'

// The oracle reads the file by itself and knows the grammar of ids only: nothing of the code under test.
type DefaultGrants = {
  documented: Record<string, Record<string, string[]>>
  ours: Record<string, Record<string, string[]>>
  permissions: { action: Action; base_id: string; owner_resource: string }[]
}
const file: DefaultGrants = await Bun.file(new URL('./default-grants.json', import.meta.url)).json()

const scopes = ['.app', 'messaging', 'livestream', 'team', 'commerce', 'gaming']
const appRoles = ['user', 'guest', 'anonymous', 'admin', 'moderator', 'global_moderator', 'global_admin']
const channelRoles = ['channel_member', 'channel_moderator']

type Situation = { owner: boolean; sameTeam: boolean }

function expected(scope: string, roles: string[], base: string, { owner, sameTeam }: Situation): boolean {
  const holds = (id: string) =>
    roles.some((role) => file.documented[scope]?.[role]?.includes(id) || file.ours[scope]?.[role]?.includes(id))
  return (
    holds(`${base}-any-team`) ||
    (sameTeam && holds(base)) ||
    (owner && holds(`${base}-owner-any-team`)) ||
    (owner && sameTeam && holds(`${base}-owner`))
  )
}

function answer(
  scopeName: string,
  roles: string[],
  action: Action,
  situation: Situation & { tenants: boolean },
): boolean {
  const { owner, sameTeam, tenants } = situation
  const [role, channelRole] = roles[0]!.startsWith('channel_') ? ['nobody', roles[0]] : roles
  const scope: Scope = {
    name: scopeName,
    grants: compiled.get(scopeName)!,
    app: { disable_permissions_checks: false, multi_tenant_enabled: tenants },
  }
  const person: Person = {
    kind: role === 'guest' || role === 'anonymous' ? role : 'user',
    user: { id: 'ann', role: role!, teams: ['red'] },
    member: channelRole ? { channel_role: channelRole, status: 'member' } : undefined,
  }
  const theirs = owner ? 'ann' : 'bob'
  const entry = file.permissions.find((each) => each.action === action)!
  const isOfChannel = entry.owner_resource === 'Channel' && action !== 'DeleteReaction'
  const resource: Resource = {
    owner_id: isOfChannel ? 'zoe' : theirs,
    ...(scopeName === '.app'
      ? { teams: [sameTeam ? 'red' : 'blue'] }
      : {
          channel: {
            cid: `${scopeName}:general`,
            created_by_id: isOfChannel ? theirs : 'zoe',
            team: sameTeam ? 'red' : 'blue',
            disabled: false,
          },
        }),
  }
  return may(scope, person, action, resource) === true
}

const compiled = new Map(scopes.map((scope) => [scope, compileGrants(effectiveGrants(scope))]))

for (const scope of scopes) {
  const combinations = [
    ...appRoles.map((role) => [role]),
    ...channelRoles.map((role) => [role]),
    ...appRoles.flatMap((role) => channelRoles.map((channelRole) => [role, channelRole])),
  ].filter((roles) => !(roles.includes('anonymous') && roles.length > 1))

  test(`in ${scope} every role may do exactly what the file of default grants says`, () => {
    const wrong: string[] = []
    const seen = { allowed: 0, refused: 0 }
    for (const roles of combinations) {
      for (const { action, base_id } of file.permissions) {
        for (const owner of [true, false]) {
          for (const [tenants, sameTeam] of [
            [true, true],
            [true, false],
            [false, false],
          ] as const) {
            const should = expected(scope, roles, base_id, { owner, sameTeam: sameTeam || !tenants })
            seen[should ? 'allowed' : 'refused']++
            if (answer(scope, roles, action, { owner, sameTeam, tenants }) !== should) {
              wrong.push(`${roles.join('+')} ${base_id} ${JSON.stringify({ owner, tenants, sameTeam, should })}`)
            }
          }
        }
      }
    }
    expect(wrong).toEqual([])
    expect(seen.allowed).toBeGreaterThan(100)
    expect(seen.refused).toBeGreaterThan(100)
  })
}

// Rows of the documented tables, written by hand: A for any, O for one's own only, a dot for not at all.
const columns = ['admin', 'moderator', 'user', 'channel_member', 'channel_moderator', 'guest', 'anonymous']
test.each([
  ['messaging', 'CreateMessage', 'A A O A A . .'],
  ['messaging', 'CreateChannel', 'A A A . . . .'],
  ['messaging', 'DeleteChannel', 'A O O . . . .'],
  ['messaging', 'DeleteMessage', 'A A O . A . .'],
  ['messaging', 'DeleteReaction', 'A A O . A . .'],
  ['messaging', 'UpdateChannel', 'A A O . A . .'],
  ['messaging', 'BanChannelMember', 'A A . . A . .'],
  ['messaging', 'AddOwnChannelMembership', '. . . . . . .'],
  ['messaging', 'UseFrozenChannel', '. . . . . . .'],
  ['messaging', 'CreateReply', 'A A O A A . .'],
  ['messaging', 'UpdateThread', 'A A O . A . .'],
  ['team', 'UpdateChannelMembers', 'A A O . A . .'],
  ['team', 'ReadChannel', 'A A O A A . .'],
  ['livestream', 'ReadChannel', 'A A A . . A A'],
  ['livestream', 'CreateMessage', 'A A A . . . .'],
  ['livestream', 'FlagMessage', 'A A A . . A .'],
  ['livestream', 'UpdateMessage', 'A A O . A . .'],
  ['livestream', 'RemoveOwnChannelMembership', 'A . . . . . .'],
  ['commerce', 'CreateChannel', 'A A . . . A .'],
  ['commerce', 'UploadAttachment', 'A A O A A A .'],
  ['commerce', 'CreateMessage', 'A A O A A . .'],
  ['commerce', 'ReadChannel', 'A A O A A O .'],
  ['commerce', 'PinMessage', 'A A O . A O .'],
  ['gaming', 'CreateChannel', 'A . . . . . .'],
  ['gaming', 'PinMessage', 'A A . . A . .'],
  ['gaming', 'UpdateChannelMembers', 'A . . . . . .'],
  ['gaming', 'CreateRestrictedVisibilityMessage', 'A . . . . . .'],
  ['.app', 'BanUser', '. . . . . . .'],
  ['.app', 'ReadFlagReports', 'A A . . . . .'],
  ['.app', 'SearchUser', 'A A A . . A .'],
  ['.app', 'UpdateUser', 'O O O . . O .'],
  ['.app', 'ClosePoll', 'A A O . . . .'],
] as const)('in %s, %s is granted as the tables say: %s', (scope, action, row) => {
  const found = columns.map((role) => {
    const asks = (owner: boolean) => answer(scope, [role], action, { owner, sameTeam: true, tenants: false })
    return asks(false) ? 'A' : asks(true) ? 'O' : '.'
  })
  expect(found.join(' ')).toBe(row)
})

test('global roles reach across teams, as far as the tables let them', () => {
  const asks = (scope: string, role: string, action: Action, owner: boolean) =>
    answer(scope, [role], action, { owner, sameTeam: false, tenants: true })

  expect(asks('messaging', 'global_admin', 'DeleteChannel', false)).toBe(true)
  expect(asks('messaging', 'global_moderator', 'DeleteChannel', true)).toBe(true)
  expect(asks('messaging', 'global_moderator', 'DeleteChannel', false)).toBe(false)
  expect(asks('commerce', 'global_moderator', 'DeleteChannel', true)).toBe(false)
  expect(asks('gaming', 'global_moderator', 'CreateChannel', true)).toBe(false)
  expect(asks('livestream', 'global_moderator', 'UpdateMessage', false)).toBe(true)
  expect(asks('messaging', 'admin', 'UpdateMessage', false)).toBe(false)
  expect(asks('.app', 'global_admin', 'ReadFlagReports', false)).toBe(true)
  expect(asks('.app', 'global_admin', 'UpdateUser', true)).toBe(false)
})
