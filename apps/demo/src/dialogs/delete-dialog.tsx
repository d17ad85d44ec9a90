import type { LocalMessage } from '@parley-chat/client'
import { useChat } from '../chat/context.ts'
import { Dialog } from '../ui/dialog/dialog.tsx'
import { complain } from '../ui/toast/complain.ts'

interface DeleteDialogProps {
  readonly message: LocalMessage
  readonly onClose: () => void
}

/** Asks once more before a message is gone for everybody. */
export function DeleteDialog({ message, onClose }: DeleteDialogProps) {
  const { client } = useChat()
  const remove = () => {
    client.deleteMessage(message.id).catch(complain)
    onClose()
  }
  return (
    <Dialog title="Delete this message?" onClose={onClose}>
      <p>It goes for everybody. That something was said here stays to be seen.</p>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          Keep it
        </button>
        <button type="button" className="button" data-look="danger" onClick={remove}>
          Delete
        </button>
      </footer>
    </Dialog>
  )
}
