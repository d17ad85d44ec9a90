import type { FullUser } from '../api/users.ts'
import { Badge } from '../ui/badge.tsx'

/** What keeps somebody from talking, in words. */
export function UserBadges({ user }: { readonly user: FullUser }) {
  return (
    <span className="badges">
      {user.deleted_at && <Badge tone="danger">Deleted</Badge>}
      {user.deactivated_at && !user.deleted_at && <Badge tone="warn">Deactivated</Badge>}
      {user.banned && <Badge tone="danger">Banned</Badge>}
      {user.shadow_banned && <Badge tone="warn">Shadow banned</Badge>}
      {user.online && <Badge tone="good">Online</Badge>}
    </span>
  )
}
