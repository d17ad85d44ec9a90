// The app's settings and channel types, as far as the dashboard shows them.
import { callApp } from './api.ts'
import type { App, ChannelType } from './wire.ts'

export type { App, ChannelType }

/** The settings that the dashboard changes. */
export type SettingsPatch = Partial<
  Pick<
    App,
    | 'disable_auth_checks'
    | 'disable_permissions_checks'
    | 'multi_tenant_enabled'
    | 'guest_user_creation_disabled'
    | 'channel_hide_members_only'
    | 'enforce_unique_usernames'
  >
>

export async function getSettings(appId: string, signal: AbortSignal): Promise<App> {
  return (await callApp<{ app: App }>(appId, 'GET', '/app', { signal })).app
}

export const patchSettings = (appId: string, patch: SettingsPatch) => callApp(appId, 'PATCH', '/app', { body: patch })

/** Refuses tokens from before a moment; null lets all of them hold again. The key must stand alone to be lifted. */
export const revokeTokensBefore = (appId: string, moment: string | null) =>
  callApp(appId, 'PATCH', '/app', { body: { revoke_tokens_issued_before: moment } })

export async function listChannelTypes(appId: string, signal: AbortSignal): Promise<ChannelType[]> {
  const { channel_types } = await callApp<{ channel_types: Record<string, ChannelType> }>(
    appId,
    'GET',
    '/channeltypes',
    { signal },
  )
  return Object.values(channel_types).sort((a, b) => a.name.localeCompare(b.name))
}
