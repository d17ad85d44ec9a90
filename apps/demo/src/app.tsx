import { useEffect } from 'react'
import { closeChat, openChat } from './chat/chat.ts'
import { ChatView } from './chat/chat-view.tsx'
import { ChatContext } from './chat/context.ts'
import { PeoplePage } from './people/people-page.tsx'
import { go, rememberedPerson, usePlace } from './place/place.ts'
import type { DemoSession } from './session/session.ts'
import { useSession } from './session/use-session.ts'
import { StateView } from './ui/state-view.tsx'

/** The demo: first somebody to be, then the chat as they see it. */
export function App() {
  const [state, retry] = useSession()
  if (state.phase === 'loading') return <div aria-busy="true" className="state" />
  if (state.phase === 'failed')
    return (
      <main className="state">
        <StateView title="The demo does not open">
          <p>{state.reason}</p>
          <button type="button" className="button" data-look="strong" onClick={retry}>
            Try again
          </button>
        </StateView>
      </main>
    )
  return <Door session={state.session} />
}

function Door({ session }: { readonly session: DemoSession }) {
  const { as } = usePlace()
  const me = session.people.find(({ id }) => id === as)
  useEffect(() => {
    const known = rememberedPerson()
    if (!as && known) go({ as: known }, 'replace')
  }, [as])
  useEffect(() => {
    if (!me) closeChat()
  }, [me])
  if (!me) return <PeoplePage people={session.people} />
  // Asked while drawing, because it answers the same chat however often it is drawn.
  const chat = openChat(session, me)
  return (
    <ChatContext value={chat} key={me.id}>
      <ChatView />
    </ChatContext>
  )
}
