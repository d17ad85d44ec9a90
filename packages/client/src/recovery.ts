import type { Answer, ChannelStatesAnswer, MessagesAnswer, UsersAnswer } from './calls/answers.ts'
import { backoffMs } from './connection.ts'
import type { Core, Speaker } from './core.ts'
import { pause } from './environment.ts'
import { codes, ErrorFromResponse, hasCode, mayPass } from './errors.ts'
import { path } from './http.ts'
import {
  loadChannel,
  loadReplies,
  loadUsers,
  positions,
  type ResumeAnswer,
  resumed,
  staleChannels,
} from './state/index.ts'
import type { AnyWireEvent, ChannelPosition } from './wire.ts'

// The server's limits on one call.
const maxResumed = 255
const maxSynced = 100
const maxQueried = 30
const maxFollowed = 100

/** Where an event stands. */
interface Placed {
  readonly cid?: string
  readonly created_at: string
  readonly parley?: Partial<ChannelPosition>
}

/** What recovering needs of its client. */
export interface Recovering extends Pick<Speaker, 'http' | 'believe'> {
  readonly core: Core
  /** The server's time of what was last heard over a socket. */
  readonly lastHeardAt: string
  /** Takes an event as if it had come over the socket. */
  readonly hear: (event: AnyWireEvent) => void
}

/** Catches up after a lost connection; resolves early if that connection is lost too. */
export async function recover(recovering: Recovering, connectionId: string): Promise<boolean> {
  const { core } = recovering
  for (let attempt = 0; core.connection?.connectionID === connectionId; attempt++) {
    try {
      await catchUp(recovering, connectionId)
      return core.connection?.connectionID === connectionId
    } catch (error) {
      if (hasCode(error, codes.connectionNotFound)) core.connection?.giveUp(connectionId)
      else if (error instanceof ErrorFromResponse && !mayPass(error)) {
        core.log('error', 'could not catch up after a lost connection', { error, tags: ['connection'] })
        return false
      }
      await pause(core.environment, backoffMs(attempt, core.environment.random))
    }
  }
  return false
}

async function catchUp(recovering: Recovering, connectionId: string): Promise<void> {
  const { core } = recovering
  const missing = await resume(recovering, connectionId).catch((error: ErrorFromResponse) => {
    if (error.status === 404 || error.status === 405) return undefined
    throw error
  })
  if (missing === undefined) await replayDocumented(recovering, connectionId)
  const anew = new Set(missing ?? core.watched)
  await requery(recovering, [...anew])
  // Who came and went meanwhile is told by no event, so channels whose people are followed are queried in any case. Watched they are
  // already: a state to watch from would take the place of events that are on their way.
  const followed = [...core.present.channels].filter((cid) => !anew.has(cid))
  for (const part of chunks(followed, maxQueried)) await queryPart(recovering, part, { watch: false, presence: true })
  await followUsers(recovering)
}

/** Goes on where the state stands: what was missed comes down the socket, in order. Answers what must be queried anew. */
async function resume({ core, http, believe }: Recovering, connectionId: string): Promise<string[]> {
  const known = Object.entries(positions(core.state)).filter(([cid]) => core.watched.has(cid))
  for (const part of chunks(known, maxResumed)) {
    const channels: Record<string, ChannelPosition> = Object.fromEntries(part)
    const query = { connection_id: connectionId }
    const answer = await http<ResumeAnswer>('POST', '/parley/v1/resume', { query, body: { channels } })
    believe((state) => resumed(state, answer))
    for (const { cid, reason } of answer.reset as readonly { cid: string; reason?: string }[]) {
      // Whoever lost their access is told nothing more of the channel.
      if (reason === 'no_access') lose(core, cid)
    }
  }
  const stale = new Set(staleChannels(core.state))
  return [...core.watched].filter((cid) => stale.has(cid) || !core.model(cid)?.parley)
}

