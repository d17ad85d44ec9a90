import type { Hydrators } from '../../core/hydrate.ts'
import type { Write } from '../../core/writer.ts'

// SIGNATURES FIRST (helper M): bodies follow.

/** One slice of removing a user's reactions; 0 when none are left. */
export declare function purgeUserReactions(
  write: Write,
  what: { readonly app_pk: number; readonly user_id: string },
  limit?: number,
): Promise<number>
export declare const reactionHydrators: Hydrators
