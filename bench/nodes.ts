import { readFile } from 'node:fs/promises'
import { startPostgres } from '../packages/server/src/testing/postgres-server.ts'
import { startRedis } from '../packages/server/src/testing/redis-server.ts'
import { createApi } from '../tests/api.ts'
import { type ServerProcess, startServer } from '../tests/server-process.ts'
import type { Driver } from './driver.ts'
import type { Section } from './report.ts'
import { type Extent, populate } from './sends.ts'
import { type Bench, openWatchers } from './world.ts'

const nodeCounts = [1, 2, 4]
const channels = 100
const membersEach = 10
const perSecond = 200
/** Clock ticks a second, as /proc counts. */
const ticks = 100

/** What more servers cost: the same sends, whose watchers are spread over one, two or four of them. */
export async function benchNodes(driver: Driver, { ms }: Extent): Promise<Section> {
  const rows: string[][] = []
  for (const count of nodeCounts) rows.push(await measure(driver, count, 2 * ms))
  return {
    name: 'nodes',
    title: 'One, two and four servers (PostgreSQL and Redis)',
    notes: [
      `${perSecond} durable sends a second on schedule, all to the first server, into ${channels} channels of ${membersEach} members, who all watch, spread evenly over the servers: ${perSecond * membersEach} deliveries a second.`,
      'All processes share this machine: what counts is processor time, not the clock. *Of a send* and *of a delivery*: what all servers together used, split by what the same sends cost where nobody watches.',
      '*Published*: messages that Redis was given for each send; it hands one on to each server that has an interest in the channel.',
    ],
    columns: [
      'servers',
      'core-µs of a send',
      'core-µs of a delivery',
      'published a send',
      'Redis core-µs a send',
      'PostgreSQL core-µs a send',
    ],
    rows,
    goals: [],
  }
}

async function measure(driver: Driver, count: number, ms: number): Promise<string[]> {
  await using postgres = await startPostgres({ isDurable: true })
  await using redis = await startRedis()
  const env = { PARLEY_DATABASE_URL: postgres.url, PARLEY_BUS_URL: redis.url, PARLEY_LOG_LEVEL: 'error' }
  const keys = { PARLEY_API_KEY: 'bench', PARLEY_API_SECRET: 'a-secret-of-the-benchmark-of-many-nodes' }
  const nodes: ServerProcess[] = []
  try {
    for (let node = 0; node < count; node++) nodes.push(await startServer({ env: { ...env, ...keys } }))
    const benches = nodes.map((server): Bench => {
      const port = Number(new URL(server.url).port)
      return { server, port, api: createApi(server), [Symbol.asyncDispose]: async () => undefined }
    })
    const world = await populate(benches[0]!, channels)
    await driver.useRequests(world.requests)
    const run = async (hearers: number) => {
      const before = await spent(nodes, postgres.pid, redis.pid, redis.url)
      const { pid } = nodes[0]!
      const measured = await driver.paced({ pid, port: benches[0]!.port, perSecond, ms, hearers })
      if (measured.refused > 0 || measured.events !== measured.accepted * hearers) throw new Error('not all was heard')
      const after = await spent(nodes, postgres.pid, redis.pid, redis.url)
      return { sends: measured.accepted, used: after.map((value, index) => value - before[index]!) }
    }
    // Of each kind the first run is not counted: the runtime compiles in it what the second one runs.
    await run(0)
    const alone = await run(0)
    for (const [place, bench] of benches.entries()) {
      const mine = world.members.filter((_, index) => index % count === place)
      await openWatchers(driver, bench, place, mine)
    }
    await run(membersEach)
    const watched = await run(membersEach)
    for (const place of benches.keys()) await driver.close(place)
    const ofSend = alone.used[0]! / alone.sends
    const [servers, database, bus, published] = watched.used.map((value) => value / watched.sends)
    return [
      String(count),
      ofSend.toFixed(0),
      ((servers! - ofSend) / membersEach).toFixed(1),
      published!.toFixed(2),
      bus!.toFixed(0),
      database!.toFixed(0),
    ]
  } finally {
    for (const node of nodes) await node[Symbol.asyncDispose]()
  }
}

/** Processor microseconds of the servers, of PostgreSQL and of Redis, and the messages that Redis was given. */
async function spent(nodes: readonly ServerProcess[], postgres: number, redis: number, url: string): Promise<number[]> {
  const client = new Bun.RedisClient(url)
  const info = String(await client.send('INFO', ['commandstats']))
  client.close()
  const published = Number(/cmdstat_publish:calls=(\d+)/.exec(info)?.[1] ?? 0)
  const servers = await Promise.all(nodes.map(({ pid }) => cpuMicros(pid)))
  return [servers.reduce((sum, each) => sum + each, 0), await treeMicros(postgres), await cpuMicros(redis), published]
}

/** What a process has used so far, in user and in kernel mode, its ended children included. */
async function cpuMicros(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1e6) / ticks
}

/** The same of a process and all that it has started. */
async function treeMicros(pid: number): Promise<number> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean).map(Number)
  const each = await Promise.all(children.map((child) => cpuMicros(child).catch(() => 0)))
  return (await cpuMicros(pid)) + each.reduce((sum, micros) => sum + micros, 0)
}
