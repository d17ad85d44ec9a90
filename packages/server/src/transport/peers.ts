import type { Clock, Ids } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Roster } from '../ports/roster.ts'

/** The other nodes, for requests that name a connection which one of them has: no balancer needs to know of that. */
export interface Peers {
  /** The id of a new connection says which node has it. */
  nameConnection(uuid: string): string
  /**
   * Has the node answer that has this connection. Undefined where that is this node, or nobody knows of it, or it does not
   * answer: then the request is answered here.
   */
  forward(connection_id: string, request: Request): Promise<Response | undefined> | undefined
  /** Tells the others where they reach this node, and looks for them. */
  announce(url: string): Promise<void>
  close(): void
}

/** Sends a request to another node, until the request is aborted. */
export type Send = (url: string, request: Request) => Promise<Response>

const place = 'nodes'
const lookEveryMs = 5000
const lookAgainMs = 250
const nodesLimit = 10_000
/** Longer than the slowest read may take there. */
const patienceMs = 15_000
const tagLength = 8
/** A request that another node has sent on is not sent on again. */
const forwardedHeader = 'x-parley-forwarded'

/** A single node has no others. */
export const noPeers: Peers = {
  nameConnection: (uuid) => uuid,
  forward: () => undefined,
  announce: async () => undefined,
  close: () => undefined,
}

/**
 * Every node says in the roster where the others reach it: its tag, with which the ids of its connections begin, and its
 * address. The tag takes the place of a uuid's beginning, so that these ids look like any other.
 */
export function createPeers(options: {
  readonly roster: Roster
  readonly clock: Clock
  readonly log: Log
  readonly ids: Ids
  readonly send?: Send | undefined
}): Peers {
  const { roster, clock, log, ids, send = sendOn } = options
  // The beginning of a uuid is its time, its end is chance.
  const tag = ids.uuid().slice(-tagLength)
  let entry: string | undefined
  let addresses = new Map<string, string>()
  let cancel = () => {}
  let isClosed = false
  let lookedAtMs = 0
  /** The nodes of which it was told that they are not where they say: once each, not at every request. */
  const told = new Set<string>()

  async function look() {
    cancel()
    lookedAtMs = clock.elapsedMs()
    try {
      const nodes = await roster.list(place, nodesLimit)
      // While the others cannot be asked, those that were known go on to be.
      if (roster.isUp) meet(new Map(nodes.map((node) => [node.slice(0, tagLength), node.slice(tagLength + 1)])))
    } catch (error) {
      log.error({ err: error }, 'the other nodes could not be looked up')
    }
    if (!isClosed) cancel = clock.after(lookEveryMs, () => void look())
  }

  /** Whether a new one is where it says is found out before anybody needs it. */
  function meet(found: Map<string, string>) {
    const strangers = [...found].filter(([owner]) => owner !== tag && !addresses.has(owner))
    addresses = found
    for (const owner of told) if (!found.has(owner)) told.delete(owner)
    for (const [owner, address] of strangers) void askOr(owner, new Request(`${address}/healthz`))
  }

  function tell(owner: string, reason: string) {
    const node = addresses.get(owner)
    if (node === undefined || told.has(owner)) return
    told.add(owner)
    log.warn({ node, reason }, 'another node is not where it says: its PARLEY_NODE_URL is wrong, or it died')
  }

  /** The owner may have come since the last look. Ids that are made up do not make everybody look all the time. */
  async function lookAndAsk(owner: string, request: Request): Promise<Response | undefined> {
    if (clock.elapsedMs() - lookedAtMs >= lookAgainMs) await look()
    return addresses.has(owner) ? askOr(owner, request) : undefined
  }

  /** Undefined if that node does not answer: then nobody has the connection any more. */
  async function askOr(owner: string, request: Request): Promise<Response | undefined> {
    try {
      return await ask(addresses.get(owner)!, request.clone() as Request)
    } catch (error) {
      tell(owner, (error as Error).message)
      return undefined
    }
  }

  async function ask(address: string, request: Request): Promise<Response> {
    const headers = new Headers(request.headers)
    headers.set(forwardedHeader, tag)
    const { pathname, search } = new URL(request.url)
    const body = request.body && (await request.bytes())
    const ending = new AbortController()
    const cancelEnding = clock.after(patienceMs, () => ending.abort(new Error('it did not answer in time')))
    const sent = new Request(request.url, { method: request.method, headers, body, signal: ending.signal })
    return send(`${address}${pathname}${search}`, sent).finally(cancelEnding)
  }

  return {
    nameConnection: (uuid) => `${tag}${uuid.slice(tagLength)}`,
    forward(connection_id, request) {
      const owner = connection_id.slice(0, tagLength)
      if (owner === tag || entry === undefined) return undefined
      const sender = request.headers.get(forwardedHeader)
      if (sender === tag) tell(owner, 'this node is there itself')
      if (sender !== null) return undefined
      return addresses.has(owner) ? askOr(owner, request) : lookAndAsk(owner, request)
    },
    async announce(url) {
      entry = `${tag} ${url}`
      await roster.enter(place, entry)
      await look()
    },
    close() {
      isClosed = true
      cancel()
      if (entry !== undefined) roster.leave(place, entry).catch(() => undefined)
    },
  }
}

const sendOn: Send = (url, request) =>
  fetch(url, {
    method: request.method,
    headers: request.headers,
    body: request.body,
    signal: request.signal,
    redirect: 'manual',
    decompress: false,
  })
