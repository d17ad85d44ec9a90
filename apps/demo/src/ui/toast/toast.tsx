import './toast.css'
import { useSyncExternalStore } from 'react'
import { complaint } from './complain.ts'

const subscribe = (listener: () => void) => complaint.subscribe(listener)

/** Says what went wrong, over the page, so that nothing moves. */
export function Toast() {
  const { text } = useSyncExternalStore(subscribe, () => complaint.getLatestValue())
  return (
    <div role="alert" className="toast-place">
      {text !== undefined && (
        <p className="toast" dir="auto">
          {text}
        </p>
      )}
    </div>
  )
}
