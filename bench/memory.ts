import { readFile } from 'node:fs/promises'
import type { Driver } from './driver.ts'
import { goal, type Section } from './report.ts'
import type { Extent } from './sends.ts'
import { type Bench, createChannel, createUsers, inParallel, openWatchers, startBench, userNames } from './world.ts'

const steps = [1000, 4000, 8000]
const channelsEach = 5
const membersEach = 10
const settleSeconds = 8

/** What a connected member costs: memory of the process as more and more of them come. */
export async function benchMemory(driver: Driver, { profileDir }: Extent): Promise<Section> {
  await using bench = await startBench(profileDir)
  const users = userNames(steps.at(-1)!)
  await createUsers(bench.api, users)
  const cidsOf = await createChannels(bench, users)
  const points = [{ sockets: 0, bytes: await settledBytes(bench.server.pid) }]
  let open = 0
  for (const sockets of steps) {
    const coming = users.slice(open, sockets).map((user) => ({ user, cids: cidsOf(user) }))
    await openWatchers(driver, bench, 0, coming)
    open = sockets
    points.push({ sockets, bytes: await settledBytes(bench.server.pid) })
  }
  await driver.close(0)
  const [, first, ...rest] = points
  const last = rest.at(-1)!
  // The first thousand also pay for what is loaded and compiled once; what one more socket costs is the slope after them.
  const each = (last.bytes - first!.bytes) / (last.sockets - first!.sockets)
  return {
    name: 'memory',
    title: 'Memory per authenticated socket',
    notes: [
      `Every socket belongs to a user of its own, who is a member of ${channelsEach} channels of ${membersEach} and watches them.`,
      `Anonymous resident memory of the server, read when it has not fallen for ${settleSeconds} s; buffers of the kernel are not in it.`,
      `The figure is the slope between ${first!.sockets.toLocaleString('en-US')} and ${last.sockets.toLocaleString('en-US')} sockets.`,
    ],
    columns: ['sockets', 'resident MiB', 'KiB a socket over none'],
    rows: points.map(({ sockets, bytes }) => [
      sockets.toLocaleString('en-US'),
      (bytes / 2 ** 20).toFixed(1),
      sockets === 0 ? '' : ((bytes - points[0]!.bytes) / sockets / 1024).toFixed(1),
    ]),
    goals: [goal('memory per authenticated socket', '≤', 12, each / 1024, ' KiB')],
  }
}

/** Each user meets other people in each of their channels. */
async function createChannels({ api }: Bench, users: readonly string[]): Promise<(user: string) => string[]> {
  const cids = new Map<string, string[]>()
  const groups = Array.from({ length: channelsEach }, (_, shift) => regroup(users, shift)).flat()
  await inParallel([...groups.entries()], 16, async ([index, members]) => {
    const cid = await createChannel(api, 'messaging', `group-${index}`, members)
    for (const user of members) cids.set(user, [...(cids.get(user) ?? []), cid])
  })
  return (user) => cids.get(user)!
}

/** Groups within each thousand, so that the first thousand users meet nobody who is not connected yet. */
function regroup(users: readonly string[], shift: number): string[][] {
  const groups = users.length / membersEach
  const perThousand = 1000 / membersEach
  return Array.from({ length: groups }, (_, group) => {
    const base = Math.floor(group / perThousand) * 1000
    const place = group % perThousand
    return Array.from({ length: membersEach }, (_, member) => {
      const moved = (place + member * shift) % perThousand
      return users[base + moved * membersEach + member]!
    })
  })
}

/** Memory once the collector has done what it does by itself. */
async function settledBytes(pid: number): Promise<number> {
  let lowest = Number.POSITIVE_INFINITY
  for (let quietSeconds = 0; quietSeconds < settleSeconds; quietSeconds += 1) {
    await Bun.sleep(1000)
    const bytes = await residentBytes(pid)
    if (bytes < lowest * 0.995) quietSeconds = 0
    lowest = Math.min(lowest, bytes)
  }
  return lowest
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)![1]) * 1024
}
