import type { LocalMessage } from '@parley-chat/client'
import { useChat } from '../chat/context.ts'
import { emojis, sumReactions } from './reactions.ts'
import { useReaction } from './use-reaction.ts'

/** What people have reacted to a message; pressing one joins them or leaves them. */
export function ReactionsBar({ message, tabIndex }: { readonly message: LocalMessage; readonly tabIndex: number }) {
  const { me, client } = useChat()
  const toggle = useReaction(message)
  const sums = sumReactions(message, me.id, client.state.users)
  if (sums.length === 0) return null
  return (
    <ul className="reactions">
      {sums.map(({ type, count, isOwn, names }) => (
        <li key={type}>
          <button
            type="button"
            className="reaction"
            aria-pressed={isOwn}
            aria-label={`${type}, ${count}: ${names}`}
            title={names}
            tabIndex={tabIndex}
            onClick={() => toggle(type)}
          >
            <span className={emojis.has(type) ? 'emoji' : undefined}>{emojis.get(type) ?? type}</span>
            <span className="reaction-count" key={count}>
              {count}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
