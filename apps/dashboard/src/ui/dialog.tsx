import { Dialog as Base } from '@base-ui/react/dialog'
import { type ReactNode, useRef } from 'react'
import { IconButton } from './button.tsx'

export interface DialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly lead?: ReactNode
  readonly children: ReactNode
}

/** A window over the page: focus goes in, stays in, and returns to where it came from. */
export function Dialog({ open, onOpenChange, title, lead, children }: DialogProps) {
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="backdrop" />
        <Base.Popup ref={popup} className="dialog" initialFocus={(by) => by === 'touch' || firstField(popup.current)}>
          <header className="dialog-head">
            <Base.Title className="dialog-title">{title}</Base.Title>
            <IconButton icon="close" label="Close" onClick={() => onOpenChange(false)} />
          </header>
          {lead && <Base.Description className="dialog-lead">{lead}</Base.Description>}
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

/** Whoever opens a form wants to write; a finger would only call up the keyboard over it. */
function firstField(popup: HTMLElement | null): HTMLElement | true {
  return popup?.querySelector<HTMLElement>('form input, form select') ?? true
}

/** The row of buttons that a dialog ends with. */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <footer className="dialog-actions">{children}</footer>
}
