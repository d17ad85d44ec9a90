import type { Bus } from '../ports/bus.ts'

/** The bus of a single node: a published message is with its listeners before `publish` returns. */
export function memoryBus(): Bus {
  const topics = new Map<string, Set<(message: unknown) => void>>()
  return {
    isUp: true,
    onReturn: () => () => undefined,
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
    async subscribe(topic, listener) {
      const listeners = topics.get(topic) ?? new Set()
      topics.set(topic, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic)
      }
    },
    close: async () => topics.clear(),
  }
}
