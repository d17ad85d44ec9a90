import type { Endpoint } from '../endpoint.ts'
import { appEndpoints } from './app.ts'
import { banEndpoints } from './bans.ts'
import { channelTypeEndpoints } from './channel-types.ts'
import { channelEndpoints } from './channels.ts'
import { eventEndpoints } from './events.ts'
import { integrityEndpoints } from './integrity.ts'
import { memberEndpoints } from './members.ts'
import { messageEndpoints } from './messages.ts'
import { muteEndpoints } from './mutes.ts'
import { reactionEndpoints } from './reactions.ts'
import { readEndpoints } from './reads.ts'
import { resumeEndpoints } from './resume.ts'
import { socketEndpoints } from './socket.ts'
import { syncEndpoints } from './sync.ts'
import { taskEndpoints } from './tasks.ts'
import { userEndpoints } from './users.ts'

/** Every endpoint by its name on the wire. */
export const endpointTable = {
  ...appEndpoints,
  ...userEndpoints,
  ...taskEndpoints,
  ...channelTypeEndpoints,
  ...channelEndpoints,
  ...memberEndpoints,
  ...banEndpoints,
  ...muteEndpoints,
  ...messageEndpoints,
  ...reactionEndpoints,
  ...readEndpoints,
  ...eventEndpoints,
  ...syncEndpoints,
  ...resumeEndpoints,
  ...integrityEndpoints,
  ...socketEndpoints,
} satisfies Record<string, Endpoint>

export type EndpointName = keyof typeof endpointTable

/** All endpoints, with the names they go by. */
export function listEndpoints(): [EndpointName, Endpoint][] {
  return Object.entries(endpointTable) as [EndpointName, Endpoint][]
}
