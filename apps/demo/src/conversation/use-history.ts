import type { Channel, LocalMessage } from '@parley-chat/client'
import { useCallback, useRef, useState } from 'react'
import { complain } from '../ui/toast/complain.ts'

const pageSize = 50

/** Of each channel the oldest message there is, once it is known. */
const oldest = new WeakMap<Channel, string>()

/** Loads what was said before, page by page; and after, for who has jumped into the middle. */
export function useHistory(channel: Channel, messages: readonly LocalMessage[]) {
  const isLoading = useRef(false)
  const [, setLoads] = useState(0)
  const first = messages.find(isStored)?.id
  const last = messages.findLast(isStored)?.id
  const isComplete = first === undefined || oldest.get(channel) === first

  const load = useCallback(
    (cursor: { readonly id_lt: string } | { readonly id_gt: string }) => {
      if (isLoading.current) return
      isLoading.current = true
      channel
        .query({ messages: { limit: pageSize, ...cursor } })
        .then(({ messages: found }) => {
          if ('id_lt' in cursor && found.length < pageSize) oldest.set(channel, found[0]?.id ?? cursor.id_lt)
        })
        .catch(complain)
        .finally(() => {
          isLoading.current = false
          setLoads((count) => count + 1)
        })
    },
    [channel],
  )
  const loadOlder = useCallback(() => {
    if (first !== undefined && oldest.get(channel) !== first) load({ id_lt: first })
  }, [channel, first, load])
  const loadNewer = useCallback(() => {
    if (last !== undefined && !channel.state.isUpToDate) load({ id_gt: last })
  }, [channel, last, load])
  return { isComplete, loadOlder, loadNewer }
}

const isStored = ({ status }: LocalMessage) => status === 'received'
