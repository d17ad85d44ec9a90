import type { Time } from '../wire.ts'

/** Orders two moments, whatever number of digits their seconds carry. */
export function compareTimes(a: Time, b: Time): number {
  if (a === b) return 0
  if (a.length === b.length) return a < b ? -1 : 1
  const [left, right] = [withAllDigits(a), withAllDigits(b)]
  return left === right ? 0 : left < right ? -1 : 1
}

/** True if `a` is later than `b`; anything is later than nothing. */
export function isLater(a: Time, b: Time | undefined): boolean {
  return b === undefined || compareTimes(a, b) > 0
}

/** The later of two moments. */
export function later(a: Time, b: Time | undefined): Time {
  return b !== undefined && compareTimes(a, b) < 0 ? b : a
}

// "…:00Z" and "…:00.5Z" do not compare as text: 'Z' sorts after '.'.
function withAllDigits(time: Time): string {
  const [seconds = '', fraction = ''] = time.replace(/Z$/, '').split('.')
  return `${seconds}.${fraction.padEnd(9, '0')}`
}
