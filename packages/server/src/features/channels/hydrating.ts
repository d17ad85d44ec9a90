import type { User } from '@parley-chat/protocol'
import sql from 'sql-template-tag'
import type { AppConfig } from '../../core/app-config.ts'
import type { EventRow } from '../../core/hydrate.ts'
import { list } from '../../core/lists.ts'
import type { World } from '../../core/world.ts'
import type { Queries } from '../../ports/database.ts'
import { publicUsers } from '../users/users.ts'
import type { ChannelRow } from './channel-row.ts'
import { eventChannel, toChannel, usersOfChannel } from './channel-shapes.ts'

/** What events of channels are told from once more: the channels as they are now, deleted ones too, and the users. */
export interface Retelling {
  readonly rows: ReadonlyMap<number, ChannelRow>
  readonly users: ReadonlyMap<string, User>
  channel(row: ChannelRow): ReturnType<typeof toChannel>
  eventChannel(row: ChannelRow): ReturnType<typeof eventChannel>
}

/** Loads what stored events are about; `more` names users whom they show beside whoever acted. */
export async function retell(
  q: Queries,
  events: readonly EventRow[],
  world: World,
  config: AppConfig,
  more: readonly string[] = [],
): Promise<Retelling> {
  const pks = [...new Set(events.map((event) => event.channel_pk))]
  const found = await q.all<ChannelRow>(sql`SELECT * FROM channels WHERE pk IN (${list(pks)})`)
  const ids = [...found.flatMap(usersOfChannel), ...events.flatMap((event) => event.user_id ?? []), ...more]
  const users = await publicUsers(q, config.pk, [...new Set(ids)], world)
  return {
    rows: new Map(found.map((row) => [row.pk, row])),
    users,
    channel: (row) => toChannel(row, config, users),
    eventChannel: (row) => eventChannel(row, config),
  }
}
