import { useState } from 'react'
import { deleteMessage, type Message } from '../api/channels.ts'
import { useAppChange } from '../apps/apps.ts'
import { IconButton } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { CheckField } from '../ui/field.tsx'
import { Moment } from '../ui/moment.tsx'
import { useToast } from '../ui/toasts.tsx'
import { UserLink } from '../users/user-link.tsx'
import { MessageBody } from './message-body.tsx'

export function MessageRow({ message }: { readonly message: Message }) {
  const toast = useToast()
  const [asking, setAsking] = useState(false)
  const [hard, setHard] = useState(false)
  const remove = useAppChange(
    async (appId, forGood: boolean) => {
      await deleteMessage(appId, message.id, forGood)
      toast('Message deleted')
    },
    'messages',
    'channels',
  )
  return (
    <li className="message">
      <div className="message-head">
        <UserLink user={message.user} />
        <span className="muted message-when">
          <Moment at={message.created_at} />
        </span>
        <IconButton icon="close" label="Delete message" onClick={() => setAsking(true)} />
      </div>
      <MessageBody message={message} />
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Delete this message?"
        lead={<blockquote dir="auto">{message.text || message.type}</blockquote>}
        action="Delete message"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(hard, { onSuccess: () => setAsking(false) })}
      >
        <CheckField
          label="Erase for good"
          hint="Otherwise its place stays, marked as deleted."
          checked={hard}
          onChange={(event) => setHard(event.target.checked)}
        />
      </Confirm>
    </li>
  )
}
