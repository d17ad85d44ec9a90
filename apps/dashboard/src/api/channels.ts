// What the channels' pages ask of the ordinary interface.
import type { Channel, ChannelState, Member, Message } from '@parley-chat/client/wire'
import { callApp } from './api.ts'

export type { Channel, ChannelState, Member, Message }

export interface ChannelSearch {
  readonly text: string
  readonly type: string
  readonly page: number
}

export const channelsPerPage = 25
export const messagesPerPage = 50
export const membersPerPage = 50

const newest = [{ field: 'last_message_at', direction: -1 }]

/** A page of channels, the liveliest first, and one more than it holds if there is another page. */
export async function queryChannels(
  appId: string,
  search: ChannelSearch,
  signal: AbortSignal,
): Promise<ChannelState[]> {
  const filters: object[] = []
  if (search.text)
    filters.push({ $or: [{ id: search.text }, { cid: search.text }, { name: { $autocomplete: search.text } }] })
  if (search.type) filters.push({ type: search.type })
  return findChannels(
    appId,
    filters.length > 0 ? { $and: filters } : {},
    channelsPerPage + 1,
    search.page * channelsPerPage,
    signal,
  )
}

/** The channels that a user belongs to, thirty at most. */
export const channelsOf = (appId: string, userId: string, signal: AbortSignal) =>
  findChannels(appId, { members: { $in: [userId] } }, 30, 0, signal)

async function findChannels(appId: string, filter: object, limit: number, offset: number, signal: AbortSignal) {
  const { channels } = await callApp<{ channels: ChannelState[] }>(appId, 'POST', '/channels', {
    body: { filter_conditions: filter, sort: newest, limit, offset, message_limit: 1, member_limit: 1, state: true },
    signal,
  })
  return channels
}

export const pathOf = (type: string, id: string) => `/channels/${encodeURIComponent(type)}/${encodeURIComponent(id)}`

export const getChannel = (appId: string, type: string, id: string, signal: AbortSignal) =>
  callApp<ChannelState>(appId, 'GET', pathOf(type, id), {
    query: { messages_limit: messagesPerPage, members_limit: 1 },
    signal,
  })

/** The messages before this one, oldest first. */
export async function listMessagesBefore(appId: string, type: string, id: string, before: string, signal: AbortSignal) {
  const query = { messages_limit: messagesPerPage, members_limit: 1, messages_id_lt: before }
  return (await callApp<ChannelState>(appId, 'GET', pathOf(type, id), { query, signal })).messages
}

export async function queryMembers(appId: string, type: string, id: string, page: number, signal: AbortSignal) {
  const payload = {
    type,
    id,
    filter_conditions: {},
    sort: [{ field: 'created_at', direction: 1 }],
    limit: membersPerPage + 1,
    offset: page * membersPerPage,
  }
  const { members } = await callApp<{ members: Member[] }>(appId, 'GET', '/members', {
    query: { payload: JSON.stringify(payload) },
    signal,
  })
  return members
}

export const createChannel = (
  appId: string,
  channel: { type: string; id: string; name: string; createdBy: string; members: string[] },
) =>
  callApp<ChannelState>(appId, 'POST', `${pathOf(channel.type, channel.id)}/query`, {
    body: {
      data: { created_by_id: channel.createdBy, members: channel.members, ...(channel.name && { name: channel.name }) },
    },
  })

export const updateMembers = (
  appId: string,
  type: string,
  id: string,
  change: { add_members?: string[]; remove_members?: string[] },
) => callApp(appId, 'POST', pathOf(type, id), { body: change })

export const setChannelRole = (appId: string, type: string, id: string, userId: string, role: string) =>
  callApp(appId, 'PATCH', `${pathOf(type, id)}/member`, {
    query: { user_id: userId },
    body: { set: { channel_role: role } },
  })

export const patchChannel = (appId: string, type: string, id: string, set: object) =>
  callApp(appId, 'PATCH', pathOf(type, id), { body: { set } })

export const truncateChannel = (appId: string, type: string, id: string) =>
  callApp(appId, 'POST', `${pathOf(type, id)}/truncate`, { body: { hard_delete: true } })

export const deleteChannel = (appId: string, type: string, id: string) => callApp(appId, 'DELETE', pathOf(type, id))

export const sendMessage = (appId: string, type: string, id: string, userId: string, text: string) =>
  callApp(appId, 'POST', `${pathOf(type, id)}/message`, { body: { message: { text, user_id: userId } } })

export const deleteMessage = (appId: string, messageId: string, hard: boolean) =>
  callApp(appId, 'DELETE', `/messages/${encodeURIComponent(messageId)}`, { query: { hard: hard || undefined } })

/** What people call a channel: its name, or its id where it has none. */
export const nameOf = (channel: Channel): string => (typeof channel.name === 'string' && channel.name) || channel.id
