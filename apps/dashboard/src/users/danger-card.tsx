import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { deactivateUser, deleteUser, type FullUser, reactivateUser } from '../api/users.ts'
import { useAppChange, useAppId } from '../apps/apps.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { CheckField } from '../ui/field.tsx'
import { Card } from '../ui/page.tsx'
import { Row } from '../ui/row.tsx'
import { useToast } from '../ui/toasts.tsx'

/** Deactivating, which can be taken back, and deleting, which cannot. */
export function DangerCard({ user }: { readonly user: FullUser }) {
  return (
    <Card title="Account">
      <ul className="rows">
        <Activity user={user} />
        <Deletion user={user} />
      </ul>
    </Card>
  )
}

function Activity({ user }: { readonly user: FullUser }) {
  const toast = useToast()
  const isActive = !user.deactivated_at
  const change = useAppChange(
    (appId, active: boolean) => (active ? reactivateUser : deactivateUser)(appId, user.id),
    'users',
  )
  return (
    <Row
      title={isActive ? 'Deactivate' : 'Reactivate'}
      words={isActive ? 'Keeps them from connecting. What they wrote stays.' : 'Lets them connect again.'}
      error={change.error}
    >
      <Button
        busy={change.isPending}
        disabled={Boolean(user.deleted_at)}
        onClick={() =>
          change.mutate(!isActive, { onSuccess: () => toast(isActive ? 'User deactivated' : 'User reactivated') })
        }
      >
        {isActive ? 'Deactivate' : 'Reactivate'}
      </Button>
    </Row>
  )
}

function Deletion({ user }: { readonly user: FullUser }) {
  const appId = useAppId()
  const navigate = useNavigate()
  const toast = useToast()
  const [asking, setAsking] = useState(false)
  const [hard, setHard] = useState(false)
  const [messages, setMessages] = useState(false)
  // Said before the lists are asked again: they no longer have this user, and with them goes what is shown here.
  const remove = useAppChange(
    async (app, how: { hard: boolean; messages: boolean }) => {
      await deleteUser(app, user.id, how)
      toast('User deleted', user.id)
      await navigate({ to: '/apps/$appId/users', params: { appId } })
    },
    'users',
    'channels',
    'app',
  )
  return (
    <Row title="Delete" words="Marks the user as deleted, or erases every trace.">
      <Button tone="danger" onClick={() => setAsking(true)}>
        Delete…
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={`Delete ${user.name || user.id}?`}
        lead="They are signed out everywhere and cannot come back."
        action="Delete user"
        phrase={user.id}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate({ hard, messages })}
      >
        <CheckField
          label="Delete their messages too"
          checked={messages || hard}
          disabled={hard}
          onChange={(event) => setMessages(event.target.checked)}
        />
        <CheckField
          label="Erase for good"
          hint="Nothing is kept, and nothing can be restored."
          checked={hard}
          onChange={(event) => setHard(event.target.checked)}
        />
      </Confirm>
    </Row>
  )
}
