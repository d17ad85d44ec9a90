import { useEffect } from 'react'
import { usePlace } from '../place/place.ts'
import { useChat, useChatState } from './context.ts'
import { titleOf } from './names.ts'

/** Keeps the title of the tab and its icon: where one is, and how much is unread. */
export function useTitle(): void {
  const { me } = useChat()
  const { cid } = usePlace()
  const unread = useChatState((state) => state.totals.total_unread_count)
  const title = useChatState((state) => {
    const model = cid && Object.hasOwn(state.channels, cid) ? state.channels[cid] : undefined
    return model ? titleOf(model, me.id) : me.name
  })
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${title} · Parley`
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    if (icon) icon.href = `${import.meta.env.BASE_URL}${unread > 0 ? 'parley-unread.svg' : 'parley.svg'}`
  }, [unread, title])
  useEffect(
    () => () => {
      document.title = 'Parley demo'
    },
    [],
  )
}
