/**
 * A value that can be watched (documented behaviour: "State store"). What did not change keeps its identity.
 *
 * ```ts
 * const stop = client.store.subscribeWithSelector((state) => ({ totals: state.totals }), ({ totals }) => showBadge(totals))
 * ```
 */
export class StateStore<T extends object> {
  private value: T
  private readonly listeners = new Set<(next: T, previous?: T) => void>()
  private readonly onError: (error: unknown) => void

  /** `onError` is told what a listener throws; without it, it is thrown where nobody catches it. */
  constructor(value: T, onError: (error: unknown) => void = throwLater) {
    this.value = value
    this.onError = onError
  }

  /**
   * The value as it is now.
   *
   * ```ts
   * const { totals } = client.store.getLatestValue()
   * ```
   */
  getLatestValue(): T {
    return this.value
  }

  /**
   * Replaces the value; whoever watches is told unless it is the same. A listener that throws keeps no other from hearing.
   *
   * ```ts
   * store.next((value) => ({ ...value, isOpen: true }))
   * ```
   */
  next(next: T | ((value: T) => T)): void {
    const previous = this.value
    this.value = typeof next === 'function' ? next(previous) : next
    if (this.value === previous) return
    for (const listener of [...this.listeners]) this.tell(listener, previous)
  }

  /**
   * Replaces some of the value's fields.
   *
   * ```ts
   * store.partialNext({ isOpen: true })
   * ```
   */
  partialNext(part: Partial<T>): void {
    this.next((value) => ({ ...value, ...part }))
  }

  /**
   * Calls back at once and at every change; answers how to stop it.
   *
   * ```ts
   * const stop = store.subscribe((value) => render(value))
   * ```
   */
  subscribe(listener: (next: T, previous?: T) => void): () => void {
    this.listeners.add(listener)
    listener(this.value)
    return () => void this.listeners.delete(listener)
  }

  /**
   * As `subscribe`, but calls back only when something in the selected part is another.
   *
   * ```ts
   * store.subscribeWithSelector(({ isOpen }) => ({ isOpen }), ({ isOpen }) => toggle(isOpen))
   * ```
   */
  subscribeWithSelector<P extends object>(
    select: (value: T) => P,
    listener: (next: P, previous?: P) => void,
  ): () => void {
    let known: P | undefined
    return this.subscribe((value) => {
      const next = select(value)
      if (known && isShallowlySame(known, next)) return
      const previous = known
      known = next
      listener(next, previous)
    })
  }

  private tell(listener: (next: T, previous?: T) => void, previous: T): void {
    try {
      listener(this.value, previous)
    } catch (error) {
      this.onError(error)
    }
  }
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}

function isShallowlySame(a: object, b: object): boolean {
  const keys = Object.keys(b) as (keyof typeof b)[]
  return keys.length === Object.keys(a).length && keys.every((key) => Object.is((a as typeof b)[key], b[key]))
}
