import type { Channel } from '@parley-chat/client'
import { useCallback, useEffect, useState } from 'react'
import { go, usePlace } from '../place/place.ts'
import { complain } from '../ui/toast/complain.ts'

/** Where the list is to go. Every jump is an object of its own, so that the same message can be jumped to again. */
export interface Target {
  readonly id: string | 'latest'
}

/** Jumps in the history of a channel. The message stands in the address: a link leads to it, and the browser's way back leads back. */
export function useJump(channel: Channel) {
  const { message } = usePlace()
  const [target, setTarget] = useState<Target>()
  /** The message from which the last jump was made. */
  const [origin, setOrigin] = useState<string>()
  const [jumps, setJumps] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another jump to the same message is a jump too.
  useEffect(() => {
    if (message === undefined) return
    let isWanted = true
    channel.state.loadMessageIntoState(message).then(
      () => isWanted && setTarget({ id: message }),
      (error) => {
        if (!isWanted) return
        complain(error)
        go({ message: undefined }, 'replace')
      },
    )
    return () => {
      isWanted = false
    }
  }, [channel, message, jumps])

  const jump = useCallback((id: string, from?: string) => {
    if (from !== undefined) go({ message: from }, 'replace')
    go({ message: id })
    setOrigin(from)
    setJumps((count) => count + 1)
  }, [])

  const toLatest = useCallback(() => {
    setOrigin(undefined)
    go({ message: undefined }, 'replace')
    channel.state.loadMessageIntoState('latest').then(() => setTarget({ id: 'latest' }), complain)
  }, [channel])

  return { target, origin, jump, toLatest }
}
