import { closeCodes } from '@parley-chat/protocol'
import type { Clock } from '../../packages/server/src/ports/clock.ts'
import type { Json } from '../../packages/server/src/testing/test-client.ts'
import type { Chance } from './chance.ts'
import type { Journal } from './journal.ts'
import type { Ears, Link } from './link.ts'

/** One connection, from the first attempt to its end. */
export interface Life {
  readonly journal: Journal
  readonly beganMs: number
  link: Link | undefined
  connection_id: string | undefined
  /** The client has caught up with what it had missed. */
  isReady: boolean
  heardAtMs: number
}

/** Keeps a client connected (spec/10 §12): notices what is dead, and comes back after every loss, a little later each time. */
export interface Keeper {
  current(): Life | undefined
  connect(): void
  /** Gives a connection up that the server does not know any more. */
  giveUp(life: Life): void
  /** How long to wait before another attempt. */
  backoffMs(attempt: number): number
  readonly counts: { connections: number; silences: number; slowReads: number }
}

export interface KeeperOptions {
  readonly clock: Clock
  readonly chance: Chance
  readonly dial: (ears: Ears) => Link
  readonly openJournal: () => Journal
  readonly parse: (text: string) => Json
  /** A frame has come; the first one of its connection tells its id. */
  readonly hear: (life: Life, event: Json, isFirst: boolean) => void
  readonly log: (line: string) => void
  readonly fail: (error: unknown) => void
}

const silenceLimitMs = 35_000
const firstFrameWithinMs = 10_000
const pingEveryMs = 25_000
const lookEveryMs = 5000
const healthyAfterMs = 30_000

export function createKeeper(options: KeeperOptions): Keeper {
  const { clock, chance, dial, hear, log, fail } = options
  const counts = { connections: 0, silences: 0, slowReads: 0 }
  let life: Life | undefined
  let failures = 0

  const backoffMs = (attempt: number) => chance.between(0.25, 1) * Math.min(25_000, 500 * 2 ** attempt)

  function connect() {
    const now = clock.elapsedMs()
    const mine: Life = {
      journal: options.openJournal(),
      beganMs: now,
      link: undefined,
      connection_id: undefined,
      isReady: false,
      heardAtMs: now,
    }
    life = mine
    mine.link = dial({
      text: (text) => {
        if (life === mine) take(mine, text)
      },
      closed: (code) => {
        if (code === closeCodes.slow_reader.code) counts.slowReads += 1
        if (life === mine) lose(mine, `closed ${code}`)
      },
    })
    clock.after(lookEveryMs, () => look(mine, now))
  }

  function take(mine: Life, text: string) {
    try {
      const event = options.parse(text)
      if (event.error) throw new Error(`the server sent ${text}`)
      mine.heardAtMs = clock.elapsedMs()
      const isFirst = mine.connection_id === undefined
      if (isFirst) {
        mine.connection_id = event.connection_id
        counts.connections += 1
      }
      hear(mine, event, isFirst)
    } catch (error) {
      fail(error)
    }
  }

  /** Whoever hears nothing for a while is not connected any more, whatever the socket says. */
  function look(mine: Life, pingedAtMs: number) {
    if (life !== mine) return
    const now = clock.elapsedMs()
    const limit = mine.connection_id === undefined ? firstFrameWithinMs : silenceLimitMs
    if (now - mine.heardAtMs >= limit) {
      counts.silences += 1
      mine.link?.hangUp(1006)
      return lose(mine, 'silence')
    }
    const isPinging = now - pingedAtMs >= pingEveryMs
    if (isPinging) mine.link?.send('[{"type":"health.check"}]')
    clock.after(lookEveryMs, () => look(mine, isPinging ? now : pingedAtMs))
  }

  function lose(mine: Life, why: string) {
    log(`-- lost: ${why}`)
    life = undefined
    if (mine.isReady && clock.elapsedMs() - mine.beganMs > healthyAfterMs) failures = 0
    clock.after(backoffMs(failures), connect)
    failures += 1
  }

  return {
    current: () => life,
    connect,
    giveUp(mine) {
      if (life !== mine) return
      mine.link?.hangUp(1000)
      lose(mine, 'the server does not know it')
    },
    backoffMs,
    counts,
  }
}
