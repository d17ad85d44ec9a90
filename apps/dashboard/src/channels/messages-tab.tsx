import { useState } from 'react'
import type { Message } from '../api/channels.ts'
import { Button } from '../ui/button.tsx'
import { Empty, Failed, SkeletonLines } from '../ui/states.tsx'
import { type ChannelRef, useMessages } from './channels.ts'
import { DeleteMessage } from './delete-message.tsx'
import { MessageRow } from './message-row.tsx'
import { SendAs } from './send-as.tsx'

/** The history, newest at the bottom, and a line to write into it as somebody. */
export function MessagesTab({ channel }: { readonly channel: ChannelRef }) {
  const query = useMessages(channel)
  const [deleting, setDeleting] = useState<Message>()
  const messages = query.data?.pages.toReversed().flat()
  return (
    <div className="history">
      {query.hasNextPage && (
        <div className="history-more">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show older messages
          </Button>
        </div>
      )}
      {query.isError && <Failed error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <SkeletonLines count={6} />}
      {messages?.length === 0 && (
        <Empty icon="channels" title="Nothing has been said here">
          <p>Write the first message as one of the members.</p>
        </Empty>
      )}
      {messages && messages.length > 0 && (
        <ul className="messages">
          {messages.map((message) => (
            <MessageRow key={message.id} message={message} onDelete={setDeleting} />
          ))}
        </ul>
      )}
      <SendAs channel={channel} />
      {deleting && <DeleteMessage message={deleting} onClose={() => setDeleting(undefined)} />}
    </div>
  )
}
