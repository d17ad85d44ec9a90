import type { User } from '@parley-chat/client'
import { nameOf } from '../chat/names.ts'
import { Avatar } from '../ui/avatar/avatar.tsx'

interface MentionListProps {
  readonly id: string
  readonly users: readonly User[]
  readonly active: number
  readonly onChoose: (user: User) => void
}

/** Who may be meant by what stands behind the @. The focus stays in the text. */
export function MentionList({ id, users, active, onChoose }: MentionListProps) {
  return (
    <div id={id} role="listbox" aria-label="People to mention" className="menu mention-list">
      {users.map((user, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the text field that owns this list.
        <div
          key={user.id}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className="menu-item"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(user)}
        >
          <Avatar user={user} size="s" />
          <bdi>{nameOf(user)}</bdi>
        </div>
      ))}
    </div>
  )
}
