import './pins-dialog.css'
import type { LocalMessage } from '@parley-chat/client'
import { nameOf } from '../chat/names.ts'
import { useMessageActions } from '../conversation/actions.ts'
import { formatFull } from '../time/format.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Dialog } from '../ui/dialog/dialog.tsx'

interface PinsDialogProps {
  readonly pins: readonly LocalMessage[]
  readonly onClose: () => void
}

/** What was pinned here, the latest first; choosing one leads there. */
export function PinsDialog({ pins, onClose }: PinsDialogProps) {
  const { jump } = useMessageActions()
  function show(pin: LocalMessage): void {
    onClose()
    jump(pin)
  }
  return (
    <Dialog title="Pinned messages" onClose={onClose}>
      <ul className="pins">
        {pins.map((pin) => (
          <li key={pin.id}>
            <button type="button" className="pin" onClick={() => show(pin)}>
              <Avatar user={pin.user} size="s" />
              <span className="pin-text">
                <b>
                  <bdi>{nameOf(pin.user)}</bdi>
                </b>
                <span dir="auto">{pin.text || 'Attachment'}</span>
                <small>{formatFull(pin.created_at)}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
