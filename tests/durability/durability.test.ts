import { expect, test } from 'bun:test'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createApi } from '../api.ts'
import { freshDirectory, type ServerProcess, startServer } from '../server-process.ts'
import { compare, type Driver, drive, sendPending } from './drivers.ts'

const rounds = Number(process.env.KILL_ROUNDS ?? 5)
const seed = Number(process.env.KILL_SEED ?? Math.floor(Math.random() * 2 ** 31))
const random = seededRandom(seed)

const credentials = { PARLEY_API_KEY: 'durable', PARLEY_API_SECRET: 'a-secret-that-outlives-every-process-of-it' }
const channels = ['north', 'east', 'south', 'west']
const users = ['ann', 'bob', 'cem', 'dora', 'eve', 'finn']
/** A round is killed at one of its first acknowledgements, so that the kills meet all states of the log and its file. */
const killWithin = 2500

test(
  `no acknowledged message is lost, doubled or moved by ${rounds} SIGKILLs (KILL_SEED=${seed})`,
  async () => {
    await using directory = await freshDirectory()
    const dataDir = join(directory.path, 'data')
    const start = () => startServer({ dataDir, env: { ...credentials, PARLEY_LOG_LEVEL: 'error' } })
    const drivers: Driver[] = channels.flatMap((channel) =>
      users.map((user) => ({ user, channel, acknowledged: [], pending: undefined, sent: 0 })),
    )
    let server = await start()
    try {
      await createChannels(server)
      for (let round = 0; round < rounds; round += 1) {
        await sendUntilKilled(server, drivers)
        server = await start()
        await expectIntegrity(server)
      }
      // What was under way at the last kill is sent once more, as every client would.
      const api = createApi(server)
      for (const driver of drivers) expect(await sendPending(api, driver)).toBe(true)

      const { read, ...losses } = await compare(api, drivers)
      const acknowledged = drivers.reduce((sum, driver) => sum + driver.acknowledged.length, 0)
      expect(losses).toEqual({ missing: [], doubled: [], disordered: [] })
      expect(read).toBe(acknowledged)
      expect(acknowledged).toBeGreaterThan(rounds * drivers.length)
      console.log(`${rounds} kills, ${acknowledged} acknowledged, ${read} read back`)
      await report({ kills: rounds, acknowledged, missing: 0, twice: 0, 'out of order': 0 })
    } finally {
      await server[Symbol.asyncDispose]()
    }
  },
  60_000 + rounds * 60_000,
)

/** Lets all drivers send at once and kills the server while they do. */
async function sendUntilKilled(server: ServerProcess, drivers: readonly Driver[]): Promise<void> {
  const api = createApi(server)
  let left = 1 + Math.floor(random() * killWithin)
  const turns = Math.floor(random() * 20)
  let killed: Promise<unknown> | undefined
  const onAcknowledged = () => {
    left -= 1
    if (left === 0) killed = afterTurns(turns).then(() => server.kill('SIGKILL'))
  }
  await Promise.all(drivers.map((driver) => drive(api, driver, onAcknowledged)))
  expect(await killed).toBe('SIGKILL')
}

/** A few turns of our own event loop: the kill comes at any moment between two answers, not right behind one. */
async function afterTurns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

async function createChannels(server: ServerProcess): Promise<void> {
  const api = createApi(server)
  await api.call('server', 'POST', '/users', { users: Object.fromEntries(users.map((id) => [id, { id }])) })
  for (const channel of channels) {
    const data = { created_by_id: users[0], members: users.map((user_id) => ({ user_id })) }
    await api.call('server', 'POST', `/channels/messaging/${channel}/query`, { data })
  }
}

/** Every counter of the database still equals what it counts. */
async function expectIntegrity(server: ServerProcess): Promise<void> {
  const { ok, problems } = await createApi(server).call('server', 'GET', '/parley/v1/integrity')
  expect({ ok, problems }).toEqual({ ok: true, problems: [] })
}

async function report(counts: Readonly<Record<string, number>>): Promise<void> {
  const file = process.env.PARLEY_SOAK_REPORT
  if (file) await writeFile(file, JSON.stringify({ seed, counts }))
}

/** The same numbers for the same seed (mulberry32). */
function seededRandom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
