import type { OwnUser } from '@parley-chat/protocol'
import type { AppConfig } from '../../core/app-config.ts'
import { fail } from '../../core/errors.ts'
import type { World } from '../../core/world.ts'
import type { Queries } from '../../ports/database.ts'
import { loadMutes } from './mutes.ts'
import { findUser } from './store.ts'
import { noOwnParts, type OwnParts, toOwnUser } from './user-shapes.ts'

/** Knows a part of `me` that users do not: what is unread, which channels are muted. */
export type OwnPart = (q: Queries, config: AppConfig, id: string, world: World) => Promise<Partial<OwnParts>>

const knownParts: OwnPart[] = []

/** Lets a later feature put its part into `me`. Called once per feature, when its module is loaded. */
export function ownPart(part: OwnPart): void {
  knownParts.push(part)
}

/** A user as they see themself: what they mute, and what later features know of them. */
export async function loadOwnUser(q: Queries, config: AppConfig, id: string, world: World): Promise<OwnUser> {
  const row = (await findUser(q, config.pk, id)) ?? fail('not_found', `User '${id}' was deleted`)
  const mutes = await loadMutes(q, config.pk, [id], world)
  let parts = noOwnParts
  for (const part of knownParts) parts = { ...parts, ...(await part(q, config, id, world)) }
  return toOwnUser(row, world, mutes.get(id) ?? [], parts)
}
