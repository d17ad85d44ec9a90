import type { Clock } from '../ports/clock.ts'

const redrawEveryMs = 100
const printEveryMs = 5000
const barWidth = 24

export interface Progress {
  /** More rows are done; `counted` says whether the total knows of their kind. */
  add(kind: string, rows: number): void
  /** The last word: all is done, or nothing more will be. */
  end(): void
}

/** Where progress is told: a terminal is redrawn, anything else gets a plain line now and then. */
export interface Screen {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** The kinds that make most of an app, and under which number of the header they are counted. */
const countedAs: Readonly<Record<string, string>> = {
  user: 'users',
  channel: 'channels',
  member: 'members',
  message: 'messages',
  reply: 'messages',
  reaction: 'reactions',
}

/** Tells how far an export or an import has got: rows, their share, and how fast it goes. */
export function createProgress(
  screen: Screen,
  clock: Pick<Clock, 'elapsedMs'>,
  what: string,
  about: Readonly<Record<string, number>>,
): Progress {
  const total = Object.values(about).reduce((sum, count) => sum + count, 0)
  const startedMs = clock.elapsedMs()
  const isLive = screen.isTTY === true
  let [rows, counted, shownMs] = [0, 0, startedMs]

  function line(nowMs: number): string {
    const share = total === 0 ? 1 : Math.min(1, counted / total)
    const perSecond = Math.round((rows * 1000) / Math.max(1, nowMs - startedMs))
    const filled = Math.round(share * barWidth)
    const bar = isLive ? `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}] ` : ''
    return `${what} ${bar}${Math.floor(share * 100)} %, ${grouped(rows)} rows, ${grouped(perSecond)} rows/s`
  }

  return {
    add(kind, more) {
      rows += more
      if (countedAs[kind]) counted += more
      const nowMs = clock.elapsedMs()
      if (nowMs - shownMs < (isLive ? redrawEveryMs : printEveryMs)) return
      shownMs = nowMs
      screen.write(isLive ? `\r${line(nowMs)}\u001b[K` : `${line(nowMs)}\n`)
    },
    end() {
      screen.write(`${isLive ? '\r' : ''}${line(clock.elapsedMs())}${isLive ? '\u001b[K' : ''}\n`)
    },
  }
}

const grouped = (value: number): string => value.toLocaleString('en')
