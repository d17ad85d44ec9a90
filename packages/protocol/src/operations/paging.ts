import { z } from 'zod'
import { resource } from '../resource.ts'
import { Time } from '../scalars.ts'

/** How many at most; 0, which older clients send for "not given", is the default. */
export const limit = (max: number) => z.int().min(0).max(max).optional()

/** How many to leave out. */
export const offset = (max: number) => z.int().min(0).max(max).optional()

const MessageCursor = z.string().max(255).optional()

/** Names the messages of a page by an id. */
export const idCursors = {
  id_lt: MessageCursor,
  id_lte: MessageCursor,
  id_gt: MessageCursor,
  id_gte: MessageCursor,
  id_around: MessageCursor,
}

/** Names the members of a page or the messages of a page by a time. */
export const timeCursors = {
  created_at_before: Time.optional(),
  created_at_before_or_equal: Time.optional(),
  created_at_after: Time.optional(),
  created_at_after_or_equal: Time.optional(),
}

/** Which messages of a channel to answer: at most one cursor. */
export const MessagePage = resource('MessagePage', {
  limit: limit(300),
  offset: offset(1000),
  ...idCursors,
  ...timeCursors,
  created_at_around: Time.optional(),
})
export type MessagePage = z.infer<typeof MessagePage>

/** Which members or watchers to answer with a channel. */
export const PeoplePage = resource('PeoplePage', {
  limit: limit(300),
  offset: offset(10_000),
  id_lt: z.string().max(255).optional(),
  id_lte: z.string().max(255).optional(),
  id_gt: z.string().max(255).optional(),
  id_gte: z.string().max(255).optional(),
})
export type PeoplePage = z.infer<typeof PeoplePage>

/** The connection that watches or follows presence from now on. */
export const connection = { connection_id: z.string().max(255).optional() }

/** Keys of the sender's member data to be shown on their messages. */
export const memberCustom = {
  member_custom_include: z.array(z.string().min(1).max(64)).max(8).optional(),
}
