import { afterAll, describe, expect, test } from 'bun:test'
import { writeFile } from 'node:fs/promises'
import { type Endpoint, listEndpoints } from '@parley-chat/protocol'
import fc from 'fast-check'
import { expectSettled } from '../../packages/server/src/testing/test-client.ts'
import { attack, type Outcomes } from './attack.ts'
import { handshakes, knock } from './handshakes.ts'
import { requestsTo } from './requests.ts'
import { swollenRequestsTo } from './swollen.ts'
import { isWhole, openTown, type Town, tokenOf } from './town.ts'

// PARLEY_HOSTILE_SEED=7 tries other requests, PARLEY_HOSTILE_ROUNDS=50 more of them.
const seed = Number(process.env.PARLEY_HOSTILE_SEED ?? 1)
const rounds = Number(process.env.PARLEY_HOSTILE_ROUNDS ?? 1)
const patienceMs = 60_000 * rounds
const batchesPerEndpoint = 12
const requestsPerBatch = 10
const handshakesPerRound = 120
const townsPerRound = 6
const batchesPerTown = 40

// The handshake is a socket's.
const endpoints = listEndpoints().filter(([name]) => name !== 'ConnectWebSocket')
const unreached: string[] = []
const totals = { 'requests let through': 0, 'requests refused': 0, handshakes: 0 }
let residentAtFirst: number | undefined
let town: Town | undefined

/** The town of the last test, unless that has ruined it. */
async function someTown(): Promise<Town> {
  if (town && !(await isWhole(town))) town = void (await town[Symbol.asyncDispose]())
  town ??= await openTown()
  return town
}

afterAll(async () => {
  await town?.[Symbol.asyncDispose]()
  const file = process.env.PARLEY_SOAK_REPORT
  if (file) await writeFile(file, JSON.stringify({ seed, counts: totals }))
})

const batchOf = (requests: ReturnType<typeof requestsTo>) =>
  fc.array(requests, { minLength: requestsPerBatch, maxLength: requestsPerBatch })

describe(`threats #27, #29, #30: whatever is sent is answered cleanly (PARLEY_HOSTILE_SEED=${seed})`, () => {
  for (const [name, endpoint] of endpoints) test(name, () => besiege(name, endpoint), patienceMs)

  test('the requests were not all refused at the door', () => {
    expect(unreached.length, unreached.join()).toBeLessThan(5)
  })

  test('and the server holds no more memory than before', () => {
    expect(residentMegabytes() - residentAtFirst!).toBeLessThan(200)
  })

  test(
    'a handshake',
    async () => {
      const here = await someTown()
      const outcomes = { 'let in': 0, refused: 0 }
      const knocked = fc.asyncProperty(handshakes, async (shown) => {
        outcomes[await knock(here, shown)] += 1
        await attack(here, [])
        totals.handshakes += 1
      })
      await fc.assert(knocked, { seed, numRuns: handshakesPerRound * rounds, endOnFailure: true })
      expect(Math.min(outcomes.refused, outcomes['let in'])).toBeGreaterThan(20)
    },
    patienceMs,
  )
})

function count({ succeeded, refused }: Outcomes): void {
  totals['requests let through'] += succeeded
  totals['requests refused'] += refused
}

async function besiege(name: string, endpoint: Endpoint): Promise<void> {
  const outcomes: Outcomes = { succeeded: 0, refused: 0 }
  for (let round = 0; round < rounds; round++) {
    const here = await someTown()
    const besieged = fc.asyncProperty(batchOf(requestsTo(endpoint)), async (requests) => {
      await attack(here, requests, outcomes)
      await here.quiet()
    })
    await fc.assert(besieged, { seed: seed + round, numRuns: batchesPerEndpoint, endOnFailure: true })
  }
  expect(outcomes.refused, 'requests that were refused').toBeGreaterThan(0)
  if (outcomes.succeeded === 0) unreached.push(name)
  count(outcomes)
  residentAtFirst ??= residentMegabytes()
}

function residentMegabytes(): number {
  Bun.gc(true)
  return process.memoryUsage.rss() / 1024 / 1024
}

describe('threats #21: lists and objects as long as a body can be are answered as cleanly as short ones', () => {
  for (const [name, endpoint] of endpoints.filter(([, { body }]) => body)) {
    test(
      name,
      async () => {
        const here = await someTown()
        for (const request of swollenRequestsTo(endpoint, seed, rounds)) await attack(here, [request])
        await here.quiet()
      },
      patienceMs,
    )
  }
})

describe('after hostile days every number is still exact, and clients believe what is so', () => {
  // The app's own settings may send everybody away, and then nothing more would be tried.
  const everything = endpoints.filter(([name]) => name !== 'UpdateApp').map(([, endpoint]) => requestsTo(endpoint))
  const batch = batchOf(fc.oneof(...everything))
  const passingMs = fc.oneof({ weight: 6, arbitrary: fc.nat(3000) }, { weight: 1, arbitrary: fc.constant(660_000) })

  for (let each = seed; each < seed + townsPerRound * rounds; each++) {
    test(`PARLEY_HOSTILE_SEED=${each}`, () => live(each), patienceMs)
  }

  async function live(seed: number): Promise<void> {
    await using here = await openTown()
    const outcomes: Outcomes = { succeeded: 0, refused: 0 }
    const lived = fc.asyncProperty(batch, passingMs, async (requests, ms) => {
      await attack(here, requests, outcomes)
      await here.clock.advance(ms)
      await here.quiet()
    })
    await fc.assert(lived, { seed, numRuns: batchesPerTown, endOnFailure: true })
    count(outcomes)
    expect(Math.min(outcomes.succeeded, outcomes.refused)).toBeGreaterThan(20)
    expect((await here.server.call('CheckIntegrity')).problems).toEqual([])
    for (const [index, id] of [
      [0, 'ann'],
      [2, 'eve'],
    ] as const) {
      const device = here.devices[index]!
      if (!device.socket.closed) await expectSettled(here, device, id, tokenOf(id))
    }
    await attack(here, [])
  }
})
