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
  const topics = new Map<string, Set<Listener>>()
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
      const listeners = topics.get(topic) ?? new Set()
      topics.set(topic, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic)
      }
    },
    clear: () => topics.clear(),
  }
}
