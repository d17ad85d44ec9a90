import sql, { bulk, empty } from 'sql-template-tag'
import type { AppConfig, AppSettings } from '../../core/app-config.ts'
import { list } from '../../core/lists.ts'
import type { Queries } from '../../ports/database.ts'
import { builtInChannelTypes, completeType, defaultSettings, type StoredType, type TypeTimes } from './defaults.ts'

export interface AppKey {
  readonly key: string
  readonly app_pk: number
  readonly secret: string
  readonly created_at: number
  readonly disabled_at: number | null
}

export async function insertApp(queries: Queries, name: string, now: number): Promise<number> {
  const row = await queries.get<{ pk: number }>(sql`
    INSERT INTO apps (name, settings, created_at, updated_at) VALUES (${name}, '{}', ${now}, ${now}) RETURNING pk`)
  const types = Object.entries(builtInChannelTypes).map(([type, config]) => [
    row!.pk,
    type,
    JSON.stringify(config),
    now,
    now,
  ])
  await queries.run(sql`INSERT INTO channel_types (app_pk, name, config, created_at, updated_at) VALUES ${bulk(types)}`)
  return row!.pk
}

export async function insertKey(queries: Queries, key: Omit<AppKey, 'disabled_at'>): Promise<void> {
  await queries.run(sql`
    INSERT INTO app_keys (key, app_pk, secret, created_at) VALUES (${key.key}, ${key.app_pk}, ${key.secret}, ${key.created_at})`)
}

export async function findKey(queries: Queries, key: string): Promise<AppKey | undefined> {
  return queries.get<AppKey>(sql`SELECT * FROM app_keys WHERE key = ${key}`)
}

export async function findFirstKey(queries: Queries): Promise<AppKey | undefined> {
  return queries.get<AppKey>(
    sql`SELECT * FROM app_keys WHERE disabled_at IS NULL ORDER BY app_pk, created_at, key LIMIT 1`,
  )
}

export interface AppRow {
  readonly pk: number
  readonly name: string
  readonly created_at: number
  readonly updated_at: number
}

/** An app without keys is one that is still being imported: to everybody it is not there yet. */
const hasKeys = sql`EXISTS (SELECT 1 FROM app_keys WHERE app_keys.app_pk = apps.pk)`

export async function listAppRows(queries: Queries): Promise<AppRow[]> {
  return queries.all<AppRow>(sql`SELECT pk, name, created_at, updated_at FROM apps WHERE ${hasKeys} ORDER BY pk`)
}

export async function findApp(queries: Queries, pk: number): Promise<AppRow | undefined> {
  return queries.get<AppRow>(sql`
    SELECT pk, name, created_at, updated_at FROM apps WHERE pk = ${pk} AND ${hasKeys} ${queries.lock()}`)
}

/** The keys of one app or of all, oldest first. */
export async function listKeys(queries: Queries, app_pk?: number): Promise<AppKey[]> {
  const ofApp = app_pk === undefined ? empty : sql`WHERE app_pk = ${app_pk}`
  return queries.all<AppKey>(sql`SELECT * FROM app_keys ${ofApp} ORDER BY app_pk, created_at, key`)
}

export async function renameAppRow(queries: Queries, pk: number, name: string, now: number): Promise<void> {
  await queries.run(sql`UPDATE apps SET name = ${name}, updated_at = ${now} WHERE pk = ${pk}`)
}

export async function setKeyDisabled(queries: Queries, key: string, disabled_at: number | null): Promise<void> {
  await queries.run(sql`UPDATE app_keys SET disabled_at = ${disabled_at} WHERE key = ${key}`)
}

/** The database's name for itself, made when it is first opened. */
export async function ensureIncarnation(queries: Queries, fresh: string, now: number): Promise<string> {
  await queries.run(sql`
    INSERT INTO instance (id, incarnation, created_at) VALUES (1, ${fresh}, ${now}) ON CONFLICT (id) DO NOTHING`)
  const row = await queries.get<{ incarnation: string }>(sql`SELECT incarnation FROM instance WHERE id = 1`)
  return row!.incarnation
}

/** What concerns the whole server is done by one after another: its first app, its administrators. */
export async function lockInstance(queries: Queries): Promise<void> {
  await queries.get(sql`SELECT id FROM instance WHERE id = 1 ${queries.lock()}`)
}

/** The version of an app's configuration that is in force. */
export async function versionOf(queries: Queries, pk: number): Promise<number> {
  const row = await queries.get<{ config_version: number }>(sql`SELECT config_version FROM apps WHERE pk = ${pk}`)
  return row!.config_version
}

