import { Icon } from '@parley-chat/ui/icon.tsx'
import { type ReactNode, useEffect, useState } from 'react'

interface SearchBarProps {
  readonly label: string
  readonly placeholder: string
  readonly text: string
  readonly onSearch: (text: string) => void
  /** Further filters. */
  readonly children?: ReactNode
}

/** Typing settles before a search is made. */
const settleMs = 250

/** A search field with filters beside it. */
export function SearchBar({ label, placeholder, text, onSearch, children }: SearchBarProps) {
  const [typed, setTyped] = useState(text)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts the wait, not a new callback.
  useEffect(() => {
    if (typed === text) return
    const timer = setTimeout(() => onSearch(typed.trim()), settleMs)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <search className="search-bar">
      <span className="search-field">
        <Icon name="search" />
        <input
          type="search"
          className="input"
          aria-label={label}
          placeholder={placeholder}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </span>
      {children}
    </search>
  )
}
