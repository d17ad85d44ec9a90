import type { Bus } from '../ports/bus.ts'

/** The bus of a single node: a published message is with its listeners before `publish` returns. */
export function memoryBus(): Bus {
  const topics = new Map<string, Set<(message: unknown) => void>>()
  return {
    publish(topic, message) {
      for (const listener of topics.get(topic) ?? []) listener(message)
    },
    async subscribe(topic, listener) {
      const listeners = topics.get(topic) ?? new Set()
      topics.set(topic, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) topics.delete(topic)
      }
    },
    close: async () => topics.clear(),
  }
}
