import type { Channel, ChannelState } from '@parley-chat/client'
import type { ChannelModel, State } from '@parley-chat/client/state'
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'
import type { Chat } from './chat.ts'

export const ChatContext = createContext<Chat | undefined>(undefined)
export const ChannelContext = createContext<Channel | undefined>(undefined)

/** The connected chat; only for what stands inside it. */
export function useChat(): Chat {
  const chat = useContext(ChatContext)
  if (!chat) throw new Error('There is no chat around this component')
  return chat
}

/** The channel that is looked at; only for what stands inside one. */
export function useChannel(): Channel {
  const channel = useContext(ChannelContext)
  if (!channel) throw new Error('There is no channel around this component')
  return channel
}

/** A part of all that the client believes. `select` answers a value that is the same as long as nothing changed. */
export function useChatState<T>(select: (state: State) => T): T {
  const { store } = useChat().client
  const subscribe = useCallback((listener: () => void) => store.subscribe(listener), [store])
  return useSyncExternalStore(subscribe, () => select(store.getLatestValue()))
}

/** A part of the state of one channel, as the SDK shows it. */
export function useChannelState<T>(channel: Channel, select: (state: ChannelState) => T): T {
  return useChatState(() => select(channel.state))
}

/** The raw model of a channel: its data, and what this person may do in it. Undefined once it is gone. */
export function useModel(channel: Channel): ChannelModel | undefined {
  return useChatState((state) => (Object.hasOwn(state.channels, channel.cid) ? state.channels[channel.cid] : undefined))
}
