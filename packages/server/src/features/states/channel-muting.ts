import type { ChannelMute, MuteChannelRequest, OwnUser, UnmuteChannelRequest } from '@parley-chat/protocol'
import { actingId, type Context, type Tx, worldOf } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { happen } from '../../core/subscribers.ts'
import { type ChannelRow, channelConfig, eventChannel, findChannels } from '../channels/channels.ts'
import { findPlaces, muteChannels, toChannelMutes, unmuteChannels } from '../members/members.ts'
import { permit } from '../permissions/permissions.ts'
import { loadOwnUser, lockUser } from '../users/users.ts'

export interface MutedChannels {
  readonly channel_mute?: ChannelMute
  readonly channel_mutes?: ChannelMute[]
  readonly own_user: OwnUser
}

/** Mutes channels for the acting user, until `expiration` milliseconds have passed if that is given (spec/30 §6.2). */
export async function muteChannelsFor(context: Context, request: MuteChannelRequest): Promise<MutedChannels> {
  return context.transaction(async (tx) => {
    const user_id = actingId(context)
    const channels = await findNamed(tx, context, request)
    for (const row of channels) {
      if (channelConfig(tx.access.config, row).mutes) continue
      fail('feature_not_supported', `mutes are not enabled on channel type ${row.type}`)
    }
    // One request of a user comes after the other, so that the last to tell of the mutes knows all of them.
    await lockUser(tx, context.app_pk, user_id)
    const expires = request.expiration ? tx.now + request.expiration * 1000 : null
    const rows = await muteChannels(tx, user_id, channels, expires)
    for (const channel of channels) await happen(tx, 'channel.muted', { channel, user_id, expires })
    const own_user = await tellMutes(tx, context, user_id, channels)
    const mutes = await toChannelMutes(tx, tx.access.config, rows, worldOf(context))
    return mutes.length === 1 ? { channel_mute: mutes[0]!, own_user } : { channel_mutes: mutes, own_user }
  })
}

/** Ends mutes of channels. What was not muted is no error. */
export async function unmuteChannelsFor(context: Context, request: UnmuteChannelRequest): Promise<void> {
  await context.transaction(async (tx) => {
    const user_id = actingId(context)
    const channels = await findNamed(tx, context, request)
    await lockUser(tx, context.app_pk, user_id)
    await unmuteChannels(tx, user_id, channels)
    for (const channel of channels) await happen(tx, 'channel.unmuted', { channel, user_id })
    await tellMutes(tx, context, user_id, channels)
  })
}

/** The channels that a request names: all of them must be there, and the acting user must be allowed to mute them. */
async function findNamed(
  tx: Tx,
  { app_pk }: Context,
  { channel_cid, channel_cids = [] }: UnmuteChannelRequest,
): Promise<ChannelRow[]> {
  const cids = [...new Set(channel_cid ? [channel_cid, ...channel_cids] : channel_cids)]
  if (cids.length === 0) fail('input', 'either channel_cid or channel_cids must be provided')
  const rows = await findChannels(tx, app_pk, cids)
  const channels = cids.map((cid) => rows.get(cid) ?? fail('not_found', `Can't find channel with id ${cid}`))
  const pks = channels.map(({ pk }) => pk)
  const places = await findPlaces(tx, pks, tx.access.user?.id, tx.now)
  for (const row of channels) {
    permit(tx.access, 'ReadChannel', row, places.get(row.pk)?.member)
    permit(tx.access, 'MuteChannel', row, places.get(row.pk)?.member)
  }
  return channels
}

/** Tells the user's own connections what is muted now, and answers the same. */
async function tellMutes(tx: Tx, context: Context, user_id: string, channels: readonly ChannelRow[]): Promise<OwnUser> {
  const { app_pk } = context
  const { config } = tx.access
  const me = await loadOwnUser(tx, config, user_id, worldOf(context))
  const only = channels.length === 1 ? channels[0] : undefined
  tx.tell({
    type: 'notification.channel_mutes_updated',
    app_pk,
    user_id,
    body: { me },
    row: {},
    reread: only ? 'channel' : 'everything',
    ...(only && { channel: eventChannel(only, config) }),
  })
  return me
}
