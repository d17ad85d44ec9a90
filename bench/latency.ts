import { type Driver, type Measured, placeOfTime } from './driver.ts'
import { goal, median, type Section } from './report.ts'
import { type Extent, populate } from './sends.ts'
import { openWatchers, startBench } from './world.ts'

const channels = 100
const members = 10
const perSecond = 500

/** The time from a send to each screen that shows it, at a steady pace. */
export async function benchLatency(driver: Driver, { rounds, ms, profileDir }: Extent): Promise<Section> {
  await using bench = await startBench(profileDir)
  const world = await populate(bench, channels, `sent-at:${placeOfTime}`)
  await openWatchers(driver, bench, 0, world.members)
  await driver.useRequests(world.requests)
  const measure = (duration: number) =>
    driver.paced({ pid: bench.server.pid, port: bench.port, perSecond, ms: duration, hearers: members })
  await measure(2 * ms)
  const runs: Measured[] = []
  for (let round = 0; round < rounds; round += 1) {
    const run = await measure(2 * ms)
    if (run.refused > 0 || run.events !== run.accepted * members) throw new Error('not every message was heard')
    runs.push(run)
  }
  await driver.close(0)
  const p50 = median(runs.map((run) => run.p50_ns)) / 1e6
  const p99 = median(runs.map((run) => run.p99_ns)) / 1e6
  const busy = median(runs.map((run) => run.cpu_ns / run.elapsed_ns)) * 100
  return {
    name: 'latency',
    title: 'Send to receive',
    notes: [
      `${perSecond} durable sends a second on schedule into ${channels} channels of ${members} members, who all watch: ${perSecond * members} deliveries a second.`,
      'Measured from the moment a send was due to each socket’s reading of its event.',
      `${rounds} rounds of ${(2 * ms) / 1000} s.`,
    ],
    columns: ['sends/s', 'deliveries measured', 'p50 ms', 'p99 ms', 'server core busy'],
    rows: [
      [
        String(perSecond),
        runs.reduce((sum, run) => sum + run.samples, 0).toLocaleString('en-US'),
        p50.toFixed(2),
        p99.toFixed(2),
        `${busy.toFixed(0)} %`,
      ],
    ],
    goals: [goal('p50', '≤', 5, p50, ' ms'), goal('p99', '≤', 25, p99, ' ms')],
  }
}
