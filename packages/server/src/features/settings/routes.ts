import { appEndpoints, channelTypeEndpoints } from '@parley-chat/protocol'
import { implement } from '../../core/endpoint.ts'
import { getApp, updateApp } from './app-settings.ts'
import {
  createChannelType,
  deleteChannelType,
  getChannelType,
  listChannelTypes,
  updateChannelType,
} from './channel-types.ts'
import { getRateLimits } from './rate-limits.ts'

export const settingsRoutes = [
  ...implement(appEndpoints, {
    GetApp: async (context) => ({ app: await getApp(context) }),
    UpdateApp: async (context, { body }) => {
      await updateApp(context, body)
      return {}
    },
    GetRateLimits: async (context, { query }) => getRateLimits(context, query),
  }),
  ...implement(channelTypeEndpoints, {
    ListChannelTypes: async (context) => ({ channel_types: await listChannelTypes(context) }),
    CreateChannelType: (context, { body }) => createChannelType(context, body),
    GetChannelType: (context, { params }) => getChannelType(context, params.name!),
    UpdateChannelType: (context, { params, body }) => updateChannelType(context, params.name!, body),
    DeleteChannelType: async (context, { params }) => {
      await deleteChannelType(context, params.name!)
      return {}
    },
  }),
]
