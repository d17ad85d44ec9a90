import { expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  filledUp,
  noReactions,
  type ReactionSummary,
  readSummary,
  type SummarisedReaction,
  shortLists,
  withoutReaction,
  withReaction,
} from './reaction-summary.ts'

const step = fc.record({
  user_id: fc.integer({ min: 0, max: 14 }).map((index) => `u${index}`),
  type: fc.constantFrom('like', 'love', '__proto__'),
  score: fc.integer({ min: -2, max: 5 }),
  isRemoval: fc.boolean(),
})

test('whatever comes and goes, the summary says what counting all reactions says', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const all = new Map<string, SummarisedReaction>()
      const firsts = new Map<string, number>()
      let summary = noReactions
      for (const [moment, { isRemoval, ...given }] of steps.entries()) {
        const key = `${given.user_id} ${given.type}`
        const before = all.get(key)
        if (isRemoval) {
          if (!before) continue
          all.delete(key)
          summary = fill(withoutReaction(summary, before), all)
        } else {
          const reaction = { ...given, custom: {}, created_at: before?.created_at ?? moment, updated_at: moment }
          all.set(key, reaction)
          if (!firsts.has(given.type)) firsts.set(given.type, moment)
          summary = withReaction(summary, reaction, before)
        }
        // As it stands on the row.
        summary = readSummary(JSON.stringify(summary))
        expectRight(summary, all, firsts)
      }
    }),
    { numRuns: 200 },
  )
})

const newest = (all: ReadonlyMap<string, SummarisedReaction>, type?: string) =>
  [...all.values()]
    .filter((each) => type === undefined || each.type === type)
    .sort((a, b) => b.created_at - a.created_at)
    .slice(0, 10)

function fill(summary: ReactionSummary, all: ReadonlyMap<string, SummarisedReaction>): ReactionSummary {
  const { latest, types } = shortLists(summary)
  return filledUp(summary, latest ? newest(all) : undefined, new Map(types.map((type) => [type, newest(all, type)])))
}

function expectRight(
  summary: ReactionSummary,
  all: ReadonlyMap<string, SummarisedReaction>,
  firsts: ReadonlyMap<string, number>,
) {
  expect([...summary.latest]).toEqual(newest(all))
  expect(Object.keys(summary.groups)).toEqual([...firsts.keys()])
  for (const [type, first_at] of firsts) {
    const ofType = [...all.values()].filter((each) => each.type === type)
    const { latest, ...group } = summary.groups[type]!
    expect(group).toMatchObject({
      count: ofType.length,
      sum_scores: ofType.reduce((sum, { score }) => sum + score, 0),
      first_at,
    })
    expect(latest.map(({ user_id }) => user_id)).toEqual(newest(all, type).map(({ user_id }) => user_id))
    if (ofType.length > 0) expect(group.last_at).toBe(newest(all, type)[0]!.created_at)
  }
}
