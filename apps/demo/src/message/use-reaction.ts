import type { LocalMessage } from '@parley-chat/client'
import { useChannel } from '../chat/context.ts'
import { complain } from '../ui/toast/complain.ts'

/** Adds the person's reaction to a message, or takes it back. */
export function useReaction(message: LocalMessage): (type: string) => void {
  const channel = useChannel()
  return (type) => {
    const isOwn = (message.own_reactions ?? []).some((reaction) => reaction.type === type)
    const change = isOwn ? channel.deleteReaction(message.id, type) : channel.sendReaction(message.id, { type })
    change.catch(complain)
  }
}
