import type { Bus } from '../../ports/bus.ts'
import { createTopics } from '../../ports/topics.ts'

/** The bus of a single node: a published message is with its listeners before `publish` returns. */
export function memoryBus(): Bus {
  const topics = createTopics()
  return {
    isShared: false,
    isUp: true,
    publish: topics.publish,
    subscribe: async (topic, listener) => topics.add(topic, listener),
    onReturn: () => () => undefined,
    close: async () => topics.clear(),
  }
}
