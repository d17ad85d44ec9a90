import { SQL } from 'bun'
import { startPostgres } from '../packages/server/src/testing/postgres-server.ts'
import { createApi } from '../tests/api.ts'
import { startServer } from '../tests/server-process.ts'
import type { Driver, Measured } from './driver.ts'
import { goal, median, type Section } from './report.ts'
import { type Extent, populate } from './sends.ts'
import { createChannel, createUsers, openWatchers, startBench } from './world.ts'

const inFlights = [1, 16, 64, 256]
const membersEach = 10
const batchSize = 64

/** Durable sends into one channel on PostgreSQL, beside what the database itself does with the same rows. */
export async function benchPostgres(driver: Driver, { rounds, ms, profileDir }: Extent): Promise<Section> {
  await using database = await startPostgres({ isDurable: true })
  await using bench = await startBench(profileDir, { PARLEY_DATABASE_URL: database.url })
  const world = await populate(bench, 1)
  await driver.useRequests(world.requests)
  const ceiling = await openCeiling(database.url)

  async function measure(inFlight: number, hearers: number, duration: number): Promise<Measured> {
    const run = await driver.closed({ pid: bench.server.pid, port: bench.port, inFlight, ms: duration, hearers })
    if (run.refused > 0 || run.events !== run.accepted * hearers) throw new Error('not every send was stored and heard')
    return run
  }

  const runs = new Map<string, Measured[]>()
  const ceilings: number[] = []
  for (const hearers of [0, membersEach]) {
    if (hearers > 0) await openWatchers(driver, bench, 0, world.members)
    await measure(batchSize, hearers, 2 * ms)
    for (let round = 0; round < rounds; round++) {
      for (const inFlight of inFlights) {
        const key = `${inFlight} ${hearers}`
        runs.set(key, [...(runs.get(key) ?? []), await measure(inFlight, hearers, ms)])
      }
      ceilings.push(await ceiling.run(ms))
    }
  }
  await driver.close(0)
  await ceiling.close()

  const most = median(ceilings)
  const perSecond = ({ accepted, elapsed_ns }: Measured) => accepted / (elapsed_ns / 1e9)
  const rows = [...runs].map(([key, each]) => {
    const [inFlight, hearers] = key.split(' ')
    const of = (value: (run: Measured) => number) => median(each.map(value))
    return [
      hearers === '0' ? 'nobody connected' : 'all ten watching',
      inFlight!,
      Math.round(of(perSecond)).toLocaleString('en-US'),
      `${Math.round((100 * of(perSecond)) / most)} %`,
      (of((run) => run.p50_ns) / 1e6).toFixed(2),
      (of((run) => run.p99_ns) / 1e6).toFixed(2),
      (of((run) => run.cpu_ns / run.accepted) / 1e3).toFixed(0),
    ]
  })
  const best = Math.max(...[...runs].map(([, each]) => median(each.map(perSecond))))
  return {
    name: 'postgres',
    title: 'Durable sends into one hot channel (PostgreSQL)',
    notes: [
      `One channel of ten members; PostgreSQL with its default durability (fsync, synchronous_commit), on the same machine: it shares the cores with the driver.`,
      `*Of the ceiling*: of ${Math.round(most).toLocaleString('en-US')} sends a second, which the database itself comes to when one client stores the same rows for ${batchSize} sends in a transaction with as few statements as that takes, one transaction after another, in the same run.`,
      `${rounds} rounds of ${ms / 1000} s a row. Core-µs are those of Parley's process.`,
    ],
    columns: ['members', 'in flight', 'sends/s', 'of the ceiling', 'p50 ms', 'p99 ms', 'core-µs a send'],
    rows,
    goals: [goal('sends/s into one hot channel', '≥', 5000, best, '')],
  }
}

