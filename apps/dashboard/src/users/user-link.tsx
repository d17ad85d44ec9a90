import { Avatar } from '@parley-chat/ui/avatar.tsx'
import { Link } from '@tanstack/react-router'
import { useAppId } from '../apps/apps.ts'

/** A person as a link to their page: who they are, and the id that code knows them by. */
export function UserLink({ user }: { readonly user: { id: string; name?: string; online?: boolean } }) {
  const appId = useAppId()
  return (
    <span className="who">
      <Avatar id={user.id} name={user.name} online={user.online ?? false} />
      <span className="who-words">
        <Link to="/apps/$appId/users/$userId" params={{ appId, userId: user.id }} className="row-link" dir="auto">
          {user.name || user.id}
        </Link>
        {user.name && <span className="mono muted who-id">{user.id}</span>}
      </span>
    </span>
  )
}
