import type { Driver, Measured, Sender } from './driver.ts'
import { goal, median, type Section } from './report.ts'
import type { Extent } from './sends.ts'
import { type Bench, createChannel, createUsers, openWatchers, sendRequest, startBench, userNames } from './world.ts'

const audiences = [1000, 5000]
const eventsAWrite = [1, 4, 16]
const eventBytes = 1024
/** Personal totals travel only where at most so many watch, so the same audience sits in rooms of this size. */
const roomSize = 100

const parleyGroup = 0
const senderGroup = 1

/** Where an audience sits. */
interface Hall {
  readonly audience: number
  readonly hasTails: boolean
  /** Sends into these are heard. */
  readonly rooms: readonly Room[]
  /** Twins of the same size whose people are not connected: what sending costs by itself. */
  readonly quiet: readonly Room[]
  /** Sockets that hear each send. */
  readonly hearers: number
}

interface Room {
  readonly cid: string
  /** The one among its people who sends. */
  readonly sender: string
}

interface Run {
  readonly parley: Measured
  readonly quiet: Measured
  readonly minimal: Measured
}

/** Events to large audiences, beside a C program that does nothing but the same writes. */
export async function benchFanOut(driver: Driver, { rounds, ms, profileDir }: Extent): Promise<Section> {
  await using bench = await startBench(profileDir)
  const users = userNames(Math.max(...audiences))
  const absent = userNames(users.length, 'absent')
  await createUsers(bench.api, [...users, ...absent])
  const rows: { hall: Hall; aWrite: number; runs: Run[] }[] = []
  for (const audience of audiences) {
    for (const hasTails of [false, true]) {
      const hall = await createHall(bench, { audience, hasTails, users, absent })
      await openWatchers(driver, bench, parleyGroup, watchersOf(hall, users))
      await using sender = await driver.openSender(senderGroup, audience)
      const text = await calibrate(driver, bench, hall)
      const halls = eventsAWrite.map((aWrite) => ({ hall, aWrite, runs: [] as Run[] }))
      for (let round = 0; round < rounds; round += 1) {
        for (const row of halls) row.runs.push(await measure(driver, bench, sender, { ...row, text, ms }))
      }
      rows.push(...halls)
      await driver.close(parleyGroup)
    }
  }
  return report(rows, rounds, ms)
}

async function measure(
  driver: Driver,
  bench: Bench,
  sender: Sender,
  { hall, aWrite, text, ms }: { hall: Hall; aWrite: number; text: string; ms: number },
): Promise<Run> {
  const { pid } = bench.server
  const inFlight = aWrite * hall.rooms.length
  const send = async (rooms: readonly Room[], hearers: number) => {
    await driver.useRequests(rooms.map(({ cid, sender }) => sendRequest(bench, sender, cid, text)))
    const run = await driver.closed({ pid, port: bench.port, inFlight, ms, hearers })
    if (run.refused > 0 || run.events !== run.accepted * hearers) throw new Error('not every event was heard')
    if (run.tailed !== (hall.hasTails ? run.events : 0))
      throw new Error(`${run.tailed} of ${run.events} events had tails`)
    return run
  }
  const parley = await send(hall.rooms, hall.hearers)
  const quiet = await send(hall.quiet, 0)
  const minimal = await sender.run({ aWrite, bytes: Math.round(parley.bytes / parley.events) - 4, ms })
  return { parley, quiet, minimal }
}

async function createHall(
  { api }: Bench,
  { audience, hasTails, users, absent }: Pick<Hall, 'audience' | 'hasTails'> & { users: string[]; absent: string[] },
): Promise<Hall> {
  const make = async (name: string, people: readonly string[]): Promise<Room[]> => {
    if (!hasTails) {
      return [{ cid: await createChannel(api, 'livestream', `${name}-${audience}`, []), sender: people[0]! }]
    }
    const rooms: Room[] = []
    for (let start = 0; start < audience; start += roomSize) {
      const members = people.slice(start, start + roomSize)
      rooms.push({
        cid: await createChannel(api, 'messaging', `${name}-${audience}-${start}`, members),
        sender: members[0]!,
      })
    }
    return rooms
  }
  const [rooms, quiet] = [await make('hall', users), await make('quiet', absent)]
  return { audience, hasTails, rooms, quiet, hearers: hasTails ? roomSize : audience }
}

