import type { EndpointName } from '@parley-chat/protocol'
import {
  answered,
  apply,
  asking,
  type ChannelModel,
  connected,
  discarded,
  emptyState,
  loadChannel,
  loadReplies,
  positions,
  resumed,
  type State,
  sending,
  sent,
  staleChannels,
} from '../../packages/client/src/state/index.ts'
import type { Clock } from '../../packages/server/src/ports/clock.ts'
import type { Ask, Caller, Json } from '../../packages/server/src/testing/test-client.ts'
import type { Chance } from './chance.ts'
import type { Answer, Internet } from './internet.ts'
import { beginsMembership, endsWatch, type Journal } from './journal.ts'
import { createKeeper, type Keeper, type Life } from './keeper.ts'
import type { Link } from './link.ts'
import { Unreachable } from './server.ts'

export interface ClientOptions {
  readonly user_id: string
  /** Which device of all it is. */
  readonly name: string
  readonly token: string
  readonly caller: Caller
  readonly clock: Clock
  readonly chance: Chance
  readonly internet: Internet
  /** Whether the user keeps a channel open; asked for each one that the client learns of. */
  readonly wants: (cid: string) => boolean
  /** Channels that it visits without being a member. */
  readonly visits: readonly string[]
  readonly isPublic: (cid: string) => boolean
  readonly openJournal: () => Journal
  readonly parse: (text: string) => Json
  readonly log: (line: string) => void
  /** Something that can only be a bug. */
  readonly fail: (error: unknown) => void
}

/** A message as the client makes it up. */
export type Draft = { readonly id: string } & { readonly [field: string]: unknown }

/** What became of a call: the answer, or nothing if it was given up. */
export type Outcome = Answer | undefined

/** A chat client as an SDK is one: connects, watches, comes back after every loss, and repeats what was not answered. */
export interface SimulatedClient {
  readonly user_id: string
  readonly name: string
  state(): State
  channel(cid: string): ChannelModel | undefined
  link(): Link | undefined
  /** Of the present connection. */
  journal(): Journal | undefined
  start(): void
  /** A message with an id of its own, sent again until somebody answers; answers whether it was stored. */
  send(cid: string, draft: Draft): Promise<boolean>
  /** Any other request, given up after a few attempts. */
  call(name: EndpointName, ask: Ask): Promise<Outcome>
  openThread(cid: string, parent_id: string): Promise<void>
  /** Connected, up to date and waiting for nothing. */
  isSettled(): boolean
  /** The moment from which on all messages of a channel are loaded; undefined if that is all of them. */
  loadedSince(cid: string): string | undefined
  readonly counts: Counts
}

type Counts = Keeper['counts'] & { resumes: number; resets: number; knownSends: number }

/** Messages of a channel that are loaded when it is opened. */
export const pageSize = 40

const attemptsOfCalls = 4

