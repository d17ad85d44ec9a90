/** A socket as every platform has one. */
export interface Socket {
  onopen: ((event: never) => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number }) => void) | null
  onerror: ((event: never) => void) | null
  send(text: string): void
  close(code?: number): void
}

/** What the client needs of the machine it runs on; tests bring their own. */
export interface Environment {
  readonly isBrowser: boolean
  /** Milliseconds since 1970. */
  now(): number
  /** Calls back later; answers how to call it off. */
  after(ms: number, work: () => void): () => void
  /** From 0 up to 1. */
  random(): number
  uuid(): string
  fetch(url: string, init: RequestInit): Promise<Response>
  openSocket(url: string): Promise<Socket>
  /** False only where the machine says that it has no network. */
  isOnline(): boolean
  /** Hears of networks that come and go; answers how to stop listening. */
  onNetworkChange(listener: (isOnline: boolean) => void): () => void
  /** HMAC-SHA256 at once; undefined where the platform has it only in promises. */
  readonly hmac: ((secret: string, data: string | Uint8Array) => Uint8Array) | undefined
  /** Unpacks gzip at once; undefined as above. */
  readonly gunzip: ((data: Uint8Array) => Uint8Array) | undefined
}

/** Resolves after so long, on the machine's clock or a test's. */
export const pause = (environment: Environment, ms: number): Promise<void> =>
  new Promise((resolve) => void environment.after(ms, resolve))

interface Page {
  document?: unknown
  navigator?: { onLine?: boolean; product?: string }
  addEventListener?(type: string, listener: () => void): void
  removeEventListener?(type: string, listener: () => void): void
}

const page = globalThis as unknown as Page

/** What browsers, Deno, Bun and today's Node have in common. */
export const commonEnvironment: Environment = {
  isBrowser: typeof page.document === 'object' || page.navigator?.product === 'ReactNative' || isWorker(),
  now: () => Date.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
  uuid,
  fetch: (url, init) => globalThis.fetch(url, init),
  async openSocket(url) {
    if (typeof WebSocket === 'undefined') throw new Error('This platform has no WebSocket')
    return new WebSocket(url) as unknown as Socket
  },
  isOnline: () => page.navigator?.onLine !== false,
  onNetworkChange(listener) {
    const [online, offline] = [() => listener(true), () => listener(false)]
    page.addEventListener?.('online', online)
    page.addEventListener?.('offline', offline)
    return () => {
      page.removeEventListener?.('online', online)
      page.removeEventListener?.('offline', offline)
    }
  },
  hmac: undefined,
  gunzip: undefined,
}

let current = commonEnvironment

/** The environment of clients that are given no other. */
export const defaultEnvironment = (): Environment => current

/** Says what the platform can do beyond what all have in common; called once, by its entry. */
export function extendEnvironment(more: Partial<Environment>): void {
  current = { ...current, ...more }
}

// crypto.randomUUID is missing on pages that came over plain HTTP from another machine.
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function isWorker(): boolean {
  return typeof (globalThis as { importScripts?: unknown }).importScripts === 'function'
}
