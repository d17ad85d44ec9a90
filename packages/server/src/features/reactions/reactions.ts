import './removing.ts'

export { reactionHydrators } from './hydrating.ts'
export { getReactions, queryReactions } from './listing.ts'
export { deleteReaction } from './removing.ts'
export { sendReaction } from './sending.ts'