export function simulatedClient(options: ClientOptions): SimulatedClient {
  const { user_id, name, clock, internet, isPublic, log, fail } = options
  const counts = { resumes: 0, resets: 0, knownSends: 0 }
  const loadedSince = new Map<string, string | undefined>()
  const opening = new Map<string, { again: boolean }>()
  const sends = new Map<string, Promise<unknown>>()
  let state = emptyState(user_id)
  let underWay = 0

  const keeper = createKeeper({
    ...options,
    dial: (ears) => internet.connect(options.token, user_id, ears),
    hear,
  })
  const isOver = (mine: Life) => keeper.current() !== mine
  const pause = (attempt: number) =>
    new Promise<void>((resolve) => void clock.after(keeper.backoffMs(attempt), resolve))

  function hear(mine: Life, event: Json, isFirst: boolean) {
    if (!event.type.startsWith('user.watching.')) log(describeEvent(event))
    if (isFirst) {
      state = connected(state, event)
      keep(recover(mine))
      return
    }
    mine.journal.heard(event)
    state = apply(state, event)
    react(mine, event)
  }

  function react(mine: Life, event: Json) {
    const { cid } = event
    if (endsWatch(event, user_id) && !isPublic(cid)) forget(cid)
    if (beginsMembership(event, user_id) && !options.visits.includes(cid) && options.wants(cid)) open(mine, cid)
  }

  function keep(work: Promise<unknown>) {
    underWay += 1
    work.catch(fail).finally(() => {
      underWay -= 1
    })
  }

  /** Goes on where it was: what was missed comes down the socket, and what cannot be told so is queried. */
  async function recover(mine: Life) {
    await whileAlive(mine, async () => {
      await resume(mine)
      for (const cid of staleChannels(state)) await query(mine, cid)
      for (const cid of [...options.visits, ...(await ownChannels())]) {
        if (!isOver(mine) && options.wants(cid) && !state.channels[cid]) await query(mine, cid)
      }
    })
    mine.isReady = true
  }

  /** Repeats a request until it is answered, or the connection that it was for is gone. */
  async function whileAlive(mine: Life, work: () => Promise<void>) {
    for (let attempt = 0; !isOver(mine); attempt++) {
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error
        await pause(attempt)
      }
    }
  }

  async function resume(mine: Life) {
    const channels = positions(state)
    if (Object.keys(channels).length === 0) return
    mine.journal.resuming(channels)
    counts.resumes += 1
    const { status, body } = await request('Resume', {
      query: { connection_id: mine.connection_id },
      body: { channels },
    })
    if (isOver(mine)) return
    if (isGone(status, body)) return keeper.giveUp(mine)
    expectSuccess('Resume', status, body)
    log(
      `-- resumed ${JSON.stringify(body.resumed.map(({ cid, seq, read }: Json) => [cid, seq, read?.unread_messages]))}`,
    )
    mine.journal.resumed(body)
    state = resumed(state, body)
    counts.resets += body.reset.length
    for (const { cid, reason } of body.reset) if (reason === 'no_access') forget(cid)
  }

  /** Takes the state of a channel and watches it from there on. */
  async function query(mine: Life, cid: string) {
    mine.journal.asking(cid)
    state = asking(state)
    try {
      const { status, body } = await request('GetOrCreateChannel', {
        params: paramsOf(cid),
        query: { connection_id: mine.connection_id },
        body: { state: true, watch: true, messages: { limit: pageSize } },
      })
      if (isOver(mine)) return
      if (isGone(status, body)) return keeper.giveUp(mine)
      if (status === 403 || status === 404) return forget(cid)
      expectSuccess('GetOrCreateChannel', status, body)
      log(`-- queried ${cid} at ${body.parley.seq}`)
      mine.journal.told(cid, body.parley.seq)
      state = loadChannel(state, body)
      loadedSince.set(cid, body.messages.length < pageSize ? undefined : body.messages[0].created_at)
      // Removed while the answer was on its way.
      if (!isPublic(cid) && !state.channels[cid]?.membership) forget(cid)
    } finally {
      state = answered(state)
    }
  }

  async function ownChannels(): Promise<string[]> {
    const filter_conditions = { members: { $in: [user_id] } }
    const { status, body } = await request('QueryChannels', { body: { filter_conditions, state: false, limit: 30 } })
    expectSuccess('QueryChannels', status, body)
    return body.channels.map(({ channel }: Json) => channel.cid)
  }

  function open(mine: Life, cid: string) {
    const flight = opening.get(cid)
    if (flight) flight.again = true
    else keep(openOnce(mine, cid))
  }

  async function openOnce(mine: Life, cid: string) {
    const flight = { again: true }
    opening.set(cid, flight)
    while (flight.again && !isOver(mine)) {
      flight.again = false
      await whileAlive(mine, () => query(mine, cid))
    }
    opening.delete(cid)
  }

  function forget(cid: string) {
    const { [cid]: _, ...channels } = state.channels
    state = { ...state, channels }
  }

  const request = (name: EndpointName, ask: Ask, mayRepeat = false) =>
    internet.request({ caller: options.caller, name, ask, mayRepeat })

  /** What is written to a channel later is sent later: the one before is answered first. */
  function send(cid: string, draft: Draft): Promise<boolean> {
    state = sending(state, cid, { ...draft, created_at: new Date(clock.now() / 1000).toISOString() })
    const turn = (sends.get(cid) ?? Promise.resolve()).then(() => sendNow(cid, draft))
    sends.set(
      cid,
      turn.catch(() => undefined),
    )
    return turn
  }

  async function sendNow(cid: string, draft: Draft) {
    const ask = { params: paramsOf(cid), body: { message: draft } }
    underWay += 1
    try {
      for (let attempt = 0; ; attempt++) {
        try {
          const { status, body } = await request('SendMessage', ask, true)
          if (status < 300) {
            log(`-- sent ${draft.id} to ${cid}`)
            state = sent(state, cid, body.message)
            return true
          }
          if (status >= 500) throw new Error(`SendMessage answered ${JSON.stringify(body)}`)
          if (/already exists/.test(body.message)) return await takeKnown(cid, draft.id)
          log(`-- send ${draft.id} refused: ${body.message}`)
          state = discarded(state, cid, draft.id)
          return false
        } catch (error) {
          if (!(error instanceof Unreachable)) throw error
          await pause(attempt)
        }
      }
    } finally {
      underWay -= 1
    }
  }

  /** An earlier attempt has come through, and nobody has told us: the message is as the server has it. */
  async function takeKnown(cid: string, id: string): Promise<true> {
    counts.knownSends += 1
    log(`-- known ${id} in ${cid}`)
    const answer = await call('GetMessage', { params: { id } })
    if (answer && answer.status < 300) state = sent(state, cid, answer.body.message)
    else state = discarded(state, cid, id)
    return true
  }

  async function call(name: EndpointName, ask: Ask): Promise<Outcome> {
    underWay += 1
    try {
      for (let attempt = 0; attempt < attemptsOfCalls; attempt++) {
        try {
          const answer = await request(name, ask, true)
          if (answer.status >= 500) throw new Error(`${name} answered ${JSON.stringify(answer.body)}`)
          return answer
        } catch (error) {
          if (!(error instanceof Unreachable)) throw error
          await pause(attempt)
        }
      }
      return undefined
    } finally {
      underWay -= 1
    }
  }

  async function openThread(cid: string, parent_id: string) {
    const mine = keeper.current()
    state = asking(state)
    try {
      const answer = await call('GetReplies', { params: { parent_id }, query: { limit: 100 } })
      // Over another connection other events have come since: they were not kept for this answer.
      if (answer && answer.status < 300 && keeper.current() === mine)
        state = loadReplies(state, cid, parent_id, answer.body.messages)
    } finally {
      state = answered(state)
    }
  }

  function isSettled(): boolean {
    const life = keeper.current()
    return (
      life?.isReady === true && life.link?.isSound() === true && underWay === 0 && staleChannels(state).length === 0
    )
  }

  return {
    user_id,
    name,
    get counts() {
      return { ...keeper.counts, ...counts }
    },
    state: () => state,
    channel: (cid) => state.channels[cid],
    link: () => keeper.current()?.link,
    journal: () => keeper.current()?.journal,
    start: keeper.connect,
    send,
    call,
    openThread,
    loadedSince: (cid) => loadedSince.get(cid),
    isSettled,
  }
}

export function paramsOf(cid: string): { type: string; id: string } {
  const at = cid.indexOf(':')
  return { type: cid.slice(0, at), id: cid.slice(at + 1) }
}

const isGone = (status: number, body: Json): boolean => status === 400 && body.code === 46

function expectSuccess(name: string, status: number, body: Json): void {
  if (status >= 300) throw new Error(`${name} was refused: ${JSON.stringify(body)}`)
}

/** An event in a line, for whoever has to find out what went wrong. */
function describeEvent(event: Json): string {
  const { type, cid, parley, message, user, total_unread_count } = event
  const parts = [type, cid, parley?.seq, message?.id, user?.id, total_unread_count]
  return parts.map((part) => part ?? '').join(' ')
}
