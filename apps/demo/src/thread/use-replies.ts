import type { Channel, LocalMessage } from '@parley-chat/client'
import { useCallback, useEffect, useRef } from 'react'
import { useChannelState } from '../chat/context.ts'
import { complain } from '../ui/toast/complain.ts'

const pageSize = 50

/** The replies of a thread. They are asked for once, and again if the client had to begin anew. */
export function useReplies(channel: Channel, parentId: string) {
  const threads = useChannelState(channel, (state) => state.threads)
  const replies: readonly LocalMessage[] | undefined = Object.hasOwn(threads, parentId) ? threads[parentId] : undefined
  const isLoading = useRef(false)
  const oldest = useRef<string>(undefined)
  const isLoaded = replies !== undefined
  const first = replies?.find(({ status }) => status === 'received')?.id

  const load = useCallback(
    (before?: string) => {
      if (isLoading.current) return
      isLoading.current = true
      channel
        .getReplies(parentId, { limit: pageSize, ...(before && { id_lt: before }) })
        .then(({ messages }) => {
          if (messages.length < pageSize) oldest.current = messages[0]?.id ?? before ?? ''
        })
        .catch(complain)
        .finally(() => {
          isLoading.current = false
        })
    },
    [channel, parentId],
  )
  useEffect(() => {
    if (!isLoaded) load()
  }, [isLoaded, load])
  const loadOlder = useCallback(() => {
    if (first !== undefined && oldest.current === undefined) load(first)
  }, [first, load])
  return { replies, loadOlder }
}
