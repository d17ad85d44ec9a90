import { useEffect, useState } from 'react'
import { useChat } from '../chat/context.ts'

/** How the connection is. `resumed`: nothing was missed; `reset`: too much was, and it was loaded anew. */
export type Link = 'up' | 'offline' | 'reconnecting' | 'resumed' | 'reset'

const welcomeMs = 3500

/** Follows the connection, once there has been one. */
export function useLink(): Link {
  const { client } = useChat()
  const [link, setLink] = useState<Link>('up')
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isDown = false
    let wasReset = false
    const down = () => {
      isDown = true
      wasReset = false
      clearTimeout(timer)
      setLink(navigator.onLine ? 'reconnecting' : 'offline')
    }
    const refresh = () => isDown && setLink(navigator.onLine ? 'reconnecting' : 'offline')
    const stopWatching = client.store.subscribe(({ channels }) => {
      if (isDown && Object.values(channels).some(({ stale }) => stale)) wasReset = true
    })
    const subscriptions = [
      client.on('connection.changed', ({ online }) => !online && down()),
      client.on('connection.recovered', () => {
        isDown = false
        setLink(wasReset ? 'reset' : 'resumed')
        timer = setTimeout(() => setLink('up'), welcomeMs)
      }),
    ]
    addEventListener('online', refresh)
    addEventListener('offline', refresh)
    return () => {
      clearTimeout(timer)
      stopWatching()
      for (const subscription of subscriptions) subscription.unsubscribe()
      removeEventListener('online', refresh)
      removeEventListener('offline', refresh)
    }
  }, [client])
  return link
}
