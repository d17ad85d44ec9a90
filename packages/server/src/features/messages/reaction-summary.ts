/** What a message shows of its reactions; kept on its row and changed in the transaction that changes a reaction. */
export interface ReactionSummary {
  /** By type. A type that nobody holds any more stays with a count of 0, so that its place in the order is remembered. */
  readonly groups: Readonly<Record<string, ReactionGroupSummary>>
  /** The newest of all types, newest first. */
  readonly latest: readonly SummarisedReaction[]
}

export interface ReactionGroupSummary {
  readonly count: number
  readonly sum_scores: number
  readonly first_at: number
  readonly last_at: number
  /** Newest first. */
  readonly latest: readonly { readonly user_id: string; readonly created_at: number }[]
}

export interface SummarisedReaction {
  readonly user_id: string
  readonly type: string
  readonly score: number
  readonly custom: Readonly<Record<string, unknown>>
  readonly created_at: number
  readonly updated_at: number
}

/** How many of the newest are shown, of a message and of one type. */
export const latestLimit = 10

// Types are what clients write, `__proto__` among them: the objects they are keys of have no prototype.
export const noReactions: ReactionSummary = { groups: Object.create(null), latest: [] }

/** Reads the summary of a message's row. */
export function readSummary(text: string | null): ReactionSummary {
  if (text === null) return noReactions
  const { groups, latest } = JSON.parse(text) as ReactionSummary
  return { groups: Object.assign(Object.create(null), groups), latest }
}

/** How many reactions there are, of all types. */
export const countAll = ({ groups }: ReactionSummary): number =>
  Object.values(groups).reduce((sum, { count }) => sum + count, 0)

/** The summary with one more reaction; with another score or other data, if `before` is the one it takes the place of. */
export function withReaction(
  summary: ReactionSummary,
  reaction: SummarisedReaction,
  before?: SummarisedReaction,
): ReactionSummary {
  const { type, score } = reaction
  if (before) {
    const group = summary.groups[type]!
    const latest = summary.latest.map((each) => (isSame(each, before) ? reaction : each))
    return {
      groups: set(summary.groups, type, { ...group, sum_scores: group.sum_scores - before.score + score }),
      latest,
    }
  }
  const group = summary.groups[type]
  const { user_id, created_at } = reaction
  return {
    groups: set(summary.groups, type, {
      count: (group?.count ?? 0) + 1,
      sum_scores: (group?.sum_scores ?? 0) + score,
      first_at: group?.first_at ?? created_at,
      last_at: Math.max(group?.last_at ?? 0, created_at),
      latest: newest([{ user_id, created_at }, ...(group?.latest ?? [])]),
    }),
    latest: newest([reaction, ...summary.latest]),
  }
}

/** The summary without a reaction. Where more reactions exist than its lists now show, they want filling up. */
export function withoutReaction(summary: ReactionSummary, reaction: SummarisedReaction): ReactionSummary {
  const group = summary.groups[reaction.type]!
  const latest = group.latest.filter(({ user_id }) => user_id !== reaction.user_id)
  return {
    groups: set(summary.groups, reaction.type, {
      ...group,
      count: group.count - 1,
      sum_scores: group.sum_scores - reaction.score,
      last_at: latest[0]?.created_at ?? group.last_at,
      latest,
    }),
    latest: summary.latest.filter((each) => !isSame(each, reaction)),
  }
}

/** What has to be read anew because a removal has left a list shorter than it should be. */
export function shortLists(summary: ReactionSummary): { latest: boolean; types: string[] } {
  const isShort = (shown: number, count: number) => shown < Math.min(latestLimit, count)
  return {
    latest: isShort(summary.latest.length, countAll(summary)),
    types: Object.keys(summary.groups).filter((type) => {
      const { latest, count } = summary.groups[type]!
      return isShort(latest.length, count)
    }),
  }
}

/** The summary with lists that were read anew. */
export function filledUp(
  summary: ReactionSummary,
  latest: readonly SummarisedReaction[] | undefined,
  byType: ReadonlyMap<string, readonly SummarisedReaction[]>,
): ReactionSummary {
  let { groups } = summary
  for (const [type, reactions] of byType) {
    const people = reactions.map(({ user_id, created_at }) => ({ user_id, created_at }))
    groups = set(groups, type, {
      ...groups[type]!,
      latest: people,
      last_at: people[0]?.created_at ?? groups[type]!.last_at,
    })
  }
  return { groups, latest: latest ?? summary.latest }
}

const isSame = (a: SummarisedReaction, b: SummarisedReaction): boolean => a.user_id === b.user_id && a.type === b.type

function newest<T extends { readonly created_at: number }>(list: T[]): T[] {
  return list.sort((a, b) => b.created_at - a.created_at).slice(0, latestLimit)
}

function set<T>(record: Readonly<Record<string, T>>, key: string, value: T): Readonly<Record<string, T>> {
  const copy = Object.assign(Object.create(null), record)
  copy[key] = value
  return copy
}
