import type { ReactNode } from 'react'

/** Something that what is being written can be completed to. */
export interface Offer {
  readonly key: string
  /** A drawing of it. */
  readonly sign?: ReactNode
  readonly name: string
  readonly about?: string
  /** What stands in the text then. */
  readonly text: string
}

/** What is offered for a part of the text that begins at `start` and ends at the caret. */
export interface Completion {
  readonly label: string
  readonly start: number
  readonly offers: readonly Offer[]
}

/** More than this is no help. */
export const maxOffers = 6
