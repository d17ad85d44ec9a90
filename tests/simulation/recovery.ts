import { turn } from '../../packages/server/src/testing/fake-clock.ts'
import { act } from './acts.ts'
import { checkAgreement } from './agreement-check.ts'
import { seeded } from './chance.ts'
import type { SimulatedClient } from './client.ts'
import { checkDelivery } from './delivery-check.ts'
import { type SimulatedServer, simulatedServer } from './server.ts'
import { checkStorage } from './storage-check.ts'
import { buildTown, type Town } from './town.ts'

export interface RecoveryOptions {
  readonly seed: number
  /** Times of trouble, each with a calm after it in which everything is compared. */
  readonly rounds: number
  readonly stepsPerRound: number
}

/** What happened in a run that held. */
export type RecoveryCounts = Readonly<Record<string, number>>

const actsAtOnce = 7
const longestStepMs = 400
const calmWithinMs = 240_000
const lookEveryMs = 500

/** How likely each trouble is in a step. */
const troubles = { reset: 0.06, cut: 0.04, stall: 0.03, delay: 0.12, death: 0.006, end: 0.003 }
const downtimeMs = { least: 50, most: 5000 }
/** Clocks are corrected by little backwards, by any amount forwards (core §2.1). */
const clockJumpsMs = [-4000, -700, 0, 900, 60_000, 3_600_000]

/** People chat while everything breaks that can; in the end all of them know the same, and nothing is lost. */
export async function simulateRecovery({ seed, rounds, stepsPerRound }: RecoveryOptions): Promise<RecoveryCounts> {
  const server = simulatedServer(seeded(seed, -1))
  const counts = { deaths: 0, ends: 0, stalls: 0, cuts: 0, resets: 0 }
  try {
    await server.start()
    const town = await buildTown(server, seed)
    for (const client of town.clients) client.start()
    await comeToRest(town, new Set())
    for (let round = 0; round < rounds; round++) {
      const underWay = new Set<Promise<void>>()
      town.internet.breakDown()
      for (let step = 0; step < stepsPerRound; step++) {
        // Whatever chance says, every round has a death.
        if (step === stepsPerRound >> 1) die(town, counts)
        await takeStep(town, underWay, counts)
      }
      town.internet.heal()
      await comeToRest(town, underWay)
      await checkAll(town)
    }
    return { ...counts, ...summaryOf(town) }
  } catch (error) {
    throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  } finally {
    await server.remove()
  }
}

type Troubles = Record<'deaths' | 'ends' | 'stalls' | 'cuts' | 'resets', number>

async function takeStep(town: Town, underWay: Set<Promise<void>>, counts: Troubles): Promise<void> {
  const { chance, server } = town
  for (let left = 1 + chance.below(actsAtOnce); left > 0; left--) {
    const work = act(town)
      .catch((error) => void town.faults.push(String((error as Error).stack ?? error)))
      .finally(() => underWay.delete(work))
    underWay.add(work)
  }
  makeTrouble(town, counts)
  for (let turns = chance.below(3); turns > 0; turns--) await turn()
  await server.clock.advance(chance.below(longestStepMs))
  complain(town, town.faults)
}

function makeTrouble(town: Town, counts: Troubles): void {
  const { chance, server, clients } = town
  const someLink = () => chance.pick(clients)!.link()
  const note = (key: keyof Troubles) => {
    counts[key] += 1
  }
  if (chance.happens(troubles.delay)) someLink()?.delay(chance.below(3000))
  if (chance.happens(troubles.stall)) {
    note('stalls')
    someLink()?.stall()
  }
  if (chance.happens(troubles.cut)) {
    note('cuts')
    someLink()?.cut()
  }
  if (chance.happens(troubles.reset)) {
    note('resets')
    someLink()?.reset()
  }
  if (chance.happens(troubles.death)) die(town, counts)
  if (chance.happens(troubles.end) && server.isUp()) {
    note('ends')
    server.stop().catch((error) => void town.faults.push(String(error)))
    startAgain(town)
  }
}

/** The process is killed: between two commits, or at one of them, with all of it stored or nothing. */
function die(town: Town, counts: Troubles): void {
  const { chance, server, clients } = town
  if (!server.isUp()) return
  counts.deaths += 1
  // For some clients the machine is gone with it: nothing tells them.
  for (const client of chance.sample(clients, 10)) client.link()?.cut()
  server.kill(chance.pick([undefined, 'before', 'after'] as const))
  startAgain(town)
}

/** A little later the server is back, perhaps with another idea of the time. */
function startAgain({ chance, server, faults }: Town): void {
  server.clock.after(chance.between(downtimeMs.least, downtimeMs.most), () => {
    // It was to die at its next commit, and there was none.
    if (server.isUp()) server.kill()
    server.jump(chance.pick(clockJumpsMs)!)
    server.start().catch((error) => void faults.push(`the server did not start: ${error.stack}`))
  })
}

/** Lets time pass until everybody is connected, up to date and waiting for nothing. */
async function comeToRest(town: Town, underWay: ReadonlySet<Promise<void>>): Promise<void> {
  const { server, internet, clients } = town
  let calmLooks = 0
  for (let waitedMs = 0; waitedMs < calmWithinMs; waitedMs += lookEveryMs) {
    await server.clock.advance(lookEveryMs)
    await server.quiet()
    complain(town, town.faults)
    const isCalm = server.isUp() && internet.isQuiet() && underWay.size === 0
    // Whoever has just got their answer may find what belongs to it on the socket a turn later.
    calmLooks = isCalm && clients.every((client) => client.isSettled()) ? calmLooks + 1 : 0
    if (calmLooks === 2) return
  }
  const restless = clients.filter((client) => !client.isSettled()).map(({ name }) => name)
  complain(town, [`no rest: ${underWay.size} acts are under way, ${restless.join(' ')} are not settled`])
}

async function checkAll(town: Town): Promise<void> {
  complain(town, await checkStorage(town))
  complain(town, await checkDelivery(town))
  complain(town, await checkAgreement(town))
  const { ok, problems } = await town.backend.call('CheckIntegrity')
  if (!ok) complain(town, [`the numbers are not right: ${JSON.stringify(problems)}`])
}

function complain({ server }: Town, faults: readonly string[]): void {
  const logged = server.errors.map((error) => JSON.stringify(error))
  const all = [...faults, ...logged]
  if (all.length > 0) throw new Error(`${all.length} faults\n${all.slice(0, 5).join('\n')}`)
}

function summaryOf({ clients, wishes, internet, done, server }: Town): RecoveryCounts {
  const sum = (count: (client: SimulatedClient) => number) => clients.reduce((all, client) => all + count(client), 0)
  return {
    clients: clients.length,
    'messages acknowledged': wishes.filter(({ isAcknowledged }) => isAcknowledged).length,
    'other acts': [...done.values()].reduce((all, count) => all + count, 0),
    connections: sum(({ counts }) => counts.connections),
    resumes: sum(({ counts }) => counts.resumes),
    'channels reset': sum(({ counts }) => counts.resets),
    silences: sum(({ counts }) => counts.silences),
    'slow readers sent away': sum(({ counts }) => counts.slowReads),
    'sends known already': sum(({ counts }) => counts.knownSends),
    'requests repeated': internet.counts.repeated,
    'answers lost': internet.counts.lostAnswers,
    'virtual seconds': Math.round(elapsedSeconds(server)),
  }
}

const elapsedSeconds = ({ clock }: SimulatedServer): number => clock.elapsedMs() / 1000
