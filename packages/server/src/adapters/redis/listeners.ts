import type { Log } from '../../ports/log.ts'

export interface Listeners<Told extends unknown[]> {
  /** The answer takes it away again. */
  add(listener: (...told: Told) => void): () => void
  /** Tells them all; one that fails keeps nobody else from hearing. */
  tell(...told: Told): void
}

export function createListeners<Told extends unknown[]>(log: Log): Listeners<Told> {
  const listeners = new Set<{ hear: (...told: Told) => void }>()
  return {
    add(hear) {
      const listener = { hear }
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    tell(...told) {
      for (const { hear } of [...listeners]) {
        try {
          hear(...told)
        } catch (error) {
          log.error({ err: error }, 'a listener of what Redis tells failed')
        }
      }
    },
  }
}
