import type { ReactNode } from 'react'
import { Problem } from './states.tsx'

interface RowProps {
  readonly title: string
  readonly words: string
  /** Why it could not be done, where that is told here. */
  readonly error?: Error | null
  /** What can be done here. */
  readonly children: ReactNode
}

/** A line of a list of deeds: what it is called, what it does, and the button for it. */
export function Row({ title, words, error, children }: RowProps) {
  return (
    <li className="row">
      <div className="row-words">
        <p>{title}</p>
        <p className="muted">{words}</p>
        {error !== undefined && <Problem error={error} />}
      </div>
      {children}
    </li>
  )
}
