import type { Clock, Ids } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'

/** What every adapter on Redis is given. */
export interface RedisOptions {
  /** Where Redis is, with its password: it is never logged. */
  readonly url: string
  /** Keeps several Parleys on one Redis apart. */
  readonly prefix: string
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

interface LinkOptions extends Omit<RedisOptions, 'prefix'> {
  /** What it is for, in the log. */
  readonly purpose: string
  /** So many connections live and end together. */
  readonly connections: number
  /** Makes new connections ready for use; the link is up once it resolves. */
  readonly prepare: (clients: readonly Bun.RedisClient[]) => Promise<void>
  /** The connections that `prepare` was given are gone, whether it was through or not. */
  readonly onLost: () => void
  /** The link is up again, after it was lost or could not be had from the start. */
  readonly onReturn: () => void
}

/** Connections to Redis that are made anew for as long as it takes. Nothing is queued while there are none. */
export interface RedisLink {
  readonly isUp: boolean
  /** Resolves when the link is up for the first time, or is known not to be. */
  readonly tried: Promise<void>
  /** Gives the present connections up: they are of no more use. */
  giveUp(reason: Error): void
  close(): void
}

interface Life {
  readonly clients: readonly Bun.RedisClient[]
  isUp: boolean
  isOver: boolean
  cancelPing: () => void
}

const dialDeadlineMs = 5000
/** A connection that hangs is noticed within the sum of both. */
const pingEveryMs = 2000
const pingDeadlineMs = 2000
const shortestPauseMs = 100
const longestPauseMs = 5000

/** The client neither reconnects nor queues by itself: what it held back would arrive late and out of its order. */
const clientOptions = { autoReconnect: false, enableOfflineQueue: false }

export function createRedisLink(options: LinkOptions): RedisLink {
  const { url, connections, purpose, clock, ids, log } = options
  const { promise: tried, resolve: settleFirst } = Promise.withResolvers<void>()
  let life: Life | undefined
  let cancelDial = () => {}
  let failures = 0
  let isMissed = false
  let isClosed = false

  async function dial() {
    const clients = Array.from({ length: connections }, () => new Bun.RedisClient(url, clientOptions))
    const mine: Life = { clients, isUp: false, isOver: false, cancelPing: () => {} }
    life = mine
    for (const client of clients) client.onclose = (error) => end(mine, error)
    const cancel = clock.after(dialDeadlineMs, () => end(mine, new Error('the connection was not made in time')))
    try {
      await Promise.all(clients.map((client) => client.connect()))
      cancel()
      if (mine.isOver) return
      ping(mine)
      await options.prepare(clients)
      if (!mine.isOver) begin(mine)
    } catch (error) {
      end(mine, error as Error)
    } finally {
      cancel()
    }
  }

  function begin(mine: Life) {
    mine.isUp = true
    settleFirst()
    if (!isMissed) return
    isMissed = false
    log.info({ purpose }, 'Redis is back')
    options.onReturn()
  }

  function end(mine: Life, error: Error) {
    if (mine.isOver) return
    mine.isOver = true
    mine.isUp = false
    mine.cancelPing()
    for (const client of mine.clients) client.close()
    life = undefined
    options.onLost()
    if (isClosed) return
    // Told once: Redis may be away for hours.
    if (!isMissed)
      log.warn({ purpose, redis: new URL(url).host, reason: error.message }, 'Redis is lost: this node goes on alone')
    isMissed = true
    settleFirst()
    const pauseMs = Math.min(longestPauseMs, shortestPauseMs * 2 ** Math.min(failures++, 16))
    // All nodes lose it at the same moment; they do not come back at the same one.
    cancelDial = clock.after(pauseMs * (0.5 + ids.random() / 2), dial)
  }

  function ping(mine: Life) {
    let isAnswered = false
    const cancelDeadline = clock.after(pingDeadlineMs, () => {
      // Where it was this process that hung, the answers are here but have not been read yet.
      clock.nextTurn(() => {
        if (!isAnswered) end(mine, new Error('a ping was not answered in time'))
      })
    })
    mine.cancelPing = cancelDeadline
    const answers = Promise.all(mine.clients.map((client) => client.ping()))
    const answered = () => {
      isAnswered = true
      cancelDeadline()
      if (mine.isOver) return
      if (mine.isUp) failures = 0
      mine.cancelPing = clock.after(pingEveryMs, () => ping(mine))
    }
    answers.then(answered, (error) => end(mine, error))
  }

  void dial()
  return {
    get isUp() {
      return life?.isUp ?? false
    },
    tried,
    giveUp(reason) {
      if (life) end(life, reason)
    },
    close() {
      isClosed = true
      cancelDial()
      if (life) end(life, new Error('closed'))
      settleFirst()
    },
  }
}
