const microsPerSecond = 1_000_000

/** RFC 3339 in UTC with six digits: `2026-01-05T09:31:00.123456Z`. */
export function printRfc3339(micros: number): string {
  const seconds = Math.floor(micros / microsPerSecond)
  return `${secondText(seconds)}.${String(micros - seconds * microsPerSecond).padStart(6, '0')}Z`
}

let lastSecond = 0
let lastSecondText = '1970-01-01T00:00:00'

/** Most times on a page lie in few seconds, and the calendar is the dear part. */
function secondText(seconds: number): string {
  if (seconds !== lastSecond) {
    lastSecondText = new Date(seconds * 1000).toISOString().slice(0, -5)
    lastSecond = seconds
  }
  return lastSecondText
}

const rfc3339 = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})$/

/**
 * Microseconds of a time as requests write it: RFC 3339 with up to nine digits, or an integer. An integer is
 * nanoseconds, as v2 answers print it, so that a time read from an answer can be sent back. Undefined if it is neither.
 */
export function parseTime(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? microsOf(value) : undefined
  if (typeof value !== 'string') return undefined
  const parts = rfc3339.exec(value)
  if (!parts) return undefined
  const [, day, clock, fraction = '', zone] = parts
  const millis = Date.parse(`${day}T${clock}${zone!.toUpperCase()}`)
  if (Number.isNaN(millis) || !isDay(`${day}T${clock}Z`)) return undefined
  return millis * 1000 + Math.round(Number(fraction.padEnd(9, '0')) / 1000)
}

/** Nanoseconds come rounded to what a double can hold; dividing doubles would round them a second time. */
const microsOf = (nanos: number): number => Number((BigInt(Math.round(nanos)) + 500n) / 1000n)

/** The calendar rolls the 30th of February and 24:00 over into another day. */
const isDay = (text: string): boolean => new Date(text).toISOString().startsWith(text.slice(0, 10))

/** The zero time that some clients send for "not given". */
export const isZeroTime = (value: unknown): boolean => typeof value === 'string' && value.startsWith('0001-01-01')
