import type { Endpoint } from '../endpoint.ts'
import { adminEndpoints } from './admin.ts'
import { appEndpoints } from './app.ts'
import { banEndpoints } from './bans.ts'
import { channelTypeEndpoints } from './channel-types.ts'
import { channelEndpoints } from './channels.ts'
import { demoEndpoints } from './demo.ts'
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

/** Every endpoint of the chat by its name on the wire. */
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

/** All endpoints of the chat, with the names they go by. */
export function listEndpoints(): [EndpointName, Endpoint][] {
  return Object.entries(endpointTable) as [EndpointName, Endpoint][]
}

/** What is served beside the chat, to browsers of the server's own pages: no key and no token of an app opens it. */
export const pageEndpointTable = { ...adminEndpoints, ...demoEndpoints } satisfies Record<string, Endpoint>

export type PageEndpointName = keyof typeof pageEndpointTable

/** Everything that the document describes. */
export function listAllEndpoints(): [string, Endpoint][] {
  return [...listEndpoints(), ...Object.entries<Endpoint>(pageEndpointTable)]
}
