type Listener = (message: unknown) => void

/** The listeners of one node, by topic: what every bus begins with. */
export interface Topics {
  /** Tells every listener of the topic before it returns; what one of them throws is thrown after all have heard. */
  publish(topic: string, message: unknown): void
  /** The answer takes it away again. */
  add(topic: string, listener: Listener): () => void
  clear(): void
}

export function createTopics(): Topics {
  const topics = new Map<string, readonly Listener[]>()
  return {
    publish(topic, message) {
      const failures: unknown[] = []
      for (const listener of topics.get(topic) ?? []) {
        try {
          listener(message)
        } catch (error) {
          failures.push(error)
        }
      }
      if (failures.length > 0) throw failures[0]
    },
    add(topic, listener) {
      // There are many topics, and few have more than one listener.
      topics.set(topic, [...(topics.get(topic) ?? []), listener])
      return () => {
        const left = (topics.get(topic) ?? []).filter((other) => other !== listener)
        if (left.length > 0) topics.set(topic, left)
        else topics.delete(topic)
      }
    },
    clear: () => topics.clear(),
  }
}
