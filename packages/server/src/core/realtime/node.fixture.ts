import { memoryBus } from '../../adapters/memory/memory-bus.ts'
import { memoryRoster } from '../../adapters/memory/memory-roster.ts'
import type { Database } from '../../ports/database.ts'
import { fakeClock, turn } from '../../testing/fake-clock.ts'
import { type FakeSocket, fakeNetwork } from '../../testing/fake-sockets.ts'
import type { Announcement, ChannelEvent, PassingEvent, UserEvent } from '../events.ts'
import type { View } from '../views/view.ts'
import { recordingLog } from '../writer.fixture.ts'
import type { HeldLoad, WatchTarget } from './channels.ts'
import type { Connection, LaneEvent } from './connection.ts'
import { createHub } from './hub.ts'
import { SmallMap } from './small-map.ts'
import { fakeStore, type StoredChannel } from './store.fixture.ts'

type Heard = ReturnType<typeof JSON.parse>

/** A node without features: a hub on a fake clock and fake sockets, before a store that tests write to by hand. */
export function nodeUnderTest(memoryBytes?: number) {
  const clock = fakeClock()
  const network = fakeNetwork()
  const store = fakeStore()
  const { logged, log } = recordingLog()
  const published: string[] = []
  let gate: Promise<void> = Promise.resolve()
  let snapshots = 0
  let opened = 0
  const database: Pick<Database, 'snapshot'> = {
    /** What is read is of the moment of the call; when the answer comes is up to the test. */
    async snapshot(read) {
      snapshots += 1
      const open = gate
      const result = await read({} as never)
      await open
      return result
    },
  }
  const bus = memoryBus()
  const publish = (topic: string, text: string) => {
    published.push(topic)
    network.publish(topic, text)
  }
  const hub = createHub({
    bus,
    roster: memoryRoster(),
    clock,
    database: database as Database,
    log,
    publish,
    sources: store.sources,
    memoryBytes,
  })

  function newConnection(id: string, view: View, socket: FakeSocket): Connection {
    const isAnonymous = id === '!anon'
    return {
      id: `connection-${++opened}`,
      app_pk: 1,
      user: hub.users.obtain(1, id),
      caller: isAnonymous ? { kind: 'anonymous', user_id: '!anon' } : { kind: 'user', user_id: id },
      view,
      socket,
      watches: new SmallMap(),
      watcher: undefined,
      follows: undefined,
      outbox: [],
      early: [],
      openedAtMs: clock.elapsedMs(),
      heardAtMs: clock.elapsedMs(),
      pingedAtMs: clock.elapsedMs(),
      checkedAtMs: clock.elapsedMs(),
      slowSinceMs: undefined,
      isClosed: false,
      cancelExpiry: undefined,
    }
  }

  /** Begins a connection; `joined` resolves when it is let in. */
  function open(id: string, view: View = 'v1', readSeqs = () => database.snapshot(async () => store.seqsOf(id))) {
    const socket = network.open()
    const connection = newConnection(id, view, socket)
    socket.onClose = () => hub.leave(connection)
    const joined = hub.join(connection, async () => ({ frame: '{"type":"hello"}', seqs: await readSeqs() }))
    return { connection, socket, joined }
  }

  /** A connected device, and what it hears. */
  async function connect(id: string, view: View = 'v1') {
    const { connection, socket, joined } = open(id, view)
    await joined
    await turn()
    const events = (): Heard[] => socket.texts.slice(1).map((text) => JSON.parse(text))
    return {
      connection,
      socket,
      events,
      types: () => events().map(({ type }) => type as string),
      /** The seqs of the stored events that came. */
      seqs: () => events().flatMap(({ parley }) => (parley?.seq === undefined ? [] : [parley.seq as number])),
      /** What the user was told last to have unread. */
      totalTold: () => (events().findLast((event) => 'total_unread_count' in event)?.total_unread_count ?? 0) as number,
      leave: () => socket.close(1000, 'bye'),
    }
  }

  const target = (channel: StoredChannel, watcher?: string): WatchTarget => ({
    channel: channel.as,
    watcher: watcher === undefined ? undefined : { id: watcher },
  })

  return {
    clock,
    network,
    store,
    hub,
    logged,
    published,
    open,
    connect,
    countSnapshots: () => snapshots,
    /** Keeps the answers of the database back until the returned function is called. */
    holdAnswers(): () => void {
      let release: () => void = () => undefined
      gate = new Promise((resolve) => {
        release = resolve
      })
      return () => {
        gate = Promise.resolve()
        release()
      }
    },
    /** Watches a channel; `load` stands for reading its state. */
    watch<T = number>(
      connection: Connection,
      channel: StoredChannel,
      load?: () => Promise<HeldLoad<T>>,
      name?: string,
    ) {
      const read = () =>
        database.snapshot(async () => ({ result: channel.seq, seqs: new Map([[channel.pk, channel.seq]]) }))
      return hub.channels.watch(connection, [target(channel, name)], (load ?? read) as () => Promise<HeldLoad<T>>)
    },
    /** Stores an event and tells it, as a commit does. */
    emit(channel: StoredChannel, type: string, more?: Partial<ChannelEvent>): LaneEvent {
      const said = store.append(channel, type, clock.now(), more)
      hub.announce([said])
      return said
    },
    pass(channel: StoredChannel, type: string, more?: Partial<PassingEvent>) {
      const event: PassingEvent = { type, channel: channel.as, body: {}, ...more }
      hub.announce([{ kind: 'passing', event, at: clock.now() }])
    },
    tell(event: Pick<UserEvent, 'type' | 'user_id'> & Partial<UserEvent>, seq?: number) {
      const full: UserEvent = { app_pk: 1, row: {}, reread: 'nothing', ...event }
      const said: Announcement = { kind: 'user', event: full, at: clock.now(), ...(seq !== undefined && { seq }) }
      hub.announce([said])
    },
    /** A turn of the event loop, or several. */
    async turns(count = 1) {
      for (let i = 0; i < count; i++) await turn()
    },
  }
}

/** A load that reads the state now and answers when the test says so. */
export function slowLoad(channel: StoredChannel) {
  let answer: () => void = () => undefined
  const asked = new Promise<void>((resolve) => {
    answer = resolve
  })
  let seen = -1
  const load = async () => {
    seen = channel.seq
    await asked
    return { result: seen, seqs: new Map([[channel.pk, seen]]) }
  }
  return { load, answer: () => answer(), seen: () => seen }
}

export type NodeUnderTest = ReturnType<typeof nodeUnderTest>
export type { StoredChannel }
