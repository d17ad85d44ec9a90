import type { AppConfig } from '../../core/app-config.ts'
import { fail } from '../../core/errors.ts'
import type { Write } from '../../core/writer.ts'
import type { Ids } from '../../ports/clock.ts'
import type { Database, Queries } from '../../ports/database.ts'
import { type Credentials, createApp } from './apps.ts'
import { type AppKey, findFirstKey, findKey, loadConfig, lockInstance, versionOf } from './store.ts'

export type { AppWithKeys, Credentials } from './apps.ts'
export {
  addKey,
  createApp,
  getAppWithKeys,
  listApps,
  primaryKey,
  renameApp,
  setDisabled,
} from './apps.ts'
export { readCommands, toCommands } from './commands.ts'
export { endRefused } from './revocation.ts'
export type { AppKey } from './store.ts'
export { ensureIncarnation, keepType, lockInstance, versionsOf } from './store.ts'

/**
 * What a node keeps in memory of its apps. It is never trusted by age: every request reads the app's version with its
 * first load, and another version is loaded there and then (core §1.7).
 */
export interface Configs {
  /** The configuration of `version`, loaded through `queries` unless it is the one in memory. */
  at(queries: Queries, pk: number, version: number, write?: Write): Promise<AppConfig>
  /** The configuration in force, looked up anew. */
  newest(queries: Queries, pk: number): Promise<AppConfig>
  /** The configuration in memory, as old as the last request; only for what the next load checks again. */
  current(pk: number): Promise<AppConfig>
  /** The app that a key belongs to; undefined for an unknown or disabled key. */
  findKey(key: string): Promise<AppKey | undefined>
  /** Forgets keys, after one was made or disabled. */
  forgetKeys(): void
}

const knownKeysLimit = 10_000

export function createConfigs(database: Database): Configs {
  const configs = new Map<number, AppConfig>()
  const keys = new Map<string, AppKey>()

  async function at(queries: Queries, pk: number, version: number, write?: Write): Promise<AppConfig> {
    const known = configs.get(pk)
    if (known?.version === version) return known
    const config = await loadConfig(queries, pk)
    // What an open transaction reads may yet be rolled back.
    if (write) write.afterCommit(() => configs.set(pk, config))
    // A slow read may look at a moment that is long past.
    else if ((configs.get(pk)?.version ?? 0) <= config.version) configs.set(pk, config)
    return config
  }

  return {
    at,
    newest: async (queries, pk) => at(queries, pk, await versionOf(queries, pk)),
    async current(pk) {
      const known = configs.get(pk)
      if (known) return known
      const config = await database.snapshot((queries) => loadConfig(queries, pk))
      configs.set(pk, config)
      return config
    },
    async findKey(key) {
      const known = keys.get(key)
      if (known) return known
      const found = await database.snapshot((queries) => findKey(queries, key))
      if (!found || found.disabled_at !== null) return undefined
      if (keys.size >= knownKeysLimit) keys.clear()
      keys.set(key, found)
      return found
    },
    forgetKeys: () => keys.clear(),
  }
}

/** At start: an app with these credentials exists afterwards; without any given, the first app, made if there is none. */
export async function ensureApp(write: Write, ids: Ids, given?: Credentials): Promise<Credentials> {
  await lockInstance(write)
  const known = given ? await findKey(write, given.key) : await findFirstKey(write)
  if (!known) return createApp(write, given ? given.key : 'My app', ids, given)
  if (given && known.secret !== given.secret) fail('input', `the app key ${given.key} exists with another secret`)
  if (known.disabled_at !== null) fail('input', `the app key ${known.key} is disabled`)
  return { key: known.key, secret: known.secret }
}

/** The secret that belongs to a key: what is signed with it holds for requests that come by the same key. */
export async function getSecret(queries: Queries, api_key: string): Promise<string> {
  const key = await findKey(queries, api_key)
  return key?.disabled_at === null ? key.secret : fail('access_key', 'api_key not valid')
}
