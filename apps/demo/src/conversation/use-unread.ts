import type { Channel, LocalMessage } from '@parley-chat/client'
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { useChannelState, useChat } from '../chat/context.ts'
import { complain } from '../ui/toast/complain.ts'

/** Enough to step over what this person has written themselves since. */
const firstUnreadWindow = 30

/** What is new in the channel that is open: from where on, and marking it as read while it is looked at. */
export function useUnread(channel: Channel, isAtBottom: boolean) {
  const { me } = useChat()
  const unread = useChannelState(channel, (state) => state.unreadCount)
  const isVisible = useSyncExternalStore(subscribeVisible, () => document.visibilityState === 'visible')
  const [opened] = useState(() => openedAt(channel, me.id))
  const [from, setFrom] = useState(opened.first)
  // Who has marked something as unread does not want it read for being in sight.
  const [isKept, setKept] = useState(false)
  const isLooking = isVisible && isAtBottom

  useEffect(() => {
    if (unread === 0 || isKept) return
    if (isLooking) channel.markRead().catch(() => {})
    else setFrom((known) => known ?? firstUnread(channel, me.id))
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

  /** The first message that was new when the channel was opened, also if it is not loaded. */
  const findFirst = useCallback(async () => {
    if (from !== undefined) return from
    const messages = { created_at_around: opened.lastRead.toISOString(), limit: firstUnreadWindow }
    const page = await channel.query({ messages })
    const first = page.messages.find(
      ({ created_at, user }) => new Date(created_at) > opened.lastRead && user.id !== me.id,
    )?.id
    setFrom(first)
    return first
  }, [channel, from, opened, me.id])

  return { unreadFrom: from, openedWith: opened.count, markUnread, findFirst }
}

/** What is unread at this moment: how much, since when, and from which message on if that is known. */
function openedAt(channel: Channel, me: string) {
  const { unreadCount: count, read } = channel.state
  return { count, lastRead: read[me]?.last_read ?? new Date(0), first: firstUnread(channel, me) }
}

/** The first unread message; undefined if there is none, or if it may stand above of those that are loaded. */
function firstUnread(channel: Channel, me: string): string | undefined {
  const { unreadCount, read, latestMessages } = channel.state
  const row = read[me]
  if (unreadCount === 0) return undefined
  if (row?.first_unread_message_id) return row.first_unread_message_id
  const last = row?.last_read ?? new Date(0)
  const loaded = latestMessages.filter(({ created_at, user }) => created_at > last && user.id !== me)
  return loaded.length < unreadCount ? undefined : loaded[0]?.id
}

function subscribeVisible(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}
