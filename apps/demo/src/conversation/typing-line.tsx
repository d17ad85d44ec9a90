import type { Channel, TypingEvent } from '@parley-chat/client'
import { useChannelState } from '../chat/context.ts'
import { typingText } from '../sidebar/preview.ts'

/** Who is typing here; the line keeps its room, so that nothing moves when somebody begins. */
export function TypingLine({ channel, parentId }: { readonly channel: Channel; readonly parentId?: string }) {
  const typing = useChannelState(channel, (state) => state.typing)
  const here = Object.values<TypingEvent>(typing).filter(({ parent_id }) => parent_id === parentId)
  return (
    <p className="typing-line" aria-live="off" data-typing={here.length > 0}>
      {here.length > 0 && (
        <>
          <span className="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <bdi>{typingText(here)}</bdi>
        </>
      )}
    </p>
  )
}
