// A C# client in a process of its own, driven with lines of JSON: see clients/csharp/tests/Driver.cs.
import { join } from 'node:path'
import { buildCSharp } from '../../scripts/build-csharp.ts'
import type { Json } from '../api.ts'
import type { ServerProcess } from '../server-process.ts'

export interface Driver extends AsyncDisposable {
  /** Resolves with the result of a command; rejects with the exception that it threw. */
  call(command: string, args?: object): Promise<Json>
  /** All that the client has raised so far. */
  readonly events: readonly Json[]
  /** The next event of this name that passes the test, whether it is there already or comes. */
  next(name: string, test?: (event: Json) => boolean): Promise<Json>
  /** Resolves once the test passes; it is looked at whenever something was raised or logged. */
  until(test: () => boolean): Promise<void>
  /** What the client has written to its log. */
  log(): string
}

/** An exception of C#, with what it says of itself. */
export class Exception extends Error {
  readonly type: string
  readonly code: number | undefined
  readonly status: number | undefined

  constructor(told: Json) {
    super(told.message)
    this.type = told.type
    this.code = told.code
    this.status = told.status
    Object.assign(this, told)
  }
}

/** Starts a client of the server, not connected yet. */
export async function startDriver(server: Pick<ServerProcess, 'url'>, options: object = {}): Promise<Driver> {
  const folder = await buildCSharp()
  const child = Bun.spawn(['mono', '--debug', join(folder, 'TestDriver.exe')], { stdio: ['pipe', 'pipe', 'pipe'] })
  const calls = new Map<number, PromiseWithResolvers<Json>>()
  const events: Json[] = []
  const looking = new Set<() => void>()
  const taken = new Set<Json>()
  let log = ''
  let ended: Error | undefined

  async function readLines() {
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of child.stdout) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop()!
      for (const line of lines) take(JSON.parse(line))
    }
  }
  async function readLog() {
    const decoder = new TextDecoder()
    for await (const chunk of child.stderr) {
      log += decoder.decode(chunk, { stream: true })
      for (const look of [...looking]) look()
    }
  }
  function take(told: Json) {
    const call = calls.get(told.id)
    calls.delete(told.id)
    if (told.error && call) call.reject(new Exception(told.error))
    else if (call) call.resolve(told.result)
    else events.push(told)
    for (const look of [...looking]) look()
  }
  void Promise.all([readLines(), readLog()]).then(() => {
    ended = new Error(`the C# client ended:\n${log}`)
    for (const { reject } of calls.values()) reject(ended)
    for (const look of [...looking]) look()
  })

  function until(test: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (ended) reject(ended)
        else if (test()) resolve()
        else return
        looking.delete(look)
      }
      looking.add(look)
      look()
    })
  }

  let lastId = 0
  const driver: Driver = {
    events,
    log: () => log,
    until,
    call(command, args = {}) {
      if (ended) return Promise.reject(ended)
      const id = ++lastId
      const answer = Promise.withResolvers<Json>()
      calls.set(id, answer)
      child.stdin.write(`${JSON.stringify({ id, command, ...args })}\n`)
      child.stdin.flush()
      return answer.promise
    },
    async next(name, test = () => true) {
      let found: Json
      await until(() => {
        found = events.find((each) => each.event === name && !taken.has(each) && test(each))
        return found !== undefined
      })
      taken.add(found)
      return found
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await child.exited
    },
  }
  await driver.call('create', { url: server.url, ...options })
  return driver
}
