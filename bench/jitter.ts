// Delivery under jitter, and a reconnect storm: what arrives, how often, in which order, and how soon after the network is back.
import { type Contender, parley, type Stage, socketIO } from './contenders.ts'
import { type Disruption, disruption, openWay, type Way } from './disruption.ts'
import type { Driver } from './driver.ts'
import { type Hearing, openHearing } from './hearing.ts'
import { goal, type Section } from './report.ts'
import type { Extent } from './sends.ts'

const clients = 100
const channels = 10
const sendsPerSecond = 50
const jitterMs = 40
/** Whoever has not got everything by then will never get it. */
const patienceMs = 30_000

interface Result {
  readonly name: string
  readonly hearings: readonly Hearing[]
  readonly expected: number
  /** From the end of the storm until every client had all that was sent before; undefined if that never came. */
  readonly stormMs: number | undefined
}

/** Clients on bad ways hear numbered messages: the SDK, and Socket.IO with and without its recovery, on the same schedule. */
export async function benchJitter(_driver: Driver, { rounds, ms }: Extent): Promise<Section> {
  const contenders = [parley, socketIO(true), socketIO(false)]
  const results: Result[] = []
  for (let round = 1; round <= rounds; round++) {
    for (const contender of contenders) results.push(await run(contender, disruption(round, ms * 10)))
  }
  const rows = contenders.map(({ name }) => sum(results.filter((result) => result.name === name)))
  const own = rows[0]!
  return {
    name: 'jitter',
    title: 'Delivery on bad networks',
    notes: [
      `${clients} clients in ${channels} channels, ${sendsPerSecond} acknowledged messages a second in all, for ${(ms * 10) / 1000} s.`,
      `Every client has a way of its own to the server: packets take up to ${jitterMs} ms more, and every 2 to 8 s the way is cut with a reset for 0.1 to 2 s.`,
      'In the middle all are cut at once for 1 s and left alone for 7 s after it. The schedule is the same for all contenders.',
      'Socket.IO keeps to its defaults, on WebSockets alone, with its in-memory adapter: it writes nothing to disk, Parley every message.',
      '*Delivered*: of all messages that each client should have heard. *Inversions*: heard after a later one of the same channel.',
      '*Replay*: from being connected again until all that had been sent by then was there; where something stays lost it never is.',
      '*All back*: from the end of the storm until every client had all that was sent before.',
      `Clients, ways and sender share one process. Rounds: ${rounds}.`,
    ],
    columns: ['', 'delivered', 'lost', 'duplicates', 'inversions', 'replay p50 ms', 'replay p99 ms', 'all back s'],
    rows: rows.map(({ name, share, lost, duplicates, inversions, replay, backSeconds }) => [
      name,
      `${(share * 100).toFixed(3)} %`,
      lost.toLocaleString('en-US'),
      duplicates.toLocaleString('en-US'),
      inversions.toLocaleString('en-US'),
      print(replay(0.5)),
      print(replay(0.99)),
      backSeconds === undefined ? 'never' : backSeconds.toFixed(1),
    ]),
    goals: [
      goal('delivered', '≥', 100, own.share * 100, ' %'),
      goal('duplicates', '≤', 0, own.duplicates, ''),
      goal('inversions', '≤', 0, own.inversions, ''),
      goal('replay p99', '≤', 1000, own.replay(0.99) ?? Number.POSITIVE_INFINITY, ' ms'),
    ],
  }
}

const print = (ms: number | undefined) => (ms === undefined ? '—' : ms.toFixed(0))

