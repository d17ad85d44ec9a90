// The dashboard's own operations: the session, administrators, apps and their keys, tokens, the audit log.
import { callAdmin } from './api.ts'
import type { Admin, AdminApp, AdminSession, AppCounts, AppKey, AuditEntry } from './wire.ts'

export type { Admin, AdminApp, AdminSession, AppCounts, AppKey, AuditEntry }

const at = (appId: string) => `/apps/${encodeURIComponent(appId)}`
const atKey = (appId: string, key: string) => `${at(appId)}/keys/${encodeURIComponent(key)}`

interface SessionReply {
  readonly session: AdminSession
}

export const getSession = async (signal: AbortSignal) =>
  (await callAdmin<SessionReply>('GET', '/session', { signal })).session
export const setUp = async (body: { email: string; password: string; code?: string }) =>
  (await callAdmin<SessionReply>('POST', '/setup', { body })).session
export const signIn = async (body: { email: string; password: string }) =>
  (await callAdmin<SessionReply>('POST', '/session', { body })).session
export const signOut = () => callAdmin<unknown>('DELETE', '/session')
export const changePassword = (body: { current_password: string; new_password: string }) =>
  callAdmin<unknown>('POST', '/password', { body })

export const listAdmins = async (signal: AbortSignal) =>
  (await callAdmin<{ admins: Admin[] }>('GET', '/admins', { signal })).admins
export const addAdmin = (body: { email: string; password: string }) => callAdmin<unknown>('POST', '/admins', { body })
export const removeAdmin = (id: string) => callAdmin<unknown>('DELETE', `/admins/${encodeURIComponent(id)}`)

export const listApps = async (signal: AbortSignal) =>
  (await callAdmin<{ apps: AdminApp[] }>('GET', '/apps', { signal })).apps
export const getApp = (appId: string, signal: AbortSignal) =>
  callAdmin<{ app: AdminApp; counts: AppCounts }>('GET', at(appId), { signal })
export const createApp = async (name: string) =>
  (await callAdmin<{ app: AdminApp }>('POST', '/apps', { body: { name } })).app
export const renameApp = (appId: string, name: string) => callAdmin<unknown>('PATCH', at(appId), { body: { name } })

export const addKey = async (appId: string) => (await callAdmin<{ key: AppKey }>('POST', `${at(appId)}/keys`)).key
export const revealSecret = async (appId: string, key: string) =>
  (await callAdmin<{ secret: string }>('GET', `${atKey(appId, key)}/secret`)).secret
export const setKeyDisabled = (appId: string, key: string, disabled: boolean) =>
  callAdmin<unknown>('PATCH', atKey(appId, key), { body: { disabled } })

/** A user's token and the key that it goes with. */
export interface UserToken {
  readonly token: string
  readonly user_id: string
  readonly key: string
  readonly expires_at?: string
}

/** Signs a token for a user that exists. Without seconds it does not expire. */
export const createToken = (appId: string, userId: string, seconds?: number) =>
  callAdmin<UserToken>('POST', `${at(appId)}/tokens`, {
    body: { user_id: userId, ...(seconds && { expires_in: seconds }) },
  })

/** A page of what administrators did, newest first. */
export const listAudit = (query: { app_id: string | undefined; before?: number | undefined }, signal: AbortSignal) =>
  callAdmin<{ entries: AuditEntry[]; next?: number }>('GET', '/audit', { query: { ...query, limit: 50 }, signal })
