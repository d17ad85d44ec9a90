import { expect, test } from 'bun:test'
import { fakeClock, turn } from '../../testing/fake-clock.ts'
import type { Connection } from './connection.ts'
import type { Sources } from './sources.ts'
import { createUserCheck } from './user-check.ts'
import { createUsersHere } from './users-here.ts'

interface Row {
  readonly user_id: string
  readonly type: string
  readonly created_at: number
}

/** A node of several with the clients of ann and bob, and what a database has of their own state. */
function nodeThatChecks() {
  const clock = fakeClock()
  const users = createUsersHere()
  const [rows, closed, errors]: [Row[], string[], unknown[]] = [[], [], []]
  let isAway = false
  const check = createUserCheck({
    clock,
    database: {
      async snapshot(read: (queries: never) => unknown) {
        if (isAway) throw new Error('the database is away')
        return read({} as never)
      },
    } as never,
    log: { info() {}, error: (fields: unknown) => void errors.push(fields) } as never,
    sources: {
      userEvents: async (_queries: unknown, _app: number, ids: readonly string[], from: number, to: number) =>
        rows.filter(({ user_id, created_at }) => ids.includes(user_id) && created_at > from && created_at <= to),
      versions: async () => new Map(),
    } as unknown as Sources,
    users,
    reconfigured: () => {},
    isNeeded: true,
  })

  function connect(id: string): void {
    const close = (_code: number, name: string) => void closed.push(`${id} ${name}`)
    const connection = { socket: { close }, openedAtMs: clock.elapsedMs(), isClosed: false }
    users.obtain(1, id).connections.add(connection as unknown as Connection)
  }

  connect('ann')
  connect('bob')
  return {
    clock,
    closed,
    errors,
    connect,
    stop: check.stop,
    /** Something of the user's own has been changed, by whichever node. */
    store(user_id: string, { isHeard = false } = {}) {
      const created_at = clock.now()
      rows.push({ user_id, type: 'user.tokens_revoked', created_at })
      if (isHeard) check.heard(1, user_id, 'user.tokens_revoked', created_at)
    },
    async whileAway(work: () => Promise<unknown>) {
      isAway = true
      await work()
      isAway = false
    },
  }
}

test('core §2.5: whoever missed a change of their own is sent away to come back, and nobody else', async () => {
  const node = nodeThatChecks()
  await node.clock.advance(1000)
  node.store('ann')
  node.store('bob', { isHeard: true })
  await node.clock.advance(10_000)
  expect(node.closed).toEqual(['ann restart'])
  node.connect('ann')
  await node.clock.advance(60_000)
  expect(node.closed).toEqual(['ann restart'])
  node.stop()
})

test('core §2.5: what happened while the database could not be asked is found when it can, however long that took', async () => {
  const node = nodeThatChecks()
  await node.clock.advance(60_000)
  node.store('bob', { isHeard: true })
  await node.whileAway(async () => {
    await node.clock.advance(30_000)
    node.store('ann')
    await node.clock.advance(10 * 60_000)
  })
  expect(node.closed).toEqual([])
  expect(node.errors.length).toBeGreaterThan(0)
  await node.clock.advance(6000)
  await turn()
  expect(node.closed).toEqual(['ann restart'])
  node.stop()
})
