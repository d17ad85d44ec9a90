import fc from 'fast-check'
import { type Act, acts, type Step } from './tiny-steps.ts'

/** Anything that can happen; messages more often than the rest. */
export const anyStep: fc.Arbitrary<Step> = fc.record({
  act: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom<Act>('send', 'reply') },
    { weight: 3, arbitrary: fc.constantFrom(...acts) },
  ),
  who: fc.constantFrom('ann', 'bob', 'cat'),
  which: fc.nat({ max: 4 }),
  type: fc.constantFrom('like', 'love', 'constructor'),
  yes: fc.boolean(),
})

/** A while in the life of a channel. */
export const steps = fc.array(anyStep, { maxLength: 40, size: 'max' })
