import type { AdminEvent } from '../api/wire.ts'

/** An event of the app as it came in, and its place in what was heard. */
export interface HeardEvent extends AdminEvent {
  readonly number: number
}

export type FeedStatus = 'connecting' | 'live' | 'lost'

export interface Feed {
  readonly status: FeedStatus
  /** Newest first, and no more than are kept. */
  readonly events: readonly HeardEvent[]
  /** How many were heard in all. */
  readonly heard: number
  /** How many the server had to leave out, because this page was too slow for them. */
  readonly missed: number
}

/** Older events give way: a busy app must not fill the memory of a page left open over night. */
const keptEvents = 500
/** A burst is shown, and asked about, a few times a second and not once an event. */
const gatherMs = 250

/** Hears an app's events over one connection, and tells listeners in gathered steps. */
export class EventFeed {
  #feed: Feed = { status: 'connecting', events: [], heard: 0, missed: 0 }
  #source: EventSource | undefined
  #gathered: HeardEvent[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #wasLost = false
  readonly #listeners = new Set<() => void>()
  readonly #onTypes: (types: ReadonlySet<string> | 'any') => void

  /** `onTypes` is told which types were heard, or `any` where some may not have been. */
  constructor(onTypes: (types: ReadonlySet<string> | 'any') => void) {
    this.#onTypes = onTypes
  }

  /** Connects, and comes back by itself until closed. */
  open(url: string): void {
    const source = new EventSource(url)
    this.#source = source
    source.onopen = () => {
      if (this.#wasLost) this.#onTypes('any')
      this.#wasLost = false
      this.#change({ status: 'live' })
    }
    source.onerror = () => {
      this.#wasLost = true
      this.#change({ status: 'lost' })
      // A refusal ends the browser's own tries: the session may be over, and asking anything shows it.
      if (source.readyState === EventSource.CLOSED) this.#onTypes('any')
    }
    source.onmessage = ({ data }) => this.#hear(data)
    source.addEventListener('missed', ({ data }: MessageEvent<string>) => {
      const { count } = JSON.parse(data) as { count: number }
      this.#change({ missed: this.#feed.missed + count })
      this.#onTypes('any')
    })
  }

  close(): void {
    this.#source?.close()
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** Forgets what was heard; what comes is still heard. */
  clear(): void {
    this.#change({ events: [], missed: 0 })
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): Feed => this.#feed

  #hear(data: string): void {
    const number = this.#feed.heard + this.#gathered.length + 1
    this.#gathered.push({ ...(JSON.parse(data) as AdminEvent), number })
    this.#timer ??= setTimeout(() => this.#tell(), gatherMs)
  }

  #tell(): void {
    const news = this.#gathered
    this.#gathered = []
    this.#timer = undefined
    const events = [...news.toReversed(), ...this.#feed.events].slice(0, keptEvents)
    this.#change({ events, heard: this.#feed.heard + news.length })
    this.#onTypes(new Set(news.map(({ type }) => type)))
  }

  #change(change: Partial<Feed>): void {
    this.#feed = { ...this.#feed, ...change }
    for (const listener of this.#listeners) listener()
  }
}
