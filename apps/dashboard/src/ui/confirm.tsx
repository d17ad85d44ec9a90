import { AlertDialog } from '@base-ui/react/alert-dialog'
import { type ReactNode, useRef, useState } from 'react'
import { Button } from './button.tsx'
import { DialogActions } from './dialog.tsx'
import { TextField } from './field.tsx'
import { Problem } from './states.tsx'

export interface ConfirmProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly lead: ReactNode
  readonly action: string
  /** What has to be typed before the button acts: for what cannot be taken back. */
  readonly phrase?: string
  readonly busy: boolean
  readonly error: Error | null
  readonly onConfirm: () => void
  /** Choices that belong to the deed. */
  readonly children?: ReactNode
}

/** Asks once more before something is taken away from people. Escape and Cancel change nothing. */
export function Confirm({ open, onOpenChange, ...rest }: ConfirmProps) {
  const popup = useRef<HTMLDivElement>(null)
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup ref={popup} className="dialog" initialFocus={() => safestControl(popup.current)}>
          <ConfirmForm {...rest} onCancel={() => onOpenChange(false)} />
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

/** What has to be typed, or else Cancel: an Enter too many must not take anything away. */
function safestControl(popup: HTMLElement | null): HTMLElement | true {
  return popup?.querySelector<HTMLElement>('input[type=text]') ?? popup?.querySelector('button') ?? true
}

type FormProps = Omit<ConfirmProps, 'open' | 'onOpenChange'> & { readonly onCancel: () => void }

/** Mounted with the dialog, so that what was typed last time is gone. */
function ConfirmForm({ title, lead, action, phrase, busy, error, onConfirm, onCancel, children }: FormProps) {
  const [typed, setTyped] = useState('')
  const [missing, setMissing] = useState(false)
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (phrase !== undefined && typed !== phrase) return setMissing(true)
        if (!busy) onConfirm()
      }}
    >
      <AlertDialog.Title className="dialog-title">{title}</AlertDialog.Title>
      <AlertDialog.Description className="dialog-lead" render={<div />}>
        {lead}
      </AlertDialog.Description>
      {children}
      {phrase !== undefined && (
        <TextField
          label={`Type ${phrase} to confirm`}
          value={typed}
          spellCheck={false}
          onChange={(event) => {
            setTyped(event.target.value)
            setMissing(false)
          }}
          error={missing ? `This must read exactly ${phrase}` : undefined}
        />
      )}
      <Problem error={error} />
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" tone="danger" busy={busy}>
          {action}
        </Button>
      </DialogActions>
    </form>
  )
}
