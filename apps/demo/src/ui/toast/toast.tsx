import './toast.css'
import { useSyncExternalStore } from 'react'
import { lastNotice } from './complain.ts'

const subscribe = (listener: () => void) => lastNotice.subscribe(listener)
const places = [
  { kind: 'trouble', role: 'alert' },
  { kind: 'news', role: 'status' },
] as const

/** Says what went wrong, or what came of something, over the page, so that nothing moves. */
export function Toast() {
  const { notice } = useSyncExternalStore(subscribe, () => lastNotice.getLatestValue())
  return places.map(({ kind, role }) => (
    <div key={kind} role={role} className="toast-place">
      {notice?.kind === kind && (
        <p className="toast" data-kind={kind} dir="auto">
          {notice.text}
        </p>
      )}
    </div>
  ))
}
