import type { Channel } from '@parley-chat/client'
import { useEffect, useState } from 'react'
import { useChat } from '../chat/context.ts'
import { nameOf } from '../chat/names.ts'

/** Messages that come closer together than this are told as one. */
const batchMs = 700

/** Reads new messages of others out to those who do not see them; when many come at once, only how many. */
export function Announcer({ channel }: { readonly channel: Channel }) {
  const { me } = useChat()
  const [text, setText] = useState('')
  useEffect(() => {
    let waiting: string[] = []
    let timer: ReturnType<typeof setTimeout> | undefined
    const { unsubscribe } = channel.on('message.new', ({ message }) => {
      if (message.user.id === me.id) return
      waiting.push(`${nameOf(message.user)}: ${message.text || 'attachment'}`)
      timer ??= setTimeout(() => {
        setText(waiting.length > 2 ? `${waiting.length} new messages` : waiting.join('. '))
        waiting = []
        timer = undefined
      }, batchMs)
    })
    return () => {
      unsubscribe()
      clearTimeout(timer)
    }
  }, [channel, me.id])
  return (
    <div role="status" className="unseen">
      {text}
    </div>
  )
}
