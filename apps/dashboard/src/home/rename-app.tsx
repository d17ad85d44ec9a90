import { type FormEvent, useState } from 'react'
import { renameApp } from '../api/admin.ts'
import { fieldErrors, otherProblem } from '../api/form-errors.ts'
import { useAppChange } from '../apps/apps.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Problem } from '../ui/states.tsx'

interface RenameAppProps {
  readonly name: string
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}

export function RenameApp({ name, open, onOpenChange }: RenameAppProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Rename the app">
      <RenameForm name={name} onDone={() => onOpenChange(false)} />
    </Dialog>
  )
}

function RenameForm({ name, onDone }: { readonly name: string; readonly onDone: () => void }) {
  const [typed, setTyped] = useState(name)
  const rename = useAppChange(renameApp, 'app')
  function submit(event: FormEvent) {
    event.preventDefault()
    if (!rename.isPending) rename.mutate(typed.trim(), { onSuccess: onDone })
  }
  return (
    <form className="stack" onSubmit={submit}>
      <TextField
        label="Name"
        required
        maxLength={100}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        error={fieldErrors(rename.error).name}
      />
      <Problem error={otherProblem(rename.error, ['name'])} />
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" tone="primary" busy={rename.isPending}>
          Rename
        </Button>
      </DialogActions>
    </form>
  )
}
