import type { ChannelEvent, Counting, EventChannel } from '../events.ts'
import type { LaneEvent } from './connection.ts'
import type { ChannelNumbers } from './numbers.ts'
import type { Sources } from './sources.ts'

/** A channel as the database would have it. */
export interface StoredChannel {
  readonly pk: number
  readonly as: EventChannel
  seq: number
  counted: number
  readonly events: LaneEvent[]
  readonly ordinals: Counting[]
  /** Up to which ordinal each member has read; who is not here is no member. */
  readonly members: Map<string, number>
  /** Who may read it besides its members. */
  isOpen: boolean
}

/** What stands for the features and their tables: as small as the hub's questions. */
export function fakeStore() {
  const channels = new Map<number, StoredChannel>()

  function unreadOf({ ordinals, members }: StoredChannel, user_id: string): number {
    const read = members.get(user_id) ?? 0
    return ordinals.filter(({ n, author, excepted }) => n > read && author !== user_id && !excepted.includes(user_id))
      .length
  }

  const sources: Sources = {
    memberships: async (_queries, _app, user_id) =>
      [...channels.values()]
        .filter(({ members }) => members.has(user_id))
        .map(({ pk, seq }) => ({ channel_pk: pk, seq })),
    numbers: async (_queries, _app, user_id, channel_pk) => {
      const own = [...channels.values()].filter(
        ({ pk, members }) => members.has(user_id) && (channel_pk === undefined || pk === channel_pk),
      )
      return new Map(
        own.map((channel): [number, ChannelNumbers] => [
          channel.pk,
          { counted: channel.counted, unread: unreadOf(channel, user_id) },
        ]),
      )
    },
    threadNumbers: async () => ({ unread_threads: 0, unread_thread_messages: 0 }),
    replay: async (_queries, pk, from, to) => channels.get(pk)!.events.filter(({ seq }) => seq >= from && seq <= to),
    describe: async (_queries, pk) => ({ channel: channels.get(pk)!.as, model: {} }),
    head: async (_queries, pk) => channels.get(pk)!.seq,
    heads: async (_queries, pks) =>
      new Map(pks.flatMap((pk) => (channels.has(pk) ? [[pk, channels.get(pk)!.seq]] : []))),
    userEvents: async () => [],
    versions: async () => new Map(),
    person: async () => undefined,
    readers: async (_queries, pk, ids) => {
      const { members, isOpen } = channels.get(pk)!
      return new Map(ids.filter((id) => isOpen || members.has(id)).map((id) => [id, ['read-events']]))
    },
  }

  return {
    sources,
    unreadOf,
    channel(pk: number, ...members: string[]): StoredChannel {
      const as: EventChannel = {
        app_pk: 1,
        pk,
        cid: `messaging:c${pk}`,
        type: 'messaging',
        id: `c${pk}`,
        custom: {},
        member_count: members.length,
      }
      const channel: StoredChannel = {
        pk,
        as,
        seq: 0,
        counted: 0,
        events: [],
        ordinals: [],
        members: new Map(members.map((id) => [id, 0])),
        isOpen: false,
      }
      channels.set(pk, channel)
      return channel
    },
    seqsOf: (user_id: string): Map<number, number> =>
      new Map([...channels.values()].filter(({ members }) => members.has(user_id)).map(({ pk, seq }) => [pk, seq])),
    /** Commits an event: it has its row and its seq, and nobody has heard of it. */
    append(channel: StoredChannel, type: string, at: number, more?: Partial<ChannelEvent>): LaneEvent {
      channel.seq += 1
      const event: ChannelEvent = { type, channel: channel.as, body: {}, row: {}, ...more }
      const said: LaneEvent = { kind: 'channel', event, seq: channel.seq, at, epoch: 'test' }
      channel.events.push(said)
      if (event.counting) {
        channel.counted = event.counting.n
        channel.ordinals.push(event.counting)
        if (channel.members.has(event.counting.author)) channel.members.set(event.counting.author, event.counting.n)
      }
      return said
    },
    /** The next message that counts. */
    counting: (channel: StoredChannel, author: string, excepted: string[] = []): Counting => ({
      n: channel.counted + 1,
      author,
      excepted,
    }),
  }
}
