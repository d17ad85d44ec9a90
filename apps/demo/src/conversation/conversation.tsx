import type { Channel, LocalMessage } from '@parley-chat/client'
import { useCallback, useMemo, useState } from 'react'
import { useChannelState, useChat, useModel } from '../chat/context.ts'
import { titleOf } from '../chat/names.ts'
import { Composer } from '../composer/composer.tsx'
import { type Compositing, nothing } from '../composer/compositing.ts'
import { DeleteDialog } from '../dialogs/delete-dialog.tsx'
import { go } from '../place/place.ts'
import { complain } from '../ui/toast/complain.ts'
import { type MessageActions, MessageActionsContext } from './actions.ts'
import { Announcer } from './announcer.tsx'
import { ConversationHeader } from './conversation-header.tsx'
import { MessageList } from './message-list.tsx'
import { readersOf } from './read-marks.ts'
import { TypingLine } from './typing-line.tsx'
import { useHistory } from './use-history.ts'
import { useJump } from './use-jump.ts'
import { useUnread } from './use-unread.ts'

/** A channel: what was said, who is there, and what one wants to say. */
export function Conversation({ channel }: { readonly channel: Channel }) {
  const { me } = useChat()
  const model = useModel(channel)
  const messages = useChannelState(channel, (state) => state.messages)
  const latest = useChannelState(channel, (state) => state.latestMessages)
  const reads = useChannelState(channel, (state) => state.read)
  const [isAtBottom, setAtBottom] = useState(true)
  const [compositing, setCompositing] = useState<Compositing>(nothing)
  const [removing, setRemoving] = useState<LocalMessage>()
  const { isComplete, loadOlder, loadNewer } = useHistory(channel, messages)
  const { target, origin, jump, toLatest } = useJump(channel)
  const { unreadFrom, openedWith, markUnread, findFirst } = useUnread(channel, isAtBottom)
  const isUpToDate = messages === latest
  // In the middle of the history nobody has just read the last message that is shown.
  const readers = useMemo(() => readersOf(isUpToDate ? latest : [], reads, me.id), [isUpToDate, latest, reads, me.id])
  const title = titleOf(model, me.id)
  const top = useMemo(
    () => (
      <div className="list-top">
        {isComplete ? <p>This is where {title} begins.</p> : <p>Loading what was said before…</p>}
      </div>
    ),
    [isComplete, title],
  )
  const actions = useMemo<MessageActions>(
    () => ({
      quote: (message) => setCompositing({ kind: 'quote', message }),
      edit: (message) => setCompositing({ kind: 'edit', message }),
      remove: setRemoving,
      jump({ id, parent_id, show_in_channel }, from) {
        if (parent_id && !show_in_channel) go({ thread: parent_id })
        else jump(id, from?.id)
      },
      openThread: (message) => go({ thread: message.parent_id ?? message.id }),
      markUnread,
    }),
    [markUnread, jump],
  )
  const editLast = useCallback(() => {
    const last = latest.findLast((message) => message.user.id === me.id && message.type === 'regular')
    if (last?.status === 'received') setCompositing({ kind: 'edit', message: last })
  }, [latest, me.id])
  const unread = useMemo(
    () => ({
      from: unreadFrom,
      count: openedWith,
      jump: () => findFirst().then((id) => id !== undefined && jump(id), complain),
    }),
    [unreadFrom, openedWith, findFirst, jump],
  )
  return (
    <MessageActionsContext value={actions}>
      <section className="conversation" aria-label={title}>
        <ConversationHeader title={title} />
        <MessageList
          label={`Messages in ${title}`}
          messages={messages}
          latest={latest}
          isWhole={isComplete}
          readers={readers}
          top={top}
          loadOlder={loadOlder}
          loadNewer={loadNewer}
          target={target}
          unread={unread}
          onLatest={toLatest}
          onReturn={origin === undefined ? undefined : () => jump(origin)}
          onBottomChange={setAtBottom}
        />
        <TypingLine channel={channel} />
        <Composer
          label={`Message to ${title}`}
          compositing={compositing}
          onDone={() => setCompositing(nothing)}
          onSend={isUpToDate ? undefined : toLatest}
          onEditLast={editLast}
        />
        <Announcer channel={channel} />
        {removing && <DeleteDialog message={removing} onClose={() => setRemoving(undefined)} />}
      </section>
    </MessageActionsContext>
  )
}
