import type { Grants as WireGrants } from '@parley-chat/protocol'
import { fail } from '../../core/errors.ts'
import { changeOverrides, effectiveGrants, findGrantsFault, type Grants } from '../permissions/permissions.ts'

/** Refuses grants of permissions or to roles that do not exist. */
export function checkGrants(request: WireGrants): WireGrants {
  const fault = findGrantsFault(request, new Set())
  return fault ? fail('input', fault) : request
}

/**
 * The overrides of a scope after a request. Roles whose grants are sent back as they were are left alone: whoever never
 * chose follows the defaults of later versions.
 */
export function changeGrants(scope: string, overrides: Grants, request: WireGrants): Grants {
  const inForce = new Map(Object.entries(effectiveGrants(scope, overrides)))
  const changed = Object.entries(checkGrants(request)).filter(([role, ids]) => !isSame(inForce.get(role), ids))
  return changeOverrides(overrides, Object.fromEntries(changed))
}

function isSame(some: readonly string[] | undefined, others: readonly string[]): boolean {
  return some !== undefined && some.length === others.length && others.every((id) => some.includes(id))
}
