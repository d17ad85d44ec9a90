import { z } from 'zod'
import { endpoints } from '../endpoint.ts'
import { ChannelPosition } from '../objects/position.ts'
import { ReadState } from '../objects/read.ts'
import { resource } from '../resource.ts'
import { Cid, Count } from '../scalars.ts'

/** The most channels that one call may resume. */
export const maxResumed = 255

export const ResumeRequest = resource('ResumeRequest', {
  channels: z
    .record(Cid, ChannelPosition)
    .refine((channels) => Object.keys(channels).length <= maxResumed, `must contain at maximum ${maxResumed} items`),
})
export type ResumeRequest = z.infer<typeof ResumeRequest>

/** Why a channel cannot go on where the client left it: query it anew (core §3.2). */
export const ResetReason = z
  .enum(['epoch', 'pruned', 'ahead', 'restored', 'too_many', 'no_access'])
  .meta({ id: 'ResetReason' })
export type ResetReason = z.infer<typeof ResetReason>

export const ResumeResponse = resource('ResumeResponse', {
  resumed: z.array(
    resource('ResumedChannel', {
      cid: z.string(),
      seq: Count.describe('All stored events up to this one have been sent down the socket.'),
      read: ReadState.optional().describe('The viewer’s own.'),
    }),
  ),
  reset: z.array(resource('ResetChannel', { cid: z.string(), reason: ResetReason })),
})
export type ResumeResponse = z.infer<typeof ResumeResponse>

export const resumeEndpoints = endpoints({
  Resume: {
    method: 'POST',
    path: '/parley/v1/resume',
    v2: 'none',
    side: 'client',
    anonymous: true,
    tag: 'connection',
    summary: 'Watch channels again, with all that was missed sent down the socket in order',
    query: z.object({ connection_id: z.string().min(1).max(255) }),
    body: ResumeRequest,
    reply: ResumeResponse,
    errors: ['connection_not_found'],
  },
})
