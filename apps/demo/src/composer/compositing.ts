import type { LocalMessage } from '@parley-chat/client'

/** What is being written: something new, an answer to a message, or a message anew. */
export type Compositing = { readonly kind: 'new' } | { readonly kind: 'quote' | 'edit'; readonly message: LocalMessage }

export const nothing: Compositing = { kind: 'new' }
