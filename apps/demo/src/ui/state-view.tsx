import './controls.css'
import type { ReactNode } from 'react'

/** What stands where content would: nothing there yet, or something went wrong. */
export function StateView({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="state">
      <h2>{title}</h2>
      {children}
    </div>
  )
}
