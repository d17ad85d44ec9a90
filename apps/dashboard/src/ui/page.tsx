import { type ReactNode, useEffect, useRef } from 'react'

export interface PageProps {
  readonly title: string
  /** What the browser's tab says, where the title on the page is a person's or channel's name. */
  readonly tabTitle?: string
  readonly lead?: ReactNode
  /** A link to what this page is one of. */
  readonly back?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A page's heading and content. Whoever came by a link starts reading and tabbing at the heading. */
export function Page({ title, tabTitle, lead, back, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${tabTitle ?? title} · Parley`
  }, [title, tabTitle])
  useEffect(() => {
    // A field that asked for the focus keeps it, and the very first page leaves it to the browser.
    const { activeElement } = document
    if (wasNavigated && (!activeElement || activeElement === document.body || activeElement.tagName === 'A')) {
      heading.current?.focus({ preventScroll: true })
    }
    wasNavigated = true
  }, [])
  return (
    <>
      <header className="page-head">
        <div className="page-words">
          {back && <p className="page-back">{back}</p>}
          <h1 ref={heading} tabIndex={-1} dir="auto">
            {title}
          </h1>
          {lead && <div className="page-lead">{lead}</div>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </>
  )
}

let wasNavigated = false

/** A part of a page with a heading of its own. */
export function Card({
  title,
  lead,
  actions,
  children,
}: {
  title: string
  lead?: ReactNode
  actions?: ReactNode
  children?: ReactNode
}) {
  return (
    <section className="card" aria-label={title}>
      <header className="card-head">
        <div>
          <h2>{title}</h2>
          {lead && <p className="card-lead">{lead}</p>}
        </div>
        {actions && <div className="card-actions">{actions}</div>}
      </header>
      {children}
    </section>
  )
}
