import { useEffect, useState } from 'react'
import { type DemoSession, fetchSession } from './session.ts'

/** How far fetching the people has come. */
export type SessionState =
  | { readonly phase: 'loading' }
  | { readonly phase: 'failed'; readonly reason: string }
  | { readonly phase: 'ready'; readonly session: DemoSession }

/** The people of the demo, and how to ask for them again. */
export function useSession(): readonly [SessionState, () => void] {
  const [state, setState] = useState<SessionState>({ phase: 'loading' })
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another request.
  useEffect(() => {
    let isWanted = true
    fetchSession().then(
      (session) => isWanted && setState({ phase: 'ready', session }),
      (error: Error) => isWanted && setState({ phase: 'failed', reason: error.message }),
    )
    return () => {
      isWanted = false
    }
  }, [attempt])
  return [
    state,
    () => {
      setState({ phase: 'loading' })
      setAttempt((count) => count + 1)
    },
  ]
}
