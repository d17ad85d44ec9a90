import { z } from 'zod'
import { type Endpoint, endpoints, type Method } from '../endpoint.ts'
import { Admin, AdminApp, AdminEvent, AdminSession, AppCounts, AppKey, AuditEntry } from '../objects/admin.ts'
import { input, resource } from '../resource.ts'
import { Custom, Time, UserId } from '../scalars.ts'
import { limit } from './paging.ts'

/**
 * What the dashboard is made of. All of it is of v1: times are RFC 3339 text and every answer carries `duration`.
 *
 * Who is signed in has the cookie `parley_admin`, which scripts cannot read. Every request but GET must come from the
 * server's own origin (`Origin`), and from whoever is signed in with `X-CSRF-Token: <csrf_token of the session>`.
 * 401 (code 5): nobody is signed in any more. 403 (code 17): the origin, the token or the deed is not allowed.
 */
const shared = { v2: 'none', side: 'admin', tag: 'admin' } as const satisfies Partial<Endpoint>

const Email = z
  .string()
  .min(3)
  .max(254)
  .regex(/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address')
const NewPassword = z.string().min(10).max(200).describe('At least ten characters.')
const Password = z.string().min(1).max(200)
const AppName = z.string().trim().min(1).max(100)

const appParams = z.object({ app_id: z.int().min(1) })
const keyParams = z.object({ app_id: z.int().min(1), key: z.string().regex(/^[\w-]{1,64}$/) })

const SessionReply = resource('AdminSessionResponse', { session: AdminSession })
const AppReply = resource('AdminAppResponse', { app: AdminApp })
const KeyReply = resource('AppKeyResponse', { key: AppKey })
const Nothing = resource('AdminDoneResponse', {})

const AppRequest = input('AdminAppRequest', { name: AppName }, { of: AdminApp })

const gatewayPath = '/parley/v1/admin/apps/:app_id/api/:path'
const gatewayRoute = (method: Method) => ({ generation: 'v1', method, path: gatewayPath }) as const

export const adminEndpoints = endpoints({
  AdminGetSession: {
    ...shared,
    side: 'anyone',
    method: 'GET',
    path: '/parley/v1/admin/session',
    summary: 'Who is signed in, and whether there is an administrator at all',
    reply: SessionReply,
  },
  AdminSetup: {
    ...shared,
    side: 'anyone',
    method: 'POST',
    path: '/parley/v1/admin/setup',
    summary: 'Make the first administrator and sign in; refused once there is one',
    body: resource('AdminSetupRequest', {
      email: Email,
      password: NewPassword,
      code: z.string().max(100).optional().describe('The one-time code, where the session says needs_code.'),
    }),
    reply: SessionReply,
  },
  AdminSignIn: {
    ...shared,
    side: 'anyone',
    method: 'POST',
    path: '/parley/v1/admin/session',
    summary: 'Sign in; sets the cookie',
    body: resource('AdminSignInRequest', { email: Email, password: Password }),
    reply: SessionReply,
  },
  AdminSignOut: {
    ...shared,
    method: 'DELETE',
    path: '/parley/v1/admin/session',
    summary: 'Sign out; ends the live streams of this session',
    reply: Nothing,
  },
  AdminChangePassword: {
    ...shared,
    method: 'POST',
    path: '/parley/v1/admin/password',
    summary: 'Change the own password; ends all other sessions of the account',
    body: resource('AdminChangePasswordRequest', { current_password: Password, new_password: NewPassword }),
    reply: Nothing,
  },
  AdminListAdmins: {
    ...shared,
    method: 'GET',
    path: '/parley/v1/admin/admins',
    summary: 'All administrators, oldest first',
    reply: resource('AdminListResponse', { admins: z.array(Admin) }),
  },
  AdminAddAdmin: {
    ...shared,
    method: 'POST',
    path: '/parley/v1/admin/admins',
    summary: 'Add an administrator',
    body: resource('AdminAddRequest', { email: Email, password: NewPassword }),
    reply: resource('AdminAddResponse', { admin: Admin }),
  },
  AdminRemoveAdmin: {
    ...shared,
    method: 'DELETE',
    path: '/parley/v1/admin/admins/:admin_id',
    summary: 'Remove another administrator and end their sessions',
    params: z.object({ admin_id: z.string().min(1).max(64) }),
    reply: Nothing,
    errors: ['not_found'],
  },
  AdminListApps: {
    ...shared,
    method: 'GET',
    path: '/parley/v1/admin/apps',
    summary: 'All apps, oldest first',
    reply: resource('AdminListAppsResponse', { apps: z.array(AdminApp) }),
  },
  AdminCreateApp: {
    ...shared,
    method: 'POST',
    path: '/parley/v1/admin/apps',
    summary: 'Make an app with a first pair of key and secret',
    body: AppRequest,
    reply: AppReply,
  },
  AdminGetApp: {
    ...shared,
    method: 'GET',
    path: '/parley/v1/admin/apps/:app_id',
    summary: 'One app and how big it is',
    params: appParams,
    reply: resource('AdminGetAppResponse', { app: AdminApp, counts: AppCounts }),
    errors: ['not_found'],
  },
  AdminUpdateApp: {
    ...shared,
    method: 'PATCH',
    path: '/parley/v1/admin/apps/:app_id',
    summary: 'Rename an app; other settings are changed with UpdateApp through AdminCallApi',
    params: appParams,
    body: AppRequest,
    reply: AppReply,
    errors: ['not_found'],
  },
  AdminAddKey: {
    ...shared,
    method: 'POST',
    path: '/parley/v1/admin/apps/:app_id/keys',
    summary: 'Add a pair of key and secret; the older ones go on to hold until they are disabled',
    params: appParams,
    reply: KeyReply,
    errors: ['not_found'],
  },
  AdminRevealSecret: {
    ...shared,
    method: 'GET',
    path: '/parley/v1/admin/apps/:app_id/keys/:key/secret',
    summary: 'Show the secret of a key',
    params: keyParams,
    reply: resource('AdminRevealSecretResponse', { key: z.string(), secret: z.string() }),
    errors: ['not_found'],
  },
  AdminUpdateKey: {
    ...shared,
    method: 'PATCH',
    path: '/parley/v1/admin/apps/:app_id/keys/:key',
    summary: 'Disable a key, or enable it again; the last enabled one stays',
    params: keyParams,
    body: input('AdminUpdateKeyRequest', { disabled: z.boolean() }, { of: AppKey }),
    reply: KeyReply,
    errors: ['not_found'],
  },
  AdminCreateToken: {
    ...shared,
    method: 'POST',
    path: '/parley/v1/admin/apps/:app_id/tokens',
    summary: 'Sign a token for a user',
    params: appParams,
    body: resource('AdminCreateTokenRequest', {
      user_id: UserId,
      create: z.boolean().optional().describe('Make the user if there is none; otherwise an unknown user is refused.'),
      expires_in: z.int().min(60).max(315_360_000).optional().describe('Seconds; absent: it does not expire.'),
      key: z.string().max(64).optional().describe('Sign with the secret of this key; absent: of the primary one.'),
    }),
    reply: resource('AdminCreateTokenResponse', {
      token: z.string(),
      user_id: z.string(),
      key: z.string().describe('The API key that the token goes with.'),
      expires_at: Time.optional(),
    }),
    errors: ['not_found'],
  },
  AdminCallApi: {
    ...shared,
    method: 'POST',
    path: gatewayPath,
    also: [gatewayRoute('GET'), gatewayRoute('PUT'), gatewayRoute('PATCH'), gatewayRoute('DELETE')],
    summary:
      'Call any operation of the chat API with the rights of the app’s backend: `path` is its path of v1 with all its slashes, query and body are its own, and so is the answer. Changes are written to the audit log',
    params: z.object({ app_id: z.int().min(1), path: z.string() }),
    reply: resource('AdminCallApiResponse', { custom: Custom.optional().describe('What the operation answers.') }),
    errors: ['not_found'],
  },
  AdminStreamEvents: {
    ...shared,
    method: 'GET',
    path: '/parley/v1/admin/apps/:app_id/events',
    summary:
      'Every event of an app as it happens: server-sent events whose `data` is one AdminEvent. A reader too slow to follow is told how many it has missed by an event named `missed`, whose `data` is {"count": …}. The stream ends with its session',
    params: appParams,
    reply: AdminEvent,
    stream: true,
    errors: ['not_found'],
  },
  AdminListAudit: {
    ...shared,
    method: 'GET',
    path: '/parley/v1/admin/audit',
    summary: 'What administrators did, newest first',
    query: z.object({
      app_id: z.int().min(1).optional(),
      before: z.int().min(1).optional().describe('Only entries with a smaller id: `next` of the page before.'),
      limit: limit(100).describe('At most 100; 50 where it is absent.'),
    }),
    reply: resource('AdminListAuditResponse', {
      entries: z.array(AuditEntry),
      next: z.int().optional().describe('Absent on the last page.'),
    }),
  },
})
