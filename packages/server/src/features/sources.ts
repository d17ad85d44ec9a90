import type { Context } from '../core/context.ts'
import type { EventLog } from '../core/event-log.ts'
import type { Hydrators } from '../core/hydrate.ts'
import type { Sources } from '../core/realtime/sources.ts'
import type { World } from '../core/world.ts'
import type { Queries } from '../ports/database.ts'
import { findChannelsByPk } from './channels/channels.ts'
import { findMembers, membershipsOf } from './members/members.ts'
import { allows } from './permissions/permissions.ts'
import type { Configs } from './settings/settings.ts'
import { headOf, replay } from './sync/sync.ts'
import { numbersOf, threadNumbersOf } from './unread/unread.ts'
import { actingUser } from './users/access.ts'
import { loadUsers } from './users/users.ts'

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
    replay: (queries, channel_pk, from, to) =>
      replay(queries, channel_pk, from, to, { hydrators, epoch: events.epoch, world: world() }),
    readers: (queries, channel_pk, user_ids) => readers(queries, configs, world(), channel_pk, user_ids),
  }
}

/** Which of these users may read a channel as things stand. */
async function readers(
  queries: Queries,
  configs: Configs,
  { now }: World,
  channel_pk: number,
  user_ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const channel = (await findChannelsByPk(queries, [channel_pk])).get(channel_pk)
  if (!channel) return new Set()
  const config = await configs.newest(queries, channel.app_pk)
  const users = await loadUsers(queries, channel.app_pk, user_ids)
  const members = await findMembers(queries, channel_pk, user_ids)
  const mayRead = (id: string) => {
    const row = users.get(id)
    if (row && (row.deleted_at !== null || row.deactivated_at !== null)) return false
    const caller: Context['caller'] = id === '!anon' ? { kind: 'anonymous', user_id: id } : { kind: 'user', user_id: id }
    const access = { config, caller, ...(row && { user: actingUser(row, now) }) }
    return allows(access, 'ReadChannel', channel, members.get(id))
  }
  return new Set(user_ids.filter(mayRead))
}
