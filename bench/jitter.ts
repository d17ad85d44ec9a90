import { createLinks, type Links } from './jitter/links.ts'
import { type Outcome, outcomeOf, quantile, type Said, type Visit } from './jitter/outcome.ts'
import { parleyParty } from './jitter/parley-party.ts'
import type { Party } from './jitter/party.ts'
import { socketIoParty } from './jitter/socket-io-party.ts'
import { goal, type Section } from './report.ts'
import { inParallel } from './world.ts'

const clients = 500
const rooms = 50
const sayEveryMs = 20
const stormyMs = 40_000
/** How long after the storm everything must have come. */
const patienceMs = 60_000
const seed = 20261130

interface Result {
  readonly name: string
  readonly outcome: Outcome
  readonly cuts: number
  /** From the moment in which every socket broke at once until the last client was back and heard again. */
  readonly allBackMs: number | undefined
}

/** Delivery while sockets break all the time, and after all of them broke at once, beside Socket.IO. */
export async function benchJitter(): Promise<Section> {
  const parties = [() => parleyParty(rooms, clients), () => socketIoParty(true), () => socketIoParty(false)]
  const results: Result[] = []
  for (const start of parties) {
    await using party = await start()
    results.push(await attend(party))
  }
  return report(results)
}

/** One client's notes. */
interface Notes {
  readonly room: number
  readonly heard: { id: string; atMs: number }[]
  readonly connected: { fromMs: number; toMs: number | undefined }[]
}

async function attend(party: Party): Promise<Result> {
  await using links = await createLinks(party.port, clients, seed)
  const notes = Array.from(
    { length: clients },
    (_, index): Notes => ({ room: index % rooms, heard: [], connected: [] }),
  )
  await inParallel([...notes.entries()], 16, ([index, own]) =>
    party.join({
      index,
      room: own.room,
      url: links.urls[index]!,
      heard: (id) => void own.heard.push({ id, atMs: performance.now() }),
      changed(isConnected) {
        const open = own.connected.at(-1)
        if (isConnected) own.connected.push({ fromMs: performance.now(), toMs: undefined })
        else if (open && open.toMs === undefined) open.toMs = performance.now()
      },
    }),
  )
  const said = await weather(party, links)
  const allBackMs = await storm(party, links, notes)
  const visits: Visit[] = notes
  return { name: party.name, outcome: outcomeOf(said, visits), cuts: links.cuts(), allBackMs }
}

/** Messages on schedule while sockets break, in each room one after the other; answers what was said. */
async function weather(party: Party, links: Links): Promise<Said[]> {
  const said: Said[] = []
  const taken = new Array<Promise<void>>(rooms).fill(Promise.resolve())
  links.shake()
  const from = performance.now()
  for (let n = 0; n * sayEveryMs < stormyMs; n += 1) {
    await Bun.sleep(Math.max(0, from + n * sayEveryMs - performance.now()))
    const room = n % rooms
    const id = `jitter-${n}`
    taken[room] = taken[room]!.then(async () => {
      said.push({ id, room, atMs: performance.now() })
      await party.say(room, id)
    })
  }
  await Promise.all(taken)
  links.calm()
  return said
}

/** Every socket breaks at once; each room is told something until all have heard what was said after the break. */
async function storm(party: Party, links: Links, notes: readonly Notes[]): Promise<number | undefined> {
  await settled(notes, performance.now())
  const brokenAt = performance.now()
  links.cutAll()
  for (let n = 0; performance.now() - brokenAt < patienceMs; n += 1) {
    for (let room = 0; room < rooms; room += 1) await party.say(room, `storm-${n}-${room}`)
    await Bun.sleep(50)
    if (notes.every(({ heard }) => heard.some(({ id, atMs }) => atMs > brokenAt && id.startsWith('storm-'))))
      return performance.now() - brokenAt
  }
  return undefined
}

/** All are connected, and for a second nobody has heard anything. */
async function settled(notes: readonly Notes[], sinceMs: number): Promise<void> {
  const isQuiet = () => {
    const last = Math.max(...notes.map(({ heard }) => heard.at(-1)?.atMs ?? 0), sinceMs)
    const areBack = notes.every(({ connected }) => connected.at(-1)?.toMs === undefined)
    return areBack && performance.now() - last > 1000
  }
  while (!isQuiet() && performance.now() - sinceMs < patienceMs) await Bun.sleep(50)
}

function report(results: readonly Result[]): Section {
  const share = ({ outcome }: Result) => (100 * outcome.delivered) / outcome.expected
  const p99 = ({ outcome }: Result) => quantile(outcome.replaysMs, 0.99)
  const [parley] = results as [Result]
  return {
    name: 'jitter',
    title: 'Delivery while sockets break',
    notes: [
      `${clients} clients in ${rooms} rooms; ${1000 / sayEveryMs} messages a second for ${stormyMs / 1000} s.`,
      'Every socket is cut after 1 to 15 seconds, half of them with a reset, and everything that travels is late by up to 20 ms, in its order; the schedule of cuts is the same for all (one seed).',
      'Parley through the SDK’s own connection code, which resumes; Socket.IO with its own client and default settings, with and without its connection-state recovery.',
      '*Replay*: from a client’s return to its hearing of what was said while it was away. *All back*: every socket broken at once, until each client has heard something new.',
    ],
    columns: ['system', 'cuts', 'delivered', 'of', 'share', 'twice', 'out of order', 'replay p99 ms', 'all back ms'],
    rows: results.map((result) => [
      result.name,
      result.cuts.toLocaleString('en-US'),
      result.outcome.delivered.toLocaleString('en-US'),
      result.outcome.expected.toLocaleString('en-US'),
      `${share(result).toFixed(3)} %`,
      String(result.outcome.duplicates),
      String(result.outcome.inversions),
      result.outcome.replaysMs.length > 0 ? p99(result).toFixed(0) : '–',
      result.allBackMs?.toFixed(0) ?? 'never',
    ]),
    goals: [
      goal('delivered by Parley', '≥', 100, share(parley), ' %'),
      goal('twice', '≤', 0, parley.outcome.duplicates, ''),
      goal('out of order', '≤', 0, parley.outcome.inversions, ''),
      goal('replay p99', '≤', 1000, p99(parley), ' ms'),
    ],
  }
}
