/**
 * Counts what all nodes together do within a stretch of time, its window. Each node counts its own at once; what the
 * others have counted it learns within a quarter of a second, and not at all while they cannot be reached.
 */
export interface Counters {
  /** Counts one, and answers how many there are now. A window that is not the last one used begins at zero. */
  raise(window: number, key: string): number
  /** How many there are, without counting. */
  look(window: number, key: string): number
  close(): Promise<void>
}
