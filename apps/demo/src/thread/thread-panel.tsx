import './thread.css'
import { formatMessage, type LocalMessage } from '@parley-chat/client'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useChannel, useChannelState, useChat } from '../chat/context.ts'
import { Composer } from '../composer/composer.tsx'
import { type Compositing, nothing } from '../composer/compositing.ts'
import { type MessageActions, MessageActionsContext } from '../conversation/actions.ts'
import { MessageList } from '../conversation/message-list.tsx'
import { TypingLine } from '../conversation/typing-line.tsx'
import type { Target } from '../conversation/use-jump.ts'
import { DeleteDialog } from '../dialogs/delete-dialog.tsx'
import { MessageRow } from '../message/message-row.tsx'
import { go } from '../place/place.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { StateView } from '../ui/state-view.tsx'
import { complain } from '../ui/toast/complain.ts'
import { useReplies } from './use-replies.ts'

const none: readonly LocalMessage[] = []
const ignore = () => {}
/** Where the window has no room for both, the thread lies over its channel. */
const isAlone = () => matchMedia('(max-width: 1080px)').matches

/** A thread beside its channel: the message it began with, and what was answered. */
export function ThreadPanel({ parentId }: { readonly parentId: string }) {
  const channel = useChannel()
  const { me } = useChat()
  const parent = useParent(parentId)
  const { replies = none, loadOlder } = useReplies(channel, parentId)
  const [compositing, setCompositing] = useState<Compositing>(nothing)
  const [removing, setRemoving] = useState<LocalMessage>()
  const close = useCloser(parentId)
  const [target, setTarget] = useState<Target>()
  const jump = useCallback(
    (id: string) => {
      const isLoaded = channel.state.findMessage(id, parentId) !== undefined
      const found = isLoaded ? Promise.resolve() : channel.state.loadMessageIntoState(id, parentId)
      found.then(() => setTarget({ id }), complain)
    },
    [channel, parentId],
  )
  const actions = useMemo<MessageActions>(
    () => ({
      quote: (message) => setCompositing({ kind: 'quote', message }),
      edit: (message) => setCompositing({ kind: 'edit', message }),
      remove: setRemoving,
      jump({ id, parent_id }) {
        if (parent_id === parentId) jump(id)
        else go({ message: id, ...(isAlone() && { thread: undefined }) })
      },
      openThread: undefined,
      markUnread: undefined,
    }),
    [parentId, jump],
  )
  const editLast = useCallback(() => {
    const last = replies.findLast(({ user, type }) => user.id === me.id && (type === 'reply' || type === 'regular'))
    if (last?.status === 'received') setCompositing({ kind: 'edit', message: last })
  }, [replies, me.id])
  const top = useMemo(
    () =>
      parent === 'missing' || parent === undefined ? (
        <div className="list-top" />
      ) : (
        <div className="thread-parent">
          <MessageRow message={parent} isFirst isStop={false} readers={[]} onFocus={ignore} />
        </div>
      ),
    [parent],
  )
  return (
    <MessageActionsContext value={actions}>
      <section className="thread" aria-label="Thread">
        <header className="conversation-head">
          <IconButton icon="back" label="Back to the conversation" className="thread-back" onClick={close} />
          <div className="conversation-title">
            <h2>Thread</h2>
            <p>
              {replies.length} {replies.length === 1 ? 'reply' : 'replies'}
            </p>
          </div>
          <IconButton icon="close" label="Close the thread" className="thread-close" onClick={close} />
        </header>
        {parent === 'missing' ? (
          <StateView title="This thread is gone" />
        ) : (
          <>
            <MessageList label="Replies" messages={replies} top={top} loadOlder={loadOlder} target={target} />
            <TypingLine channel={channel} parentId={parentId} />
            <Composer
              label="Reply in the thread"
              parentId={parentId}
              compositing={compositing}
              onDone={() => setCompositing(nothing)}
              onEditLast={editLast}
            />
          </>
        )}
        {removing && <DeleteDialog message={removing} onClose={() => setRemoving(undefined)} />}
      </section>
    </MessageActionsContext>
  )
}

/** The message that the thread began with: from the channel if it is loaded there, and fetched if not. */
function useParent(parentId: string): LocalMessage | 'missing' | undefined {
  const channel = useChannel()
  const { client } = useChat()
  const loaded = useChannelState(channel, (state) => state.findMessage(parentId))
  const [fetched, setFetched] = useState<LocalMessage | 'missing'>()
  const isLoaded = loaded !== undefined
  useEffect(() => {
    if (isLoaded) return
    client.getMessage(parentId).then(
      ({ message }) => setFetched(message.cid === channel.cid ? formatMessage(message) : 'missing'),
      () => setFetched('missing'),
    )
  }, [client, channel, parentId, isLoaded])
  return loaded ?? fetched
}

/** Closes the thread, and gives the focus back to where it was opened. */
function useCloser(parentId: string): () => void {
  const id = useRef(parentId)
  return () => {
    go({ thread: undefined })
    requestAnimationFrame(() => {
      const messages = document.querySelectorAll<HTMLElement>('.conversation .message')
      ;[...messages].find(({ dataset }) => dataset.id === id.current)?.focus()
    })
  }
}
