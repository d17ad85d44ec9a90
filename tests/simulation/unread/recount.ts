import { applyRule, type Happened, isInChannel, type Rules, type SentMessage, type Unread } from './happened.ts'

/** Something that held from one step of the simulation up to another. */
interface Span {
  readonly from: number
  to: number
}

interface Mute extends Span {
  readonly expires: number
}

/** A user's row among the members; `full` are the steps since when they are counted for, the last one holding. */
interface Membership extends Span {
  readonly full: number[]
}

interface Fact extends SentMessage {
  readonly step: number
  readonly readEvents: boolean
  isGone: boolean
  /** Gone, or taken along by a ban. */
  isUncounted: boolean
  /** All replies of its thread were gone at some time after it: what came then was another thread. */
  isOfEnded: boolean
}

/** A user's marks in a channel or thread: everything up to a message is read, or everything from it on is not. */
interface Mark {
  readonly step: number
  readonly kind: 'read' | 'unread'
  readonly id: string | undefined
}

interface Floor {
  readonly step: number
  readonly user: string | undefined
  readonly id: string | undefined
}

interface Log {
  readonly cid: string
  readonly type: string
  readonly messages: Fact[]
  readonly memberships: Map<string, Membership[]>
  readonly mutes: Map<string, Mute[]>
  readonly marks: Map<string, Mark[]>
  readonly floors: Floor[]
}

/**
 * Writes down everything that happens and counts from it, one message after another and for each user anew: slow, and
 * with nothing kept that could have gone wrong on the way.
 */
export interface Ledger {
  apply(happened: Happened): void
  recount(user: string): Unread
}

const open = Number.POSITIVE_INFINITY

