import { adminEndpoints, demoEndpoints } from '@parley-chat/protocol'
import { fail } from '../../core/errors.ts'
import { addAdmin, changePassword, listAdmins, removeAdmin, setUp, showSession, signIn, signOut } from './accounts.ts'
import { changeApp, changeKey, makeApp, makeKey, makeToken, revealSecret, showApp, showApps } from './apps.ts'
import { listAudit } from './audit.ts'
import { type AdminRoute, implementAdmin } from './context.ts'

const { AdminCallApi: _call, AdminStreamEvents: _stream, ...plainEndpoints } = adminEndpoints

const app = ({ app_id }: Readonly<Record<string, string>>) => Number(app_id)

/** All but the two that answer with something else than one object: the transport makes those. */
export const adminRoutes: AdminRoute[] = [
  ...implementAdmin(plainEndpoints, {
    AdminGetSession: async (context) => ({ session: await showSession(context) }),
    AdminSetup: async (context, { body }) => ({ session: await setUp(context, body) }),
    AdminSignIn: async (context, { body }) => ({ session: await signIn(context, body) }),
    AdminSignOut: async (context) => {
      await signOut(context)
      return {}
    },
    AdminChangePassword: async (context, { body }) => {
      await changePassword(context, body)
      return {}
    },
    AdminListAdmins: async (context) => ({ admins: await listAdmins(context) }),
    AdminAddAdmin: async (context, { body }) => ({ admin: await addAdmin(context, body) }),
    AdminRemoveAdmin: async (context, { params }) => {
      await removeAdmin(context, params.admin_id!)
      return {}
    },
    AdminListApps: async (context) => ({ apps: await showApps(context) }),
    AdminCreateApp: async (context, { body }) => ({ app: await makeApp(context, body.name) }),
    AdminGetApp: (context, { params }) => showApp(context, app(params)),
    AdminUpdateApp: async (context, { params, body }) => ({ app: await changeApp(context, app(params), body.name) }),
    AdminAddKey: async (context, { params }) => ({ key: await makeKey(context, app(params)) }),
    AdminRevealSecret: (context, { params }) => revealSecret(context, app(params), params.key!),
    AdminUpdateKey: async (context, { params, body }) => ({
      key: await changeKey(context, app(params), params.key!, body.disabled),
    }),
    AdminCreateToken: (context, { params, body }) => makeToken(context, app(params), body),
    AdminListAudit: (context, { query }) => context.services.database.snapshot((queries) => listAudit(queries, query)),
  }),
  ...implementAdmin(demoEndpoints, {
    DemoOpenSession: ({ demo }) => (demo ? demo.open() : fail('not_found', 'the demo is off')),
  }),
]
