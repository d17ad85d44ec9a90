import { type KeyboardEvent, useRef, useState } from 'react'
import { useChat } from '../chat/context.ts'
import { useStatus } from '../chat/use-status.ts'
import { usePlace } from '../place/place.ts'
import { useNow } from '../time/use-now.ts'
import { StateView } from '../ui/state-view.tsx'
import { ChannelRow } from './channel-row.tsx'
import { MoreChannels } from './more-channels.tsx'
import { Skeleton } from './skeleton.tsx'
import { useChannels } from './use-channels.ts'

/** The channels; one stop for the Tab key, with the arrows to go through them. */
export function ChannelList({ search }: { readonly search: string }) {
  const { phase, reason, hasMore } = useStatus()
  const { connect } = useChat()
  const { cid: open } = usePlace()
  const listed = useChannels(search)
  const now = useNow()
  const [focused, setFocused] = useState<string>()
  const list = useRef<HTMLUListElement>(null)

  if (phase === 'connecting' && listed.length === 0) return <Skeleton />
  if (phase === 'failed')
    return (
      <StateView title="No connection">
        <p>{reason}</p>
        <button type="button" className="button" onClick={connect}>
          Try again
        </button>
      </StateView>
    )
  if (listed.length === 0)
    return (
      <StateView title={search ? 'Nothing found' : 'No conversations yet'}>
        <p>{search ? 'No channel has this in its name.' : 'Begin one with the + above.'}</p>
      </StateView>
    )

  const cids = listed.map(({ channel }) => channel.cid)
  const stop = [focused, open].find((cid) => cid !== undefined && cids.includes(cid)) ?? cids[0]
  const move = (event: KeyboardEvent, from: number) => {
    const to =
      { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: cids.length - 1 }[event.key] ?? named(event, from)
    if (to === undefined) return
    event.preventDefault()
    list.current?.querySelectorAll<HTMLElement>('.channel-row')[Math.max(0, Math.min(to, cids.length - 1))]?.focus()
  }
  /** The next channel whose name begins with the letter of the key. */
  const named = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent, from: number) => {
    if ([...key].length !== 1 || key === ' ' || ctrlKey || metaKey || altKey) return undefined
    const letter = key.toLocaleLowerCase()
    const following = [...cids.keys()].map((step) => (from + 1 + step) % cids.length)
    return following.find((index) => listed[index]?.title.toLocaleLowerCase().startsWith(letter))
  }
  return (
    <ul ref={list} className="channel-list">
      {listed.map((each, index) => (
        <li key={each.channel.cid}>
          <ChannelRow
            listed={each}
            search={search}
            now={now}
            isOpen={each.channel.cid === open}
            tabIndex={each.channel.cid === stop ? 0 : -1}
            onFocus={() => setFocused(each.channel.cid)}
            onKeyDown={(event) => move(event, index)}
          />
        </li>
      ))}
      {hasMore && !search && (
        <li>
          <MoreChannels />
        </li>
      )}
    </ul>
  )
}
