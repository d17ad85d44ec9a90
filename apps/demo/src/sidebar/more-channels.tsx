import { useEffect, useRef, useState } from 'react'
import { useChat } from '../chat/context.ts'
import { complain } from '../ui/toast/complain.ts'

/** Loads the next page of channels as soon as the end of the list comes into sight; after a failure only when it is pressed. */
export function MoreChannels() {
  const { loadMore } = useChat()
  const [phase, setPhase] = useState<'idle' | 'loading' | 'failed'>('idle')
  const button = useRef<HTMLButtonElement>(null)
  const load = () => {
    setPhase('loading')
    loadMore().then(
      () => setPhase('idle'),
      (error) => {
        setPhase('failed')
        complain(error)
      },
    )
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: after a page the end may still be in sight.
  useEffect(() => {
    if (!button.current || phase !== 'idle') return
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && load())
    observer.observe(button.current)
    return () => observer.disconnect()
  }, [phase])
  return (
    <button
      ref={button}
      type="button"
      className="button channel-list-more"
      aria-busy={phase === 'loading'}
      onClick={load}
    >
      Show older conversations
    </button>
  )
}
