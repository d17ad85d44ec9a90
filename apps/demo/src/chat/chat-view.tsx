import './chat-view.css'
import { useEffect } from 'react'
import { ConnectionBanner } from '../banner/connection-banner.tsx'
import { ConversationPane } from '../conversation/conversation-pane.tsx'
import { usePlace } from '../place/place.ts'
import { Sidebar } from '../sidebar/sidebar.tsx'
import { Toast } from '../ui/toast/toast.tsx'
import { useChat } from './context.ts'
import { useStatus } from './use-status.ts'
import { useTitle } from './use-title.ts'

/** The chat: channels, a conversation, a thread; side by side where there is room, one over the other where there is none. */
export function ChatView() {
  const { cid, thread } = usePlace()
  useTitle()
  useRetryWhenOnline()
  const depth = thread ? 'thread' : cid ? 'conversation' : 'list'
  return (
    <main className="chat" data-depth={depth}>
      <h1 className="unseen">Parley demo</h1>
      <ConnectionBanner />
      <Sidebar />
      <ConversationPane />
      <Toast />
    </main>
  )
}

/** A first connection that failed is tried again when the network is back; later ones are the SDK's affair. */
function useRetryWhenOnline() {
  const { connect } = useChat()
  const { phase } = useStatus()
  useEffect(() => {
    if (phase !== 'failed') return
    addEventListener('online', connect)
    return () => removeEventListener('online', connect)
  }, [phase, connect])
}
