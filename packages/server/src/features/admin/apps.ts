import type { AdminApp, AppCounts, AppKey as AppKeyShown } from '@parley-chat/protocol'
import { createContext } from '../../core/context.ts'
import { fail, failField } from '../../core/errors.ts'
import { signUserToken } from '../../core/tokens.ts'
import type { Write } from '../../core/writer.ts'
import type { Queries } from '../../ports/database.ts'
import { findDemoApp } from '../demo/demo.ts'
import {
  type AppKey,
  type AppWithKeys,
  addKey,
  createApp,
  getAppWithKeys,
  listApps,
  lockInstance,
  primaryKey,
  renameApp,
  setDisabled,
} from '../settings/settings.ts'
import { loadUsers } from '../users/users.ts'
import { note } from './audit.ts'
import type { AdminContext } from './context.ts'
import { countApp } from './store.ts'

/** Users and channels are counted up to here. */
const countLimit = 100_000
const appsLimit = 1000

const toKey = (key: AppKey, primary: AppKey): AppKeyShown => ({
  key: key.key,
  created_at: key.created_at,
  disabled_at: key.disabled_at ?? undefined,
  primary: key.key === primary.key,
})

function toApp({ app, keys }: AppWithKeys, demo_pk: number | undefined): AdminApp {
  const primary = primaryKey(keys)
  return {
    id: app.pk,
    name: app.name,
    is_demo: app.pk === demo_pk,
    keys: keys.map((key) => toKey(key, primary)),
    created_at: app.created_at,
    updated_at: app.updated_at,
  }
}

/** All apps, oldest first. */
export async function showApps({ services }: AdminContext): Promise<AdminApp[]> {
  return services.database.snapshot(async (queries) => {
    const demo_pk = await findDemoApp(queries)
    return (await listApps(queries)).map((app) => toApp(app, demo_pk))
  })
}

/** One app and how big it is. */
export async function showApp(context: AdminContext, app_pk: number): Promise<{ app: AdminApp; counts: AppCounts }> {
  const { database, hub } = context.services
  const { app, counts } = await database.snapshot(async (queries) => ({
    app: await shown(queries, app_pk),
    counts: await countApp(queries, app_pk, countLimit + 1),
  }))
  const is_complete = counts.users <= countLimit && counts.channels <= countLimit
  return { app, counts: { ...counts, connections: hub.count(app_pk), is_complete } }
}

/** Refuses an app that there is not. */
export async function requireApp({ services }: AdminContext, app_pk: number): Promise<void> {
  await services.database.snapshot((queries) => getAppWithKeys(queries, app_pk))
}

/** Makes an app with a first pair of key and secret. */
export async function makeApp(context: AdminContext, name: string): Promise<AdminApp> {
  const { writer, ids } = context.services
  return writer.run('AdminCreateApp', async (write) => {
    await lockInstance(write)
    if ((await listApps(write)).length >= appsLimit) fail('input', `there may be ${appsLimit} apps`)
    const { app_pk } = await createApp(write, name, ids)
    await note(write, context, { action: 'app.created', app: { pk: app_pk, name } })
    return shown(write, app_pk)
  })
}

/** Gives an app another name. */
export async function changeApp(context: AdminContext, app_pk: number, name: string): Promise<AdminApp> {
  return change(context, 'AdminUpdateApp', app_pk, async (write, { app }) => {
    await renameApp(write, app_pk, name)
    await note(write, context, { action: 'app.renamed', app: { pk: app_pk, name }, target: app.name })
    return shown(write, app_pk)
  })
}

/** Adds a pair of key and secret. */
export async function makeKey(context: AdminContext, app_pk: number): Promise<AppKeyShown> {
  return change(context, 'AdminAddKey', app_pk, async (write, known) => {
    const key = await addKey(write, known, context.services.ids)
    await note(write, context, { action: 'key.added', app: known.app, target: key.key })
    return toKey(key, primaryKey(known.keys))
  })
}

/** Tells the secret of a key, and writes down to whom. */
export async function revealSecret(
  context: AdminContext,
  app_pk: number,
  name: string,
): Promise<{ key: string; secret: string }> {
  return change(context, 'AdminRevealSecret', app_pk, async (write, { app, keys }) => {
    const { key, secret } = keyNamed(keys, name)
    await note(write, context, { action: 'secret.revealed', app, target: key })
    return { key, secret }
  })
}

/** Disables a key, or lets it hold again. */
export async function changeKey(
  context: AdminContext,
  app_pk: number,
  name: string,
  disabled: boolean,
): Promise<AppKeyShown> {
  const { configs, services } = context
  return change(context, 'AdminUpdateKey', app_pk, async (write, known) => {
    const before = keyNamed(known.keys, name)
    const key = await setDisabled(write, known, before, disabled, { configs, hub: services.hub })
    const action = disabled ? 'key.disabled' : 'key.enabled'
    if (key !== before) await note(write, context, { action, app: known.app, target: name })
    return toKey(key, primaryKey(known.keys.map((other) => (other.key === key.key ? key : other))))
  })
}

/** Signs a token with which a user, or whoever plays one, can connect. */
export async function makeToken(
  context: AdminContext,
  app_pk: number,
  asked: {
    readonly user_id: string
    readonly create?: boolean | undefined
    readonly expires_in?: number | undefined
    readonly key?: string | undefined
  },
): Promise<{ token: string; user_id: string; key: string; expires_at?: number }> {
  const { services } = context
  const { user_id } = asked
  await requireApp(context, app_pk)
  const caller = { kind: 'server' } as const
  const backend = createContext({ app_pk, caller, view: 'v1', operation: 'AdminCreateToken', services })
  // Whom a backend acts for is made on the fly.
  return (asked.create ? backend.as({ id: user_id }) : backend).transaction(async (tx) => {
    const { app, keys } = await getAppWithKeys(tx, app_pk)
    const key = asked.key === undefined ? primaryKey(keys) : keyNamed(keys, asked.key)
    if (key.disabled_at !== null) failField('key', 'is disabled')
    const user = (await loadUsers(tx, app_pk, [user_id])).get(user_id)
    if (!user || user.deleted_at !== null) fail('not_found', `User '${user_id}' does not exist`)
    const iat = Math.floor(tx.now / 1_000_000)
    const exp = asked.expires_in === undefined ? undefined : iat + asked.expires_in
    await note(tx, context, { action: 'token.created', app, target: user_id })
    return {
      token: signUserToken(key.secret, user_id, { iat, ...(exp !== undefined && { exp }) }),
      user_id,
      key: key.key,
      ...(exp !== undefined && { expires_at: exp * 1_000_000 }),
    }
  })
}

async function change<T>(
  { services }: AdminContext,
  operation: string,
  app_pk: number,
  work: (write: Write, known: AppWithKeys) => Promise<T>,
): Promise<T> {
  return services.writer.run(operation, async (write) => work(write, await getAppWithKeys(write, app_pk)))
}

async function shown(queries: Queries, app_pk: number): Promise<AdminApp> {
  return toApp(await getAppWithKeys(queries, app_pk), await findDemoApp(queries))
}

const keyNamed = (keys: readonly AppKey[], name: string): AppKey =>
  keys.find(({ key }) => key === name) ?? fail('not_found', `the app has no key ${name}`)
