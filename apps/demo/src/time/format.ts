const time = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' })
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const longDay = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const longDayOfYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' })
const relativeDay = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })
const relativeMinute = new Intl.RelativeTimeFormat(undefined, { style: 'narrow' })

/** The time of day. */
export const formatTime = (date: Date): string => time.format(date)

/** All of a moment. */
export const formatFull = (date: Date): string => full.format(date)

/** Short enough for a list: minutes, then the time, the day of the week, the date. */
export function formatShort(date: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - date.getTime()) / 60_000)
  if (minutes < 1) return 'now'
  if (minutes < 60) return relativeMinute.format(-minutes, 'minute')
  const days = daysBetween(date, now)
  if (days === 0) return time.format(date)
  if (days === 1) return capital(relativeDay.format(-1, 'day'))
  return days < 7 ? weekday.format(date) : day.format(date)
}

/** A day as a headline. */
export function formatDay(date: Date, now: Date): string {
  const days = daysBetween(date, now)
  if (days === 0 || days === 1) return capital(relativeDay.format(-days, 'day'))
  return date.getFullYear() === now.getFullYear() ? longDay.format(date) : longDayOfYear.format(date)
}

/** Whether both are on one day of the calendar here. */
export const isSameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString()

function daysBetween(date: Date, now: Date): number {
  const midnight = (each: Date) => new Date(each.getFullYear(), each.getMonth(), each.getDate()).getTime()
  return Math.round((midnight(now) - midnight(date)) / 86_400_000)
}

const capital = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1)
