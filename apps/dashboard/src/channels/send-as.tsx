import { type FormEvent, useState } from 'react'
import { sendMessage } from '../api/channels.ts'
import { useAppChange } from '../apps/apps.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Problem } from '../ui/states.tsx'
import type { ChannelRef } from './channels.ts'

/** Writes into a channel in the name of a user. */
export function SendAs({ channel }: { readonly channel: ChannelRef }) {
  const [userId, setUserId] = useState('')
  const [text, setText] = useState('')
  const send = useAppChange(
    (appId, message: { userId: string; text: string }) =>
      sendMessage(appId, channel.type, channel.id, message.userId, message.text),
    'messages',
    'channels',
  )

  function submit(event: FormEvent) {
    event.preventDefault()
    if (!send.isPending) send.mutate({ userId, text }, { onSuccess: () => setText('') })
  }

  return (
    <form className="send-as" onSubmit={submit}>
      <TextField
        label="As user"
        placeholder="Id"
        required
        spellCheck={false}
        value={userId}
        onChange={(event) => setUserId(event.target.value)}
      />
      <TextField
        label="Message"
        required
        maxLength={5000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" tone="primary" busy={send.isPending}>
        Send
      </Button>
      <Problem error={send.error} />
    </form>
  )
}
