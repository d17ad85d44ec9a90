import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { type NodeUnderTest, nodeUnderTest, type StoredChannel } from './node.fixture.ts'

type Device = Awaited<ReturnType<NodeUnderTest['connect']>>

/** What may happen in a chat of two channels and three people, in any order. */
const step = fc.record({
  what: fc.constantFrom(
    'send',
    'change',
    'lose',
    'repeat',
    'watch',
    'answer',
    'unwatch',
    'read',
    'remove',
    'turn',
    'wait',
  ),
  who: fc.nat(2),
  where: fc.nat(1),
})

const names = ['ann', 'bob', 'cid']

/** One device and what it must have heard: the model that the hub is compared with. */
class Watcher {
  /** The seq of the state that each channel was read at, while it is watched. */
  readonly floors = new Map<number, number>()
  /** The seq at which it was removed from each channel: nothing later may reach it. */
  readonly removals = new Map<number, number>()
  readonly device: Device

  constructor(device: Device) {
    this.device = device
  }
}

test('core §3.3, §5.3: however watching, sending, losing and removing interleave, all is heard once, in order, and the totals last', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 70 }), async (steps) => {
      const node = nodeUnderTest()
      const channels = [node.store.channel(1, ...names), node.store.channel(2, ...names)]
      const people: Watcher[] = []
      for (const name of names) people.push(new Watcher(await node.connect(name)))
      const told: { channel: StoredChannel; said: ReturnType<NodeUnderTest['emit']> }[] = []
      const loads: (() => void)[] = []
      const watching: Promise<void>[] = []

      for (const { what, who, where } of steps) {
        const channel = channels[where]!
        const person = people[who]!
        const name = names[who]!
        if (what === 'send') {
          const counting = node.store.counting(channel, name)
          told.push({
            channel,
            said: node.emit(channel, 'message.new', { counting, idle: { type: 'notification.message_new', body: {} } }),
          })
        } else if (what === 'change') {
          told.push({ channel, said: node.emit(channel, 'message.updated') })
        } else if (what === 'lose') {
          node.store.append(channel, 'message.updated', node.clock.now())
        } else if (what === 'repeat' && told.length > 0) {
          node.hub.announce([told[(who * 7 + where) % told.length]!.said])
        } else if (what === 'watch' && channel.members.has(name)) {
          watching.push(watch(node, person, channel, loads, name))
        } else if (what === 'answer') {
          loads.shift()?.()
        } else if (what === 'unwatch') {
          node.hub.channels.unwatch(person.device.connection, channel.pk)
          person.floors.delete(channel.pk)
        } else if (what === 'read' && channel.members.has(name)) {
          channel.members.set(name, channel.counted)
          node.tell({ type: 'notification.mark_read', user_id: name, channel: channel.as, body: {}, reread: 'channel' })
        } else if (what === 'remove' && name !== 'ann') {
          if (channel.members.delete(name)) {
            const said = node.emit(channel, 'member.removed', { access: { kind: 'left', user_id: name } })
            person.removals.set(channel.pk, said.seq)
            node.tell({
              type: 'notification.removed_from_channel',
              body: {},
              user_id: name,
              channel: channel.as,
              membership: 'left',
              reread: 'nothing',
            })
            person.floors.delete(channel.pk)
          }
        } else if (what === 'turn') {
          await node.turns()
        } else if (what === 'wait') {
          await node.clock.advance(31)
        }
      }
      await node.turns(2)
      for (const answer of loads) answer()
      await Promise.all(watching)
      // A last event everywhere shows what was lost before it.
      for (const channel of channels) node.emit(channel, 'message.updated')
      await node.clock.advance(100)
      await node.turns(4)

      for (const [index, { device, floors, removals }] of people.entries()) {
        for (const channel of channels) {
          const seqs = seqsOf(device, channel)
          expectOrdered(seqs)
          for (const seq of seqs) expect(seq).toBeLessThanOrEqual(removals.get(channel.pk) ?? channel.seq)
          const floor = floors.get(channel.pk)
          if (floor === undefined) continue
          const due = Array.from({ length: channel.seq - floor }, (_, offset) => floor + 1 + offset)
          expect(seqs.slice(-due.length)).toEqual(due)
        }
        const unread = channels.reduce(
          (sum, channel) =>
            sum + (channel.members.has(names[index]!) ? node.store.unreadOf(channel, names[index]!) : 0),
          0,
        )
        expect(device.connection.user.total).toBe(unread)
        expect(device.totalTold()).toBe(unread)
      }
      expect(node.logged.filter(({ level }) => level === 'error')).toEqual([])
      for (const { device } of people) device.leave()
      expect([1, 2].map((pk) => node.hub.channels.find(pk))).toEqual([undefined, undefined])
    }),
    { numRuns: 500 },
  )
})

async function watch(
  node: NodeUnderTest,
  person: Watcher,
  channel: StoredChannel,
  loads: (() => void)[],
  name: string,
) {
  const { connection } = person.device
  let seen = 0
  const watching = node.watch(connection, channel, async () => {
    seen = channel.seq
    await new Promise<void>((resolve) => void loads.push(resolve))
    return { result: seen, seqs: new Map([[channel.pk, seen]]) }
  })
  const begun = connection.watches.get(channel.pk)
  await watching
  // Whoever has ceased to watch or was removed meanwhile is owed nothing.
  if (!channel.members.has(name) || connection.watches.get(channel.pk) !== begun) return
  person.floors.set(channel.pk, Math.max(seen, person.floors.get(channel.pk) ?? 0))
}

/** The seqs of a channel's own events, not of the forms for idle members. */
const seqsOf = (device: Device, { as }: StoredChannel): number[] =>
  device
    .events()
    .filter(({ cid, type }) => cid === as.cid && !type.startsWith('notification.'))
    .flatMap(({ parley }) => (parley?.seq === undefined ? [] : [parley.seq]))

function expectOrdered(seqs: readonly number[]): void {
  for (const [index, seq] of seqs.entries()) if (index > 0) expect(seq).toBeGreaterThan(seqs[index - 1]!)
}
