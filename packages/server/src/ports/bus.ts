/**
 * Carries what has been committed to every node that has an interest in it. Never the record of anything. Messages are
 * plain data: what JSON can say, and nothing else. Fields that are undefined may be absent when they arrive.
 */
export interface Bus {
  /** Whether there may be other nodes: only then can anything get lost. */
  readonly isShared: boolean
  /** Whether messages of other nodes arrive. A bus within one process always is up. */
  readonly isUp: boolean
  /**
   * Messages on one topic arrive in the order in which one node published them; they may be lost or come twice. The
   * publisher's own node has heard them once this returns, also while the bus is down; what a listener there throws is
   * thrown here, after all others have heard.
   */
  publish(topic: string, message: unknown): void
  /** Resolves once messages published from now on will arrive; at once while the bus is down. */
  subscribe(topic: string, listener: (message: unknown) => void): Promise<() => void>
  /** Tells that the bus is up again after it was lost: what was published meanwhile is lost too. The answer ends it. */
  onReturn(listener: () => void): () => void
  close(): Promise<void>
}