/** The same rows that sends write, written as plainly as can be. */
async function openCeiling(url: string) {
  const sql = new SQL(url, { max: 1 })
  await sql.unsafe(`CREATE TABLE IF NOT EXISTS ceiling (LIKE messages INCLUDING ALL)`)
  await sql.unsafe(`CREATE TABLE IF NOT EXISTS ceiling_events (LIKE events INCLUDING ALL)`)
  await sql.unsafe(`CREATE TABLE IF NOT EXISTS ceiling_channel (pk BIGINT PRIMARY KEY, seq BIGINT, counted BIGINT)`)
  await sql.unsafe(`INSERT INTO ceiling_channel VALUES (1, 0, 0) ON CONFLICT DO NOTHING`)
  let n = 0

  async function batch(): Promise<void> {
    const from = n
    n += batchSize
    const ids = Array.from({ length: batchSize }, (_, index) => `${process.pid}-${from + index}`)
    const list = `{${ids.join(',')}}`
    await sql.unsafe('BEGIN')
    await sql.unsafe('SELECT * FROM ceiling_channel WHERE pk = 1 FOR UPDATE')
    await sql.unsafe(
      `INSERT INTO ceiling (app_pk, id, channel_pk, user_id, type, text, html, attachments, mentioned_users, mentions,
        custom, silent, shadowed, pos, created_at, updated_at)
       SELECT 1, id, 1, 'ann', 'regular', $2, $2, '[]', '[]', '{}', '{}', 0, 0, $3 + place, $3 + place, $3 + place
       FROM unnest($1::text[]) WITH ORDINALITY AS given (id, place)`,
      [list, 'x'.repeat(100), from],
    )
    await sql.unsafe(
      `INSERT INTO ceiling_events (channel_pk, seq, app_pk, type, user_id, data, created_at)
       SELECT 1, $2 + place, 1, 'message.new', 'ann', '{"message_id":"' || id || '"}', $2
       FROM unnest($1::text[]) WITH ORDINALITY AS given (id, place)`,
      [list, from],
    )
    await sql.unsafe('UPDATE ceiling_channel SET seq = seq + $1, counted = counted + $1 WHERE pk = 1', [batchSize])
    await sql.unsafe('COMMIT')
  }

  return {
    /** Sends a second. */
    async run(ms: number): Promise<number> {
      const began = performance.now()
      const before = n
      while (performance.now() - began < ms) await batch()
      return (n - before) / ((performance.now() - began) / 1000)
    },
    close: () => sql.close(),
  }
}

const callsARound = 100

/** The ten commonest operations, one call after another, on both databases. */
export async function benchOperations(_driver: Driver, { rounds }: Extent): Promise<Section> {
  await using database = await startPostgres({ isDurable: true })
  await using onSqlite = await startServer({ env: { PARLEY_LOG_LEVEL: 'error' } })
  await using onPostgres = await startServer({
    env: { PARLEY_LOG_LEVEL: 'error', PARLEY_DATABASE_URL: database.url },
  })
  const engines = await Promise.all([onSqlite, onPostgres].map(async (server) => prepare(createApi(server))))
  const times = new Map<string, number[][]>()
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(engines[0]!)) {
      for (const [engine, operations] of engines.entries()) {
        const measured = times.get(name) ?? [[], []]
        times.set(name, measured)
        for (let call = 0; call < callsARound; call++) {
          const began = performance.now()
          await operations[name]!()
          measured[engine]!.push(performance.now() - began)
        }
      }
    }
  }
  const at = (values: readonly number[], share: number) =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length * share)]!.toFixed(2)
  return {
    name: 'operations',
    title: 'The ten commonest operations on SQLite and on PostgreSQL',
    notes: [
      `Milliseconds of one call after another over HTTP, each awaited: nothing shares a commit. ${rounds * callsARound} calls of each, the databases in turn; both sync every commit to the same disk.`,
    ],
    columns: ['operation', 'SQLite p50', 'p99', 'PostgreSQL p50', 'p99'],
    rows: [...times].map(([name, [sqlite, postgres]]) => [
      name,
      at(sqlite!, 0.5),
      at(sqlite!, 0.99),
      at(postgres!, 0.5),
      at(postgres!, 0.99),
    ]),
    goals: [],
  }
}

/** A channel of ten with a little history, and what people do there most. */
async function prepare(api: ReturnType<typeof createApi>): Promise<Record<string, () => Promise<unknown>>> {
  const users = Array.from({ length: 10 }, (_, index) => `user-${index}`)
  await createUsers(api, users)
  await createChannel(api, 'messaging', 'general', users)
  const at = '/channels/messaging/general'
  let n = 0
  const send = (id = `m${++n}`, more = {}) =>
    api.call('user-0', 'POST', `${at}/message`, { message: { id, text: 'hello', ...more } })
  for (let count = 0; count < 50; count++) await send()
  return {
    'send a message': () => send(),
    'send a reply': () => send(`r${++n}`, { parent_id: 'm1' }),
    'mark read': async () => {
      await send()
      return api.call('user-1', 'POST', `${at}/read`, {})
    },
    react: () => api.call('user-2', 'POST', `/messages/m2/reaction`, { reaction: { type: 'like', score: ++n } }),
    'open a channel': () => api.call('user-3', 'POST', `${at}/query`, { state: true }),
    'list channels': () =>
      api.call('user-4', 'POST', '/channels', { filter_conditions: { members: { $in: ['user-4'] } } }),
    'edit a message': () => api.call('user-0', 'PUT', '/messages/m3', { set: { text: `edited ${++n}` } }),
    'read replies': () => api.call('user-5', 'GET', '/messages/m1/replies?limit=25'),
    'update a user': () => api.call('server', 'PATCH', '/users', { users: [{ id: 'user-6', set: { mood: ++n } }] }),
    'add and remove a member': async () => {
      await api.call('server', 'POST', at, { remove_members: ['user-9'] })
      return api.call('server', 'POST', at, { add_members: ['user-9'] })
    },
  }
}
