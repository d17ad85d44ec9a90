import { z } from 'zod'
import { endpoints } from '../endpoint.ts'
import { APIError } from '../objects/api-error.ts'
import { ConnectUserDetails } from '../objects/user.ts'
import { resource } from '../resource.ts'

/** The `json` parameter of a v1 handshake (spec/10 §3.2). */
export const ConnectPayload = resource('ConnectPayload', {
  user_id: z.string().min(1).max(255),
  user_details: ConnectUserDetails.optional(),
  user_token: z.string().max(16_384).optional(),
  server_determines_connection_id: z.boolean().optional(),
})
export type ConnectPayload = z.infer<typeof ConnectPayload>

/** The first frame of a client in a v2 handshake (spec/10 §4). */
export const AuthFrame = resource('AuthFrame', {
  token: z.string().max(16_384),
  user_details: ConnectUserDetails.optional(),
  products: z.array(z.string().max(64)).max(10).optional(),
})
export type AuthFrame = z.infer<typeof AuthFrame>

/** The only frame of a refused v1 connection, and the last one of a connection that the server ends. */
export const ErrorFrame = resource('ErrorFrame', { error: APIError })
export type ErrorFrame = z.infer<typeof ErrorFrame>

/** What the URL of a handshake carries; credentials may stand in headers instead. */
export const ConnectQuery = z.object({
  json: ConnectPayload.optional(),
  authorization: z.string().max(16_384).optional(),
  'stream-auth-type': z.enum(['jwt', 'anonymous']).optional(),
})
export type ConnectQuery = z.infer<typeof ConnectQuery>

export const socketEndpoints = endpoints({
  ConnectWebSocket: {
    method: 'GET',
    path: '/connect',
    v2: 'common',
    side: 'client',
    anonymous: true,
    tag: 'connection',
    summary: 'Open the WebSocket; all refusals but an unknown path come as a frame',
    query: ConnectQuery,
    reply: resource('ConnectWebSocketResponse', {}),
    status: 101,
  },
})