async function run(contender: Contender, plan: Disruption): Promise<Result> {
  await using stage = await contender.open(channels, clients)
  const ways = await Promise.all(Array.from({ length: clients }, () => openWay(stage.url, jitterMs)))
  const sent = Array.from({ length: channels }, () => 0)
  const hearings = ways.map(() => openHearing())
  const stops = await listenAll(stage, ways, hearings, sent)
  try {
    const timers = ways.flatMap((way, client) =>
      plan
        .cuts(client)
        .flatMap(({ atMs, forMs }) => [setTimeout(() => way.down(), atMs), setTimeout(() => way.up(), atMs + forMs)]),
    )
    const storm = watchStorm(plan, hearings, sent)
    await sendAll(stage, plan.durationMs, sent)
    const end = performance.now() + patienceMs
    const isDone = () => hearings.every((hearing, client) => hearing.hasAll(sent[client % channels]!))
    while (!isDone() && performance.now() < end) await Bun.sleep(50)
    for (const timer of timers) clearTimeout(timer)
    const expected = hearings.reduce((sum, _, client) => sum + sent[client % channels]!, 0)
    return { name: contender.name, hearings, expected, stormMs: storm() }
  } finally {
    for (const stop of stops) stop()
    for (const way of ways) way.close()
  }
}

async function listenAll(stage: Stage, ways: readonly Way[], hearings: readonly Hearing[], sent: readonly number[]) {
  const stops: (() => void)[] = []
  for (const [client, way] of ways.entries()) {
    const channel = client % channels
    const hearing = hearings[client]!
    const stop = await stage.listen(client, channel, way.url, {
      hear: (n) => hearing.hear(n, performance.now()),
      back: () => hearing.back(sent[channel]!, performance.now()),
    })
    stops.push(stop)
  }
  return stops
}

/** Sends on schedule; the messages of a channel one after the other, so that their numbers are their order. */
async function sendAll(stage: Stage, durationMs: number, sent: number[]): Promise<void> {
  const last = sent.map(() => Promise.resolve())
  const began = performance.now()
  const total = Math.round((durationMs / 1000) * sendsPerSecond)
  const numbers = sent.map(() => 0)
  for (let index = 0; index < total; index++) {
    const wait = began + (index * 1000) / sendsPerSecond - performance.now()
    if (wait > 0) await Bun.sleep(wait)
    const channel = index % channels
    const n = numbers[channel]! + 1
    numbers[channel] = n
    last[channel] = last[channel]!.then(async () => {
      await stage.send(channel, n)
      sent[channel] = n
    })
  }
  await Promise.all(last)
}

/** Looks from the end of the storm on until every client has what was sent before it ended. */
function watchStorm({ storm }: Disruption, hearings: readonly Hearing[], sent: readonly number[]) {
  let tookMs: number | undefined
  setTimeout(() => {
    const [ended, before] = [performance.now(), [...sent]]
    const look = setInterval(() => {
      if (!hearings.every((hearing, client) => hearing.hasAll(before[client % channels]!))) {
        if (performance.now() - ended > patienceMs) clearInterval(look)
        return
      }
      tookMs = performance.now() - ended
      clearInterval(look)
    }, 20)
  }, storm.atMs + storm.forMs)
  return () => tookMs
}

function sum(results: readonly Result[]) {
  const all = results.flatMap(({ hearings }) => hearings)
  const add = (value: (hearing: Hearing) => number) => all.reduce((total, hearing) => total + value(hearing), 0)
  const heard = add((hearing) => hearing.heard)
  const expected = results.reduce((total, result) => total + result.expected, 0)
  const replays = all.flatMap(({ replaysMs }) => replaysMs).sort((a, b) => a - b)
  const storms = results.map(({ stormMs }) => stormMs)
  const isWhole = heard === expected
  return {
    name: results[0]!.name,
    share: heard / expected,
    lost: expected - heard,
    duplicates: add((hearing) => hearing.duplicates),
    inversions: add((hearing) => hearing.inversions),
    /** A quantile; none where some replays never ended, for those would be the longest. */
    replay: (quantile: number) =>
      isWhole && replays.length > 0
        ? replays[Math.min(replays.length - 1, Math.floor(replays.length * quantile))]
        : undefined,
    backSeconds: storms.every((ms) => ms !== undefined) ? Math.max(...storms.map((ms) => ms! / 1000)) : undefined,
  }
}