/** The versions of several. */
export async function versionsOf(queries: Queries, pks: readonly number[]): Promise<Map<number, number>> {
  const rows = await queries.all<{ pk: number; config_version: number }>(
    sql`SELECT pk, config_version FROM apps WHERE pk IN (${list(pks)})`,
  )
  return new Map(rows.map(({ pk, config_version }) => [pk, config_version]))
}

interface StoredConfig {
  readonly name: string
  readonly config_version: number
  readonly suspended: number
  readonly settings: string
  readonly imported_at: number | null
}

/** The whole configuration of an app. An app that has keys has a row. */
export async function loadConfig(queries: Queries, pk: number): Promise<AppConfig> {
  const app = await queries.get<StoredConfig>(
    sql`SELECT name, config_version, suspended, settings, imported_at FROM apps WHERE pk = ${pk}`,
  )
  const types = await queries.all<{ name: string; config: string; created_at: number; updated_at: number }>(
    sql`SELECT name, config, created_at, updated_at FROM channel_types WHERE app_pk = ${pk} ORDER BY name`,
  )
  const keys = await queries.all<{ key: string }>(
    sql`SELECT key FROM app_keys WHERE app_pk = ${pk} AND disabled_at IS NULL`,
  )
  return {
    pk,
    version: app!.config_version,
    name: app!.name,
    keys: new Set(keys.map(({ key }) => key)),
    suspended: app!.suspended === 1,
    imported_at: app!.imported_at ?? 0,
    settings: { ...defaultSettings, ...(JSON.parse(app!.settings) as Partial<AppSettings>) },
    channel_types: new Map(
      types.map(({ config, ...row }) => [row.name, completeType(JSON.parse(config) as StoredType, row)]),
    ),
  }
}

/** Writes what differs from the defaults and raises the version, so that the next request of any node sees it. */
export async function saveSettings(
  queries: Queries,
  pk: number,
  settings: Partial<AppSettings>,
  now: number,
): Promise<number> {
  const row = await queries.get<{ config_version: number }>(sql`
    UPDATE apps SET settings = ${JSON.stringify(settings)}, updated_at = ${now}, config_version = config_version + 1
    WHERE pk = ${pk} RETURNING config_version`)
  return row!.config_version
}

/** Another version of the configuration is in force from now on. */
export async function raiseVersion(queries: Queries, pk: number, now: number): Promise<number> {
  const row = await queries.get<{ config_version: number }>(sql`
    UPDATE apps SET updated_at = ${now}, config_version = config_version + 1 WHERE pk = ${pk} RETURNING config_version`)
  return row!.config_version
}

/** What the row of a type says; a type that the configuration knows has one. */
export async function findTypeConfig(queries: Queries, app_pk: number, name: string): Promise<StoredType> {
  const row = await queries.get<{ config: string }>(
    sql`SELECT config FROM channel_types WHERE app_pk = ${app_pk} AND name = ${name}`,
  )
  return JSON.parse(row!.config) as StoredType
}

export async function saveType(
  queries: Queries,
  app_pk: number,
  type: StoredType,
  { name, created_at, updated_at }: TypeTimes,
): Promise<void> {
  const config = JSON.stringify(type)
  await queries.run(sql`
    INSERT INTO channel_types (app_pk, name, config, created_at, updated_at)
    VALUES (${app_pk}, ${name}, ${config}, ${created_at}, ${updated_at})
    ON CONFLICT (app_pk, name) DO UPDATE SET config = excluded.config, updated_at = excluded.updated_at`)
}

/** Whether a type is there, and stays so for as long as this transaction makes something of it. */
export async function keepType(queries: Queries, app_pk: number, name: string): Promise<boolean> {
  const row = await queries.get(
    sql`SELECT name FROM channel_types WHERE app_pk = ${app_pk} AND name = ${name} ${queries.keep()}`,
  )
  return row !== undefined
}

/** Locks a type: whoever has relied on it has come to an end. */
export async function lockType(queries: Queries, app_pk: number, name: string): Promise<void> {
  await queries.get(sql`SELECT name FROM channel_types WHERE app_pk = ${app_pk} AND name = ${name} ${queries.lock()}`)
}

export async function deleteType(queries: Queries, app_pk: number, name: string): Promise<void> {
  await queries.run(sql`DELETE FROM channel_types WHERE app_pk = ${app_pk} AND name = ${name}`)
}

/** Whether a living channel is of this type. Cids begin with it, and ';' is the character after ':'. */
export async function isTypeInUse(queries: Queries, app_pk: number, name: string): Promise<boolean> {
  const row = await queries.get(sql`
    SELECT 1 FROM channels
    WHERE app_pk = ${app_pk} AND deleted_at IS NULL AND cid > ${`${name}:`} AND cid < ${`${name};`} LIMIT 1`)
  return row !== undefined
}
