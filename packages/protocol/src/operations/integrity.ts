import { z } from 'zod'
import { endpoints } from '../endpoint.ts'
import { resource } from '../resource.ts'
import { Count } from '../scalars.ts'

/** A number that is not what a count of what it counts gives. */
export const IntegrityProblem = resource('IntegrityProblem', {
  check: z.string().describe('Which number: channel.member_count, message.reply_count, unread …'),
  subject: z.string().describe('Whose: a cid, a message id, a user id.'),
  stored: z.unknown(),
  counted: z.unknown(),
})
export type IntegrityProblem = z.infer<typeof IntegrityProblem>

export const IntegrityResponse = resource('IntegrityResponse', {
  ok: z.boolean(),
  checked: z.record(z.string(), Count).describe('How many numbers of each kind were recounted.'),
  problems: z.array(IntegrityProblem).describe('The first hundred.'),
  problem_count: Count,
})
export type IntegrityResponse = z.infer<typeof IntegrityResponse>

export const integrityEndpoints = endpoints({
  CheckIntegrity: {
    method: 'GET',
    path: '/parley/v1/integrity',
    v2: 'none',
    side: 'server',
    tag: 'integrity',
    summary: 'Recount every number that the server keeps and compare',
    reply: IntegrityResponse,
  },
})
