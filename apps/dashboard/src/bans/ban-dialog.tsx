import { type FormEvent, useState } from 'react'
import { banUser } from '../api/bans.ts'
import { useAppChange } from '../apps/apps.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { CheckField, SelectField, TextField } from '../ui/field.tsx'
import { Problem } from '../ui/states.tsx'
import { useToast } from '../ui/toasts.tsx'

interface BanDialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly user: { readonly id: string; readonly name?: string }
  /** Absent: from the whole app. */
  readonly cid?: string
}

const lengths: readonly (readonly [minutes: number, text: string])[] = [
  [0, 'For good'],
  [60, 'One hour'],
  [1440, 'One day'],
  [10_080, 'One week'],
  [43_200, 'Thirty days'],
]

/** Bans a user: why, how long, and whether they are to notice. */
export function BanDialog({ open, onOpenChange, user, cid }: BanDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Ban ${user.name || user.id}`}
      lead={cid ? `They can read ${cid}, but no longer write there.` : 'They can no longer write anywhere in this app.'}
    >
      <BanForm user={user} cid={cid} onDone={() => onOpenChange(false)} />
    </Dialog>
  )
}

function BanForm({ user, cid, onDone }: { user: BanDialogProps['user']; cid: string | undefined; onDone: () => void }) {
  const toast = useToast()
  const [reason, setReason] = useState('')
  const [minutes, setMinutes] = useState(0)
  const [shadow, setShadow] = useState(false)
  const ban = useAppChange(banUser, 'users', 'bans', 'members')

  function submit(event: FormEvent) {
    event.preventDefault()
    if (ban.isPending) return
    ban.mutate(
      { userId: user.id, reason, minutes, shadow, cid },
      {
        onSuccess: () => {
          onDone()
          toast(`${user.name || user.id} is banned`)
        },
      },
    )
  }

  return (
    <form className="stack" onSubmit={submit}>
      <TextField label="Reason" value={reason} maxLength={5000} onChange={(event) => setReason(event.target.value)} />
      <SelectField label="How long" value={minutes} onChange={(event) => setMinutes(Number(event.target.value))}>
        {lengths.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </SelectField>
      <CheckField
        label="Shadow ban"
        hint="They go on writing and do not notice that nobody else sees it."
        checked={shadow}
        onChange={(event) => setShadow(event.target.checked)}
      />
      <Problem error={ban.error} />
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" tone="danger" busy={ban.isPending}>
          Ban
        </Button>
      </DialogActions>
    </form>
  )
}
