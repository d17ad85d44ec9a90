import type { Driver, Measured } from './driver.ts'
import { goal, median, type Section } from './report.ts'
import {
  type Bench,
  createChannel,
  createUsers,
  inParallel,
  openWatchers,
  sendRequest,
  startBench,
  userNames,
} from './world.ts'

export interface Extent {
  readonly rounds: number
  readonly ms: number
  /** Where the server leaves a CPU profile. */
  readonly profileDir?: string | undefined
}

const membersEach = 10
const channelCounts = [1, 100]
const inFlights = [1, 16, 64, 256]
const text = 'x'.repeat(100)

interface Configuration {
  readonly channels: number
  readonly inFlight: number
  readonly isHeard: boolean
}

/** Durable sends through REST, one channel and many, alone and many at a time. */
export async function benchSends(driver: Driver, { rounds, ms, profileDir }: Extent): Promise<Section> {
  await using bench = await startBench(profileDir)
  const populated = new Map<number, Populated>()
  for (const channels of channelCounts) populated.set(channels, await populate(bench, channels))
  const results = new Map<string, Measured[]>()

  async function measure(configuration: Configuration, duration: number): Promise<Measured> {
    const { channels, inFlight, isHeard } = configuration
    await driver.useRequests(populated.get(channels)!.requests)
    const hearers = isHeard ? membersEach : 0
    const measured = await driver.closed({ pid: bench.server.pid, port: bench.port, inFlight, ms: duration, hearers })
    if (measured.refused > 0) throw new Error(`${measured.refused} sends were refused`)
    if (measured.events !== measured.accepted * hearers) throw new Error('not every event was heard')
    return measured
  }

  for (const isHeard of [false, true]) {
    if (isHeard) for (const { members } of populated.values()) await openWatchers(driver, bench, 0, members)
    for (const channels of channelCounts) await measure({ channels, inFlight: 64, isHeard }, 2 * ms)
    const configurations = channelCounts.flatMap((channels) =>
      inFlights.map((inFlight) => ({ channels, inFlight, isHeard })),
    )
    for (let round = 0; round < rounds; round += 1) {
      for (const configuration of configurations) {
        const key = JSON.stringify(configuration)
        results.set(key, [...(results.get(key) ?? []), await measure(configuration, ms)])
      }
    }
  }
  await driver.close(0)

  const rows = [...results].map(([key, runs]) => {
    const { channels, inFlight, isHeard } = JSON.parse(key) as Configuration
    const of = (value: (run: Measured) => number) => median(runs.map(value))
    return {
      configuration: { channels, inFlight, isHeard },
      perSecond: of(perSecond),
      cells: [
        `${channels} × ${membersEach}`,
        isHeard ? 'all watching' : 'nobody connected',
        String(inFlight),
        Math.round(of(perSecond)).toLocaleString('en-US'),
        (of((run) => run.p50_ns) / 1e6).toFixed(2),
        (of((run) => run.p99_ns) / 1e6).toFixed(2),
        (of((run) => run.cpu_ns / run.accepted) / 1e3).toFixed(0),
      ],
    }
  })
  const at64 = (channels: number) =>
    rows.find(
      ({ configuration: { inFlight, isHeard, ...of } }) => of.channels === channels && inFlight === 64 && isHeard,
    )!.perSecond
  return {
    name: 'sends',
    title: 'Durable sends through REST (SQLite)',
    notes: [
      `Messages of ${text.length} characters from members with user tokens, each acknowledged after its commit was synced to disk.`,
      `*1 × 10*: one channel of ten members; *100 × 10*: a hundred. *All watching*: every member is connected and hears every message of its channels, with its own totals.`,
      `${rounds} rounds of ${ms / 1000} s a row. Goals are held against 64 in flight with all members watching: the whole path.`,
    ],
    columns: ['channels', 'members', 'in flight', 'sends/s', 'p50 ms', 'p99 ms', 'core-µs a send'],
    rows: rows.map(({ cells }) => cells),
    goals: [
      goal('sends/s, one channel of 10, 64 in flight', '≥', 6400, at64(1), ''),
      goal('sends/s, 100 channels of 10, 64 in flight', '≥', 5000, at64(100), ''),
    ],
  }
}

const perSecond = ({ accepted, elapsed_ns }: Measured) => accepted / (elapsed_ns / 1e9)

export interface Populated {
  readonly requests: readonly string[]
  readonly members: readonly { readonly user: string; readonly cids: readonly string[] }[]
}

/** Makes so many channels of ten; requests go round the channels, then round their members. */
export async function populate(bench: Bench, channels: number, message = text): Promise<Populated> {
  const users = userNames(channels * membersEach, `in-${channels}`)
  await createUsers(bench.api, users)
  const membersOf = (channel: number) => users.slice(channel * membersEach, (channel + 1) * membersEach)
  const all = Array.from({ length: channels }, (_, channel) => channel)
  const idOf = (channel: number) => `of-${channels}-${channel}`
  await inParallel(all, 16, async (channel) => {
    await createChannel(bench.api, 'messaging', idOf(channel), membersOf(channel))
  })
  const turns = Array.from({ length: membersEach }, (_, member) => all.map((channel) => ({ member, channel }))).flat()
  return {
    requests: turns.map(({ member, channel }) =>
      sendRequest(bench, membersOf(channel)[member]!, `messaging:${idOf(channel)}`, message),
    ),
    members: users.map((user, index) => ({ user, cids: [`messaging:${idOf(Math.floor(index / membersEach))}`] })),
  }
}
