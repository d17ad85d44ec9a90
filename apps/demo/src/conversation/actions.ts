import type { LocalMessage } from '@parley-chat/client'
import { createContext, useContext } from 'react'

/** What can be done to messages of the conversation that is open. */
export interface MessageActions {
  quote(message: LocalMessage): void
  edit(message: LocalMessage): void
  remove(message: LocalMessage): void
  /** Goes to a message, perhaps from one that leads there. */
  jump(message: LocalMessage, from?: LocalMessage): void
  /** Not there inside of a thread. */
  readonly openThread: ((message: LocalMessage) => void) | undefined
  /** Not there inside of a thread. */
  readonly markUnread: ((message: LocalMessage) => void) | undefined
}

export const MessageActionsContext = createContext<MessageActions | undefined>(undefined)

export function useMessageActions(): MessageActions {
  const actions = useContext(MessageActionsContext)
  if (!actions) throw new Error('There is no conversation around this component')
  return actions
}
