import { describe, expect, test } from 'bun:test'
import { hasPostgres } from '../../packages/server/src/testing/postgres-server.ts'
import { hasRedis } from '../../packages/server/src/testing/redis-server.ts'
import type { Device } from '../../packages/server/src/testing/test-client.ts'
import { until } from '../../packages/server/src/testing/until.ts'
import { type Nodes, twoNodes } from './two-nodes.ts'

/** Two servers; bob follows ann from the second, and ann is connected to the first. */
async function following(): Promise<{ nodes: Nodes; ann: Device; bob: Device }> {
  const nodes = await twoNodes(['ann', 'bob'], { bus: 'redis' })
  const bob = await nodes.b.connect('bob')
  await bob.call('QueryUsers', { query: { payload: { filter_conditions: { id: 'ann' }, presence: true } } })
  const ann = await nodes.a.connect('ann')
  await until(() => told(bob).length === 1)
  return { nodes, ann, bob }
}

const told = ({ events }: Device): boolean[] =>
  events.filter(({ type }) => type === 'user.presence.changed').map(({ user }) => user.online)

describe.skipIf(!hasPostgres || !hasRedis)('who leaves one server and comes to another', () => {
  test('is online for those who follow them, also if the second comes before the first is done', async () => {
    const { nodes, ann, bob } = await following()
    await using _ = nodes
    const held = nodes.a.holdBefore(/UPDATE users SET last_active/)
    ann.disconnect()
    await held.reached
    const again = await nodes.b.connect('ann')
    held.release()
    await until(() => told(bob).includes(false))
    await until(() => told(bob).at(-1) === true)
    expect(again.socket.closed).toBeUndefined()
    again.disconnect()
    await until(() => told(bob).at(-1) === false)
  })

  test('is online for those who follow them, also if the second took them for online when they came', async () => {
    const { nodes, ann, bob } = await following()
    await using _ = nodes
    const held = nodes.b.holdBefore(/^COMMIT$/)
    const coming = nodes.b.connect('ann')
    await held.reached
    ann.disconnect()
    await until(() => !nodes.b.app.services.hub.isOnline(1, 'ann'))
    held.release()
    await coming
    await until(() => told(bob).includes(false))
    await until(() => told(bob).at(-1) === true)
    expect(nodes.errors).toEqual([])
  })
})
