import { useEffect, useRef } from 'react'
import type { Offer } from './offers.ts'

interface CompletionListProps {
  readonly id: string
  readonly label: string
  readonly offers: readonly Offer[]
  readonly active: number
  readonly onChoose: (offer: Offer) => void
}

/** What may be meant by what is being written. The focus stays in the text. */
export function CompletionList({ id, label, offers, active, onChoose }: CompletionListProps) {
  const chosen = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another active one is another element.
  useEffect(() => {
    chosen.current?.scrollIntoView({ block: 'nearest' })
  }, [active, offers])
  return (
    <div id={id} role="listbox" aria-label={label} className="menu completion-list">
      {offers.map((offer, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the text field that owns this list.
        <div
          key={offer.key}
          id={`${id}-${index}`}
          ref={index === active ? chosen : undefined}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className="menu-item"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(offer)}
        >
          {offer.sign}
          <bdi>{offer.name}</bdi>
          {offer.about && <span className="completion-about">{offer.about}</span>}
        </div>
      ))}
    </div>
  )
}
