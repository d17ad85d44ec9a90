import sql from 'sql-template-tag'
import type { Journal, Track } from './journal.ts'
import { isPublic, shadowedUser, type Town, type Wish } from './town.ts'

interface StoredEvent {
  readonly cid: string
  readonly seq: number
  readonly type: string
  readonly user_id: string | null
  readonly data: { readonly message_id?: string; readonly user_id?: string; readonly gone?: object }
}

/** What the database says has happened in one channel, in order. */
interface History {
  readonly events: ReadonlyMap<number, StoredEvent>
  readonly head: number
  /** The seqs at which users came and went, in order. */
  readonly comings: ReadonlyMap<string, readonly { readonly seq: number; readonly isIn: boolean }[]>
  /** The seq at which messages were deleted for good. */
  readonly gone: ReadonlyMap<string, number>
}

/** Nobody has missed what they should have heard, and nobody has heard what was not for them. */
export async function checkDelivery(town: Town): Promise<string[]> {
  const histories = await readHistories(town)
  const wishes = new Map(town.wishes.map((wish) => [wish.id, wish]))
  return town.journals.flatMap(({ client, journal }) => {
    const judge = { town, journal, wishes }
    const tracks = [...journal.tracks].flatMap(([cid, track]) => {
      const history = histories.get(cid)!
      // A connection that still listens has heard all there is.
      const isListening = client.journal() === journal && client.channel(cid) !== undefined
      const until = isListening ? history.head : track.last
      return [
        ...findGaps(judge, cid, track, history, until),
        ...findLeaks(judge, cid, track.heard, history, false, track.resumedTo),
      ]
    })
    const notices = [...journal.notices].flatMap(([cid, seqs]) =>
      findLeaks(judge, cid, seqs, histories.get(cid)!, true, 0),
    )
    return [...tracks, ...notices].map((fault) => `${client.name} ${fault}`)
  })
}

interface Judge {
  readonly town: Town
  readonly journal: Journal
  readonly wishes: ReadonlyMap<string, Wish>
}

async function readHistories({ server }: Town): Promise<Map<string, History>> {
  const rows = await server.look((queries) =>
    queries.all<Omit<StoredEvent, 'data'> & { readonly data: string }>(sql`
      SELECT c.cid, e.seq, e.type, e.user_id, e.data FROM events AS e JOIN channels AS c ON c.pk = e.channel_pk
      ORDER BY c.cid, e.seq`),
  )
  const events = rows.map((row): StoredEvent => ({ ...row, data: JSON.parse(row.data) as StoredEvent['data'] }))
  return new Map([...Map.groupBy(events, ({ cid }) => cid)].map(([cid, own]) => [cid, historyOf(own)]))
}

function historyOf(events: readonly StoredEvent[]): History {
  const comings = new Map<string, { seq: number; isIn: boolean }[]>()
  const gone = new Map<string, number>()
  for (const { type, seq, data, user_id } of events) {
    if (type === 'member.added' || type === 'member.removed') {
      const id = data.user_id ?? user_id ?? ''
      comings.set(id, [...(comings.get(id) ?? []), { seq, isIn: type === 'member.added' }])
    }
    if (type === 'message.deleted' && data.gone && data.message_id) gone.set(data.message_id, seq)
  }
  return { events: new Map(events.map((event) => [event.seq, event])), head: events.at(-1)?.seq ?? 0, comings, gone }
}

/** Whether the user belonged to the channel when this happened, or it is what made or ended that. */
function isMemberAt({ comings }: History, user_id: string, seq: number): boolean {
  const own = comings.get(user_id) ?? []
  return own.some((coming) => coming.seq === seq) || (own.findLast((coming) => coming.seq < seq)?.isIn ?? false)
}

