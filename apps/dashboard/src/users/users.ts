import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { listBans } from '../api/bans.ts'
import { channelsOf } from '../api/channels.ts'
import { getSettings } from '../api/settings.ts'
import { findUser, queryUsers, type UserSearch } from '../api/users.ts'
import { useAppId } from '../apps/apps.ts'

/** A page of users; the one before stays in view until the next has come. */
export function useUsers(search: UserSearch) {
  const appId = useAppId()
  return useQuery({
    queryKey: ['app', appId, 'users', 'list', search],
    queryFn: ({ signal }) => queryUsers(appId, search, signal),
    placeholderData: keepPreviousData,
  })
}

/** One user; null where there is none. */
export function useUser(userId: string) {
  const appId = useAppId()
  return useQuery({
    queryKey: ['app', appId, 'users', 'one', userId],
    queryFn: ({ signal }) => findUser(appId, userId, signal),
  })
}

/** The bans in force against a user. */
export function useBansOf(userId: string) {
  const appId = useAppId()
  return useQuery({
    queryKey: ['app', appId, 'bans', 'user', userId],
    queryFn: ({ signal }) => listBans(appId, { user_id: userId }, signal),
  })
}

export function useChannelsOf(userId: string) {
  const appId = useAppId()
  return useQuery({
    queryKey: ['app', appId, 'channels', 'of', userId],
    queryFn: ({ signal }) => channelsOf(appId, userId, signal),
  })
}

/** The roles that users of this app can have, for the fields that choose one. */
export function useRoles(): readonly string[] {
  const appId = useAppId()
  const settings = useQuery({
    queryKey: ['app', appId, 'settings'],
    queryFn: ({ signal }) => getSettings(appId, signal),
  })
  return settings.data
    ? Object.keys(settings.data.grants)
        .filter((role) => !notForUsers.has(role))
        .sort()
    : ['user', 'admin']
}

/** Roles of members, and of callers that are nobody: no user carries them. */
const notForUsers = new Set(['channel_member', 'channel_moderator', 'anonymous'])
