/** The only source of time; tests move it by hand. */
export interface Clock {
  /** The wall clock in integer microseconds since 1970. */
  now(): number
  /** Milliseconds that never jump, for measuring how long something took. */
  elapsedMs(): number
  /** Runs `work` after `delayMs`; the answer cancels it. */
  after(delayMs: number, work: () => void): () => void
  /** Runs `work` in a later turn of the event loop, after what has already arrived. */
  nextTurn(work: () => void): void
}

/** The only source of new ids and of chance. */
export interface Ids {
  /** A UUIDv7: unique, and ordered by the time it was made. */
  uuid(): string
  /** Lower-case letters and digits, unguessable. */
  secret(length: number): string
  /** A number in [0, 1) for jitter. */
  random(): number
}
