import type { Context } from '../core/context.ts'
import type { EventLog } from '../core/event-log.ts'
import type { Hydrators } from '../core/hydrate.ts'
import type { Sources } from '../core/realtime/sources.ts'
import type { World } from '../core/world.ts'
import type { Queries } from '../ports/database.ts'
import { eventChannel, findChannelsByPk, toChannel, usersOfChannel } from './channels/channels.ts'
import { findMembers, isBannedHere, membershipsOf } from './members/members.ts'
import { allows, capabilitiesOf } from './permissions/permissions.ts'
import { type Configs, versionsOf } from './settings/settings.ts'
import { headOf, headsOf, replay, userEventsBetween } from './sync/sync.ts'
import { numbersOf, threadNumbersOf } from './unread/unread.ts'
import { actingUser, loadUsers, publicUsers } from './users/users.ts'

/** What the hub asks of the features. */
export function createSources(options: {
  readonly configs: Configs
  readonly events: EventLog
  readonly hydrators: Hydrators
  readonly world: () => World
}): Sources {
  const { configs, events, hydrators, world } = options
  return {
    memberships: membershipsOf,
    numbers: numbersOf,
    threadNumbers: threadNumbersOf,
    head: headOf,
    heads: headsOf,
    userEvents: userEventsBetween,
    versions: versionsOf,
    person: async (queries, app_pk, user_id) =>
      (await publicUsers(queries, app_pk, [user_id], world())).get(user_id) as Record<string, unknown> | undefined,
    replay: (queries, channel_pk, from, to) =>
      replay(queries, channel_pk, from, to, {
        hydrators,
        epoch: events.epoch,
        world: world(),
        config: (app_pk) => configs.newest(queries, app_pk),
      }),
    describe: (queries, channel_pk) => describe(queries, configs, world(), channel_pk),
    readers: (queries, channel_pk, user_ids) => readers(queries, configs, world(), channel_pk, user_ids),
  }
}

/** A channel as events carry it. */
async function describe(queries: Queries, configs: Configs, world: World, channel_pk: number) {
  const row = (await findChannelsByPk(queries, [channel_pk])).get(channel_pk)
  if (!row) return undefined
  const config = await configs.newest(queries, row.app_pk)
  const users = await publicUsers(queries, row.app_pk, usersOfChannel(row), world)
  return { channel: eventChannel(row, config), model: toChannel(row, config, users) }
}

/** Who of these users may read a channel as things stand, and what they may do there. */
async function readers(
  queries: Queries,
  configs: Configs,
  { now }: World,
  channel_pk: number,
  user_ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const channel = (await findChannelsByPk(queries, [channel_pk])).get(channel_pk)
  const readers = new Map<string, readonly string[]>()
  if (!channel) return readers
  const config = await configs.newest(queries, channel.app_pk)
  const users = await loadUsers(queries, channel.app_pk, user_ids)
  const members = await findMembers(queries, channel_pk, user_ids)
  for (const id of user_ids) {
    const row = users.get(id)
    if (row && (row.deleted_at !== null || row.deactivated_at !== null)) continue
    const caller: Context['caller'] =
      id === '!anon' ? { kind: 'anonymous', user_id: id } : { kind: 'user', user_id: id }
    const access = { config, caller, ...(row && { user: actingUser(row, now) }) }
    const member = members.get(id)
    if (!allows(access, 'ReadChannel', channel, member)) continue
    readers.set(id, capabilitiesOf(access, channel, member, isBannedHere(member, now)))
  }
  return readers
}
