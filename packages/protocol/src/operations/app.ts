import { z } from 'zod'
import { type Endpoint, endpoints } from '../endpoint.ts'
import { App, ClientApp, LimitInfo } from '../objects/app.ts'
import { Grants } from '../objects/channel-config.ts'
import { resource } from '../resource.ts'
import { JsonObject, Text, Time } from '../scalars.ts'

/** The settings that exist today. All other keys are ignored: clients send back the whole object that GET gave them. */
export const UpdateAppRequest = resource('UpdateAppRequest', {
  disable_auth_checks: z.boolean().optional(),
  disable_permissions_checks: z.boolean().optional(),
  multi_tenant_enabled: z.boolean().optional(),
  guest_user_creation_disabled: z.boolean().optional(),
  channel_hide_members_only: z.boolean().optional(),
  user_search_disallowed_roles: z.array(z.string().min(1).max(64)).max(100).optional(),
  enforce_unique_usernames: z.enum(['no', 'app', 'team']).optional(),
  revoke_tokens_issued_before: Time.nullable()
    .optional()
    .describe('Older tokens are refused. null lifts it, but only where it is the sole key (spec/95 §8).'),
  grants: Grants.optional().describe('Only the roles named change.'),
  name: Text.optional().describe('Read-only: ignored. It tells that a client sends back all it was given.'),
  organization: Text.optional().describe('Read-only: ignored.'),
  suspended: z.boolean().optional().describe('Read-only: ignored.'),
  push_notifications: JsonObject.optional().describe('Read-only: ignored.'),
})
export type UpdateAppRequest = z.infer<typeof UpdateAppRequest>

const Limits = z.record(z.string(), LimitInfo)
const Platform = z.boolean().optional()

const shared = { v2: 'common', tag: 'app' } as const satisfies Partial<Endpoint>

export const appEndpoints = endpoints({
  GetApp: {
    ...shared,
    method: 'GET',
    path: '/app',
    side: 'both',
    summary: 'The settings of the app; clients see few of them',
    reply: resource('GetAppResponse', { app: z.union([App, ClientApp]) }),
  },
  UpdateApp: {
    ...shared,
    method: 'PATCH',
    path: '/app',
    side: 'server',
    summary: 'Change settings of the app',
    body: UpdateAppRequest,
    reply: resource('UpdateAppResponse', {}),
  },
  GetRateLimits: {
    ...shared,
    method: 'GET',
    path: '/rate_limits',
    side: 'server',
    summary: 'How many calls are left, by platform and endpoint',
    query: z.object({
      server_side: Platform,
      android: Platform,
      ios: Platform,
      web: Platform,
      unity: Platform,
      endpoints: z.array(z.string().min(1).max(100)).max(500).optional(),
    }),
    reply: resource('GetRateLimitsResponse', {
      server_side: Limits.optional(),
      android: Limits.optional(),
      ios: Limits.optional(),
      web: Limits.optional(),
      unity: Limits.optional(),
    }),
  },
})
