import { type ReactNode, useEffect } from 'react'
import { Mark } from '../ui/mark.tsx'
import { Problem } from '../ui/states.tsx'

/** What stands outside: a sheet with one form beside a word about what is inside. */
export function Door({
  title,
  lead,
  error,
  children,
}: {
  title: string
  lead: string
  error: Error | null
  children: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} · Parley`
  }, [title])
  return (
    <div className="door">
      <div className="door-side" aria-hidden="true">
        <Mark />
        <p className="door-motto">
          <span>Every message kept.</span>
          <span>Every reader told.</span>
          <span>On your own machine.</span>
        </p>
        <div className="door-talk">
          <span className="bubble">Did it arrive?</span>
          <span className="bubble bubble-own">Once, and in order.</span>
          <span className="bubble">Good.</span>
        </div>
      </div>
      <main className="door-sheet">
        <div className="door-form">
          <h1>{title}</h1>
          <p className="page-lead">{lead}</p>
          {children}
          <Problem error={error} />
        </div>
      </main>
    </div>
  )
}
