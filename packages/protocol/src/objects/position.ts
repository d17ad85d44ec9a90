import { z } from 'zod'
import { resource } from '../resource.ts'
import { Count, Time } from '../scalars.ts'

/**
 * Where a channel's stored events have got to: the key `parley` of stored events and of every channel state. A client
 * that keeps it can resume exactly there (core §3).
 */
export const ChannelPosition = resource('ChannelPosition', {
  epoch: z.string().describe('Another epoch is another history: nothing of the old one continues.'),
  seq: Count,
  at: Time.describe('The time of the stored event with this number.'),
})
export type ChannelPosition = z.infer<typeof ChannelPosition>

/** How often a read row has changed: a lower or equal number is old news (core §2.2). */
export const ReadPosition = resource('ReadPosition', { read_rev: Count })
export type ReadPosition = z.infer<typeof ReadPosition>
