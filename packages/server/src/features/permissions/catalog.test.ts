import { expect, test } from 'bun:test'
import { actions, readActions } from './actions.ts'
import { builtInPermissions, builtInRoles, channelOwnedActions, findPermission, roleFits } from './catalog.ts'
import data from './default-grants.json'

test('the table of actions and the file of default grants know the same actions', () => {
  expect(data.permissions.map(({ action }) => action as string).sort()).toEqual(Object.keys(actions).sort())
})

test('every action exists in four variants, each with an id of its own', () => {
  expect(builtInPermissions).toHaveLength(data.permissions.length * 4)
  expect(new Set(builtInPermissions.map(({ id }) => id)).size).toBe(builtInPermissions.length)
})

test('the suffixes of an id say whether it is for owners and whether it stays within the team', () => {
  const read = (id: string) => {
    const { action, owner, same_team } = findPermission(id)!
    return { action, owner, same_team }
  }
  expect(read('pin-message')).toEqual({ action: 'PinMessage', owner: false, same_team: true })
  expect(read('pin-message-owner')).toEqual({ action: 'PinMessage', owner: true, same_team: true })
  expect(read('pin-message-any-team')).toEqual({ action: 'PinMessage', owner: false, same_team: false })
  expect(read('pin-message-owner-any-team')).toEqual({ action: 'PinMessage', owner: true, same_team: false })
})

test('an id outside the grammar names no permission', () => {
  for (const id of ['', 'pin', 'PinMessage', 'pin-message-any-team-owner', 'pin-message-owner-owner', 'constructor']) {
    expect(findPermission(id)).toBeUndefined()
  }
})

test('a permission has the shape of the wire', () => {
  expect(findPermission('create-message-owner')).toEqual({
    id: 'create-message-owner',
    name: 'Create Message in Owned Channel',
    description: 'Lets the subject send messages in channels it created',
    action: 'CreateMessage',
    level: 'channel',
    owner: true,
    owner_resource: 'Channel',
    same_team: true,
    custom: false,
    tags: [],
    condition: {},
  })
})

test('names and descriptions tell the variants of a permission apart', () => {
  expect(new Set(builtInPermissions.map(({ name }) => name)).size).toBe(builtInPermissions.length)
  expect(new Set(builtInPermissions.map(({ description }) => description)).size).toBe(builtInPermissions.length)
  expect(findPermission('delete-channel-owner')!.name).toBe('Delete Owned Channel')
  expect(findPermission('update-message-owner-any-team')!.name).toBe('Update Owned Message in Any Team')
  expect(findPermission('delete-reaction-owner')!.description).toBe('Lets the subject delete reactions of its own')
  expect(findPermission('query-polls-any-team')!.description).toBe('Lets the subject query polls, in any team')
})

test('an app-level permission says so, and ban-user counts as a channel one', () => {
  expect(findPermission('search-user')!.level).toBe('app')
  expect(findPermission('ban-user')!.level).toBe('channel')
  expect(findPermission('create-message')!.level).toBe('channel')
})

test('reading, searching and listing change nothing; everything else does', () => {
  expect([...readActions].sort()).toEqual([
    'JoinCall',
    'QueryPolls',
    'QueryVotes',
    'ReadBlockLists',
    'ReadChannel',
    'ReadChannelMembers',
    'ReadDisabledChannel',
    'ReadFlagReports',
    'ReadMessageFlags',
    'ReadRestrictedVisibilityMessage',
    'SearchUser',
  ])
})

test('a reaction belongs to its author although the wire names the channel', () => {
  expect(findPermission('delete-reaction')!.owner_resource).toBe('Channel')
  expect(channelOwnedActions.has('DeleteReaction')).toBe(false)
  expect(channelOwnedActions.has('CreateReaction')).toBe(true)
  expect(channelOwnedActions.has('DeleteMessage')).toBe(false)
})

test('a built-in role stays at its own level, a custom role goes anywhere', () => {
  expect(roleFits('moderator', 'app')).toBe(true)
  expect(roleFits('moderator', 'channel')).toBe(false)
  expect(roleFits('channel_moderator', 'channel')).toBe(true)
  expect(roleFits('channel_moderator', 'app')).toBe(false)
  expect(roleFits('special_agent', 'app')).toBe(true)
  expect(roleFits('special_agent', 'channel')).toBe(true)
  expect(builtInRoles.has('special_agent')).toBe(false)
})
