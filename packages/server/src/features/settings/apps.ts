import { fail } from '../../core/errors.ts'
import type { Hub } from '../../core/realtime/hub.ts'
import type { Write } from '../../core/writer.ts'
import type { Ids } from '../../ports/clock.ts'
import type { Queries } from '../../ports/database.ts'
import { endDisabled } from './revocation.ts'
import type { Configs } from './settings.ts'
import {
  type AppKey,
  type AppRow,
  findApp,
  insertApp,
  insertKey,
  listAppRows,
  listKeys,
  raiseVersion,
  renameAppRow,
  setKeyDisabled,
} from './store.ts'

export interface Credentials {
  readonly key: string
  readonly secret: string
}

/** An app and its keys, oldest first. */
export interface AppWithKeys {
  readonly app: AppRow
  readonly keys: readonly AppKey[]
}

/** An app may have so many keys, disabled ones included: each is a secret that somebody must look after. */
const keysPerApp = 50

/** Makes an app with a key of its own, or with the credentials given. */
export async function createApp(
  write: Write,
  name: string,
  ids: Ids,
  given?: Credentials,
): Promise<Credentials & { readonly app_pk: number }> {
  const credentials = given ?? { key: ids.secret(12), secret: ids.secret(64) }
  const app_pk = await insertApp(write, name, write.now)
  await insertKey(write, { ...credentials, app_pk, created_at: write.now })
  return { ...credentials, app_pk }
}

/** All apps, oldest first. */
export async function listApps(queries: Queries): Promise<AppWithKeys[]> {
  const apps = await listAppRows(queries)
  const keys = Map.groupBy(await listKeys(queries), ({ app_pk }) => app_pk)
  return apps.map((app) => ({ app, keys: keys.get(app.pk) ?? [] }))
}

/** One app; an unknown number is refused. */
export async function getAppWithKeys(queries: Queries, app_pk: number): Promise<AppWithKeys> {
  const app = await findApp(queries, app_pk)
  if (!app) fail('not_found', `there is no app ${app_pk}`)
  return { app, keys: await listKeys(queries, app_pk) }
}

/** The key to show and to sign with: the oldest that holds. An app always has one. */
export function primaryKey(keys: readonly AppKey[]): AppKey {
  const found = keys.find(({ disabled_at }) => disabled_at === null)
  if (!found) throw new Error('an app has no key that holds')
  return found
}

/** Gives an app another name. */
export async function renameApp(write: Write, app_pk: number, name: string): Promise<void> {
  await renameAppRow(write, app_pk, name, write.now)
  await reconfigure(write, app_pk)
}

/** Adds a pair of key and secret. What was signed with the others goes on to hold. */
export async function addKey(write: Write, { app, keys }: AppWithKeys, ids: Ids): Promise<AppKey> {
  if (keys.length >= keysPerApp) fail('input', `an app has ${keysPerApp} keys at most`)
  const added = { key: ids.secret(12), secret: ids.secret(64), app_pk: app.pk, created_at: write.now }
  await insertKey(write, added)
  await reconfigure(write, app.pk)
  return { ...added, disabled_at: null }
}

/**
 * Disables a key or lets it hold again. From the commit on nothing that comes by a disabled key is accepted, and the
 * sockets that came by it are closed. The last key that holds stays: nobody could reach the app any more.
 */
export async function setDisabled(
  write: Write,
  { app, keys }: AppWithKeys,
  key: AppKey,
  disabled: boolean,
  { configs, hub }: { readonly configs: Configs; readonly hub: Hub },
): Promise<AppKey> {
  if (disabled === (key.disabled_at !== null)) return key
  const others = keys.filter((other) => other.key !== key.key && other.disabled_at === null)
  if (disabled && others.length === 0)
    fail('not_allowed', 'the last key that holds cannot be disabled: add another first')
  const disabled_at = disabled ? write.now : null
  await setKeyDisabled(write, key.key, disabled_at)
  await reconfigure(write, app.pk)
  write.afterCommit(() => {
    configs.forgetKeys()
    if (disabled) endDisabled(hub, app.pk, (name) => name === key.key)
  })
  return { ...key, disabled_at }
}

/** Requests find the keys that hold with the version of the configuration (core §1.7). */
async function reconfigure(write: Write, app_pk: number): Promise<void> {
  write.reconfigured(app_pk, await raiseVersion(write, app_pk, write.now), false)
}
