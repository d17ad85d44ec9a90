import sql from 'sql-template-tag'
import {
  type ChannelModel,
  comparable,
  connected,
  emptyState,
  type Json,
  loadChannel,
  loadReplies,
  type State,
} from '../../packages/client/src/state/index.ts'
import type { Json as Answered } from '../../packages/server/src/testing/test-client.ts'
import { paramsOf, type SimulatedClient } from './client.ts'
import type { Town } from './town.ts'

/** More than a channel ever has here. */
const everything = 300
const shownDifferences = 12
const shownEvents = 40

/** What every client believes is what a fresh query answers (core §7). */
export async function checkAgreement(town: Town): Promise<string[]> {
  const silentReaders = await readersNobodyIsToldOf(town)
  const faults: string[] = []
  for (const [user_id, clients] of Map.groupBy(town.clients, (client) => client.user_id)) {
    const fresh = await queryFresh(town, user_id, [...new Set(clients.flatMap((client) => cidsOf(client)))])
    for (const client of clients) faults.push(...(await compare(town, client, fresh, silentReaders)))
  }
  return faults
}

const cidsOf = (client: SimulatedClient): string[] => Object.keys(client.state().channels)

async function compare(town: Town, client: SimulatedClient, fresh: State, silentReaders: string[]): Promise<string[]> {
  const cids = cidsOf(client)
  const unsent = cids.flatMap((cid) => client.channel(cid)!.messages.filter(({ parley }) => parley?.status))
  const believed = shown(client, client.state())
  const queried = shown(client, await withThreads(town, client, fresh))
  const differing = differences(
    comparable(believed, { cids, silentReaders }),
    comparable(queried, { cids, silentReaders }),
  )
  const faults = [
    ...unsent.map(({ id, parley }) => `${id} is ${parley?.status} for ever`),
    ...differing.slice(0, shownDifferences),
  ]
  if (faults.length === 0) return []
  const concerned = cids.filter((cid) => faults.some((fault) => fault.includes(cid)))
  const diary = (town.diary.get(client.name) ?? []).filter((line) => isAbout(line, concerned)).slice(-shownEvents)
  return [
    `${client.name} differs from a fresh query:\n  ${faults.join('\n  ')}\n  last events:\n  ${diary.join('\n  ')}`,
  ]
}

/** Lines that name no channel are about all of them. */
const isAbout = (line: string, cids: readonly string[]): boolean =>
  cids.length === 0 || !line.includes(':') || cids.some((cid) => line.includes(cid))

/** What somebody knows who connects now and queries these channels. */
async function queryFresh(town: Town, user_id: string, cids: readonly string[]): Promise<State> {
  const caller = town.callerOf(user_id)
  let state = connected(emptyState(user_id), await firstFrame(town, user_id))
  for (const cid of cids) {
    const response = await caller.fetch('GetOrCreateChannel', {
      params: paramsOf(cid),
      body: { state: true, messages: { limit: everything } },
    })
    if (response.status < 300) state = loadChannel(state, (await response.json()) as Answered)
  }
  return state
}

function firstFrame(town: Town, user_id: string): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const link = town.internet.connect(town.tokenOf(user_id), user_id, {
      text(text) {
        link.hangUp(1000)
        resolve(JSON.parse(text))
      },
      closed: (code) => reject(new Error(`${user_id} could not connect: ${code}`)),
    })
  })
}

/** The threads that the client has loaded, loaded anew. */
async function withThreads(town: Town, client: SimulatedClient, fresh: State): Promise<State> {
  let state = fresh
  for (const cid of cidsOf(client)) {
    for (const parent_id of Object.keys(client.channel(cid)!.threads)) {
      const ask = { params: { parent_id }, query: { limit: everything } }
      const response = await town.callerOf(client.user_id).fetch('GetReplies', ask)
      if (response.status < 300)
        state = loadReplies(state, cid, parent_id, ((await response.json()) as Answered).messages)
    }
  }
  return state
}

/** The state without messages from before those that the client has loaded without a gap. */
function shown(client: SimulatedClient, state: State): State {
  const cut = ([cid, model]: [string, ChannelModel]): [string, ChannelModel] => {
    const since = client.loadedSince(cid) ?? ''
    return [cid, { ...model, messages: model.messages.filter(({ created_at }) => created_at >= since) }]
  }
  return { ...state, channels: Object.fromEntries(Object.entries(state.channels).map(cut)) }
}

/** Whoever marks something unread tells nobody (spec/11 §4.2). */
async function readersNobodyIsToldOf({ server }: Town): Promise<string[]> {
  const rows = await server.look((queries) =>
    queries.all<{ user_id: string }>(sql`SELECT DISTINCT user_id FROM reads WHERE marked_unread = 1`),
  )
  return rows.map(({ user_id }) => user_id)
}

/** Where two values differ, each place in a line. */
function differences(believed: Json | undefined, queried: Json | undefined, path = ''): string[] {
  if (isTree(believed) && isTree(queried)) {
    const keys = new Set([...Object.keys(believed), ...Object.keys(queried)])
    return [...keys].flatMap((key) => differences(entry(believed, key), entry(queried, key), `${path}/${key}`))
  }
  if (Object.is(believed, queried)) return []
  return [`${path}: believes ${brief(believed)}, and it is ${brief(queried)}`]
}

type Tree = readonly Json[] | { readonly [key: string]: Json }

const isTree = (value: Json | undefined): value is Tree => typeof value === 'object' && value !== null

const entry = (tree: Tree, key: string): Json | undefined =>
  Object.hasOwn(tree, key) ? (tree as { readonly [key: string]: Json })[key] : undefined

const brief = (value: Json | undefined): string => (JSON.stringify(value) ?? 'nothing').slice(0, 160)
