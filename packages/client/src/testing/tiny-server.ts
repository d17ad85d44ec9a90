import type { ResumeAnswer } from '../state/resume.ts'
import type { ChannelState, HealthCheckEvent, Member, Message, Reaction, ReadState, WireEvent } from '../wire.ts'
import { channel, cid, firstFrame, member, moment, ownUser, readState, user } from './samples.ts'

export interface Row {
  message: Message
  reactions: Reaction[]
  /** What a deleted message was. */
  original?: Message
  readonly countsForAnn: boolean
}

/**
 * A chat server of one channel, as small as it can be: ann watches it and queries it. It shares no line with the reducer, and counts
 * unread messages from scratch each time. What people do is in tiny-steps.ts.
 */
export class TinyServer {
  readonly data: { name: string; last_message_at?: string; truncated_at?: string } = { name: 'General' }
  readonly members = new Map<string, Member>([
    ['ann', member('ann')],
    ['bob', member('bob')],
  ])
  readonly reads = new Map<string, ReadState>()
  rows: Row[] = []
  now = 10
  hidden = false
  clearedAt = ''
  /** Since when. */
  bobMuted: string | undefined
  channelMuted: string | undefined
  /** Everything that ann's connection was sent. */
  readonly heard: WireEvent[] = []
  private seq = 0
  private revs = 0
  private readonly listedReactions: number

  constructor(listedReactions: number) {
    this.listedReactions = listedReactions
    for (const id of this.members.keys()) this.reads.set(id, readState(id, this.nextRev()))
  }

  get time(): string {
    return moment(this.now)
  }

  /** Rises even if a member leaves and comes back: otherwise a row of before would pass for the newer one. */
  nextRev(): { parley: { read_rev: number } } {
    this.revs += 1
    return { parley: { read_rev: this.revs } }
  }

  // What ann is answered.

  firstFrame(): HealthCheckEvent {
    return firstFrame(this.me())
  }

  answer(): ChannelState {
    const own = this.members.get('ann')
    const read = [...this.reads.values()].map((row) =>
      row.user.id === 'ann' ? { ...row, unread_messages: this.unread() } : row,
    )
    return {
      channel: { ...this.channel(), own_capabilities: this.capabilities() },
      messages: this.inChannel().map((row) => this.forAnn(row)),
      pinned_messages: [],
      members: [...this.members.values()],
      ...(own && { membership: own }),
      read,
      watcher_count: 1,
      threads: [],
      ...(this.hidden && { hidden: true }),
      parley: { epoch: 'e1', seq: this.seq, at: this.time },
    }
  }

  replies(parentId: string): Message[] {
    return this.rows
      .filter(({ message }) => message.parent_id === parentId && this.isVisible(message))
      .map((row) => this.forAnn(row))
  }

  /** What stands of the viewer's own hiding and showing, as a resume tells it behind what was missed. */
  hiding(): WireEvent[] {
    if (!this.members.has('ann')) return []
    const common = { cid, created_at: this.time, channel: this.channel() }
    return [
      (this.hidden
        ? { ...common, type: 'channel.hidden', clear_history: false }
        : { ...common, type: 'channel.visible' }) as WireEvent,
    ]
  }

  /** What a resume sends: stored events after this one with messages and channel as they are now, and how far everybody has read. */
  missedSince(seq: number): WireEvent[] {
    const stored = this.heard.flatMap((told): WireEvent[] => {
      if (!('parley' in told && told.parley && 'seq' in told.parley && told.parley.seq > seq)) return []
      const event = ('channel' in told ? { ...told, channel: this.channel() } : told) as typeof told
      if (!('message' in event) || !event.message) return [event]
      const { message } = event
      const row = this.rows.find((each) => each.message.id === message.id && this.isVisible(each.message))
      if (row) return [{ ...event, message: this.inEvent(row) } as WireEvent]
      return event.type === 'message.deleted' ? [event] : []
    })
    const reads = [...this.reads.values()].filter(({ user }) => user.id !== 'ann')
    return [...stored, ...reads.map((row) => this.readEvent(row))]
  }

  resume(): ResumeAnswer {
    const own = this.answer().read?.find(({ user }) => user.id === 'ann')
    return { resumed: [{ cid, seq: this.seq, ...(own && { read: own }) }], reset: [] }
  }

  private readEvent({ user, last_read, last_read_message_id, parley }: ReadState): WireEvent {
    const id = last_read_message_id === undefined ? {} : { last_read_message_id }
    const row = { user, created_at: last_read, ...id, ...(parley && { parley }) }
    return { type: 'message.read', cid, channel_id: 'general', channel_type: 'messaging', ...row }
  }

  // How things stand.

  isVisible(message: Message): boolean {
    return message.created_at > this.clearedAt
  }

  /** The messages of the channel itself, oldest first. */
  inChannel(): Row[] {
    return this.rows.filter(
      ({ message }) => (!message.parent_id || message.show_in_channel === true) && this.isVisible(message),
    )
  }

  unread(): number {
    const row = this.reads.get('ann')
    const isUnread = (each: Row) => each.countsForAnn && row !== undefined && each.message.created_at > row.last_read
    return this.inChannel().filter(isUnread).length
  }

  totals(): { total_unread_count: number; unread_count: number; unread_channels: number } {
    const unread = this.unread()
    return { total_unread_count: unread, unread_count: unread, unread_channels: Math.min(1, unread) }
  }

  me() {
    const mute = (since: string) => ({ user: ownUser('ann'), created_at: since, updated_at: since })
    return ownUser('ann', {
      ...this.totals(),
      mutes: this.bobMuted ? [{ ...mute(this.bobMuted), target: user('bob') }] : [],
      channel_mutes: this.channelMuted ? [{ ...mute(this.channelMuted), channel: channel() }] : [],
    })
  }

  channel() {
    return channel({ ...this.data, member_count: this.members.size })
  }

  capabilities(): ['send-message'] | ['send-message', 'pin-message'] {
    const isModerator = this.members.get('ann')?.channel_role === 'channel_moderator'
    return isModerator ? ['send-message', 'pin-message'] : ['send-message']
  }

  inEvent({ message, reactions }: Row): Message {
    if (message.type === 'deleted') return message
    const counts = new Map<string, { count: number; sum: number }>()
    for (const { type, score } of reactions) {
      const { count, sum } = counts.get(type) ?? { count: 0, sum: 0 }
      counts.set(type, { count: count + 1, sum: sum + score })
    }
    return {
      ...message,
      reaction_counts: Object.fromEntries([...counts].map(([type, { count }]) => [type, count])),
      reaction_scores: Object.fromEntries([...counts].map(([type, { sum }]) => [type, sum])),
      latest_reactions: reactions.slice(0, this.listedReactions),
    }
  }

  private forAnn(row: Row): Message {
    const own = row.message.type === 'deleted' ? [] : row.reactions.filter(({ user_id }) => user_id === 'ann')
    return { ...this.inEvent(row), own_reactions: own }
  }

  // What ann hears.

  /** A stored event, at the next place in the order. */
  tell(type: WireEvent['type'], fields: object, position: object = {}): void {
    this.seq += 1
    this.pass(type, { ...fields, parley: { epoch: 'e1', seq: this.seq, at: this.time, ...position } })
  }

  /** An event of the channel without a place in the order. */
  pass(type: WireEvent['type'], fields: object): void {
    this.hear({ type, cid, channel_id: 'general', channel_type: 'messaging', created_at: this.time, ...fields })
  }

  hear(event: object): void {
    this.heard.push(event as WireEvent)
  }
}
