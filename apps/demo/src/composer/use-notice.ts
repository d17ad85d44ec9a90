import type { Channel, LocalMessage } from '@parley-chat/client'
import { useChannelState, useChat, useChatState, useModel } from '../chat/context.ts'
import { useNow } from '../time/use-now.ts'

/** Why nothing can be written now. */
export interface Notice {
  readonly text: string
  /** It passes by itself: what was begun can be finished meanwhile. */
  readonly isPassing?: boolean
}

/** Why this person cannot write here now; undefined if they can. */
export function useNotice(channel: Channel, parentId: string | undefined): Notice | undefined {
  const { me } = useChat()
  const model = useModel(channel)
  const isBannedEverywhere = useChatState((state) => state.me?.banned === true)
  const messages = useChannelState(channel, (state) => (parentId ? state.threads[parentId] : state.latestMessages))
  const now = useNow(1000)
  if (!model) return { text: 'You are not in this conversation any more.' }
  const may = (capability: string) => (model.own_capabilities as readonly string[]).includes(capability)
  if (isBannedEverywhere || model.membership?.banned)
    return { text: 'You are banned here. You can read, but not write.' }
  if (!model.membership) return { text: 'You are not a member of this conversation any more.' }
  if (model.channel.frozen && !may('send-message'))
    return { text: 'This conversation is frozen. Nobody can write now.' }
  if (!may(parentId ? 'send-reply' : 'send-message')) return { text: 'You are not allowed to write here.' }
  const seconds = secondsToWait(model.channel.cooldown ?? 0, messages ?? [], me.id, now)
  if (may('skip-slow-mode') || seconds === 0) return undefined
  return { text: `Slow mode: you can write again in ${seconds} s.`, isPassing: true }
}

function secondsToWait(cooldown: number, messages: readonly LocalMessage[], me: string, now: Date): number {
  if (cooldown === 0) return 0
  const own = messages.findLast(({ user, status }) => user.id === me && status !== 'failed')
  const passed = own ? (now.getTime() - own.created_at.getTime()) / 1000 : cooldown
  return Math.max(0, Math.ceil(cooldown - passed))
}
