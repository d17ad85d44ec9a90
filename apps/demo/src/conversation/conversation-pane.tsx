import './conversation.css'
import type { Channel } from '@parley-chat/client'
import { useEffect, useState } from 'react'
import { ChannelContext, useChat, useChatState } from '../chat/context.ts'
import { useStatus } from '../chat/use-status.ts'
import { go, usePlace } from '../place/place.ts'
import { ThreadPanel } from '../thread/thread-panel.tsx'
import { StateView } from '../ui/state-view.tsx'
import { Conversation } from './conversation.tsx'

/** The conversation that the address names, and the thread beside it. */
export function ConversationPane() {
  const { cid, thread } = usePlace()
  const found = useOpenChannel(cid)
  if (!cid)
    return (
      <div className="pane">
        <StateView title="Pick a conversation">
          <p>What you write is stored before you see it arrive, and survives whatever happens to the line.</p>
        </StateView>
      </div>
    )
  if (found === 'loading') return <div className="pane" aria-busy="true" />
  if (found === 'missing')
    return (
      <div className="pane">
        <StateView title="Not here">
          <p>This conversation does not exist, or you are not in it.</p>
          <button type="button" className="button" onClick={() => go({ cid: undefined })}>
            Back to the list
          </button>
        </StateView>
      </div>
    )
  return (
    <ChannelContext value={found} key={found.cid}>
      <div className="pane" data-thread={thread !== undefined}>
        <Conversation channel={found} />
        {thread && <ThreadPanel key={thread} parentId={thread} />}
      </div>
    </ChannelContext>
  )
}

/** The channel of the address. One that is not in the list is asked for by its name. */
function useOpenChannel(cid: string | undefined): Channel | 'loading' | 'missing' {
  const { client } = useChat()
  const { phase } = useStatus()
  const model = useChatState(({ channels }) => (cid && Object.hasOwn(channels, cid) ? channels[cid] : undefined))
  const isKnown = model !== undefined
  const [missing, setMissing] = useState<string>()
  useEffect(() => {
    if (!cid || isKnown || phase !== 'ready') return
    const [type = '', id] = cid.split(':')
    const isChannel = /^[\w-]+$/.test(type) && /^[\w!-]+$/.test(id ?? '')
    // Asked through the list: `watch` would make a channel that does not exist.
    const asked = isChannel ? client.queryChannels({ cid }, undefined, { limit: 1, presence: true }) : undefined
    Promise.resolve(asked ?? []).then(
      (channels) => channels.length === 0 && setMissing(cid),
      () => setMissing(cid),
    )
  }, [cid, isKnown, phase, client])
  if (model) return client.channel(model.channel.type, model.channel.id)
  return missing === cid ? 'missing' : 'loading'
}
