import { type ErrorFromResponse, StateStore } from '@parley-chat/client'

/** What is said over the page: what went wrong, or what came of something. */
interface Notice {
  readonly kind: 'trouble' | 'news'
  readonly text: string
}

/** What was said last; it goes by itself. */
export const lastNotice = new StateStore<{ readonly notice: Notice | undefined }>({ notice: undefined })

const shownMs = 6000
let timer: ReturnType<typeof setTimeout> | undefined

/** Tells the person why something that they asked for did not happen. */
export function complain(error: unknown): void {
  show({ kind: 'trouble', text: reasonOf(error) })
}

/** Tells the person what came of something that cannot be seen otherwise. */
export function tell(text: string): void {
  show({ kind: 'news', text })
}

function show(notice: Notice): void {
  lastNotice.next({ notice })
  clearTimeout(timer)
  timer = setTimeout(() => lastNotice.next({ notice: undefined }), shownMs)
}

/** An error as a sentence for people. */
export function reasonOf(error: unknown): string {
  const { isNetworkError, response, message } = error as Partial<ErrorFromResponse>
  if (isNetworkError) return 'The server cannot be reached right now.'
  const text = response?.data.message ?? message ?? 'Something went wrong.'
  return text.replace(/^\w+ failed with error: "(.*)"$/s, '$1')
}
