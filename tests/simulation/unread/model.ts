import { applyRule, type Happened, isInChannel, type Rules, type SentMessage, type Unread } from './happened.ts'

/** A message with those for whom it never counts: known when it was sent. */
interface Message extends SentMessage {
  readonly index: number
  readonly counts: boolean
  readonly excluded: ReadonlySet<string>
  isGone: boolean
  isUncounted: boolean
}

interface Place {
  /** Everything up to this message is read. */
  read: number
  /** Nothing up to this message exists for the user. */
  floor: number
  readonly unread: Set<Message>
}

interface Member extends Place {
  isFull: boolean
}

interface Thread {
  readonly parent: Message
  readonly replies: Message[]
  readonly participants: Map<string, Place>
}

interface Channel {
  readonly type: string
  readonly messages: Message[]
  readonly byId: Map<string, Message>
  readonly members: Map<string, Member>
  readonly mutes: Map<string, number>
  readonly threads: Map<string, Thread>
  floor: number
}

/**
 * What users have not read, kept up to date with everything that happens: each user's unread messages are a set that
 * messages enter and leave. The oracle of the simulation; it shares no thought with the server, which counts ordinals.
 */
export interface UnreadModel {
  apply(happened: Happened): void
  unreadOf(user: string): Unread
}

const newPlace = (read: number): Place => ({ read, floor: -1, unread: new Set() })

