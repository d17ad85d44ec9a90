import type { Bus } from '../../ports/bus.ts'
import { createTopics } from '../../ports/topics.ts'
import { createListeners } from './listeners.ts'
import { createRedisLink, type RedisOptions } from './redis-link.ts'
import { createSubscriptions } from './redis-subscriptions.ts'

/** So many characters may be on their way to Redis; one that takes them more slowly is given up, and dialled anew. */
const inFlightLimit = 32 * 1024 * 1024
const nodeIdLength = 16

/**
 * The bus of many nodes, on the publish and subscribe of Redis. Listeners of the same node are told directly, whether
 * Redis is there or not. Resolves once Redis is reached, or known to be away.
 */
export async function redisBus({ prefix, ...options }: RedisOptions): Promise<Bus> {
  const { log } = options
  const nodeId = options.ids.secret(nodeIdLength)
  const local = createTopics()
  const returns = createListeners<[]>(log)
  const channelPrefix = `${prefix}:bus:`
  const subscriptions = createSubscriptions(receive, (error) => link.giveUp(error))
  let publisher: Bun.RedisClient | undefined
  let inFlight = 0

  const link = createRedisLink({
    ...options,
    purpose: 'bus',
    connections: 2,
    async prepare([first, second]) {
      await subscriptions.attach(second!)
      publisher = first
    },
    onLost() {
      publisher = undefined
      inFlight = 0
      subscriptions.detach()
    },
    onReturn: returns.tell,
  })

  function receive(text: string, channel: string) {
    // What this node has published, its listeners have heard.
    if (text.startsWith(nodeId) || !subscriptions.isWanted(channel)) return
    try {
      local.publish(channel.slice(channelPrefix.length), JSON.parse(text.slice(nodeIdLength)))
    } catch (error) {
      log.error({ err: error }, 'a message of another node failed')
    }
  }

  function send(topic: string, message: unknown) {
    const used = publisher
    if (!used) return
    try {
      const text = nodeId + JSON.stringify(message)
      inFlight += text.length
      if (inFlight > inFlightLimit) return link.giveUp(new Error('too much is on its way to Redis'))
      const arrived = () => {
        if (publisher === used) inFlight -= text.length
      }
      // A connection that is gone says so itself.
      used.publish(channelPrefix + topic, text).then(arrived, (error) => {
        if (publisher === used) link.giveUp(error)
      })
    } catch (error) {
      log.error({ err: error }, 'a message cannot be sent to other nodes')
    }
  }

  await link.tried
  return {
    isShared: true,
    get isUp() {
      return link.isUp
    },
    publish(topic, message) {
      // First to the others: what a local listener publishes in turn comes after it, there as here.
      send(topic, message)
      local.publish(topic, message)
    },
    async subscribe(topic, listener) {
      const channel = channelPrefix + topic
      const leaveLocal = local.add(topic, listener)
      let isHere = true
      await subscriptions.want(channel)
      return () => {
        leaveLocal()
        if (isHere) subscriptions.release(channel)
        isHere = false
      }
    },
    onReturn: returns.add,
    async close() {
      link.close()
      local.clear()
    },
  }
}
