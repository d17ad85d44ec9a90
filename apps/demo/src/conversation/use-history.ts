import type { Channel, LocalMessage } from '@parley-chat/client'
import { useCallback, useRef, useState } from 'react'
import { complain } from '../ui/toast/complain.ts'

const pageSize = 50

/** Of each channel the oldest message there is, once it is known. */
const oldest = new WeakMap<Channel, string>()

/** Loads what was said before, page by page. */
export function useHistory(channel: Channel, messages: readonly LocalMessage[]) {
  const isLoading = useRef(false)
  const [, setLoads] = useState(0)
  const first = messages.find(({ status }) => status === 'received')?.id
  const isComplete = first === undefined || oldest.get(channel) === first

  const loadOlder = useCallback(() => {
    if (isLoading.current || first === undefined || oldest.get(channel) === first) return
    isLoading.current = true
    channel
      .query({ messages: { limit: pageSize, id_lt: first } })
      .then(({ messages: found }) => {
        if (found.length < pageSize) oldest.set(channel, found[0]?.id ?? first)
      })
      .catch(complain)
      .finally(() => {
        isLoading.current = false
        setLoads((count) => count + 1)
      })
  }, [channel, first])
  return { isComplete, loadOlder }
}
