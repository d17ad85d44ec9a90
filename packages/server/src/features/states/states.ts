import { actingId, type Context } from '../../core/context.ts'
import { getChannel } from '../channels/channels.ts'
import './erasing.ts'

export { muteChannelsFor, unmuteChannelsFor } from './channel-muting.ts'
export { deleteChannel, deleteChannels } from './deleting.ts'
export { getChannelState, getOrCreateChannel } from './get-or-create.ts'
export { stateHydrators } from './hydrating.ts'
export { updateChannelPartial } from './patching.ts'
export { queryChannels } from './query-channels.ts'
export { truncateChannel } from './truncating.ts'
export { updateChannelData } from './updating.ts'

/** The connection hears nothing more of the channel, unless it is a member's. */
export async function stopWatching(context: Context, cid: string): Promise<void> {
  const { hub } = context.services
  const connection = hub.connection(context.app_pk, actingId(context), context.connection_id)
  const { pk } = await context.read((reader) => getChannel(reader, context.app_pk, cid))
  hub.channels.unwatch(connection, pk)
}
