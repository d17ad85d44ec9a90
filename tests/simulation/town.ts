import {
  type Caller,
  createCaller,
  type Environment,
  type Json,
} from '../../packages/server/src/testing/test-client.ts'
import { signServerToken, signUserToken } from '../../packages/server/src/transport/tokens.ts'
import { type Chance, seeded } from './chance.ts'
import { paramsOf, type SimulatedClient, simulatedClient } from './client.ts'
import { createInternet, type Internet } from './internet.ts'
import { type Journal, openJournal } from './journal.ts'
import type { SimulatedServer } from './server.ts'

/** A message that somebody wanted to send, in the order in which this client did. */
export interface Wish {
  readonly id: string
  readonly cid: string
  readonly client: string
  readonly parent_id: string | undefined
  /** The server has said that it is stored. */
  isAcknowledged: boolean
}

/** Everybody and everything: what the people believe, and what the drivers of the simulation know to be true. */
export interface Town {
  readonly chance: Chance
  readonly server: SimulatedServer
  readonly internet: Internet
  readonly clients: readonly SimulatedClient[]
  readonly cids: readonly string[]
  /** The backend, with the secret; nothing of its goes astray but by the server's death. */
  readonly backend: Caller
  readonly wishes: Wish[]
  /** Messages that were asked to be deleted for good, and those of them where the server has said that they are. */
  readonly erased: Set<string>
  readonly erasedForCertain: Set<string>
  /** Who may have had the history of which channel hidden: `user cid`. */
  readonly curtained: Set<string>
  readonly journals: readonly { readonly client: SimulatedClient; readonly journal: Journal }[]
  /** The last lines of what each client has lived through. */
  readonly diary: ReadonlyMap<string, readonly string[]>
  /** What can only be a bug. */
  readonly faults: string[]
  readonly done: Map<string, number>
  readonly refused: Map<string, number>
  tokenOf(user_id: string): string
  callerOf(user_id: string): Caller
  parse(text: string): Json
}

const userCount = 100
/** So many of them have a second device: together they are the crowd that the biggest channel needs. */
const secondDevices = 12
const founder = 'founder'
/** Somebody whose messages nobody else ever sees. */
export const shadowedUser = 'u99'
export const plaza = 'livestream:plaza'
const market = 'commerce:market'
const visited = [plaza, market]
const diaryLength = 400

export const isPublic = (cid: string): boolean => visited.includes(cid)

/** Channels and how many members each begins with. */
const sizes: Readonly<Record<string, number>> = {
  'messaging:pair': 2,
  'messaging:trio': 3,
  'messaging:family': 6,
  'messaging:club': 10,
  'messaging:class': 16,
  'messaging:village': 40,
  'team:desk': 8,
  'team:office': 24,
  'gaming:guild': 12,
  'gaming:arena': 20,
  [market]: 10,
  [plaza]: 5,
}

export const userIds: readonly string[] = Array.from({ length: userCount }, (_, n) => `u${n}`)

/** Builds the town on a server that runs; the clients are not connected yet. */
export async function buildTown(server: SimulatedServer, seed: number): Promise<Town> {
  const chance = seeded(seed)
  const internet = createInternet(server, seeded(seed, 1))
  const environment = environmentOf(server)
  const callerOf = (user_id: string) =>
    createCaller(environment, { authorization: tokenOf(user_id), 'stream-auth-type': 'jwt' }, 'v1')
  const tokenOf = (user_id: string) => signUserToken(server.secret, user_id)
  const backend = createCaller(
    environment,
    { authorization: signServerToken(server.secret), 'stream-auth-type': 'jwt' },
    'v1',
  )
  await settle(backend, chance)

  const clients: SimulatedClient[] = []
  const journals: Town['journals'][number][] = []
  const diary = new Map<string, string[]>()
  const faults: string[] = []
  const parse = cachedParse()

  function addClient(user_id: string, device: number) {
    const name = `${user_id}/${device}`
    const own = seeded(seed, 2 + clients.length)
    const lines: string[] = []
    diary.set(name, lines)
    const fail = (error: unknown) =>
      void faults.push(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    // Most channels are kept open, some are only heard of; the visited ones are always open.
    const closed = new Set(Object.keys(sizes).filter((cid) => !isPublic(cid) && own.happens(0.2)))
    const client: SimulatedClient = simulatedClient({
      user_id,
      name,
      token: tokenOf(user_id),
      caller: callerOf(user_id),
      clock: server.clock,
      chance: own,
      internet,
      wants: (cid) => !closed.has(cid),
      visits: own.happens(0.1) || user_id === 'u0' ? visited : [plaza],
      isPublic,
      openJournal() {
        const journal = openJournal(user_id, isPublic, (fault) => void faults.push(`${name} heard ${fault}`))
        journals.push({ client, journal })
        return journal
      },
      parse,
      log(line) {
        lines.push(`${server.clock.elapsedMs().toFixed(0).padStart(8)} ${line}`)
        if (lines.length > diaryLength) lines.shift()
      },
      fail,
    })
    clients.push(client)
  }
  for (const id of userIds) addClient(id, 1)
  for (const id of userIds.slice(0, secondDevices)) addClient(id, 2)

  return {
    chance,
    server,
    internet,
    clients,
    cids: Object.keys(sizes),
    backend,
    wishes: [],
    erased: new Set(),
    erasedForCertain: new Set(),
    curtained: new Set(),
    journals,
    diary,
    faults,
    done: new Map(),
    refused: new Map(),
    tokenOf,
    callerOf,
    parse,
  }
}

/** People, the rules of the places they meet at, and who meets where. */
async function settle(backend: Caller, chance: Chance): Promise<void> {
  const users = [founder, ...userIds].map((id) => [id, { id, name: id }] as const)
  for (const some of [users.slice(0, 60), users.slice(60)]) {
    await backend.call('UpdateUsers', { body: { users: Object.fromEntries(some) } })
  }
  // A crowd is told no reads, so nobody could know them there; and everybody may look at the market.
  await backend.call('UpdateChannelType', { params: { name: 'livestream' }, body: { read_events: false } })
  const { grants } = await backend.call('GetChannelType', { params: { name: 'commerce' } })
  await backend.call('UpdateChannelType', {
    params: { name: 'commerce' },
    body: { grants: { ...grants, user: [...grants.user, 'read-channel', 'create-message', 'create-reaction'] } },
  })
  for (const [cid, size] of Object.entries(sizes)) {
    await backend.call('GetOrCreateChannel', {
      params: paramsOf(cid),
      body: { data: { created_by_id: founder, members: chance.sample(userIds, size) } },
    })
  }
  await backend.call('UpdateChannel', {
    params: paramsOf('messaging:village'),
    body: { add_members: [shadowedUser], user_id: founder },
  })
  await backend.call('Ban', {
    body: { target_user_id: shadowedUser, channel_cid: 'messaging:village', shadow: true, banned_by_id: founder },
  })
}

/** The part of the test kit that sends requests; the server behind it is whichever process runs. */
function environmentOf(server: SimulatedServer): Environment {
  const app = { handle: server.handle } as Environment['app']
  return { app, api_key: server.key } as Environment
}

/** Most texts go to many; they are read once. */
function cachedParse(): (text: string) => Json {
  const known = new Map<string, Json>()
  return (text) => {
    const made = known.get(text)
    if (made) return made
    if (known.size > 500) known.clear()
    const event: Json = JSON.parse(text)
    known.set(text, event)
    return event
  }
}