/** Seqs between those heard that neither an answer nor a rule explains. */
function findGaps(judge: Judge, cid: string, track: Track, history: History, until: number): string[] {
  const heard = new Set(track.heard)
  const told = Math.max(0, ...track.told)
  const from = track.floor ?? Math.min(...track.heard, ...track.told)
  const missing: number[] = []
  let last = from
  for (let seq = from + 1; seq <= until; seq++) {
    if (heard.has(seq)) last = seq
    if (heard.has(seq) || seq <= told || isInLostAnswer(track, last)) continue
    const event = history.events.get(seq)
    if (!event || !isExplained(judge, cid, track, history, event)) missing.push(seq)
  }
  const describe = (seq: number) => `${seq} ${history.events.get(seq)?.type}`
  return missing.length === 0 ? [] : [`has not heard of ${cid}: ${missing.map(describe).slice(0, 10).join(', ')}`]
}

/** The state was asked for when this was the last event heard, and not every answer has arrived. */
const isInLostAnswer = ({ askedAt, told }: Track, last: number): boolean =>
  askedAt.length > told.length && askedAt.includes(last)

function isExplained(
  { town, journal, wishes }: Judge,
  cid: string,
  track: Track,
  history: History,
  event: StoredEvent,
) {
  const { type, seq, data } = event
  const { user_id } = journal
  if (type === 'channel.created') return true
  const message = wishes.get(data.message_id ?? '')
  if (message && isShadowed(message) && user_id !== shadowedUser) return true
  // An event about a message from before one's time; a new one is that only in a replay.
  const mayBeOld = type !== 'message.new' || seq <= track.resumedTo
  if (data.message_id && mayBeOld && town.curtained.has(`${user_id} ${cid}`)) return true
  if (seq > track.resumedTo) return false
  return isGoneSince(history, message, event, track.resumedTo)
}

/** A replay leaves out what has ceased to be since. */
function isGoneSince({ gone, comings, events }: History, message: Wish | undefined, event: StoredEvent, until: number) {
  const isGone = (id: string | undefined) => (gone.get(id ?? '') ?? Number.POSITIVE_INFINITY) <= until
  if (isGone(message?.id) || isGone(message?.parent_id)) return true
  if (event.type === 'member.added' || event.type === 'member.updated') {
    return (comings.get(event.data.user_id ?? '') ?? []).some(({ seq }) => seq > event.seq && seq <= until)
  }
  if (!event.type.startsWith('reaction.')) return false
  const later = [...events.values()].filter(
    ({ seq, type }) => seq > event.seq && seq <= until && type.startsWith('reaction.'),
  )
  return later.some(({ data, user_id }) => data.message_id === event.data.message_id && user_id === event.user_id)
}

const isShadowed = ({ cid, client }: Wish): boolean =>
  cid === 'messaging:village' && client.startsWith(`${shadowedUser}/`)

function findLeaks(
  judge: Judge,
  cid: string,
  seqs: readonly number[],
  history: History,
  isNotice: boolean,
  resumedTo: number,
): string[] {
  const { journal, wishes } = judge
  const { user_id } = journal
  const isForAll = isPublic(cid) && !isNotice
  return seqs.flatMap((seq) => {
    const event = history.events.get(seq)
    if (!event) return [`has heard event ${seq} of ${cid}, which is not stored`]
    const told = `has heard ${event.type} ${seq} of ${cid}`
    if (!isForAll && !mayHear(judge, history, event, resumedTo)) return [`${told} as no member`]
    const message = wishes.get(event.data.message_id ?? '')
    const isHidden = message && isShadowed(message) && user_id !== shadowedUser
    return isHidden ? [`${told} about a message that only its author may see`] : []
  })
}

/** Whoever comes back may read what was said while they were no member. */
function mayHear({ journal }: Judge, history: History, { seq }: StoredEvent, resumedTo: number): boolean {
  const { user_id } = journal
  const comings = history.comings.get(user_id) ?? []
  return (
    isMemberAt(history, user_id, seq) ||
    comings.some((coming) => coming.isIn && coming.seq > seq && coming.seq <= resumedTo)
  )
}
