import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { listBans } from '../api/bans.ts'
import {
  type ChannelSearch,
  getChannel,
  listMessagesBefore,
  messagesPerPage,
  queryChannels,
  queryMembers,
} from '../api/channels.ts'
import { listChannelTypes } from '../api/settings.ts'
import { useAppId } from '../apps/apps.ts'

/** Which channel a page is about. */
export interface ChannelRef {
  readonly type: string
  readonly id: string
}

/** A page of channels; the one before stays in view until the next has come. */
export function useChannels(search: ChannelSearch) {
  const appId = useAppId()
  return useQuery({
    queryKey: ['app', appId, 'channels', 'list', search],
    queryFn: ({ signal }) => queryChannels(appId, search, signal),
    placeholderData: keepPreviousData,
  })
}

export function useChannel({ type, id }: ChannelRef) {
  const appId = useAppId()
  return useQuery({
    queryKey: ['app', appId, 'channels', 'one', type, id],
    queryFn: ({ signal }) => getChannel(appId, type, id, signal),
  })
}

/** The history from its end backwards, a page at a time. Each page is oldest first. */
export function useMessages({ type, id }: ChannelRef) {
  const appId = useAppId()
  return useInfiniteQuery({
    queryKey: ['app', appId, 'messages', type, id],
    queryFn: async ({ pageParam, signal }) =>
      pageParam
        ? listMessagesBefore(appId, type, id, pageParam, signal)
        : (await getChannel(appId, type, id, signal)).messages,
    initialPageParam: '',
    getNextPageParam: (page) => (page.length < messagesPerPage ? undefined : page[0]?.id),
  })
}

export function useMembers({ type, id }: ChannelRef, page: number) {
  const appId = useAppId()
  return useQuery({
    queryKey: ['app', appId, 'members', type, id, page],
    queryFn: ({ signal }) => queryMembers(appId, type, id, page, signal),
    placeholderData: keepPreviousData,
  })
}

/** The bans in force in a channel. */
export function useBansIn({ type, id }: ChannelRef) {
  const appId = useAppId()
  return useQuery({
    queryKey: ['app', appId, 'bans', 'channel', type, id],
    queryFn: ({ signal }) => listBans(appId, { channel_cid: `${type}:${id}` }, signal),
  })
}

export function useChannelTypes() {
  const appId = useAppId()
  return useQuery({
    queryKey: ['app', appId, 'channel types'],
    queryFn: ({ signal }) => listChannelTypes(appId, signal),
    staleTime: 60_000,
  })
}
