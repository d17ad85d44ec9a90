import { describe, expect, test } from 'bun:test'
import { listEndpoints } from '@parley-chat/protocol'
import fc from 'fast-check'
import { attack, type Outcomes } from './attack.ts'
import { requestsTo } from './requests.ts'
import { openTown } from './town.ts'

// PARLEY_HOSTILE_SEED=7 tries other requests, PARLEY_HOSTILE_ROUNDS=50 more of them.
const seed = Number(process.env.PARLEY_HOSTILE_SEED ?? 1)
const rounds = Number(process.env.PARLEY_HOSTILE_ROUNDS ?? 1)
const batchesPerTown = 12
const requestsPerBatch = 10

describe(`threats #27, #29, #30: whatever is sent is answered cleanly (PARLEY_HOSTILE_SEED=${seed})`, () => {
  for (const [name, endpoint] of listEndpoints()) {
    // The handshake is a socket's: sockets.test.ts.
    if (name === 'ConnectWebSocket') continue
    test(
      name,
      async () => {
        const outcomes: Outcomes = { succeeded: 0, refused: 0 }
        const batch = fc.array(requestsTo(endpoint), { minLength: requestsPerBatch, maxLength: requestsPerBatch })
        for (let round = 0; round < rounds; round++) {
          await using town = await openTown()
          await fc.assert(
            fc.asyncProperty(batch, async (requests) => {
              await attack(town, requests, outcomes)
              await town.quiet()
            }),
            { seed: seed + round, numRuns: batchesPerTown, endOnFailure: true },
          )
        }
        expect(outcomes.succeeded, 'requests that got through').toBeGreaterThan(0)
        expect(outcomes.refused, 'requests that were refused').toBeGreaterThan(0)
      },
      60_000 * rounds,
    )
  }
})
