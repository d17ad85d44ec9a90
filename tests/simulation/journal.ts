import type { ResumeAnswer } from '../../packages/client/src/state/index.ts'
import type { Json } from '../../packages/server/src/testing/test-client.ts'

/** What one connection has heard of one channel since it began to watch it. */
export interface Track {
  /** Everything at or below was known when it began; undefined where that cannot be told. */
  floor: number | undefined
  /** The stored events it heard, in their order. */
  readonly heard: number[]
  /** The seqs up to which answers have told the whole state. */
  readonly told: number[]
  /** Up to where a resume has told what was missed, event by event; without a limit while its answer is missing. */
  resumedTo: number
  last: number
  /** What each resume on the way asked to be told from once more, in their order. */
  rewinds: number[]
  hasBegun: boolean
  /** The seqs heard last when the state was asked for. */
  readonly askedAt: number[]
}

/** What came over one connection, judged as it comes: each event once, in order, and only what was asked for. */
export interface Journal {
  readonly user_id: string
  readonly tracks: ReadonlyMap<string, Track>
  /** Seqs of stored events that were told in the form for those who do not watch. */
  readonly notices: ReadonlyMap<string, number[]>
  /** The client asks for a channel's state and watches it. */
  asking(cid: string): void
  told(cid: string, seq: number): void
  resuming(positions: Readonly<Record<string, { seq: number }>>): void
  resumed(answer: ResumeAnswer): void
  heard(event: Json): void
}

/** `complain` is told what should not have come. `isPublic`: whoever is no member may read the channel as well. */
export function openJournal(
  user_id: string,
  isPublic: (cid: string) => boolean,
  complain: (fault: string) => void,
): Journal {
  const tracks = new Map<string, Track>()
  const notices = new Map<string, number[]>()
  const left = new Set<string>()

  function trackOf(cid: string): Track {
    const known = tracks.get(cid) ?? newTrack()
    tracks.set(cid, known)
    return known
  }

  function stored(event: Json) {
    const { cid, type, parley } = event
    const track = tracks.get(cid)
    if (!track) return complain(`${type} ${parley.seq} of ${cid}, which this connection does not watch`)
    const rewound = parley.seq > track.last ? undefined : track.rewinds.findIndex((seq) => seq < parley.seq)
    if (rewound === -1) return complain(`${type} ${parley.seq} of ${cid} after ${track.last}`)
    if (track.floor !== undefined && parley.seq <= track.floor) {
      return complain(`${type} ${parley.seq} of ${cid}, which was known up to ${track.floor}`)
    }
    // Resumes are answered in their order: those before it have told all they will.
    if (rewound !== undefined) track.rewinds = track.rewinds.slice(rewound + 1)
    track.last = parley.seq
    track.heard.push(parley.seq)
  }

  return {
    user_id,
    tracks,
    notices,
    asking(cid) {
      left.delete(cid)
      trackOf(cid).askedAt.push(trackOf(cid).last)
    },
    told(cid, seq) {
      const track = trackOf(cid)
      track.told.push(seq)
      if (track.hasBegun) return
      track.hasBegun = true
      // Of several answers nobody knows which was the first.
      if (track.askedAt.length > 1) return
      track.floor = seq
      const early = track.heard.find((each) => each <= seq)
      if (early !== undefined) complain(`event ${early} of ${cid}, which the state at ${seq} has told already`)
    },
    resuming(positions) {
      for (const [cid, { seq }] of Object.entries(positions)) {
        left.delete(cid)
        const track = trackOf(cid)
        if (track.hasBegun) track.rewinds.push(seq)
        else track.floor = seq
        track.hasBegun = true
        track.resumedTo = Number.POSITIVE_INFINITY
        if (track.last < seq) track.last = seq
      }
    },
    resumed(answer) {
      for (const { cid, seq } of answer.resumed) trackOf(cid).resumedTo = seq
      for (const { cid } of answer.reset) trackOf(cid).resumedTo = 0
    },
    heard(event) {
      const { cid, type } = event
      if (cid === undefined || cid === '*') return
      const isNotice = type.startsWith('notification.')
      if (endsWatch(event, user_id) && !isPublic(cid)) left.add(cid)
      else if (beginsMembership(event, user_id)) left.delete(cid)
      else if (left.has(cid) && event.parley?.seq === undefined && !isOwnBusiness(type)) {
        // Stored events are judged by their seq, in the end: a resume tells of the time between leaving and coming back.
        complain(`${type} of ${cid}, which the user has left`)
      }
      if (event.parley?.seq === undefined) return
      if (isNotice) notices.set(cid, [...(notices.get(cid) ?? []), event.parley.seq])
      else stored(event)
    },
  }
}

const newTrack = (): Track => ({
  floor: undefined,
  heard: [],
  told: [],
  resumedTo: 0,
  last: 0,
  rewinds: [],
  hasBegun: false,
  askedAt: [],
})

/** The user is told that they are no member any more. */
export function endsWatch(event: Json, user_id: string): boolean {
  if (event.type === 'notification.removed_from_channel') return true
  return event.type === 'member.removed' && event.member?.user_id === user_id
}

/** The user is told that they are a member now. */
export function beginsMembership(event: Json, user_id: string): boolean {
  if (event.type === 'notification.added_to_channel') return true
  return event.type === 'member.added' && event.member?.user_id === user_id
}

/** What concerns a user's own state reaches them wherever they are. */
const isOwnBusiness = (type: string): boolean => type === 'channel.hidden' || type === 'channel.visible'
