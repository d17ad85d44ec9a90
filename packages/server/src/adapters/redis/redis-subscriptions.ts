type Receive = (message: string, channel: string) => void

/** Keeps whatever connection there is subscribed to exactly the channels that somebody wants. */
export interface Subscriptions {
  /** Counts one who wants the channel. Resolves when Redis has confirmed it, or when there is no connection any more. */
  want(channel: string): Promise<void>
  /** One who wanted it does so no more. */
  release(channel: string): void
  /** Whether anybody wants it. */
  isWanted(channel: string): boolean
  /** A new connection: resolves when it is subscribed to everything that is wanted, and fails if it is lost. */
  attach(client: Bun.RedisClient): Promise<void>
  detach(): void
}

/** So many channels are named in one command. */
const batchLimit = 1000

interface Attached {
  readonly client: Bun.RedisClient
  readonly confirmed: Set<string>
  /** What may differ from what is wanted. */
  readonly unsettled: Set<string>
  isSettling: boolean
}

/** `onFailure`: a command to the attached connection has failed; what it is subscribed to is not known any more. */
export function createSubscriptions(receive: Receive, onFailure: (error: Error) => void): Subscriptions {
  const wanted = new Map<string, number>()
  const waiting = new Map<string, (() => void)[]>()
  let attached: Attached | undefined

  /** One command is under way at a time, so that what Redis has done last is what was wanted last. */
  async function settle(used: Attached) {
    const { client, confirmed, unsettled } = used
    if (used.isSettling) return
    used.isSettling = true
    try {
      while (attached === used && unsettled.size > 0) {
        const batch = [...unsettled.values().take(batchLimit)]
        for (const channel of batch) unsettled.delete(channel)
        const added = batch.filter((channel) => wanted.has(channel) && !confirmed.has(channel))
        const removed = batch.filter((channel) => !wanted.has(channel) && confirmed.delete(channel))
        if (removed.length > 0) await client.unsubscribe(removed)
        if (added.length > 0) await client.subscribe(added, receive)
        for (const channel of added) confirmed.add(channel)
        for (const channel of batch) if (confirmed.has(channel)) wake(channel)
      }
    } catch (error) {
      if (attached === used) onFailure(error as Error)
    } finally {
      used.isSettling = false
    }
  }

  function change(channel: string) {
    if (!attached) return
    attached.unsettled.add(channel)
    void settle(attached)
  }

  function wake(channel: string) {
    for (const resolve of waiting.get(channel) ?? []) resolve()
    waiting.delete(channel)
  }

  return {
    async want(channel) {
      wanted.set(channel, (wanted.get(channel) ?? 0) + 1)
      if (!attached || attached.confirmed.has(channel)) return
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.set(channel, [...(waiting.get(channel) ?? []), resolve])
      change(channel)
      await promise
    },
    release(channel) {
      const left = (wanted.get(channel) ?? 0) - 1
      if (left > 0) wanted.set(channel, left)
      else if (wanted.delete(channel)) change(channel)
    },
    isWanted: (channel) => wanted.has(channel),
    async attach(client) {
      const mine = { client, confirmed: new Set<string>(), unsettled: new Set(wanted.keys()), isSettling: false }
      attached = mine
      await settle(mine)
      if (attached !== mine) throw new Error('the connection was lost while it was subscribing')
    },
    detach() {
      attached = undefined
      for (const channel of [...waiting.keys()]) wake(channel)
    },
  }
}