export function createLedger(): Ledger {
  const logs = new Map<string, Log>()
  const userMutes = new Map<string, Mute[]>()
  const off = new Set<string>()
  let step = 0

  const logOf = (cid: string) => logs.get(cid)!

  const rules: Rules = {
    created({ cid, type }) {
      const maps = { memberships: new Map(), mutes: new Map(), marks: new Map() }
      logs.set(cid, { cid, type, messages: [], floors: [], ...maps })
    },
    deleted: ({ cid }) => void logs.delete(cid),
    switched: ({ type, readEvents }) => void (readEvents ? off.delete(type) : off.add(type)),
    sent(sent) {
      const log = logOf(sent.cid)
      log.messages.push({
        ...sent,
        step,
        readEvents: !off.has(log.type),
        isGone: false,
        isUncounted: false,
        isOfEnded: false,
      })
      if (isInChannel(sent)) mark(log, sent.author, 'read', sent.id)
      if (sent.parent && !sent.shadowed) mark(log, `${sent.author} ${sent.parent}`, 'read', sent.id)
    },
    removed: ({ cid, id }) => remove(logOf(cid).messages, (each) => each.id === id, true),
    banned: ({ cid, author, isHard }) => remove(logOf(cid).messages, (each) => each.author === author, isHard),
    invited({ cid, user }) {
      if (!rowAt(logOf(cid), user, step)) enter(logOf(cid), user)
    },
    joined: ({ cid, user }) => void (rowAt(logOf(cid), user, step) ?? enter(logOf(cid), user)).full.push(step),
    left({ cid, user }) {
      rowAt(logOf(cid), user, step)!.to = step
    },
    cleared: ({ cid, user }) => void logOf(cid).floors.push({ step, user, id: lastId(logOf(cid)) }),
    truncated({ cid, upTo, isHard }) {
      const log = logOf(cid)
      const id = upTo ?? lastId(log)
      log.floors.push({ step, user: undefined, id })
      const until = log.messages.find((each) => each.id === id)?.at ?? 0
      if (isHard) remove(log.messages, (each) => each.at <= until, true)
    },
    user_muted: ({ user, target, expires }) => begin(userMutes, `${user} ${target}`, expires),
    user_unmuted: ({ user, target }) => end(userMutes, `${user} ${target}`),
    channel_muted: ({ cid, user, expires }) => begin(logOf(cid).mutes, user, expires),
    channel_unmuted: ({ cid, user }) => end(logOf(cid).mutes, user),
    read: ({ cid, user, id }) => mark(logOf(cid), user, 'read', id ?? lastId(logOf(cid))),
    marked_unread: ({ cid, user, id }) => mark(logOf(cid), user, 'unread', id),
    thread_read({ cid, user, parent, id }) {
      const last = logOf(cid).messages.findLast((each) => each.parent === parent && !each.shadowed)
      mark(logOf(cid), `${user} ${parent}`, 'read', id ?? last?.id)
    },
    thread_marked_unread: ({ cid, user, parent, id }) => mark(logOf(cid), `${user} ${parent}`, 'unread', id),
  }

  /** What is gone takes its replies along. */
  function remove(messages: readonly Fact[], isMeant: (fact: Fact) => boolean, isHard: boolean) {
    const meant = new Set(messages.filter(isMeant).map(({ id }) => id))
    for (const each of messages) {
      const goesAlong = isHard && each.parent !== undefined && meant.has(each.parent)
      if (!meant.has(each.id) && !goesAlong) continue
      each.isUncounted = true
      each.isGone ||= isHard
    }
    for (const replies of Map.groupBy(messages.filter(isReply), ({ parent }) => parent).values()) {
      if (replies.every(({ isGone }) => isGone)) for (const reply of replies) reply.isOfEnded = true
    }
  }

  const lastId = (log: Log) => log.messages.findLast(isInChannel)?.id

  function enter({ memberships }: Log, user: string): Membership {
    const fresh: Membership = { from: step, to: open, full: [] }
    memberships.set(user, [...(memberships.get(user) ?? []), fresh])
    return fresh
  }

  function begin(mutes: Map<string, Mute[]>, key: string, expires: number) {
    end(mutes, key)
    mutes.set(key, [...(mutes.get(key) ?? []), { from: step, to: open, expires }])
  }

  function end(mutes: Map<string, Mute[]>, key: string) {
    for (const mute of mutes.get(key) ?? []) mute.to = Math.min(mute.to, step)
  }

  function mark({ marks }: Log, key: string, kind: Mark['kind'], id: string | undefined) {
    marks.set(key, [...(marks.get(key) ?? []), { step, kind, id }])
  }

  const rowAt = (log: Log, user: string, at: number) =>
    log.memberships.get(user)?.find(({ from, to }) => from <= at && at < to)

  const mutesAuthor = (user: string, { author, step: at, at: time }: Fact) =>
    (userMutes.get(`${user} ${author}`) ?? []).some(({ from, to, expires }) => from < at && at < to && time < expires)
  const mutesChannel = (log: Log, user: string, { step: at, at: time }: Fact) =>
    (log.mutes.get(user) ?? []).some(({ from, to, expires }) => from < at && at < to && time <= expires)

  const isReply = ({ parent, shadowed, isOfEnded }: Fact) => parent !== undefined && !shadowed && !isOfEnded

  const isCounted = ({ silent, shadowed, readEvents, isUncounted }: Fact) =>
    !silent && !shadowed && readEvents && !isUncounted

  /** Where the marks since a step leave a reader who then had read all there was. */
  function readUpTo(list: readonly Fact[], marks: readonly Mark[], since: number): number {
    const before = list.findLastIndex((each) => each.step < since)
    return marks.reduce((position, { kind, id, step: at }) => {
      if (at < since) return position
      const index = list.findIndex((each) => each.id === id)
      return kind === 'read' ? Math.max(position, index) : index - 1
    }, before)
  }

  function floorOf(log: Log, list: readonly Fact[], user: string, row: Membership): number {
    const mine = log.floors.filter(
      (floor) => floor.user === undefined || (floor.user === user && floor.step >= row.from),
    )
    return Math.max(-1, ...mine.map(({ id }) => list.findIndex((each) => each.id === id)))
  }

  function countThread(log: Log, user: string, parent: Fact, joined: number): number {
    const replies = log.messages.filter((each) => each.parent === parent.id && isReply(each))
    const isConcerned = ({ author, mentioned }: Fact) => [parent.author, author, ...mentioned].includes(user)
    const first = replies.findIndex(isConcerned)
    if (first < 0) return 0
    const began = replies[first]!
    // Who joined the channel after they had been drawn into the thread starts with what came since.
    const read = readUpTo(replies, log.marks.get(`${user} ${parent.id}`) ?? [], Math.max(joined, began.step))
    return replies.filter(
      (reply, index) =>
        index > read &&
        isCounted(reply) &&
        reply.author !== user &&
        (index < first || !(mutesAuthor(user, reply) || mutesChannel(log, user, reply))),
    ).length
  }

  return {
    apply(happened) {
      step += 1
      applyRule(rules, happened)
    },
    recount(user) {
      const channels: Record<string, number> = {}
      const threads: Record<string, number> = {}
      for (const log of logs.values()) {
        const row = rowAt(log, user, step)
        const joined = row?.full.at(-1)
        if (!row || joined === undefined || off.has(log.type)) continue
        const list = log.messages.filter(isInChannel)
        const floor = floorOf(log, list, user, row)
        const read = readUpTo(list, log.marks.get(user) ?? [], joined)
        const unread = list.filter(
          (message, index) =>
            index > Math.max(read, floor) &&
            isCounted(message) &&
            message.author !== user &&
            !(rowAt(log, user, message.step) && mutesAuthor(user, message)) &&
            !mutesChannel(log, user, message),
        )
        if (unread.length > 0) channels[log.cid] = unread.length
        for (const parent of list.filter((each, index) => !each.parent && !each.isGone && index > floor)) {
          const count = countThread(log, user, parent, joined)
          if (count > 0) threads[parent.id] = count
        }
      }
      return { channels, threads }
    },
  }
}
