import type { Channel } from '@parley-chat/client'
import type { ChannelModel, State } from '@parley-chat/client/state'
import { useMemo } from 'react'
import { useChat, useChatState } from '../chat/context.ts'
import { titleOf } from '../chat/names.ts'

/** A channel of the list. */
export interface Listed {
  readonly channel: Channel
  readonly model: ChannelModel
  readonly title: string
}

const channelsOf = (state: State) => state.channels

/** The channels this person is in, the latest first; those of one moment by their name, so that none changes places for nothing. */
export function useChannels(search: string): Listed[] {
  const { client, me } = useChat()
  const channels = useChatState(channelsOf)
  return useMemo(() => {
    const wanted = search.trim().toLocaleLowerCase()
    return Object.entries(channels)
      .flatMap(([cid, model]) => {
        const channel = client.activeChannels[cid]
        if (!channel || !model.membership || model.hidden) return []
        return [{ channel, model, title: titleOf(channel, model, me.id) }]
      })
      .filter(({ title }) => title.toLocaleLowerCase().includes(wanted))
      .sort((a, b) => lastMoment(b).localeCompare(lastMoment(a)) || a.channel.cid.localeCompare(b.channel.cid))
  }, [channels, search, client, me.id])
}

const lastMoment = ({ model }: Listed) => model.channel.last_message_at ?? model.channel.created_at
