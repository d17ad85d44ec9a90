import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import { eventsUrl } from '../api/api.ts'
import { EventFeed, type Feed } from './event-feed.ts'

const FeedContext = createContext<EventFeed | undefined>(undefined)

/** Hears one app for all pages inside: tables and details ask again for what an event is about. */
export function LiveProvider({ appId, children }: { readonly appId: string; readonly children: ReactNode }) {
  const client = useQueryClient()
  const [feed] = useState(
    () =>
      new EventFeed((types) => {
        if (types === 'any') return void client.invalidateQueries({ queryKey: ['app', appId] })
        for (const part of new Set([...types].flatMap(partsTouchedBy))) {
          void client.invalidateQueries({ queryKey: ['app', appId, part] })
        }
      }),
  )
  useEffect(() => {
    feed.open(eventsUrl(appId))
    return () => feed.close()
  }, [feed, appId])
  return <FeedContext value={feed}>{children}</FeedContext>
}

/** Which of an app's queries an event makes stale. Typing and the like change nothing that is shown. */
function partsTouchedBy(type: string): readonly string[] {
  if (type.startsWith('typing.') || type.startsWith('user.watching.')) return []
  if (type.startsWith('user.')) return ['users', 'bans', 'members', 'app']
  if (type.startsWith('member.')) return ['channels', 'members']
  if (type.startsWith('channel.') || type.startsWith('notification.')) return ['channels', 'messages', 'members', 'app']
  if (type.startsWith('message.') || type.startsWith('reaction.')) return ['channels', 'messages', 'app']
  return []
}

/** The feed of the app around, for those who show its state and for those who steer it. */
export function useFeed(): { readonly feed: EventFeed; readonly heard: Feed } {
  const feed = useContext(FeedContext)
  if (!feed) throw new Error('a page that hears events stands outside an app')
  return { feed, heard: useSyncExternalStore(feed.subscribe, feed.snapshot) }
}
