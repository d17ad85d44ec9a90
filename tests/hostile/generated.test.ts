import { afterAll, describe, expect, test } from 'bun:test'
import { type Endpoint, listEndpoints } from '@parley-chat/protocol'
import fc from 'fast-check'
import { attack, type Outcomes } from './attack.ts'
import { requestsTo } from './requests.ts'
import { isWhole, openTown, type Town } from './town.ts'

// PARLEY_HOSTILE_SEED=7 tries other requests, PARLEY_HOSTILE_ROUNDS=50 more of them.
const seed = Number(process.env.PARLEY_HOSTILE_SEED ?? 1)
const rounds = Number(process.env.PARLEY_HOSTILE_ROUNDS ?? 1)
const batches = 12
const requestsPerBatch = 10
const unreached: string[] = []
let town: Town | undefined

/** The town of the last test, unless that has ruined it. */
async function someTown(): Promise<Town> {
  if (town && !(await isWhole(town))) town = void (await town[Symbol.asyncDispose]())
  town ??= await openTown()
  return town
}

describe(`threats #27, #29, #30: whatever is sent is answered cleanly (PARLEY_HOSTILE_SEED=${seed})`, () => {
  for (const [name, endpoint] of listEndpoints()) {
    // The handshake is a socket's: handshakes.test.ts.
    if (name !== 'ConnectWebSocket') test(name, () => besiege(name, endpoint), 60_000 * rounds)
  }

  test('the requests were not all refused at the door', () => {
    expect(unreached.length, unreached.join()).toBeLessThan(5)
  })
})

async function besiege(name: string, endpoint: Endpoint): Promise<void> {
  const outcomes: Outcomes = { succeeded: 0, refused: 0 }
  const batch = fc.array(requestsTo(endpoint), { minLength: requestsPerBatch, maxLength: requestsPerBatch })
  for (let round = 0; round < rounds; round++) {
    const here = await someTown()
    const besieged = fc.asyncProperty(batch, async (requests) => {
      await attack(here, requests, outcomes)
      await here.quiet()
    })
    await fc.assert(besieged, { seed: seed + round, numRuns: batches, endOnFailure: true })
  }
  expect(outcomes.refused, 'requests that were refused').toBeGreaterThan(0)
  if (outcomes.succeeded === 0) unreached.push(name)
  if (process.env.SHOW2) console.log(name, outcomes)
}

afterAll(() => town?.[Symbol.asyncDispose]())
