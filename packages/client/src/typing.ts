import type { Environment } from './environment.ts'

/** Both of spec/70 §11. */
const repeatAfterMs = 2000
const stopAfterMs = 2000

/** Tells others that the user types, no more often than needed, and that they stopped when no key came for a while. */
export class TypingReporter {
  private readonly environment: Environment
  private readonly send: (type: 'typing.start' | 'typing.stop', parentId: string | undefined) => Promise<unknown>
  private lastStart = 0
  private cancelStop: (() => void) | undefined

  constructor(environment: Environment, send: TypingReporter['send']) {
    this.environment = environment
    this.send = send
  }

  get isTyping(): boolean {
    return this.cancelStop !== undefined
  }

  async keystroke(parentId?: string): Promise<void> {
    this.cancelStop?.()
    const wasTyping = this.isTyping
    this.cancelStop = this.environment.after(stopAfterMs, () => void this.stop(parentId).catch(() => {}))
    const now = this.environment.now()
    if (wasTyping && now - this.lastStart < repeatAfterMs) return
    this.lastStart = now
    await this.send('typing.start', parentId)
  }

  async stop(parentId?: string): Promise<void> {
    if (!this.isTyping) return
    this.clear()
    await this.send('typing.stop', parentId)
  }

  clear(): void {
    this.cancelStop?.()
    this.cancelStop = undefined
  }
}
