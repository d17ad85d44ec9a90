import { z } from 'zod'
import { type Endpoint, endpoints } from '../endpoint.ts'
import { ChannelType, ChannelTypeWithNames, channelTypeFields } from '../objects/channel-config.ts'
import { resource } from '../resource.ts'
import { ChannelTypeName } from '../scalars.ts'

export const CreateChannelTypeRequest = resource('CreateChannelTypeRequest', {
  name: ChannelTypeName,
  ...channelTypeFields,
})
export type CreateChannelTypeRequest = z.infer<typeof CreateChannelTypeRequest>

export const UpdateChannelTypeRequest = resource('UpdateChannelTypeRequest', channelTypeFields)
export type UpdateChannelTypeRequest = z.infer<typeof UpdateChannelTypeRequest>

const shared = { v2: 'chat', tag: 'channel types', side: 'server' } as const satisfies Partial<Endpoint>
const one = { ...shared, path: '/channeltypes/:name', params: z.object({ name: ChannelTypeName }) } as const

export const channelTypeEndpoints = endpoints({
  ListChannelTypes: {
    ...shared,
    method: 'GET',
    path: '/channeltypes',
    summary: 'All channel types',
    reply: resource('ListChannelTypesResponse', { channel_types: z.record(z.string(), ChannelType) }),
  },
  CreateChannelType: {
    ...shared,
    method: 'POST',
    path: '/channeltypes',
    summary: 'Create a channel type',
    body: CreateChannelTypeRequest,
    reply: resource('CreateChannelTypeResponse', ChannelTypeWithNames.shape),
  },
  GetChannelType: {
    ...one,
    method: 'GET',
    summary: 'A channel type',
    reply: resource('GetChannelTypeResponse', ChannelType.shape),
    errors: ['not_found'],
  },
  UpdateChannelType: {
    ...one,
    method: 'PUT',
    summary: 'Change a channel type',
    body: UpdateChannelTypeRequest,
    reply: resource('UpdateChannelTypeResponse', ChannelTypeWithNames.shape),
    errors: ['not_found'],
  },
  DeleteChannelType: {
    ...one,
    method: 'DELETE',
    summary: 'Delete a channel type that no channel has',
    reply: resource('DeleteChannelTypeResponse', {}),
    errors: ['not_found'],
  },
})
