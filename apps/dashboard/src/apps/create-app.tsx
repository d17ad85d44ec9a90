import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { fieldErrors, otherProblem } from '../api/form-errors.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Problem } from '../ui/states.tsx'
import { useToast } from '../ui/toasts.tsx'
import { useCreateApp } from './apps.ts'

/** Makes an app and goes there. */
export function CreateApp({
  open,
  onOpenChange,
}: {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Create an app" lead="Its key and secret are made with it.">
      <CreateAppForm onCancel={() => onOpenChange(false)} />
    </Dialog>
  )
}

function CreateAppForm({ onCancel }: { readonly onCancel: () => void }) {
  const create = useCreateApp()
  const navigate = useNavigate()
  const toast = useToast()
  const [name, setName] = useState('')

  function submit(event: FormEvent) {
    event.preventDefault()
    if (create.isPending) return
    create.mutate(name.trim(), {
      onSuccess: (app) => {
        toast(`${app.name} created`)
        void navigate({ to: '/apps/$appId', params: { appId: String(app.id) } })
      },
    })
  }

  return (
    <form className="stack" onSubmit={submit}>
      <TextField
        label="Name"
        required
        maxLength={100}
        placeholder="Acme messenger"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={fieldErrors(create.error).name}
      />
      <Problem error={otherProblem(create.error, ['name'])} />
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" tone="primary" busy={create.isPending}>
          Create app
        </Button>
      </DialogActions>
    </form>
  )
}