export function createUnreadModel(): UnreadModel {
  const channels = new Map<string, Channel>()
  const switchedOff = new Set<string>()
  const userMutes = new Map<string, number>()
  const channelOf = (cid: string) => channels.get(cid)!
  const isMutingUser = (user: string, target: string, at: number) => (userMutes.get(`${user} ${target}`) ?? 0) > at
  const isMutingChannel = ({ mutes }: Channel, user: string, at: number) => (mutes.get(user) ?? 0) >= at

  function send(sent: SentMessage) {
    const channel = channelOf(sent.cid)
    const counts = !sent.silent && !sent.shadowed && !switchedOff.has(channel.type)
    if (isInChannel(sent)) sendToChannel(channel, sent, counts)
    if (sent.parent !== undefined && !sent.shadowed) sendToThread(channel, sent.parent, sent, counts)
  }

  function sendToChannel(channel: Channel, sent: SentMessage, counts: boolean) {
    const { author, at } = sent
    const muting = [...channel.members.keys()].filter((user) => isMutingUser(user, author, at))
    const deaf = [...channel.mutes.keys()].filter((user) => isMutingChannel(channel, user, at))
    const message = newMessage(sent, channel.messages.length, counts, [author, ...muting, ...deaf])
    channel.messages.push(message)
    channel.byId.set(message.id, message)
    for (const [user, member] of channel.members) {
      if (member.isFull && counts && !message.excluded.has(user)) member.unread.add(message)
    }
    const own = channel.members.get(author)
    if (own?.isFull) readTo(own, message.index)
  }

  function sendToThread(channel: Channel, parentId: string, sent: SentMessage, counts: boolean) {
    const parent = channel.byId.get(parentId)!
    const thread = channel.threads.get(parentId) ?? { parent, replies: [], participants: new Map<string, Place>() }
    channel.threads.set(parentId, thread)
    const { author, at } = sent
    const before = thread.replies.length - 1
    for (const user of [parent.author, ...sent.mentioned, author]) {
      if (!thread.participants.has(user)) thread.participants.set(user, newPlace(before))
    }
    const deaf = [...thread.participants.keys()].filter(
      (user) => isMutingUser(user, author, at) || isMutingChannel(channel, user, at),
    )
    const reply = newMessage(sent, thread.replies.length, counts, [author, ...deaf])
    thread.replies.push(reply)
    channel.byId.set(reply.id, isInChannel(sent) ? channel.byId.get(reply.id)! : reply)
    for (const [user, place] of thread.participants) {
      if (counts && !reply.excluded.has(user)) place.unread.add(reply)
    }
    readTo(thread.participants.get(author)!, reply.index)
  }

  /** Every place in which a message can be unread: a shown reply has two. */
  function forget(channel: Channel, id: string, isGone: boolean) {
    const drop = (messages: readonly Message[], places: Iterable<Place>) => {
      const message = messages.find((each) => each.id === id)
      if (!message) return
      message.isGone ||= isGone
      message.isUncounted = true
      for (const place of places) place.unread.delete(message)
    }
    drop(channel.messages, channel.members.values())
    for (const { replies, participants } of channel.threads.values()) drop(replies, participants.values())
    if (!isGone) return
    const thread = channel.threads.get(id)
    channel.threads.delete(id)
    for (const reply of thread?.replies ?? []) forget(channel, reply.id, true)
    // A thread without replies is none: who took part in it does not take part in the next one.
    for (const [parent, { replies }] of channel.threads) {
      if (replies.every((reply) => reply.isGone)) channel.threads.delete(parent)
    }
  }

  function join(channel: Channel, user: string) {
    const read = channel.messages.length - 1
    const floor = channel.members.get(user)?.floor ?? -1
    channel.members.set(user, { ...newPlace(read), floor, isFull: true })
    for (const { replies, participants } of channel.threads.values()) {
      const place = participants.get(user)
      if (!place) continue
      place.read = replies.length - 1
      place.unread.clear()
    }
  }

  const rules: Rules = {
    created({ cid, type }) {
      const maps = { byId: new Map(), members: new Map(), mutes: new Map(), threads: new Map() }
      channels.set(cid, { type, messages: [], floor: -1, ...maps })
    },
    deleted: ({ cid }) => void channels.delete(cid),
    switched: ({ type, readEvents }) => void (readEvents ? switchedOff.delete(type) : switchedOff.add(type)),
    sent: send,
    removed: ({ cid, id }) => forget(channelOf(cid), id, true),
    banned({ cid, author, isHard }) {
      const channel = channelOf(cid)
      for (const message of [...channel.byId.values()]) {
        if (message.author === author && !message.isGone) forget(channel, message.id, isHard)
      }
    },
    invited({ cid, user }) {
      const { members } = channelOf(cid)
      members.set(user, { ...newPlace(-1), floor: members.get(user)?.floor ?? -1, isFull: false })
    },
    joined: ({ cid, user }) => join(channelOf(cid), user),
    left: ({ cid, user }) => void channelOf(cid).members.delete(user),
    cleared({ cid, user }) {
      const { members, messages } = channelOf(cid)
      raise(members.get(user)!, messages.length - 1)
    },
    truncated({ cid, upTo, isHard }) {
      const channel = channelOf(cid)
      const { messages, byId } = channel
      const index = upTo === undefined ? messages.length - 1 : byId.get(upTo)!.index
      channel.floor = Math.max(channel.floor, index)
      for (const member of channel.members.values()) raise(member, channel.floor)
      if (isHard) for (const { id } of messages.slice(0, index + 1)) forget(channel, id, true)
    },
    user_muted: ({ user, target, expires }) => void userMutes.set(`${user} ${target}`, expires),
    user_unmuted: ({ user, target }) => void userMutes.delete(`${user} ${target}`),
    channel_muted: ({ cid, user, expires }) => void channelOf(cid).mutes.set(user, expires),
    channel_unmuted: ({ cid, user }) => void channelOf(cid).mutes.delete(user),
    read({ cid, user, id }) {
      const { members, messages, byId } = channelOf(cid)
      readTo(members.get(user)!, id === undefined ? messages.length - 1 : byId.get(id)!.index)
    },
    marked_unread({ cid, user, id }) {
      const { members, messages, byId, floor } = channelOf(cid)
      const member = members.get(user)!
      unreadFrom(member, messages, byId.get(id)!.index, Math.max(floor, member.floor), user)
    },
    thread_read({ cid, user, parent, id }) {
      const { replies, participants } = channelOf(cid).threads.get(parent)!
      readTo(participants.get(user)!, id === undefined ? replies.length - 1 : indexIn(replies, id))
    },
    thread_marked_unread({ cid, user, parent, id }) {
      const { replies, participants } = channelOf(cid).threads.get(parent)!
      unreadFrom(participants.get(user)!, replies, indexIn(replies, id), -1, user)
    },
  }

  return {
    apply: (happened) => applyRule(rules, happened),
    unreadOf(user) {
      const counts: Record<string, number> = {}
      const threads: Record<string, number> = {}
      for (const [cid, channel] of channels) {
        const member = channel.members.get(user)
        if (!member?.isFull || switchedOff.has(channel.type)) continue
        if (member.unread.size > 0) counts[cid] = member.unread.size
        for (const { parent, participants } of channel.threads.values()) {
          const isHidden = parent.index <= channel.floor || parent.index <= member.floor
          const size = participants.get(user)?.unread.size ?? 0
          if (size > 0 && !isHidden) threads[parent.id] = size
        }
      }
      return { channels: counts, threads }
    },
  }
}

const newMessage = (sent: SentMessage, index: number, counts: boolean, excluded: readonly string[]): Message => ({
  ...sent,
  index,
  counts,
  excluded: new Set(excluded),
  isGone: false,
  isUncounted: false,
})

const indexIn = (messages: readonly Message[], id: string): number => messages.findIndex((each) => each.id === id)

function readTo(place: Place, index: number): void {
  place.read = Math.max(place.read, index)
  for (const message of place.unread) if (message.index <= place.read) place.unread.delete(message)
}

function raise(place: Place, index: number): void {
  place.floor = Math.max(place.floor, index)
  for (const message of place.unread) if (message.index <= place.floor) place.unread.delete(message)
}

function unreadFrom(place: Place, messages: readonly Message[], from: number, floor: number, user: string): void {
  place.read = from - 1
  place.unread.clear()
  for (const message of messages.slice(Math.max(from, floor + 1))) {
    if (message.counts && !message.isUncounted && !message.excluded.has(user)) place.unread.add(message)
  }
}
