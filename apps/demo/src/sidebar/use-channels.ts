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
    return Object.values(channels)
      .flatMap((model) => {
        if (!model.membership || model.hidden) return []
        const channel = client.channel(model.channel.type, model.channel.id)
        return [{ channel, model, title: titleOf(model, me.id) }]
      })
      .filter(({ title }) => title.toLocaleLowerCase().includes(wanted))
      .sort((a, b) => lastMoment(b).localeCompare(lastMoment(a)) || a.channel.cid.localeCompare(b.channel.cid))
  }, [channels, search, client, me.id])
}

const lastMoment = ({ model }: Listed) => model.channel.last_message_at ?? model.channel.created_at
