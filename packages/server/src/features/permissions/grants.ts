import type { Action } from './actions.ts'
import { builtInRoles, findPermission } from './catalog.ts'
import data from './default-grants.json'

/** Who may do what in one scope: role -> permission ids. In a channel's modifiers, `!` before an id takes it away. */
export type Grants = Readonly<Record<string, readonly string[]>>

/** Grants made ready for checking: role -> action -> the variants held, as bits (see `variantBit`). */
export type CompiledGrants = ReadonlyMap<string, ReadonlyMap<Action, number>>

/** The scope of everything that belongs to no channel. */
export const appScope = '.app'

// Roles are looked up in Maps and written with Object.fromEntries, here and below: one may be called `__proto__`.
const ours: ReadonlyMap<string, Grants> = new Map(Object.entries(data.ours))
const defaults: ReadonlyMap<string, Grants> = new Map(
  Object.entries(data.documented).map(([scope, documented]) => [scope, union(documented, ours.get(scope) ?? {})]),
)

/** The grants a scope starts with. A channel type that the app adds starts like `messaging`. */
export function defaultGrants(scope: string): Grants {
  return (defaults.get(scope) ?? defaults.get('messaging'))!
}

/** What holds in a scope: its defaults, replaced role by role by what the app set, then changed by one channel. */
export function effectiveGrants(scope: string, overrides: Grants = {}, modifiers: Grants = {}): Grants {
  return modify({ ...defaultGrants(scope), ...overrides }, modifiers)
}

/** A scope's overrides after a request: roles it names are replaced, others stay, `null` returns to the defaults. */
export function changeOverrides(overrides: Grants, request: Grants | null): Grants {
  return request === null ? {} : { ...overrides, ...request }
}

/** The overrides of a new channel type: one that comes with grants has these and no others. */
export function startOverrides(type: string, request: Grants | null | undefined): Grants {
  if (!request) return {}
  const nothing = Object.keys(defaultGrants(type)).map((role) => [role, []])
  return { ...Object.fromEntries(nothing), ...request }
}

/** Why grants given by a request cannot stand, or undefined if they can. */
export function findGrantsFault(
  grants: Grants,
  customRoles: ReadonlySet<string>,
  form: 'grants' | 'modifiers' = 'grants',
): string | undefined {
  for (const [role, ids] of Object.entries(grants)) {
    if (!builtInRoles.has(role) && !customRoles.has(role)) return `role "${role}" is not defined`
    for (const id of ids) {
      const named = form === 'modifiers' && id.startsWith('!') ? id.slice(1) : id
      if (!findPermission(named)) return `permission "${named}" is not defined`
    }
  }
  return undefined
}

/** Turns effective grants into lookups. Dear beside a check: once per configuration, not per request. */
export function compileGrants(grants: Grants): CompiledGrants {
  return new Map(Object.entries(grants).map(([role, ids]) => [role, compileRole(ids)]))
}

function compileRole(ids: readonly string[]): ReadonlyMap<Action, number> {
  const held = new Map<Action, number>()
  for (const id of ids) {
    const permission = findPermission(id)
    if (!permission) continue // Stored by a newer version of the server: grants nothing here.
    const { action, owner, same_team } = permission
    held.set(action, (held.get(action) ?? 0) | variantBit(owner, same_team))
  }
  return held
}

/** The bit of one variant: 1 within the team, 2 the same for owners, 4 across teams, 8 the same for owners. */
function variantBit(owner: boolean, sameTeam: boolean): number {
  return (owner ? 2 : 1) << (sameTeam ? 0 : 2)
}

function modify(grants: Grants, modifiers: Grants): Grants {
  const marked = Object.entries(union(grants, modifiers))
  return Object.fromEntries(
    marked.map(([role, ids]) => [role, ids.filter((id) => !id.startsWith('!') && !ids.includes(`!${id}`))]),
  )
}

function union(some: Grants, more: Grants): Grants {
  const ids = new Map(Object.entries(some))
  for (const [role, list] of Object.entries(more)) ids.set(role, [...new Set([...(ids.get(role) ?? []), ...list])])
  return Object.fromEntries(ids)
}
