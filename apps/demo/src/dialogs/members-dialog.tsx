import './people-list.css'
import { useChannel, useChat, useModel } from '../chat/context.ts'
import { nameOf } from '../chat/names.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Dialog } from '../ui/dialog/dialog.tsx'

interface MembersDialogProps {
  readonly title: string
  readonly onClose: () => void
}

/** Who is in the channel, and who of them is here. */
export function MembersDialog({ title, onClose }: MembersDialogProps) {
  const { me } = useChat()
  const model = useModel(useChannel())
  const members = Object.values(model?.members ?? {}).sort((a, b) => nameOf(a.user).localeCompare(nameOf(b.user)))
  return (
    <Dialog title={`In ${title}`} onClose={onClose}>
      <ul className="people-rows">
        {members.map(({ user_id, user, banned, channel_role }) => (
          <li key={user_id} className="people-row">
            <Avatar user={user ?? { id: user_id }} online={user?.online === true || user_id === me.id} />
            <span>
              <bdi>{nameOf(user ?? { id: user_id })}</bdi>
              {user_id === me.id && ' (you)'}
            </span>
            <span className="people-note">
              {banned ? 'banned' : channel_role === 'channel_moderator' ? 'moderator' : user?.online ? 'online' : ''}
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
