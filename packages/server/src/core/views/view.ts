/** The two generations of the wire. The prefix of the request decides, and nothing else (core §6.1). */
export type View = 'v1' | 'v2'

export const views = ['v1', 'v2'] as const
