import { useDeferredValue, useMemo, useState } from 'react'
import type { HeardEvent } from '../live/event-feed.ts'
import { useFeed } from '../live/live.tsx'
import { Button } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'
import { Empty } from '../ui/states.tsx'
import { EventRow } from './event-row.tsx'

/** No more rows than a person scrolls through are drawn; the filter looks at all that are kept. */
const shownEvents = 100

/** Everything that happens in the app, as it happens. */
export function EventsPage() {
  const { feed, heard } = useFeed()
  const [held, setHeld] = useState<readonly HeardEvent[]>()
  const [filter, setFilter] = useState({ type: '', cid: '', user: '' })
  const looked = useDeferredValue(filter)
  const events = held ?? heard.events
  const found = useMemo(() => events.filter((event) => fits(event, looked)), [events, looked])
  const waiting = held ? heard.heard - (held[0]?.number ?? 0) : 0
  const field = (name: keyof typeof filter, label: string, placeholder: string) => (
    <input
      type="search"
      className="input"
      aria-label={label}
      placeholder={placeholder}
      spellCheck={false}
      value={filter[name]}
      onChange={({ target }) => setFilter({ ...filter, [name]: target.value })}
    />
  )
  return (
    <Page
      title="Live events"
      lead={
        <>
          Heard so far: {heard.heard}. {heard.missed > 0 && `${heard.missed} came too fast and were left out. `}
          {held && `Paused, ${waiting} waiting.`}
        </>
      }
      actions={
        <>
          <Button onClick={() => feed.clear()}>Clear</Button>
          <Button
            tone={held ? 'primary' : 'plain'}
            icon={held ? 'play' : 'pause'}
            onClick={() => setHeld(held ? undefined : heard.events)}
          >
            {held ? 'Go on' : 'Pause'}
          </Button>
        </>
      }
    >
      <search className="search-bar search-bar-thirds">
        {field('type', 'Type', 'Type, such as message.new')}
        {field('cid', 'Channel', 'Channel, such as messaging:general')}
        {field('user', 'User', 'User id')}
      </search>
      {found.length === 0 ? (
        <Empty icon="events" title={events.length === 0 ? 'Quiet so far' : 'Nothing heard matches'}>
          <p>
            {events.length === 0
              ? 'As soon as somebody writes, joins, reads or types, it shows up here.'
              : 'The filter looks for parts of types, channels and user ids.'}
          </p>
        </Empty>
      ) : (
        <ol className="events" aria-label="Events, newest first">
          {found.slice(0, shownEvents).map((event) => (
            <EventRow key={event.number} heard={event} />
          ))}
        </ol>
      )}
      {found.length > shownEvents && (
        <p className="muted">
          The newest {shownEvents} of {found.length} are shown.
        </p>
      )}
    </Page>
  )
}

function fits(
  { type, cid = '', user_id = '' }: HeardEvent,
  filter: { type: string; cid: string; user: string },
): boolean {
  return type.includes(filter.type.trim()) && cid.includes(filter.cid.trim()) && user_id.includes(filter.user.trim())
}