/** The documented way, for a server that does not know resume: what happened, as `POST /sync` tells it. */
async function replayDocumented(recovering: Recovering, connectionId: string): Promise<void> {
  const { core, http, lastHeardAt, hear } = recovering
  for (const channel_cids of chunks([...core.watched], maxSynced)) {
    const call = {
      query: { connection_id: connectionId },
      body: { channel_cids, last_sync_at: lastHeardAt, watch: true },
    }
    const answer = await http<Answer<{ events: AnyWireEvent[] }>>('POST', '/sync', call).catch(
      (error: ErrorFromResponse) => {
        // Too much has happened, or too long ago: the queries tell what came of it.
        if (error.code === codes.input) return { events: [] }
        throw error
      },
    )
    for (const event of answer.events) if (!isKnown(core, event as Placed, lastHeardAt)) hear(event)
  }
}

/** Sync tells at least once, and begins a little earlier than it was asked to. */
function isKnown(core: Core, { cid, created_at, parley }: Placed, lastHeardAt: string): boolean {
  const known = core.model(cid)?.parley
  if (known && parley?.seq !== undefined) return parley.epoch === known.epoch && parley.seq <= known.seq
  return Date.parse(created_at) <= Date.parse(lastHeardAt)
}

async function requery(recovering: Recovering, cids: readonly string[]): Promise<void> {
  const { core } = recovering
  const followed = cids.filter((cid) => core.present.channels.has(cid))
  const others = cids.filter((cid) => !core.present.channels.has(cid))
  for (const part of chunks(followed, maxQueried)) await queryAnew(recovering, part, true)
  for (const part of chunks(others, maxQueried)) await queryAnew(recovering, part, false)
}

async function queryAnew(recovering: Recovering, cids: readonly string[], presence: boolean): Promise<void> {
  const { core } = recovering
  const threads = cids.flatMap((cid) => Object.keys(core.model(cid)?.threads ?? {}).map((parent) => ({ cid, parent })))
  await queryPart(recovering, cids, { watch: true, presence })
  for (const { cid, parent } of threads) if (core.model(cid)) await reloadReplies(recovering, cid, parent)
}

/** What the connection is to hear of what is queried. */
interface Hearing {
  readonly watch: boolean
  readonly presence: boolean
}

async function queryPart(recovering: Recovering, cids: readonly string[], hearing: Hearing): Promise<void> {
  const found = await queryBy(recovering, { cid: { $in: cids } }, hearing)
  const missing = cids.filter((cid) => !found.has(cid))
  // A list leaves out what the user has hidden, unless it is asked for.
  const hidden =
    missing.length > 0 ? await queryBy(recovering, { cid: { $in: missing }, hidden: true }, hearing) : new Set()
  for (const cid of missing) if (!hidden.has(cid)) lose(recovering.core, cid)
}

async function queryBy(
  { core, http }: Recovering,
  filter_conditions: object,
  hearing: Hearing,
): Promise<ReadonlySet<string>> {
  const body = { filter_conditions, state: true, ...hearing, limit: maxQueried, message_limit: 25 }
  const { channels } = await core.watch(
    (connection_id) =>
      http<ChannelStatesAnswer>('POST', '/channels', { query: { connection_id }, body, mayRepeat: true }),
    (state, answer) => answer.channels.reduce(loadChannel, state),
  )
  return new Set(channels.map(({ channel }) => channel.cid))
}

/** A thread that was open stays open. */
async function reloadReplies({ core, http }: Recovering, cid: string, parent: string): Promise<void> {
  await core
    .query(
      () => http<MessagesAnswer>('GET', path`/messages/${parent}/replies`, { query: { limit: 100 } }),
      (state, { messages }) => loadReplies(state, cid, parent, messages),
    )
    .catch((error: ErrorFromResponse) => {
      if (error.status !== 404) throw error
    })
}

async function followUsers({ core, http, believe }: Recovering): Promise<void> {
  for (const part of chunks([...core.present.users], maxFollowed)) {
    const payload = { filter_conditions: { id: { $in: part } }, presence: true, limit: maxFollowed }
    const connection_id = await core.connectionId()
    const { users } = await http<UsersAnswer>('GET', '/users', { query: { payload, connection_id } })
    believe((state) => loadUsers(state, users))
  }
}

function lose(core: Core, cid: string): void {
  core.hearsNot(cid)
  core.forget(cid)
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = []
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size))
  return parts
}
