import { expect, test } from 'bun:test'
import { type Endpoint, listEndpoints } from '@parley-chat/protocol'
import fc from 'fast-check'
import { expectSettled } from '../../packages/server/src/testing/test-client.ts'
import { attack, type Outcomes } from './attack.ts'
import { requestsTo } from './requests.ts'
import { openTown, tokenOf } from './town.ts'

const seed = Number(process.env.PARLEY_HOSTILE_SEED ?? 1)
const rounds = Number(process.env.PARLEY_HOSTILE_ROUNDS ?? 1)
const townsPerRound = 6
const batchesPerTown = 40
const requestsPerBatch = 8

/** The app's own settings may send everybody away, and then nothing more would be tried. */
const endpoints = listEndpoints().filter(([name]) => name !== 'ConnectWebSocket' && name !== 'UpdateApp')
const anyRequest = fc.oneof(...endpoints.map(([, endpoint]: [string, Endpoint]) => requestsTo(endpoint)))
const batch = fc.array(anyRequest, { minLength: requestsPerBatch, maxLength: requestsPerBatch })
const passingMs = fc.oneof({ weight: 6, arbitrary: fc.nat(3000) }, { weight: 1, arbitrary: fc.constant(11 * 60_000) })

for (let town = seed; town < seed + townsPerRound * rounds; town++) {
  test(
    `after hostile days every number is still exact and clients believe what is so (PARLEY_HOSTILE_SEED=${town})`,
    () => live(town),
    60_000,
  )
}

async function live(town: number): Promise<void> {
  await using here = await openTown()
  const outcomes: Outcomes = { succeeded: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(batch, passingMs, async (requests, ms) => {
      await attack(here, requests, outcomes)
      await here.clock.advance(ms)
      await here.quiet()
    }),
    { seed: town, numRuns: batchesPerTown, endOnFailure: true },
  )
  expect(Math.min(outcomes.succeeded, outcomes.refused)).toBeGreaterThan(40)
  const { problems } = await here.server.call('CheckIntegrity')
  expect(problems).toEqual([])
  for (const [index, id] of ['ann', undefined, 'eve'].entries()) {
    const device = here.devices[index]!
    if (id !== undefined && !device.socket.closed) await expectSettled(here, device, id, tokenOf(id))
  }
  expect(here.errors).toEqual([])
}
