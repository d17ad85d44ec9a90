// What one user would see: the ordinary interface with that user's own, short-lived token.
import type { ChannelState, Message } from '@parley-chat/client/wire'
import { createToken } from './admin.ts'
import { callAsUser } from './api.ts'
import { pathOf } from './channels.ts'

export interface Viewer {
  readonly userId: string
  readonly key: string
  readonly token: string
}

/** Long enough to look around; a new look makes a new one. */
const lookSeconds = 600

/** Becomes a user, for looking only: the token stays in this page's memory. */
export async function becomeViewer(appId: string, userId: string): Promise<Viewer> {
  const { key, token } = await createToken(appId, userId, lookSeconds)
  return { userId, key, token }
}

/** The channels that the viewer belongs to. */
export async function viewChannels(viewer: Viewer, signal: AbortSignal): Promise<ChannelState[]> {
  const { channels } = await callAsUser<{ channels: ChannelState[] }>(viewer, 'POST', '/channels', {
    body: {
      filter_conditions: { members: { $in: [viewer.userId] } },
      sort: [{ field: 'last_message_at', direction: -1 }],
      limit: 30,
      message_limit: 1,
      member_limit: 1,
      state: true,
    },
    signal,
  })
  return channels
}

/** One channel with the messages that the viewer is shown. */
export function viewChannel(viewer: Viewer, type: string, id: string, signal: AbortSignal) {
  return callAsUser<ChannelState & { messages: Message[] }>(viewer, 'GET', pathOf(type, id), {
    query: { messages_limit: 50, members_limit: 1 },
    signal,
  })
}
