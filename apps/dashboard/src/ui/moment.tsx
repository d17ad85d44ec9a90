const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' })
const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** How long ago something was, or how far off it is; the exact time is one hover away and in the markup. */
export function Moment({ at }: { readonly at: string | undefined }) {
  if (!at) return <span className="muted">–</span>
  return (
    <time dateTime={at} title={absolute.format(new Date(at))}>
      {ago(at)}
    </time>
  )
}

function ago(at: string): string {
  const seconds = (Date.parse(at) - Date.now()) / 1000
  const step = steps.find(([, length]) => Math.abs(seconds) >= length)
  return step ? relative.format(Math.round(seconds / step[1]), step[0]) : 'just now'
}

/** The time of day with its date, for logs. */
export function ExactMoment({ at }: { readonly at: string }) {
  return <time dateTime={at}>{absolute.format(new Date(at))}</time>
}
