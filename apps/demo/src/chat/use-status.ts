import { useSyncExternalStore } from 'react'
import type { ChatStatus } from './chat.ts'
import { useChat } from './context.ts'

/** How far connecting has come. */
export function useStatus(): ChatStatus {
  const { status } = useChat()
  return useSyncExternalStore(
    (listener) => status.subscribe(listener),
    () => status.getLatestValue(),
  )
}
