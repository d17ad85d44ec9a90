import { useState } from 'react'
import { deleteMessage, type Message } from '../api/channels.ts'
import { useAppChange } from '../apps/apps.ts'
import { Confirm } from '../ui/confirm.tsx'
import { CheckField } from '../ui/field.tsx'
import { useToast } from '../ui/toasts.tsx'

/** Asks before a message is deleted, and whether anything of it is to stay. */
export function DeleteMessage({ message, onClose }: { readonly message: Message; readonly onClose: () => void }) {
  const toast = useToast()
  const [hard, setHard] = useState(false)
  const remove = useAppChange(
    (appId, forGood: boolean) => deleteMessage(appId, message.id, forGood),
    'messages',
    'channels',
  )
  const done = () => {
    onClose()
    toast('Message deleted')
  }
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title="Delete this message?"
      lead={<blockquote dir="auto">{message.text || message.type}</blockquote>}
      action="Delete message"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(hard, { onSuccess: done })}
    >
      <CheckField
        label="Erase for good"
        hint="Otherwise its place stays, marked as deleted."
        checked={hard}
        onChange={(event) => setHard(event.target.checked)}
      />
    </Confirm>
  )
}
