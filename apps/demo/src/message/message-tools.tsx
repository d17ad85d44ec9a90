import type { Capability, LocalMessage } from '@parley-chat/client'
import { useState } from 'react'
import { useChannel, useChat, useModel } from '../chat/context.ts'
import { useMessageActions } from '../conversation/actions.ts'
import { linkTo } from '../place/place.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { Menu, type MenuItem } from '../ui/menu/menu.tsx'
import { complain } from '../ui/toast/complain.ts'
import { ReactionPicker } from './reaction-picker.tsx'

interface MessageToolsProps {
  readonly message: LocalMessage
  /** A menu that is open keeps the tools in place when pointer and focus have gone to it. */
  readonly onOpenChange: (isOpen: boolean) => void
}

/** What this person may do with a message. */
export function MessageTools({ message, onOpenChange }: MessageToolsProps) {
  const { client, me } = useChat()
  const channel = useChannel()
  const model = useModel(channel)
  const actions = useMessageActions()
  const [openCount, setOpenCount] = useState(0)
  const change = (isOpen: boolean) => {
    const count = openCount + (isOpen ? 1 : -1)
    setOpenCount(count)
    onOpenChange(count > 0)
  }
  const may = (capability: Capability) => model?.own_capabilities.includes(capability) ?? false
  const isOwn = message.user.id === me.id
  const { openThread, markUnread } = actions
  const items: MenuItem[] = [{ label: 'Copy text', icon: 'copy', act: () => copy(message.text) }]
  if (openThread) items.push({ label: 'Copy link', icon: 'link', act: () => copy(linkTo(channel.cid, message.id)) })
  if (may('pin-message'))
    items.push({
      label: message.pinned ? 'Unpin' : 'Pin for everybody',
      icon: 'pin',
      act: () => (message.pinned ? client.unpinMessage(message.id) : client.pinMessage(message.id)).catch(complain),
    })
  if (markUnread && !isOwn)
    items.push({ label: 'Mark unread from here', icon: 'unread', act: () => markUnread(message) })
  if (may(isOwn ? 'update-own-message' : 'update-any-message'))
    items.push({ label: 'Edit', icon: 'edit', act: () => actions.edit(message) })
  if (may(isOwn ? 'delete-own-message' : 'delete-any-message'))
    items.push({ label: 'Delete', icon: 'trash', isDanger: true, act: () => actions.remove(message) })
  return (
    <div className="message-tools" role="toolbar" aria-label="Message">
      {may('send-reaction') && <ReactionPicker message={message} onOpenChange={change} />}
      {may('quote-message') && <IconButton icon="quote" label="Quote" onClick={() => actions.quote(message)} />}
      {openThread && may('send-reply') && (
        <IconButton icon="thread" label="Reply in thread" onClick={() => openThread(message)} />
      )}
      <Menu label="More" items={items} onOpenChange={change} />
    </div>
  )
}

function copy(text: string): void {
  navigator.clipboard.writeText(text).catch(() => complain(new Error('The browser does not let this page copy.')))
}
