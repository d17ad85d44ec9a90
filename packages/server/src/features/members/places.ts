import type { User } from '@parley-chat/protocol'
import sql from 'sql-template-tag'
import type { AppConfig } from '../../core/app-config.ts'
import type { Access } from '../../core/context.ts'
import { list } from '../../core/lists.ts'
import type { Queries } from '../../ports/database.ts'
import { type ChannelRow, type ChannelViewer, toChannel } from '../channels/channels.ts'
import { capabilitiesOf } from '../permissions/permissions.ts'
import type { MemberDetails } from './member-row.ts'
import { isBannedHere, isMutedHere } from './member-shapes.ts'

/** Where a user stands in a channel, be it as a member or not. */
export interface Place {
  readonly member?: MemberDetails | undefined
  readonly isBanned: boolean
  readonly mute?: { readonly expires: number | null } | undefined
}

const nowhere: Place = { isBanned: false }

/** A user's places in channels, by channel; asked with one query. */
export async function findPlaces(
  q: Queries,
  channel_pks: readonly number[],
  user_id: string | undefined,
  now: number,
): Promise<Map<number, Place>> {
  if (channel_pks.length === 0) return new Map()
  if (user_id === undefined) return new Map(channel_pks.map((pk) => [pk, nowhere]))
  const rows = await q.all<Omit<MemberDetails, 'user_id'> & { pk: number; user_id: string | null }>(sql`
    SELECT c.pk, m.*, b.shadow AS ban_shadow, b.expires AS ban_expires,
      cm.created_at AS muted_at, cm.expires AS mute_expires
    FROM channels AS c
    LEFT JOIN members AS m ON m.channel_pk = c.pk AND m.user_id = ${user_id}
    LEFT JOIN bans AS b ON b.channel_pk = c.pk AND b.user_id = ${user_id}
    LEFT JOIN channel_mutes AS cm ON cm.app_pk = c.app_pk AND cm.user_id = ${user_id} AND cm.channel_pk = c.pk
    WHERE c.pk IN (${list(channel_pks)})`)
  return new Map(
    rows.map(({ pk, ...row }) => {
      const details = { ...row, user_id }
      const place: Place = {
        ...(row.user_id !== null && { member: details }),
        isBanned: isBannedHere(details, now),
        ...(isMutedHere(details, now) && { mute: { expires: row.mute_expires } }),
      }
      return [pk, place]
    }),
  )
}

/** Where a user stands in one channel. */
export async function findPlace(q: Queries, pk: number, user_id: string | undefined, now: number): Promise<Place> {
  const places = await findPlaces(q, [pk], user_id, now)
  return places.get(pk) ?? nowhere
}

/** What depends on who looks at a channel, for whoever the request acts for; undefined where that is nobody. */
function channelViewer(access: Access, channel: ChannelRow, { member, mute, isBanned }: Place): ChannelViewer {
  return { own_capabilities: capabilitiesOf(access, channel, member, isBanned), member, mute }
}

/** A channel as the acting user sees it; server-side calls that act for nobody see no more than an empty list of capabilities. */
export const seenChannel = (
  access: Access,
  channel: ChannelRow,
  place: Place,
  users: ReadonlyMap<string, User>,
  config: AppConfig = access.config,
) => toChannel(channel, config, users, channelViewer(access, channel, place))
