import type { App } from '../../packages/server/src/app.ts'
import type { Clock } from '../../packages/server/src/ports/clock.ts'
import type { FakeNetwork } from '../../packages/server/src/testing/fake-sockets.ts'
import { type Handshake, openSession } from '../../packages/server/src/transport/session.ts'

/** What the client's end of a socket is told. */
export interface Ears {
  text(text: string): void
  closed(code: number): void
}

/** The way of one socket between a server and a client, and all that can happen to it. */
export interface Link {
  /** The client hangs up. */
  hangUp(code: number): void
  /** The client sends a frame. */
  send(text: string): void
  /** Everything is lost from now on, both ways, and nobody is told. */
  cut(): void
  /** The connection breaks, and both ends know, as far as they still are. What was on its way is lost. */
  reset(isServerGone?: boolean): void
  /** The client ceases to read: what it is sent piles up on the server's side. */
  stall(): void
  /** What comes for the client arrives this much later, in its order. */
  delay(ms: number): void
  /** Whether what the server sends will reach the client. */
  isSound(): boolean
}

/** More than the server lets pile up for one reader (core §4.4). */
const piledUpBytes = 2 * 1024 * 1024

export function openLink(
  { app, network, clock }: { app: App; network: FakeNetwork; clock: Clock },
  handshake: Handshake,
  ears: Ears,
): Link {
  const socket = network.open()
  let condition: 'sound' | 'stalled' | 'cut' | 'over' = 'sound'
  let waiting: (() => void)[] | undefined

  const session = openSession(app.services, app.connector, socket, handshake)
  socket.ping = () => {
    if (condition === 'sound') session.alive()
  }
  socket.onText = (text) => {
    // The socket keeps every text for tests that look at it; here they would be the whole run's.
    socket.texts.length = 0
    if (condition === 'sound') arrive(() => ears.text(text))
  }
  socket.onClose = (code) => {
    session.ended(code)
    if (condition === 'sound') arrive(() => end(code))
    else if (condition === 'stalled') end(code)
  }

  function arrive(work: () => void) {
    if (waiting) waiting.push(work)
    else work()
  }

  function end(code: number) {
    if (condition === 'over') return
    condition = 'over'
    ears.closed(code)
  }

  return {
    hangUp(code) {
      const isHeard = condition === 'sound' || condition === 'stalled'
      condition = 'over'
      if (isHeard) socket.close(code, '')
    },
    send(text) {
      if (condition === 'sound') session.received(text)
    },
    cut() {
      if (condition !== 'over') condition = 'cut'
    },
    reset(isServerGone = false) {
      if (condition === 'over') return
      const isCut = condition === 'cut'
      condition = 'over'
      if (!isServerGone) socket.close(1006, '')
      if (!isCut) ears.closed(1006)
    },
    stall() {
      if (condition !== 'sound') return
      condition = 'stalled'
      socket.buffered = piledUpBytes
    },
    delay(ms) {
      if (waiting || condition !== 'sound') return
      waiting = []
      clock.after(ms, () => {
        const late = waiting ?? []
        waiting = undefined
        // What is sent while these arrive comes behind them.
        for (const work of late) if (condition === 'sound') work()
      })
    },
    isSound: () => condition === 'sound' && !waiting,
  }
}
