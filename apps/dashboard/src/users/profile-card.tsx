import { type FullUser, patchUser } from '../api/users.ts'
import { useAppChange } from '../apps/apps.ts'
import { Code } from '../ui/code.tsx'
import { Moment } from '../ui/moment.tsx'
import { Card } from '../ui/page.tsx'
import { Problem } from '../ui/states.tsx'
import { useToast } from '../ui/toasts.tsx'
import { customOf } from './custom-data.ts'
import { useRoles } from './users.ts'

/** What is known of a user. The role can be changed here. */
export function ProfileCard({ user }: { readonly user: FullUser }) {
  const custom = customOf(user)
  return (
    <Card title="Profile">
      <dl className="facts">
        <dt>
          <label htmlFor="user-role">Role</label>
        </dt>
        <dd>
          <RoleChoice user={user} />
        </dd>
        <dt>Teams</dt>
        <dd>{user.teams.join(', ') || '–'}</dd>
        <dt>Language</dt>
        <dd>{user.language || '–'}</dd>
        <dt>Picture</dt>
        <dd className="break">{user.image || '–'}</dd>
        <dt>Last active</dt>
        <dd>
          <Moment at={user.last_active} />
        </dd>
        <dt>Created</dt>
        <dd>
          <Moment at={user.created_at} />
        </dd>
      </dl>
      {custom && <Code text={JSON.stringify(custom, null, 2)} label="custom data" />}
    </Card>
  )
}

function RoleChoice({ user }: { readonly user: FullUser }) {
  const roles = useRoles()
  const toast = useToast()
  const change = useAppChange((appId, role: string) => patchUser(appId, user.id, { set: { role } }), 'users')
  return (
    <>
      <select
        id="user-role"
        className="input select"
        value={change.isPending ? change.variables : user.role}
        disabled={Boolean(user.deleted_at)}
        onChange={({ target }) =>
          change.mutate(target.value, { onSuccess: (_, role) => toast(`${user.name || user.id} is now ${role}`) })
        }
      >
        {(roles.includes(user.role) ? roles : [user.role, ...roles]).map((role) => (
          <option key={role}>{role}</option>
        ))}
      </select>
      <Problem error={change.error} />
    </>
  )
}
