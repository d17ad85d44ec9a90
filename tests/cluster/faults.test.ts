// Three servers under load, and whatever they stand on dying in turn: nothing acknowledged is lost or doubled, and in the
// end everybody believes the same. CLUSTER_SEED repeats a run, CLUSTER_ROUNDS makes it a long one.
import { expect, test } from 'bun:test'
import { writeFile } from 'node:fs/promises'
import type { Channel, StreamChat } from '@parley-chat/client'
import { createApi } from '../api.ts'
import { compare, type Driver } from '../durability/drivers.ts'
import { expectAgreement } from '../sdk/agreement.ts'
import { until } from '../sdk/stage.ts'
import { seeded } from '../simulation/chance.ts'
import { type Cluster, startCluster } from './cluster.ts'

const rounds = Number(process.env.CLUSTER_ROUNDS ?? 4)
const isLong = rounds > 4
const seed = Number(process.env.CLUSTER_SEED ?? Math.floor(Math.random() * 2 ** 31))
const chance = seeded(seed)

const size = 3
const channels = ['north', 'east', 'south']
const users = ['ann', 'bob', 'cem', 'dora', 'eve', 'finn']
/** Longer than the lease of a server. */
const hangMs = isLong ? 35_000 : 1500
const pauseMs = isLong ? 5000 : 700

const kinds = ['a server is killed', 'Redis dies', 'PostgreSQL dies', 'a server hangs'] as const

/** One person with a device, who says one thing after another everywhere. */
interface Person {
  readonly client: StreamChat
  readonly rooms: readonly Channel[]
  readonly drivers: readonly Driver[]
  /** How often each message was told. */
  readonly heard: Map<string, number>
}

test(
  `no acknowledged message is lost or doubled by ${rounds} faults of a cluster (CLUSTER_SEED=${seed})`,
  async () => {
    await using cluster = await startCluster(size)
    const { backend } = cluster
    await backend.upsertUsers(users.map((id) => ({ id })))
    for (const id of channels) await backend.channel('messaging', id, { created_by_id: 'ann', members: users }).create()
    const people = await Promise.all(users.map((id) => enter(cluster, id)))

    let isOver = false
    const talking = people.map((person) => talk(person, () => isOver))
    const done: Record<string, number> = {}
    for (let round = 0; round < rounds; round++) {
      const kind = kinds[round % kinds.length]!
      await inflict(cluster, kind)
      done[kind] = (done[kind] ?? 0) + 1
      await Bun.sleep(pauseMs)
    }
    isOver = true
    await Promise.all(talking)

    const drivers = people.flatMap((person) => person.drivers)
    const acknowledged = drivers.reduce((sum, driver) => sum + driver.acknowledged.length, 0)
    const api = createApi({ url: cluster.balancer.url, apiKey: 'cluster', secret: cluster.secret })
    const { read, ...losses } = await compare(api, drivers)
    expect(losses).toEqual({ missing: [], doubled: [], disordered: [] })
    expect(read).toBeGreaterThanOrEqual(acknowledged)
    for (const { client, rooms } of people) await settled(client, rooms, api)
    const cids = channels.map((id) => `messaging:${id}`)
    for (const { client } of people) await expectAgreement({ connect: (id) => cluster.connect(id) }, client, cids)
    const twice = people.flatMap(({ heard }) => [...heard].filter(([, times]) => times > 1).map(([id]) => id))
    expect(twice).toEqual([])
    const { ok, problems } = await api.call('server', 'GET', '/parley/v1/integrity')
    expect({ ok, problems }).toEqual({ ok: true, problems: [] })
    // Presence is right again within the lease of a server.
    for (let present = 0; present < users.length; ) {
      const answer = await backend.queryUsers({ id: { $in: users } })
      present = answer.users.filter(({ online }) => online).length
      if (present < users.length) await Bun.sleep(200)
    }

    console.log(`${rounds} faults, ${acknowledged} acknowledged, ${read} read back`)
    await report({ ...done, acknowledged, missing: 0, twice: 0, 'out of order': 0, 'clients that differ': 0 })
  },
  120_000 + rounds * 60_000,
)

async function enter(cluster: Cluster, id: string): Promise<Person> {
  const client = await cluster.connect(id)
  const heard = new Map<string, number>()
  client.on('message.new', ({ message }) => void heard.set(message!.id, (heard.get(message!.id) ?? 0) + 1))
  const rooms = channels.map((name) => client.channel('messaging', name))
  for (const room of rooms) await room.watch()
  const drivers = channels.map((channel) => ({ user: id, channel, acknowledged: [], pending: undefined, sent: 0 }))
  return { client, rooms, drivers, heard }
}

/** Says one thing after another in each channel, each until it is stored: the client repeats it by itself. */
async function talk({ rooms, drivers }: Person, isOver: () => boolean): Promise<void> {
  await Promise.all(
    rooms.map(async (room, index) => {
      const driver = drivers[index]!
      while (!isOver()) {
        const id = `${driver.user}-${driver.channel}-${++driver.sent}`
        for (;;) {
          try {
            await room.sendMessage({ id, text: id })
            break
          } catch (error) {
            // Half a minute without an answer: whoever wrote it presses "send again".
            if (!(error as { isNetworkError?: boolean }).isNetworkError) throw error
          }
        }
        driver.acknowledged.push(id)
        await Bun.sleep(5 + chance.below(20))
      }
    }),
  )
}

async function inflict(cluster: Cluster, kind: (typeof kinds)[number]): Promise<void> {
  const place = chance.below(size)
  switch (kind) {
    case 'a server is killed':
      await cluster.kill(place)
      await Bun.sleep(chance.below(pauseMs))
      await cluster.start(place)
      return
    case 'Redis dies':
      await cluster.redis.crash()
      await Bun.sleep(chance.below(pauseMs))
      return cluster.redis.start()
    case 'PostgreSQL dies':
      await cluster.postgres.crash()
      return cluster.postgres.start()
    case 'a server hangs': {
      const { pid } = cluster.nodes[place]!
      process.kill(pid, 'SIGSTOP')
      await Bun.sleep(hangMs)
      process.kill(pid, 'SIGCONT')
    }
  }
}

/** Resolves when the client has heard of the last message of each channel. */
async function settled(
  client: StreamChat,
  rooms: readonly Channel[],
  api: ReturnType<typeof createApi>,
): Promise<void> {
  for (const room of rooms) {
    const path = `/channels/messaging/${room.id}/query`
    const { messages } = await api.call('server', 'POST', path, { state: true, messages: { limit: 1 } })
    const last = messages.at(-1)!.id
    await until(client, () => room.state.messages.some(({ id }) => id === last))
  }
}

async function report(counts: Readonly<Record<string, number>>): Promise<void> {
  const file = process.env.PARLEY_SOAK_REPORT
  if (file) await writeFile(file, JSON.stringify({ seed, counts }))
}
