import type { Message } from '@parley-chat/protocol'
import type { ChannelEvent } from '../../core/events.ts'
import type { EventRow, Hydrate, Hydrators } from '../../core/hydrate.ts'
import type { World } from '../../core/world.ts'
import type { Queries } from '../../ports/database.ts'
import { retell } from '../channels/channels.ts'
import { loadMessages } from '../messages/messages.ts'
import { effectsOfChange } from './changes.ts'

/** What the rows of events about a channel keep. */
interface ChannelData {
  /** `channel.updated`: the columns that changed. */
  readonly changed?: readonly string[]
  readonly message_id?: string
  /** `channel.truncated`: only these members lost what was up to `before`. */
  readonly only?: readonly string[]
  readonly before?: number
}

const dataOf = (event: EventRow) => event.data as ChannelData

/** The channel as it is now, and whoever changed it. */
const hydrateChannels: Hydrate = async (q, events, world, config) => {
  const { rows, users, ...tell } = await retell(q, events, world, config)
  const messages = await systemMessages(q, events, world)
  return events.map((event): ChannelEvent | undefined => {
    const row = rows.get(event.channel_pk)
    if (!row) return undefined
    const { only, before, message_id } = dataOf(event)
    const message = messages.get(message_id ?? '')
    const user = event.user_id === null ? undefined : users.get(event.user_id)
    const channel = { ...tell.channel(row), ...(only && { hide_messages_before: before }) }
    return {
      type: event.type,
      channel: tell.eventChannel(row),
      body: { channel, user, ...(message && { message, message_id }) },
      row: event.data,
      user_id: event.user_id ?? undefined,
      ...(only && { audience: { only } }),
      ...effectsOf(event, { channel, user }),
    }
  })
}

/** What the event does besides, and the form in which members hear of it who do not watch. */
function effectsOf(
  event: EventRow,
  body: Record<string, unknown>,
): Pick<ChannelEvent, 'access' | 'capabilities' | 'idle' | 'recount'> {
  const { only, changed = [] } = dataOf(event)
  switch (event.type) {
    case 'channel.updated':
      return effectsOfChange(changed)
    case 'channel.deleted':
      return { access: { kind: 'closed' }, recount: true, idle: { type: 'notification.channel_deleted', body } }
    case 'channel.truncated':
      return { recount: true, idle: { type: 'notification.channel_truncated', body, ...(only && { only }) } }
    default:
      return {}
  }
}

async function systemMessages(q: Queries, events: readonly EventRow[], world: World): Promise<Map<string, Message>> {
  const ids = events.flatMap((event) => dataOf(event).message_id ?? [])
  if (ids.length === 0) return new Map()
  const messages = await loadMessages(q, events[0]!.app_pk, ids, { kind: 'client' }, world)
  return new Map(messages.map((message) => [message.id, message]))
}

export const stateHydrators: Hydrators = {
  'channel.created': hydrateChannels,
  'channel.updated': hydrateChannels,
  'channel.deleted': hydrateChannels,
  'channel.truncated': hydrateChannels,
}
