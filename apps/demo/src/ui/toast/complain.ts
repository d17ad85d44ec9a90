import { type ErrorFromResponse, StateStore } from '@parley-chat/client'

/** What went wrong last; it goes by itself. */
export const complaint = new StateStore<{ readonly text: string | undefined }>({ text: undefined })

const shownMs = 6000
let timer: ReturnType<typeof setTimeout> | undefined

/** Tells the person why something that they asked for did not happen. */
export function complain(error: unknown): void {
  complaint.next({ text: reasonOf(error) })
  clearTimeout(timer)
  timer = setTimeout(() => complaint.next({ text: undefined }), shownMs)
}

/** An error as a sentence for people. */
export function reasonOf(error: unknown): string {
  const { isNetworkError, response, message } = error as Partial<ErrorFromResponse>
  if (isNetworkError) return 'The server cannot be reached right now.'
  const text = response?.data.message ?? message ?? 'Something went wrong.'
  return text.replace(/^\w+ failed with error: "(.*)"$/s, '$1')
}
