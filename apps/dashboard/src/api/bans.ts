import type { Ban } from '@parley-chat/client'
import { callApp } from './api.ts'

export type { Ban }

export interface BanOrder {
  readonly userId: string
  readonly reason: string
  /** Absent: for good. */
  readonly minutes?: number | undefined
  readonly shadow: boolean
  /** Absent: from the whole app. */
  readonly cid?: string | undefined
}

/** Bans are made by somebody: the backend names this user, whom the first ban brings into being. */
const moderator = 'dashboard'

export async function banUser(appId: string, { userId, reason, minutes, shadow, cid }: BanOrder): Promise<void> {
  await callApp(appId, 'POST', '/moderation/ban', {
    body: {
      target_user_id: userId,
      banned_by: { id: moderator, name: 'Dashboard' },
      ...(reason && { reason }),
      ...(minutes && { timeout: minutes }),
      ...(shadow && { shadow }),
      ...(cid && { channel_cid: cid }),
    },
  })
}

export async function unbanUser(appId: string, userId: string, cid?: string): Promise<void> {
  await callApp(appId, 'DELETE', '/moderation/ban', { query: { target_user_id: userId, channel_cid: cid } })
}

/** The bans in force: of a user, or of a channel. */
export async function listBans(appId: string, filter: object, signal: AbortSignal): Promise<Ban[]> {
  const payload = {
    filter_conditions: filter,
    exclude_expired_bans: true,
    sort: [{ field: 'created_at', direction: -1 }],
    limit: 100,
  }
  const { bans } = await callApp<{ bans: Ban[] }>(appId, 'GET', '/query_banned_users', {
    query: { payload: JSON.stringify(payload) },
    signal,
  })
  return bans
}
