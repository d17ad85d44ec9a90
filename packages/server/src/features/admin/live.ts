import type { AdminEvent } from '@parley-chat/protocol'
import type { Announcement, EventChannel } from '../../core/events.ts'
import { eventText } from '../../core/realtime/event-text.ts'
import { printRfc3339 } from '../../core/views/time.ts'

/**
 * An announcement as the live stream tells it, in JSON; undefined where nothing is said to anybody. It is the event that
 * clients of v1 hear: what it holds was declared, so nothing of the server's own gets into it.
 */
export function printLive(said: Announcement): string | undefined {
  if (said.kind === 'config') return undefined
  const { type, body } = said.event
  if (!body) return undefined
  const channel = said.kind === 'presence' ? undefined : said.event.channel
  const about: Omit<AdminEvent, 'event' | 'at'> = {
    type,
    ...(channel && { cid: channel.cid }),
    ...userOf(said, body),
    audience: said.kind === 'user' ? 'user' : said.kind === 'presence' ? 'followers' : 'channel',
  }
  const event = eventText(
    { type, at: said.at, body, channel: channel as EventChannel | undefined, ...placeOf(said) },
    'v1',
  )
  return `${JSON.stringify({ ...about, at: printRfc3339(said.at) }).slice(0, -1)},"event":${event}}`
}

function userOf(said: Exclude<Announcement, { kind: 'config' }>, body: Record<string, unknown>): { user_id?: string } {
  if (said.kind === 'user' || said.kind === 'presence') return { user_id: said.event.user_id }
  const known = said.kind === 'channel' ? said.event.user_id : undefined
  const user_id = known ?? (body.user as { id?: string } | undefined)?.id
  return user_id === undefined ? {} : { user_id }
}

const placeOf = (said: Announcement) =>
  said.kind === 'channel' ? { parley: { epoch: said.epoch, seq: said.seq, at: said.at } } : {}
