import type { User } from '@parley-chat/client'
import { useEffect, useState } from 'react'
import { useChannel, useChat } from '../chat/context.ts'
import { complain, tell } from '../ui/toast/complain.ts'
import { carryOut, type Order } from './completion/commands.ts'
import { mentionedIn } from './completion/mentions.ts'
import type { Compositing } from './compositing.ts'
import { draftKey, saveDraft, useDraft } from './drafts.ts'

/** What is being written, and what becomes of it. A message that is edited does not touch the draft that was begun before. */
export function useComposer(parentId: string | undefined, compositing: Compositing, onDone: () => void) {
  const channel = useChannel()
  const { client, me } = useChat()
  const key = draftKey(me.id, channel.cid, parentId)
  const draft = useDraft(key)
  const [edited, setEdited] = useState('')
  const [isAlso, setAlso] = useState(false)
  const isEditing = compositing.kind === 'edit'
  const text = isEditing ? edited : draft
  const setText = isEditing ? setEdited : (value: string) => saveDraft(key, value)
  const editedMessage = isEditing ? compositing.message : undefined

  useEffect(() => setEdited(editedMessage?.text ?? ''), [editedMessage])

  /** `order`: the text is a command, and is done instead of being said. */
  function submit(users: readonly User[], order: Order | undefined): void {
    const mentioned_users = mentionedIn(text, users)
    if (compositing.kind === 'edit') {
      client.partialUpdateMessage(compositing.message.id, { set: { text, mentioned_users } }).catch(complain)
    } else if (order) {
      saveDraft(key, '')
      carryOut(channel, order).then(tell, complain)
    } else {
      const message = {
        text,
        mentioned_users,
        ...(parentId && { parent_id: parentId, show_in_channel: isAlso }),
        ...(compositing.kind === 'quote' && {
          quoted_message_id: compositing.message.id,
        }),
      }
      saveDraft(key, '')
      // A failed message stays in the list and says why.
      channel.sendMessage(message).catch(() => {})
    }
    onDone()
  }

  return {
    text,
    setText,
    isAlso,
    setAlso,
    submit,
    cancel: onDone,
    /** Takes what was typed, and lets the others know that something is being written. */
    type(value: string) {
      setText(value)
      if (!isEditing && value !== '') channel.keystroke(parentId).catch(() => {})
    },
    stop() {
      channel.stopTyping(parentId).catch(() => {})
    },
  }
}
