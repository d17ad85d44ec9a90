import type { Channel, LocalMessage } from '@parley-chat/client'
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { useChannelState, useChat } from '../chat/context.ts'
import { complain } from '../ui/toast/complain.ts'

/** What is new in the channel that is open: from where on, and marking it as read while it is looked at. */
export function useUnread(channel: Channel, messages: readonly LocalMessage[], isAtBottom: boolean) {
  const { me } = useChat()
  const unread = useChannelState(channel, (state) => state.unreadCount)
  const isVisible = useSyncExternalStore(subscribeVisible, () => document.visibilityState === 'visible')
  const [from, setFrom] = useState(() => firstUnread(channel, messages, me.id))
  // Who has marked something as unread does not want it read for being in sight.
  const [isKept, setKept] = useState(false)
  const isLooking = isVisible && isAtBottom

  useEffect(() => {
    if (unread === 0 || isKept) return
    if (isLooking) channel.markRead().catch(() => {})
    else setFrom((known) => known ?? firstUnread(channel, channel.state.messages, me.id))
  }, [unread, isLooking, isKept, channel, me.id])

  const markUnread = useCallback(
    (message: LocalMessage) => {
      setKept(true)
      setFrom(message.id)
      channel.markUnread({ message_id: message.id }).catch((error) => {
        setKept(false)
        complain(error)
      })
    },
    [channel],
  )
  return { unreadFrom: from, markUnread }
}

function firstUnread(channel: Channel, messages: readonly LocalMessage[], me: string): string | undefined {
  if (channel.state.unreadCount === 0) return undefined
  const read = channel.state.read[me]
  if (read?.first_unread_message_id) return read.first_unread_message_id
  const last = read?.last_read ?? new Date(0)
  return messages.find(({ created_at, user }) => created_at > last && user.id !== me)?.id
}

function subscribeVisible(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}
