import type { ChatEvent, StreamChat } from '@parley-chat/client'

/** Begins to watch the channels that this person gets into, or is written to in, after the list was loaded. */
export function followChannels(client: StreamChat): () => void {
  const watch = ({ cid }: ChatEvent) => {
    if (!cid || client.activeChannels[cid]?.initialized) return
    const [type = '', id] = cid.split(':')
    // Who is removed again meanwhile is refused, and has lost nothing.
    client
      .channel(type, id)
      .watch({ presence: true })
      .catch(() => {})
  }
  const subscriptions = [
    client.on('notification.added_to_channel', watch),
    client.on('notification.message_new', watch),
  ]
  return () => {
    for (const subscription of subscriptions) subscription.unsubscribe()
  }
}
