import type { Services } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { admin } from '../../features/index.ts'

const heartbeatMs = 15_000
/** What is kept for a reader who does not keep up; what comes beyond is counted and told. */
const bufferBytes = 256 * 1024
const streamsLimit = 100

/** The live streams of this node. */
export interface LiveStreams {
  open(signed: admin.Signed, app_pk: number): Promise<Response>
  /** Ends those whose session has ended. */
  recheck(): void
  close(): void
}

interface Stream {
  readonly check: () => void
  readonly end: () => void
}

export function createLiveStreams(services: Services): LiveStreams {
  const { clock, database, hub, log } = services
  const streams = new Set<Stream>()
  const encoder = new TextEncoder()

  async function open({ token }: admin.Signed, app_pk: number): Promise<Response> {
    if (streams.size >= streamsLimit) fail('rate_limited', `there may be ${streamsLimit} live streams at a time`)
    let missed = 0
    let isOver = false
    let stopBeating = () => {}
    let out!: ReadableStreamDefaultController<Uint8Array>

    const write = (text: string) => out.enqueue(encoder.encode(text))
    const hasRoom = () => (out.desiredSize ?? 0) > 0

    function tell(text: string) {
      if (isOver) return
      if (!hasRoom()) missed++
      else write(text)
    }

    function tellMissed() {
      if (isOver || missed === 0 || !hasRoom()) return
      write(`event: missed\ndata: {"count":${missed}}\n\n`)
      missed = 0
    }

    function end(isGone = false) {
      if (isOver) return
      isOver = true
      streams.delete(stream)
      stopBeating()
      stopHearing.then((stop) => stop()).catch((error) => log.error({ err: error }, 'a live stream did not end'))
      if (!isGone) out.close()
    }

    /** Sessions also end on other nodes, and by time. */
    function check() {
      database
        .snapshot((queries) => admin.findSession(queries, token, clock.now()))
        .then((signed) => signed ?? end())
        .catch((error) => {
          log.error({ err: error }, 'the session of a live stream could not be read')
          end()
        })
    }

    function beat() {
      if (isOver) return
      if (hasRoom()) write(': here\n\n')
      check()
      stopBeating = clock.after(heartbeatMs, beat)
    }

    const stream: Stream = { check, end }
    const body = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          out = controller
        },
        pull: tellMissed,
        cancel: () => end(true),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: bufferBytes }),
    )
    const stopHearing = hub.observe(app_pk, (said) => {
      const text = admin.printLive(said)
      if (text) tell(`data: ${text}\n\n`)
    })
    streams.add(stream)
    await stopHearing.catch((error: unknown) => {
      streams.delete(stream)
      throw error
    })
    // The session may have ended since it was looked at.
    check()
    // Proxies and browsers hand on nothing before something has come.
    write(': here\n\n')
    stopBeating = clock.after(heartbeatMs, beat)
    return new Response(body, { headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' } })
  }

  return {
    open,
    recheck() {
      for (const { check } of [...streams]) check()
    },
    close() {
      for (const { end } of [...streams]) end()
    },
  }
}
