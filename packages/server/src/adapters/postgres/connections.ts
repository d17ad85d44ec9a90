import { SQL } from 'bun'
import type { Clock } from '../../ports/clock.ts'
import { ConnectionLost, Unavailable } from '../../ports/database.ts'
import { type Answered, toRows, translated } from './answers.ts'

/** What one request for a connection waits for a free one, and for a server that is being started again. */
const acquireMs = 2000
/** Nobody is in the middle of a transaction for so long. */
const idleMs = 10_000
const reconnectMs = 100

export interface ConnectionsOptions {
  readonly url: string
  readonly size: number
  /** How long the server itself works at one statement; without it as long as it takes. */
  readonly statementMs?: number
  /** How long an answer is waited for before the connection is given up, whatever it is doing. */
  readonly watchdogMs?: number
  readonly machineClock: Pick<Clock, 'after'>
  /** What the server calls them in its own lists. */
  readonly application: string
}

/** One connection of the server's, in the hands of one transaction. */
export interface PgConnection {
  query(text: string, values?: readonly unknown[]): Promise<Answered>
  /** What the server calls it, to cancel what it is busy with. */
  readonly pid: number
  /** It has ended or was given up: nothing that is asked of it from now on reaches the server. */
  readonly isGone: boolean
}

/** Connections to one PostgreSQL server. */
export interface Connections {
  /** Waits for a free connection; refuses with `Unavailable` when there is none in time. */
  acquire(): Promise<PgConnection>
  /** Lends a connection for statements that need no transaction; one that fails takes its connection along. */
  lend<T>(work: (connection: PgConnection) => Promise<T>): Promise<T>
  /** Gives a connection back in which no transaction is open. */
  release(connection: PgConnection): void
  /** Gives up a connection of which nobody knows what it is in the middle of. */
  discard(connection: PgConnection): void
  /** Waits until all are given back, and closes them. */
  close(): Promise<void>
}

interface Member extends PgConnection {
  readonly client: SQL
  isGone: boolean
}

/**
 * Every connection is a client of its own, so that one that hangs can be given up without harm to the others: `Bun.SQL`
 * has a history of hangs, and whatever does not answer in time is not waited for.
 */
export function createConnections(options: ConnectionsOptions): Connections {
  const { machineClock } = options
  const idle: Member[] = []
  const waiting: { readonly give: (member: Member) => void }[] = []
  let open = 0
  /** Why there are not more of them. */
  let lastFailure: unknown
  let isClosed = false
  let closed: (() => void) | undefined

  async function connect(): Promise<Member> {
    const client = new SQL(options.url, {
      // The driver would connect anew by itself, and do the rest of a transaction outside of any.
      onclose: () => discard(member),
      max: 1,
      idleTimeout: 0,
      maxLifetime: 0,
      connectionTimeout: acquireMs / 1000,
      bigint: true,
      connection: {
        application_name: options.application,
        statement_timeout: options.statementMs ?? 0,
        idle_in_transaction_session_timeout: options.watchdogMs === undefined ? 0 : idleMs,
        timezone: 'UTC',
      },
    })
    const member: Member = {
      client,
      pid: 0,
      isGone: false,
      query: (text, values = []) => watched(member, text, values),
    }
    try {
      const [row] = (await member.query('SELECT pg_backend_pid() AS pid')).rows as { pid: number }[]
      if (member.isGone) throw new ConnectionLost('the connection was lost as soon as it was made')
      Object.assign(member, { pid: row!.pid })
      return member
    } catch (error) {
      void client.close({ timeout: 0 }).catch(() => undefined)
      throw error
    }
  }

  async function watched({ client, ...member }: Member, text: string, values: readonly unknown[]): Promise<Answered> {
    if (member.isGone) throw new ConnectionLost('the connection is gone')
    const late = Promise.withResolvers<never>()
    const giveUp = () => late.reject(new ConnectionLost('the database did not answer'))
    const cancel = options.watchdogMs === undefined ? undefined : machineClock.after(options.watchdogMs, giveUp)
    try {
      return toRows(await Promise.race([client.unsafe(text, values as never[]), late.promise]))
    } catch (error) {
      throw translated(error)
    } finally {
      cancel?.()
    }
  }

  /** Connects until there is a connection or nobody waits for one any more. */
  async function grow(): Promise<void> {
    open += 1
    for (;;) {
      try {
        const member = await connect()
        lastFailure = undefined
        return put(member)
      } catch (error) {
        if (waiting.length === 0 || isClosed) {
          open -= 1
          if (isClosed && open === 0) closed?.()
          return
        }
        lastFailure = error
        await new Promise<void>((resolve) => void machineClock.after(reconnectMs, resolve))
      }
    }
  }

  function put(member: Member): void {
    if (member.isGone) return
    const next = isClosed ? undefined : waiting.shift()
    if (next) next.give(member)
    else if (isClosed) discard(member)
    else idle.push(member)
  }

  function discard(connection: PgConnection): void {
    const member = connection as Member
    if (member.isGone) return
    member.isGone = true
    // Whoever is making it counts it.
    if (member.pid === 0) return
    const place = idle.indexOf(member)
    if (place >= 0) idle.splice(place, 1)
    open -= 1
    void member.client.close({ timeout: 0 }).catch(() => undefined)
    if (isClosed && open === 0) closed?.()
    else if (waiting.length > 0) void grow()
  }

  function acquire(): Promise<PgConnection> {
    if (isClosed) return Promise.reject(new Unavailable('the database has been closed'))
    const free = idle.pop()
    if (free) return Promise.resolve(free)
    if (open < options.size) void grow()
    return new Promise((resolve, reject) => {
      const entry = {
        give(member: Member) {
          cancel()
          resolve(member)
        },
      }
      const cancel = machineClock.after(acquireMs, () => {
        waiting.splice(waiting.indexOf(entry), 1)
        reject(new Unavailable('no connection to the database was free in time', { cause: lastFailure }))
      })
      waiting.push(entry)
    })
  }

  return {
    acquire,
    async lend(work) {
      const connection = await acquire()
      try {
        const result = await work(connection)
        put(connection as Member)
        return result
      } catch (error) {
        discard(connection)
        throw error
      }
    },
    release: (connection) => put(connection as Member),
    discard,
    async close() {
      isClosed = true
      for (const member of idle.splice(0)) discard(member)
      if (open > 0) {
        await new Promise<void>((resolve) => {
          closed = resolve
        })
      }
    },
  }
}
