import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { singleNode } from '../../packages/server/src/adapters/memory/single-node.ts'
import { openSqlite } from '../../packages/server/src/adapters/sqlite/sqlite-database.ts'
import { type App, createApp } from '../../packages/server/src/app.ts'
import type { Clock } from '../../packages/server/src/ports/clock.ts'
import type { Queries } from '../../packages/server/src/ports/database.ts'
import type { Log } from '../../packages/server/src/ports/log.ts'
import { type FakeClock, fakeClock, fakeIds, turn } from '../../packages/server/src/testing/fake-clock.ts'
import { type FakeNetwork, fakeNetwork } from '../../packages/server/src/testing/fake-sockets.ts'
import type { Handshake } from '../../packages/server/src/transport/session.ts'
import type { Chance } from './chance.ts'
import { type Ears, type Link, openLink } from './link.ts'
import { type Moment, type MortalDatabase, mortalDatabase } from './mortal-database.ts'

/** No answer came, and nobody knows what became of the request. */
export class Unreachable extends Error {}

/** A server that can be killed and started again on the same database. */
export interface SimulatedServer {
  readonly clock: FakeClock
  readonly key: string
  readonly secret: string
  /** What it had to log as an error. */
  readonly errors: object[]
  isUp(): boolean
  start(): Promise<void>
  /** Ends the process as SIGKILL does: now, or in the middle of its next commit. */
  kill(moment?: Moment): void
  /** Ends the process as SIGTERM does. */
  stop(): Promise<void>
  handle(request: Request): Promise<Response>
  connect(handshake: Handshake, ears: Ears): Link
  /** Puts the wall clock forward or back. */
  jump(ms: number): void
  /** Whether the wall clock is behind what it has said before. */
  isBehind(): boolean
  /** Looks into the database, past the server. */
  look<T>(work: (queries: Queries) => Promise<T>): Promise<T>
  /** Resolves when no operation is queued. */
  quiet(): Promise<void>
  remove(): Promise<void>
}

interface Process {
  readonly app: App
  readonly database: MortalDatabase
  readonly network: FakeNetwork
  readonly links: Set<Link>
  readonly life: Life
}

interface Life {
  isAlive: boolean
  readonly over: Promise<never>
  end(): void
}

const credentials = { key: 'simkey', secret: 'a secret of at least thirty-two characters' }

export function simulatedServer(chance: Chance): SimulatedServer {
  const directory = mkdtempSync(join(tmpdir(), 'parley-simulation-'))
  const clock = fakeClock()
  // One source for all processes: what they hand out is different.
  const ids = fakeIds()
  const errors: object[] = []
  let running: Process | undefined
  let remains: Process[] = []
  let ending: Promise<void> = Promise.resolve()
  let highestMicros = 0

  async function dawdle() {
    for (let turns = chance.happens(0.2) ? 1 + chance.below(3) : 0; turns > 0; turns--) await turn()
  }

  async function start() {
    await ending
    await bury()
    const life = newLife()
    const sqlite = openSqlite({ file: join(directory, 'parley.db'), durable: false, clock })
    const database = mortalDatabase(sqlite, { onDeath: () => end(process), dawdle })
    const network = fakeNetwork()
    const ports = { cluster: singleNode, clock: clockOf(clock, life), ids, log: logOf(life, errors) }
    const app = await createApp({ ...ports, database, publish: network.publish })
    await app.ensureApp(credentials)
    const process: Process = { app, database, network, links: new Set(), life }
    running = process
  }

  function kill(moment?: Moment) {
    if (moment) running?.database.dieAtCommit(moment)
    else if (running) end(running)
  }

  /** The process is no more, whatever it was about to do. */
  function end(process: Process) {
    const { database, life, links } = process
    remains.push(process)
    if (running === process) running = undefined
    database.die()
    life.end()
    for (const link of links) link.reset(true)
  }

  /** Closes what a dead process had open, as the operating system does. */
  async function bury() {
    await turn()
    for (const { database } of remains) await database.close()
    remains = []
  }

  async function stop() {
    if (!running) return
    const { app, life } = running
    running = undefined
    app.drain()
    await turn()
    // It may be killed while it takes its leave.
    await Promise.race([app.close(), life.over]).catch((error) => {
      if (life.isAlive) throw error
    })
    life.end()
  }

  return {
    clock,
    ...credentials,
    errors,
    isUp: () => running !== undefined,
    start,
    kill,
    stop() {
      ending = stop()
      return ending
    },
    async handle(request) {
      const process = running
      if (!process) throw new Unreachable('no server is running')
      return Promise.race([process.app.handle(request), process.life.over])
    },
    connect(handshake, ears) {
      if (!running) return deadLink(clock, ears)
      const { app, network, links, life } = running
      const link: Link = openLink({ app, network, clock: clockOf(clock, life) }, handshake, {
        text: ears.text,
        closed(code) {
          links.delete(link)
          ears.closed(code)
        },
      })
      links.add(link)
      return link
    },
    jump(ms) {
      highestMicros = Math.max(highestMicros, clock.now())
      clock.jump(ms)
    },
    isBehind: () => clock.now() < highestMicros,
    look: (work) => {
      if (!running) throw new Unreachable('no server is running')
      return running.database.snapshot(work)
    },
    async quiet() {
      for (let calm = 0; calm < 3; calm++) {
        await running?.app.services.writer.idle()
        await turn()
      }
    },
    async remove() {
      await stop()
      await bury()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function newLife(): Life {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => undefined)
  const life = {
    isAlive: true,
    over: promise,
    end() {
      life.isAlive = false
      reject(new Unreachable('the server died'))
    },
  }
  return life
}

/** What a process has planned ends with it. */
const clockOf = (clock: FakeClock, life: Life): Clock => ({
  now: clock.now,
  elapsedMs: clock.elapsedMs,
  after: (delayMs, work) => clock.after(delayMs, () => life.isAlive && work()),
  nextTurn: (work) => clock.nextTurn(() => life.isAlive && work()),
})

function logOf(life: Life, errors: object[]): Log {
  const silent = () => undefined
  return {
    debug: silent,
    info: silent,
    warn: silent,
    error(fields, message) {
      const { err } = fields as { err?: Error }
      if (life.isAlive) errors.push({ message, ...fields, ...(err && { err: err.stack ?? String(err) }) })
    },
  }
}

/** Nobody listens at the other end. */
function deadLink(clock: Clock, ears: Ears): Link {
  const cancel = clock.after(1, () => ears.closed(1006))
  const nothing = () => undefined
  return {
    hangUp: cancel,
    send: nothing,
    cut: nothing,
    reset: nothing,
    stall: nothing,
    delay: nothing,
    isSound: () => false,
  }
}
