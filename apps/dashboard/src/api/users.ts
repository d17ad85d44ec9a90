// What the users' pages ask of the ordinary interface.
import type { FullUser } from '@parley-chat/client'
import { callApp } from './api.ts'

export type { FullUser }

export interface UserSearch {
  readonly text: string
  readonly role: string
  readonly state: '' | 'banned' | 'deactivated'
  readonly page: number
}

/** How many stand on a page of the table. */
export const usersPerPage = 50

/** A page of users, newest first, and one more than it holds if there is another page. */
export async function queryUsers(appId: string, search: UserSearch, signal?: AbortSignal): Promise<FullUser[]> {
  const filters: Record<string, unknown>[] = []
  if (search.text)
    filters.push({ $or: [{ id: { $autocomplete: search.text } }, { name: { $autocomplete: search.text } }] })
  if (search.role) filters.push({ role: search.role })
  if (search.state === 'banned') filters.push({ banned: true })
  if (search.state === 'deactivated') filters.push({ deactivated_at: { $exists: true } })
  return findUsers(
    appId,
    filters.length > 0 ? { $and: filters } : {},
    usersPerPage + 1,
    search.page * usersPerPage,
    signal,
  )
}

async function findUsers(appId: string, filter: object, limit: number, offset: number, signal?: AbortSignal) {
  const payload = {
    filter_conditions: filter,
    sort: [{ field: 'created_at', direction: -1 }],
    limit,
    offset,
    include_deactivated_users: true,
  }
  const { users } = await callApp<{ users: FullUser[] }>(appId, 'GET', '/users', {
    query: { payload: JSON.stringify(payload) },
    ...(signal && { signal }),
  })
  return users
}

export async function findUser(appId: string, id: string, signal: AbortSignal): Promise<FullUser | null> {
  return (await findUsers(appId, { id }, 1, 0, signal))[0] ?? null
}

export const createUser = (appId: string, user: { id: string; name?: string; role?: string }) =>
  callApp<{ users: Record<string, FullUser> }>(appId, 'POST', '/users', { body: { users: { [user.id]: user } } })

export const patchUser = (appId: string, id: string, patch: { set?: object; unset?: string[] }) =>
  callApp(appId, 'PATCH', '/users', { body: { users: [{ id, ...patch }] } })

export const deactivateUser = (appId: string, id: string) =>
  callApp(appId, 'POST', `/users/${encodeURIComponent(id)}/deactivate`, { body: {} })

export const reactivateUser = (appId: string, id: string) =>
  callApp(appId, 'POST', `/users/${encodeURIComponent(id)}/reactivate`, { body: {} })

export const deleteUser = (appId: string, id: string, how: { hard: boolean; messages: boolean }) =>
  callApp(appId, 'DELETE', `/users/${encodeURIComponent(id)}`, {
    query: { hard_delete: how.hard || undefined, mark_messages_deleted: how.messages || undefined },
  })