/** Who sits where: all in the one, or a hundred in each. */
function watchersOf({ audience, hasTails, rooms }: Hall, users: readonly string[]) {
  return users.slice(0, audience).map((user, index) => {
    const { cid } = rooms[hasTails ? Math.floor(index / roomSize) : 0]!
    return { user, cids: [cid] }
  })
}

/** A text that makes the event on the wire as long as it should be. */
async function calibrate(driver: Driver, bench: Bench, hall: Hall): Promise<string> {
  const start = 10
  const { cid, sender } = hall.rooms[0]!
  await driver.useRequests([sendRequest(bench, sender, cid, 'x'.repeat(start))])
  const run = { pid: bench.server.pid, port: bench.port, inFlight: 1, ms: 300, hearers: hall.hearers }
  const { bytes, events } = await driver.closed(run)
  return 'x'.repeat(Math.max(1, start + eventBytes - Math.round(bytes / events)))
}

function report(
  rows: readonly { hall: Hall; aWrite: number; runs: readonly Run[] }[],
  rounds: number,
  ms: number,
): Section {
  const figures = rows.map(({ hall, aWrite, runs }) => {
    const whole = median(runs.map(({ parley }) => parley.cpu_ns / parley.events)) / 1e3
    const alone = median(runs.map(aloneNs)) / 1e3
    const minimal = median(runs.map((run) => run.minimal.cpu_ns / run.minimal.events)) / 1e3
    const share = median(runs.map((run) => run.minimal.cpu_ns / run.minimal.events / aloneNs(run))) * 100
    const wholeShare = (minimal / whole) * 100
    return { hall, aWrite, runs, whole, alone, minimal, share, wholeShare }
  })
  const shareAt = (audience: number, hasTails: boolean, aWrite: number) =>
    figures.find(({ hall, ...of }) => hall.audience === audience && hall.hasTails === hasTails && of.aWrite === aWrite)!
      .share
  return {
    name: 'fan-out',
    title: 'Fan-out',
    notes: [
      `Events of ${eventBytes} bytes, or the least that an event of a message comes to, to sockets that watch; the C sender is a single epoll loop that writes the same number of bytes in the same number of writes.`,
      `Without tails the audience watches one livestream. Personal totals only travel where at most ${roomSize} watch, so with tails the same audience sits in rooms of ${roomSize} members, and every room gets the events.`,
      '*Whole*: everything the server did, requests and commits of the sends included. *Deliveries*: less what the same sends cost where nobody listens. *Share*: what the C sender needs for a delivery, of that.',
      '*Measured a write*: events a read of the receiver brought, which cannot be fewer than came in a write unless it was split.',
      `${rounds} interleaved rounds of ${ms / 1000} s.`,
    ],
    columns: [
      'watching',
      'tails',
      'events a write',
      'measured',
      'bytes',
      'whole core-µs',
      'deliveries core-µs',
      'C core-µs',
      'share',
      'share of whole',
    ],
    rows: figures.map(({ hall, aWrite, runs, whole, alone, minimal, share, wholeShare }) => [
      hall.audience.toLocaleString('en-US'),
      hall.hasTails ? 'with' : 'without',
      String(aWrite),
      median(runs.map(({ parley }) => parley.events / parley.reads)).toFixed(1),
      median(runs.map(({ parley }) => parley.bytes / parley.events)).toFixed(0),
      whole.toFixed(2),
      alone.toFixed(2),
      minimal.toFixed(2),
      `${share.toFixed(0)} %`,
      `${wholeShare.toFixed(0)} %`,
    ]),
    goals: [
      goal('share of the C sender, 1,000 watching, 1 event a write', '≥', 85, shareAt(1000, false, 1), ' %'),
      goal('share of the C sender, 1,000 watching, 4 events a write', '≥', 75, shareAt(1000, false, 4), ' %'),
      goal('the same with personal tails, 4 events a write', '≥', 45, shareAt(1000, true, 4), ' %'),
    ],
  }
}

/** Processor time for one delivery, without what the sends themselves cost. */
function aloneNs({ parley, quiet }: Run): number {
  return (parley.cpu_ns - parley.accepted * (quiet.cpu_ns / quiet.accepted)) / parley.events
}
