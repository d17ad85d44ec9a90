import { z } from 'zod'
import { resource } from '../resource.ts'
import { Count, JsonObject, nullInV1, Time } from '../scalars.ts'

/** An account of the dashboard. Administrators are no users of any chat. */
export const Admin = resource('Admin', { id: z.string(), email: z.string(), created_at: Time })
export type Admin = z.infer<typeof Admin>

/** What a browser needs to know before it shows anything. */
export const AdminSession = resource('AdminSession', {
  needs_setup: z.boolean().describe('Nobody is an administrator yet: the first one is made with AdminSetup.'),
  needs_code: z.boolean().describe('AdminSetup asks for the one-time code that the server printed at its start.'),
  admin: nullInV1(Admin).describe('Who is signed in.'),
  csrf_token: nullInV1(z.string()).describe(
    'What X-CSRF-Token must say in every request but GET of whoever is signed in. Holds as long as the session.',
  ),
  expires_at: nullInV1(Time).describe('When the session ends at the latest.'),
  version: z.string().describe('The version of the server.'),
  public_url: z.string().describe('Where clients reach the server: the base URL to show and to copy.'),
  demo: z.boolean().describe('Whether /demo is open.'),
})
export type AdminSession = z.infer<typeof AdminSession>

/** One pair of key and secret. The secret is told by AdminRevealSecret alone. */
export const AppKey = resource('AppKey', {
  key: z.string(),
  created_at: Time,
  disabled_at: nullInV1(Time).describe('Since when nothing that was signed with its secret is accepted.'),
  primary: z.boolean().describe('The oldest key that is not disabled: the one to show and to sign with.'),
})
export type AppKey = z.infer<typeof AppKey>

/** An app as its administrators see it. Settings of the chat are read and changed with GetApp and UpdateApp. */
export const AdminApp = resource('AdminApp', {
  id: z.int(),
  name: z.string(),
  is_demo: z.boolean().describe('The app that /demo runs in.'),
  keys: z.array(AppKey).describe('Oldest first.'),
  created_at: Time,
  updated_at: Time,
})
export type AdminApp = z.infer<typeof AdminApp>

/** How big an app is. */
export const AppCounts = resource('AppCounts', {
  users: Count,
  channels: Count,
  messages: Count.describe('Of the channels that are counted.'),
  connections: Count.describe('Open right now.'),
  is_complete: z.boolean().describe('False: there are more users or channels than are counted (100,000).'),
})
export type AppCounts = z.infer<typeof AppCounts>

/** Something that an administrator did. */
export const AuditEntry = resource('AuditEntry', {
  id: z.int().describe('Later entries have greater ids.'),
  at: Time,
  admin_id: nullInV1(z.string()).describe('null: the server itself, at its start, or a sign-in that failed.'),
  admin_email: nullInV1(z.string()).describe('As it was then.'),
  action: z
    .string()
    .describe('`session.opened`, `app.created`, `secret.revealed` …; `api.UpdateUsers` for a call of the API.'),
  app_id: nullInV1(z.int()),
  app_name: nullInV1(z.string()).describe('As it was then.'),
  target: nullInV1(z.string()).describe('To what: a key, an e-mail address, a path.'),
  status: nullInV1(z.int()).describe(
    'How a call of the API was answered. null: it was not a call, or the server stopped before the answer.',
  ),
  ip: nullInV1(z.string()),
})
export type AuditEntry = z.infer<typeof AuditEntry>

/** What happened in an app, as the live stream tells it. */
export const AdminEvent = resource('AdminEvent', {
  type: z.string(),
  at: Time,
  cid: z.string().optional(),
  user_id: z.string().optional().describe('Whose doing it is, or whom it concerns.'),
  audience: z
    .enum(['channel', 'user', 'followers'])
    .describe('Who hears of it: those in the channel, the user alone, or whoever follows their presence.'),
  event: JsonObject.describe('The event as clients of v1 hear it, without what is only for one of them.'),
})
export type AdminEvent = z.infer<typeof AdminEvent>

/** Someone whom a visitor of the demo can be. */
export const DemoPerson = resource('DemoPerson', {
  id: z.string(),
  name: z.string(),
  image: z.string(),
  token: z.string().describe('Holds for a day, in the demo app alone.'),
})
export type DemoPerson = z.infer<typeof DemoPerson>

export const DemoChannel = resource('DemoChannel', {
  cid: z.string(),
  type: z.string(),
  id: z.string(),
  name: z.string(),
  members: z.array(z.string()).describe('Ids of people.'),
})
export type DemoChannel = z.infer<typeof DemoChannel>
