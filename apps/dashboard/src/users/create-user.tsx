import { type FormEvent, useState } from 'react'
import { fieldErrors, otherProblem } from '../api/form-errors.ts'
import { createUser } from '../api/users.ts'
import { useAppChange } from '../apps/apps.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { Problem } from '../ui/states.tsx'
import { useToast } from '../ui/toasts.tsx'

interface CreateUserProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly roles: readonly string[]
}

export function CreateUser({ open, onOpenChange, roles }: CreateUserProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Create a user">
      <CreateUserForm roles={roles} onDone={() => onOpenChange(false)} />
    </Dialog>
  )
}

function CreateUserForm({ roles, onDone }: { readonly roles: readonly string[]; readonly onDone: () => void }) {
  const toast = useToast()
  const create = useAppChange(createUser, 'users', 'app')
  const [id, setId] = useState('')
  const [name, setName] = useState('')
  const [role, setRole] = useState('user')
  const errors = fieldErrors(create.error)

  function submit(event: FormEvent) {
    event.preventDefault()
    if (create.isPending) return
    create.mutate(
      { id, role, ...(name && { name }) },
      {
        onSuccess: () => {
          onDone()
          toast(`${name || id} created`)
        },
      },
    )
  }

  return (
    <form className="stack" onSubmit={submit}>
      <TextField
        label="Id"
        required
        maxLength={255}
        pattern="[a-zA-Z0-9@_\-]+"
        title="Letters, digits, @, _ and -"
        spellCheck={false}
        hint="As your own system calls them. Letters, digits, @, _ and -; it never changes."
        value={id}
        onChange={(event) => setId(event.target.value)}
        error={errors[`users.${id}.id`] ?? errors.id}
      />
      <TextField
        label="Name"
        value={name}
        maxLength={255}
        onChange={(event) => setName(event.target.value)}
        error={errors.name}
      />
      <SelectField label="Role" value={role} onChange={(event) => setRole(event.target.value)}>
        {(roles.includes('user') ? roles : ['user', ...roles]).map((known) => (
          <option key={known}>{known}</option>
        ))}
      </SelectField>
      <Problem error={otherProblem(create.error, [`users.${id}.id`, 'id', 'name'])} />
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" tone="primary" busy={create.isPending}>
          Create user
        </Button>
      </DialogActions>
    </form>
  )
}
