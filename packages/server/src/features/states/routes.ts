import { channelEndpoints, muteEndpoints } from '@parley-chat/protocol'
import { implement } from '../../core/endpoint.ts'
import { hideChannel, showChannel } from '../members/members.ts'
import {
  deleteChannel,
  deleteChannels,
  getChannelState,
  getOrCreateChannel,
  muteChannelsFor,
  queryChannels,
  stopWatching,
  truncateChannel,
  unmuteChannelsFor,
  updateChannelData,
  updateChannelPartial,
} from './states.ts'

const { MuteChannel, UnmuteChannel } = muteEndpoints

type Named = Readonly<Record<string, string>>
const cidOf = ({ type, id }: Named) => `${type}:${id}`

const channelRoutes = implement(channelEndpoints, {
  QueryChannels: async (context, { body }) => ({ channels: await queryChannels(context, body) }),
  GetOrCreateChannel: (context, { params, body }) => getOrCreateChannel(context, params.type!, params.id!, body),
  GetOrCreateDistinctChannel: (context, { params, body }) => getOrCreateChannel(context, params.type!, undefined, body),
  GetChannel: (context, { params, query }) => getChannelState(context, params.type!, params.id!, query),
  UpdateChannel: (context, { params, body }) => updateChannelData(context, cidOf(params), body),
  UpdateChannelPartial: (context, { params, body }) => updateChannelPartial(context, cidOf(params), body),
  DeleteChannel: async (context, { params, query }) => ({
    channel: await deleteChannel(context, cidOf(params), query.hard_delete ?? false),
  }),
  DeleteChannels: (context, { body }) => deleteChannels(context, body.cids, body.hard_delete ?? false),
  TruncateChannel: (context, { params, body }) => truncateChannel(context, cidOf(params), body),
  HideChannel: async (context, { params, body }) => {
    await hideChannel(context, cidOf(params), body.clear_history ?? false)
    return {}
  },
  ShowChannel: async (context, { params }) => {
    await showChannel(context, cidOf(params))
    return {}
  },
  StopWatchingChannel: async (context, { params }) => {
    await stopWatching(context, cidOf(params))
    return {}
  },
})

const muteRoutes = implement(
  { MuteChannel, UnmuteChannel },
  {
    MuteChannel: (context, { body }) => muteChannelsFor(context, body),
    UnmuteChannel: async (context, { body }) => {
      await unmuteChannelsFor(context, body)
      return {}
    },
  },
)

export const stateRoutes = [...channelRoutes, ...muteRoutes]
