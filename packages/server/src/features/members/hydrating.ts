import type { AccessChange, ChannelEvent } from '../../core/events.ts'
import type { EventRow, Hydrate, Hydrators } from '../../core/hydrate.ts'
import type { Queries } from '../../ports/database.ts'
import { retell } from '../channels/channels.ts'
import type { MemberDetails } from './member-row.ts'
import { toMember } from './member-shapes.ts'
import { selectMembers } from './store.ts'

/** What the row of an event about a member keeps. */
interface MemberData {
  readonly user_id: string
  readonly access?: 'joined' | 'left' | 'recheck'
  /** Only the member's own devices were told. */
  readonly own?: true
}

const dataOf = (event: EventRow) => event.data as unknown as MemberData

/** Members who are there are told as they are now; who was removed, as they were. */
const hydrateMembers: Hydrate = async (q, events, world, config) => {
  const ids = events.map((event) => dataOf(event).user_id)
  const { rows, users, ...tell } = await retell(q, events, world, config, ids)
  const members = await currentMembers(q, events)
  return events.map((event): ChannelEvent | undefined => {
    const { user_id, access, own } = dataOf(event)
    const row = rows.get(event.channel_pk)
    const isRemoval = event.type === 'member.removed'
    const member = isRemoval ? removedMember(event) : members.get(`${event.channel_pk} ${user_id}`)
    // Whoever has left since is told of by their removal.
    if (!row || !member) return undefined
    const channel = tell.channel(row)
    const body = { channel, member: toMember(member, row, users, world.now), user: users.get(user_id) }
    return {
      type: event.type,
      channel: tell.eventChannel(row),
      body,
      row: event.data,
      user_id,
      ...(access && { access: { kind: access, user_id } satisfies AccessChange, capabilities: [user_id] }),
      ...(own && { audience: { only: [user_id] }, idle: { type: event.type, body, only: [user_id] } }),
    }
  })
}

async function currentMembers(q: Queries, events: readonly EventRow[]): Promise<Map<string, MemberDetails>> {
  const found = new Map<string, MemberDetails>()
  for (const [pk, ofChannel] of Map.groupBy(events, (event) => event.channel_pk)) {
    const ids = [...new Set(ofChannel.map((event) => dataOf(event).user_id))]
    for (const row of await selectMembers(q, pk, ids)) found.set(`${pk} ${row.user_id}`, row)
  }
  return found
}

/** A removed member's row, as the event kept it. */
const removedMember = ({ data, app_pk, channel_pk }: EventRow): MemberDetails => ({
  ...(data as unknown as MemberDetails),
  app_pk,
  channel_pk,
  custom: '{}',
})

export const memberHydrators: Hydrators = {
  'member.added': hydrateMembers,
  'member.updated': hydrateMembers,
  'member.removed': hydrateMembers,
}
