import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Admin, addAdmin, listAdmins, removeAdmin } from '../api/admin.ts'
import { fieldErrors, otherProblem } from '../api/form-errors.ts'
import { useSession } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Moment } from '../ui/moment.tsx'
import { Card } from '../ui/page.tsx'
import { Failed, Problem, SkeletonLines } from '../ui/states.tsx'
import { useToast } from '../ui/toasts.tsx'

const adminsKey = ['admins']

/** Who may use this dashboard. */
export function AdminsCard() {
  const session = useSession()
  const client = useQueryClient()
  const toast = useToast()
  const admins = useQuery({ queryKey: adminsKey, queryFn: ({ signal }) => listAdmins(signal) })
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<Admin>()
  const remove = useMutation({
    mutationFn: removeAdmin,
    onSuccess: async () => {
      setRemoving(undefined)
      toast('Administrator removed')
      await client.invalidateQueries({ queryKey: adminsKey })
    },
  })
  return (
    <Card
      title="Administrators"
      lead="They may do everything in every app."
      actions={<Button onClick={() => setAdding(true)}>Add</Button>}
    >
      {admins.isError && <Failed error={admins.error} onRetry={() => void admins.refetch()} />}
      {admins.isPending && <SkeletonLines count={2} />}
      <ul className="rows">
        {admins.data?.map((admin) => (
          <li key={admin.id} className="row">
            <div className="row-words">
              <p className="break">{admin.email}</p>
              <p className="muted">
                Since <Moment at={admin.created_at} />
              </p>
            </div>
            {admin.id === session.data?.admin?.id ? (
              <span className="muted">You</span>
            ) : (
              <Button aria-label={`Remove ${admin.email}`} onClick={() => setRemoving(admin)}>
                Remove
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Dialog open={adding} onOpenChange={setAdding} title="Add an administrator">
        <AddAdminForm onDone={() => setAdding(false)} />
      </Dialog>
      <Confirm
        open={removing !== undefined}
        onOpenChange={() => setRemoving(undefined)}
        title="Remove this administrator?"
        lead={`${removing?.email} is signed out everywhere.`}
        action="Remove"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(removing!.id)}
      />
    </Card>
  )
}

function AddAdminForm({ onDone }: { readonly onDone: () => void }) {
  const client = useQueryClient()
  const toast = useToast()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const add = useMutation({
    mutationFn: addAdmin,
    onSuccess: async () => {
      onDone()
      toast('Administrator added', email)
      await client.invalidateQueries({ queryKey: adminsKey })
    },
  })
  const errors = fieldErrors(add.error)
  function submit(event: FormEvent) {
    event.preventDefault()
    if (!add.isPending) add.mutate({ email, password })
  }
  return (
    <form className="stack" onSubmit={submit}>
      <TextField
        label="Email"
        type="email"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        error={errors.email}
      />
      <TextField
        label="Password"
        type="password"
        autoComplete="new-password"
        required
        hint="At least ten characters. They can change it once they are in."
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={errors.password}
      />
      <Problem error={otherProblem(add.error, ['email', 'password'])} />
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" tone="primary" busy={add.isPending}>
          Add
        </Button>
      </DialogActions>
    </form>
  )
}
