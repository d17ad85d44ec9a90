import type { Member } from '../api/channels.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Moment } from '../ui/moment.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { UserLink } from '../users/user-link.tsx'

interface MembersTableProps {
  readonly members: readonly Member[] | undefined
  readonly onRole: (member: Member, role: string) => void
  readonly onRemove: (member: Member) => void
  readonly onBan: (member: Member) => void
}

const roles = ['channel_member', 'channel_moderator']

export function MembersTable({ members, onRole, onRemove, onBan }: MembersTableProps) {
  const columns: readonly Column<Member>[] = [
    { title: 'Member', cell: (member) => <UserLink user={member.user ?? { id: member.user_id }} /> },
    {
      title: 'Role',
      cell: (member) => (
        <select
          className="input select"
          aria-label={`Role of ${nameOf(member)}`}
          value={member.channel_role}
          onChange={({ target }) => onRole(member, target.value)}
        >
          {[...new Set([...roles, member.channel_role])].map((role) => (
            <option key={role}>{role}</option>
          ))}
        </select>
      ),
    },
    { title: 'State', cell: (member) => <State member={member} /> },
    { title: 'Joined', cell: (member) => <Moment at={member.created_at} /> },
    {
      title: 'Actions',
      quietTitle: true,
      align: 'end',
      cell: (member) => (
        <span className="row-actions">
          <Button
            tone="quiet"
            disabled={member.banned || member.shadow_banned}
            aria-label={`Ban ${nameOf(member)}`}
            onClick={() => onBan(member)}
          >
            Ban
          </Button>
          <Button tone="quiet" aria-label={`Remove ${nameOf(member)}`} onClick={() => onRemove(member)}>
            Remove
          </Button>
        </span>
      ),
    },
  ]
  return <Table caption="Members" columns={columns} rows={members} keyOf={(member) => member.user_id} expect={4} />
}

const nameOf = (member: Member): string => member.user?.name || member.user_id

function State({ member }: { readonly member: Member }) {
  return (
    <span className="badges">
      {member.banned && <Badge tone="danger">Banned</Badge>}
      {member.shadow_banned && <Badge tone="warn">Shadow banned</Badge>}
      {member.status === 'pending' && <Badge>Invited</Badge>}
      {member.status === 'rejected' && <Badge>Declined</Badge>}
    </span>
  )
}
