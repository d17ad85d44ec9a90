import type { Clock } from '../../ports/clock.ts'
import type { Database } from '../../ports/database.ts'
import type { Log } from '../../ports/log.ts'
import { closeConnection } from './connection.ts'
import type { Sources } from './sources.ts'
import type { UsersHere } from './users-here.ts'

const everyMs = 5000
/** What was stored so long before the last look may have been committed only after it. */
const lookBackMs = 20_000
/** What is younger may still be on its way. */
const onTheWayMs = 2000
const usersPerQuery = 500

/** What this node has heard of a user's own state, and of the configuration of apps. */
export interface UserCheck {
  heard(app_pk: number, user_id: string, type: string, at: number): void
  configured(app_pk: number, version: number): void
  stop(): void
}

/**
 * Every five seconds, bus or no bus, a node reads what has changed of its users' own state (core §2.5). Whoever missed
 * something is sent away to come back: what they are told then is whole, and so is what this node knows of them.
 */
export function createUserCheck(options: {
  readonly clock: Clock
  readonly database: Database
  readonly log: Log
  readonly sources: Sources
  readonly users: UsersHere
  readonly reconfigured: (app_pk: number) => void
  /** Whether anything can get lost on the way. */
  readonly isNeeded: boolean
}): UserCheck {
  const { clock, database, log, sources, users, reconfigured, isNeeded } = options
  const known = new Map<string, number>()
  const versions = new Map<number, number>()
  /** When everything that was stored by then was last looked at, save what came late. */
  let checkedAt = clock.now()
  let cancel = isNeeded ? clock.after(everyMs, round) : () => undefined

  function round() {
    check()
      .catch((error) => log.error({ err: error }, 'what concerns users could not be read'))
      .finally(() => {
        cancel = clock.after(everyMs, round)
      })
  }

  async function check() {
    const now = clock.now()
    // A database that was away, or a process that was stopped, has left out looks.
    const from = Math.min(checkedAt, now) - lookBackMs * 1000
    for (const [key, at] of known) if (at < from - lookBackMs * 1000) known.delete(key)
    const to = now - onTheWayMs * 1000
    const byApp = Map.groupBy(users.all(), (user) => user.app_pk)
    for (const [app_pk, some] of byApp) {
      for (let start = 0; start < some.length; start += usersPerQuery) {
        const slice = some.slice(start, start + usersPerQuery)
        const ids = slice.map(({ id }) => id)
        const stored = await database.snapshot((queries) => sources.userEvents(queries, app_pk, ids, from, to))
        const missed = stored.filter((row) => !known.has(keyOf(app_pk, row.user_id, row.type, row.created_at)))
        for (const { user_id, type, created_at } of missed) comeBack(app_pk, user_id, type, created_at)
      }
    }
    checkedAt = now
    await checkVersions([...byApp.keys()])
  }

  /** Those who have come since have been told. */
  function comeBack(app_pk: number, user_id: string, type: string, at: number) {
    known.set(keyOf(app_pk, user_id, type, at), at)
    const since = clock.elapsedMs() - (clock.now() - at) / 1000
    for (const connection of users.find(app_pk, user_id)?.connections ?? []) {
      if (connection.openedAtMs >= since) continue
      log.info({ type }, 'a change of a user was not heard: their clients are sent away to come back')
      closeConnection(connection, 'restart')
    }
  }

  async function checkVersions(apps: readonly number[]) {
    if (apps.length === 0) return
    const current = await database.snapshot((queries) => sources.versions(queries, apps))
    for (const [app_pk, version] of current) {
      const before = versions.get(app_pk)
      versions.set(app_pk, version)
      if (before !== undefined && before < version) reconfigured(app_pk)
    }
  }

  return {
    heard(app_pk, user_id, type, at) {
      if (isNeeded) known.set(keyOf(app_pk, user_id, type, at), at)
    },
    configured(app_pk, version) {
      if (isNeeded) versions.set(app_pk, Math.max(version, versions.get(app_pk) ?? 0))
    },
    stop: () => cancel(),
  }
}

const keyOf = (app_pk: number, user_id: string, type: string, at: number) => `${app_pk} ${user_id} ${type} ${at}`
