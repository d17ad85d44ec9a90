import { z } from 'zod'
import { input, resource } from '../resource.ts'
import { Count, Custom, Time } from '../scalars.ts'
import { actingUser, User } from './user.ts'

/** One user's reaction of one type to one message. */
export const Reaction = resource('Reaction', {
  message_id: z.string(),
  user_id: z.string(),
  user: User,
  type: z.string(),
  score: z.int(),
  created_at: Time,
  updated_at: Time,
  custom: Custom,
})
export type Reaction = z.infer<typeof Reaction>

/** Who reacted most recently. */
export const ReactionGroupUser = resource('ReactionGroupUser', {
  user_id: z.string(),
  user: User.optional(),
  created_at: Time,
})

/** All reactions of one type to one message. */
export const ReactionGroup = resource('ReactionGroup', {
  count: Count,
  sum_scores: z.int(),
  first_reaction_at: Time.describe('Survives the removal of every reaction of the type, so that the order stays.'),
  last_reaction_at: Time,
  latest_reactions_by: z.array(ReactionGroupUser),
})
export type ReactionGroup = z.infer<typeof ReactionGroup>

/** A reaction as a request describes it. */
export const ReactionRequest = input(
  'ReactionRequest',
  {
    type: z.string().min(1).max(255),
    score: z.int().min(-2_147_483_648).max(2_147_483_647).optional(),
    ...actingUser,
    custom: Custom.optional(),
  },
  { of: Reaction },
)
export type ReactionRequest = z.infer<typeof ReactionRequest>
