import { Icon } from '@parley-chat/ui/icon.tsx'
import { useState } from 'react'
import type { HeardEvent } from '../live/event-feed.ts'
import { Code } from '../ui/code.tsx'

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
})

/** One event in a line, and whole once it is opened. */
export function EventRow({ heard }: { readonly heard: HeardEvent }) {
  const [isOpen, setOpen] = useState(false)
  const id = `event-${heard.number}`
  return (
    <li className="event">
      <button
        type="button"
        className="event-line"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <span className="turner">
          <Icon name="chevron" />
        </span>
        <time dateTime={heard.at} className="muted">
          {clock.format(new Date(heard.at))}
        </time>
        <code className="event-type">{heard.type}</code>
        <span className="mono muted event-where">
          {heard.cid ?? (heard.audience === 'user' ? 'one user' : 'followers')}
        </span>
        <span className="mono muted event-who">{heard.user_id}</span>
      </button>
      {isOpen && (
        <div id={id} className="event-json">
          <Code text={JSON.stringify(heard.event, null, 2)} label="event" />
        </div>
      )}
    </li>
  )
}
