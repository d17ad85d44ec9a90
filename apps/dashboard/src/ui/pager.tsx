import { Button } from './button.tsx'

export interface PagerProps {
  readonly page: number
  readonly hasNext: boolean
  readonly onTurn: (page: number) => void
}

/** Turns pages of a list whose length nobody counts. */
export function Pager({ page, hasNext, onTurn }: PagerProps) {
  if (page === 0 && !hasNext) return null
  return (
    <nav className="pager" aria-label="Pages">
      <Button disabled={page === 0} onClick={() => onTurn(page - 1)}>
        Previous
      </Button>
      <span aria-live="polite">Page {page + 1}</span>
      <Button disabled={!hasNext} onClick={() => onTurn(page + 1)}>
        Next
      </Button>
    </nav>
  )
}
