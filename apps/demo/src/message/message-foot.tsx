import type { LocalMessage, User } from '@parley-chat/client'
import { discarded } from '@parley-chat/client/state'
import { Icon } from '@parley-chat/ui/icon.tsx'
import { useChannel, useChat } from '../chat/context.ts'
import { nameOf } from '../chat/names.ts'
import { useMessageActions } from '../conversation/actions.ts'
import { Avatar } from '../ui/avatar.tsx'
import { reasonOf } from '../ui/toast/complain.ts'

interface MessageFootProps {
  readonly message: LocalMessage
  readonly readers: readonly User[]
  readonly tabIndex: number
}

const shownReaders = 4

/** What became of a message: on its way, failed, answered, read. */
export function MessageFoot({ message, readers, tabIndex }: MessageFootProps) {
  const { openThread } = useMessageActions()
  const { reply_count, thread_participants = [] } = message
  return (
    <>
      {message.status === 'failed' && <Failed message={message} />}
      {openThread && reply_count > 0 && (
        <button type="button" className="thread-link" tabIndex={tabIndex} onClick={() => openThread(message)}>
          <span className="avatar-stack">
            {thread_participants.slice(0, 3).map((user) => (
              <Avatar key={user.id} user={user} size="xs" />
            ))}
          </span>
          {reply_count} {reply_count === 1 ? 'reply' : 'replies'}
        </button>
      )}
      {readers.length > 0 && (
        <p className="readers" title={`Read by ${readers.map(nameOf).join(', ')}`}>
          <span className="unseen">Read by {readers.map(nameOf).join(', ')}</span>
          <span className="avatar-stack">
            {readers.slice(0, shownReaders).map((user) => (
              <Avatar key={user.id} user={user} size="xs" />
            ))}
          </span>
          {readers.length > shownReaders && <span aria-hidden="true">+{readers.length - shownReaders}</span>}
        </p>
      )}
    </>
  )
}

function Failed({ message }: { readonly message: LocalMessage }) {
  const channel = useChannel()
  const { client } = useChat()
  const retry = () => channel.sendMessage(message).catch(() => {})
  const discard = () => client.store.next((state) => discarded(state, channel.cid, message.id))
  return (
    <p className="failed">
      <Icon name="warning" />
      <span dir="auto">Not sent. {message.error !== undefined && reasonOf(message.error)}</span>
      <button type="button" onClick={retry}>
        Send again
      </button>
      <button type="button" onClick={discard}>
        Discard
      </button>
    </p>
  )
}
