import type { FullUser } from '../api/users.ts'
import { Moment } from '../ui/moment.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { UserBadges } from './user-badges.tsx'
import { UserLink } from './user-link.tsx'

const columns: readonly Column<FullUser>[] = [
  { title: 'User', cell: (user) => <UserLink user={user} /> },
  { title: 'Role', cell: (user) => <span className="mono">{user.role}</span> },
  { title: 'State', cell: (user) => <UserBadges user={user} /> },
  { title: 'Last active', cell: (user) => <Moment at={user.last_active} /> },
  { title: 'Created', cell: (user) => <Moment at={user.created_at} /> },
]

export function UsersTable({ users }: { readonly users: readonly FullUser[] | undefined }) {
  return <Table caption="Users" columns={columns} rows={users} keyOf={(user) => user.id} expect={8} />
}
