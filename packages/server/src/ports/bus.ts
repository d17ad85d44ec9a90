/** Carries what has been committed to every node that has an interest in it. Never the record of anything. */
export interface Bus {
  /** Messages on one topic arrive in the order in which one node published them; they may be lost or come twice. */
  publish(topic: string, message: unknown): void
  /** Resolves once messages published from now on will arrive. */
  subscribe(topic: string, listener: (message: unknown) => void): Promise<() => void>
  close(): Promise<void>
}
