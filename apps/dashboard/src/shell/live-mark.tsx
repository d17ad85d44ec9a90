import type { FeedStatus } from '../live/event-feed.ts'
import { useFeed } from '../live/live.tsx'

const words: Readonly<Record<FeedStatus, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Reconnecting',
}

/** Whether what is shown keeps itself up to date. */
export function LiveMark() {
  const { status } = useFeed().heard
  return (
    <span className={`live-mark live-mark-${status}`}>
      <span className="live-dot" aria-hidden="true" />
      {words[status]}
    </span>
  )
}
