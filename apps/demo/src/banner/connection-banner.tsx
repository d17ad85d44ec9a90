import './connection-banner.css'
import { useChatState } from '../chat/context.ts'
import { type Link, useLink } from './use-link.ts'

const words: Readonly<Record<Link, string>> = {
  up: '',
  offline: 'You are offline',
  reconnecting: 'Reconnecting…',
  resumed: 'Back. Nothing was missed',
  reset: 'Back. Everything was loaded anew',
}

/** Says when the connection is lost, and when it is back. It lies over the page, so that nothing moves. */
export function ConnectionBanner() {
  const link = useLink()
  const waiting = useChatState(({ channels }) =>
    Object.values(channels).reduce((sum, { messages }) => sum + messages.filter(isWaiting).length, 0),
  )
  const isDown = link === 'offline' || link === 'reconnecting'
  const queue = isDown && waiting > 0 ? ` · ${waiting} ${waiting === 1 ? 'message' : 'messages'} waiting` : ''
  return (
    <div role="status" className="banner-place">
      {link !== 'up' && (
        <p className="banner" data-link={link}>
          {words[link]}
          {queue}
        </p>
      )}
    </div>
  )
}

const isWaiting = (message: { readonly parley?: { readonly status?: string } }) => message.parley?.status === 'sending'
