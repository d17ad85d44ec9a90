import { createPlaces } from '../../ports/places.ts'
import type { Roster } from '../../ports/roster.ts'
import { createListeners } from './listeners.ts'
import { createRedisLink, type RedisOptions } from './redis-link.ts'
import { loadScripts, type RunScript } from './roster-scripts.ts'

export interface RedisRosterOptions extends RedisOptions {
  /** So long after its last sign of life a node is forgotten. */
  readonly leaseMs?: number
}

const defaultLeaseMs = 30_000
/** How often a lease is renewed before it would lapse. */
const renewalsALease = 3
const nodeIdLength = 16
/** So many members are named in one command, and so many commands are under way at a time, when all is entered again. */
const membersLimit = 500
const commandsLimit = 200

/** One life of this node in Redis. It never comes back: after a loss or a lapse the node enters everything under a new id. */
interface Session {
  readonly client: Bun.RedisClient
  readonly run: RunScript
  readonly id: string
  isOver: boolean
  cancelRenewal: () => void
}

/**
 * The roster of many nodes, in Redis (its keys: roster-scripts.ts). Redis must not evict keys that it has no room for.
 * Resolves once Redis is reached, or known to be away.
 */
export async function redisRoster({
  prefix,
  leaseMs = defaultLeaseMs,
  ...options
}: RedisRosterOptions): Promise<Roster> {
  const { clock, ids, log } = options
  const here = createPlaces()
  const gone = createListeners<[place: string, member: string]>(log)
  const back = createListeners<[place: string, member: string]>(log)
  const lapsed = createListeners<[]>(log)
  const root = `${prefix}:roster:`
  const key = (...parts: string[]) => root + parts.join(':')
  const placeKeys = (id: string, place: string) => [
    key('all', place),
    key('here', id, place),
    key('nodes', place),
    key('places', id),
  ]

  let session: Session | undefined
  /** Earlier lives of this node that may still have entries in Redis. */
  let formerIds: string[] = []
  /** Which contents of Redis this node has seen last: a Redis that lost everything has told nobody that they are gone. */
  let storeId: string | undefined
  /** What this node has yet to be told of its return. */
  let isLapsed = false
  let returned: [place: string, member: string][] = []

  const link = createRedisLink({
    ...options,
    purpose: 'roster',
    connections: 1,
    async prepare([client]) {
      await enterAll(client!, await loadScripts(client!))
    },
    onLost: endSession,
    onReturn: tellReturn,
  })

  function endSession() {
    if (!session) return
    session.isOver = true
    session.cancelRenewal()
    formerIds.push(session.id)
    session = undefined
  }

  /** Begins a new life of this node, with everybody whom it has, and clears its former ones away. */
  async function enterAll(client: Bun.RedisClient, run: RunScript) {
    endSession()
    const mine: Session = { client, run, id: ids.secret(nodeIdLength), isOver: false, cancelRenewal: () => {} }
    session = mine
    const former = formerIds
    // The lease comes first: a node without one is cleared away.
    const [, , , store, ...leases] = await Promise.all([
      client.send('SET', [key('lease', mine.id), '', 'PX', String(leaseMs)]),
      client.send('SADD', [key('nodes'), mine.id]),
      client.send('SET', [key('store'), mine.id, 'NX']),
      client.send('GET', [key('store')]),
      ...former.map((id) => client.send('GET', [key('lease', id)])),
    ])
    const isKnown = storeId === undefined || storeId === store
    storeId = store
    if (isKnown && leases.includes(null)) isLapsed = true
    await enterEverybody(mine, (place, members) => {
      if (isKnown) for (const member of members) returned.push([place, member])
    })
    for (const id of former) await clearAway(mine, id)
    formerIds = formerIds.filter((id) => !former.includes(id))
    mine.cancelRenewal = clock.after(leaseMs / renewalsALease, () => void renew(mine))
  }

  /** What enters or leaves meanwhile is sent in between: each batch is as this node is when it is sent. */
  async function enterEverybody(mine: Session, onNew: (place: string, members: string[]) => void) {
    let underWay: Promise<void>[] = []
    for (const [place, members] of here.all()) {
      let batch: string[] = []
      const send = async () => {
        underWay.push(enterThere(mine, place, batch).then((fresh) => onNew(place, fresh)))
        batch = []
        if (underWay.length < commandsLimit) return
        await Promise.all(underWay)
        underWay = []
      }
      for (const member of members) if (batch.push(member) === membersLimit) await send()
      if (batch.length > 0) await send()
    }
    await Promise.all(underWay)
  }

  const enterThere = (mine: Session, place: string, members: string[]) =>
    mine.run('enter', [...placeKeys(mine.id, place), key('nodes')], [mine.id, place, ...members])

  const leaveThere = (mine: Session, id: string, place: string, members: string[]) =>
    mine.run('leave', placeKeys(id, place), [id, place, root, ...members])

  async function renew(mine: Session) {
    try {
      const isRenewed = await mine.client.send('SET', [key('lease', mine.id), '', 'XX', 'PX', String(leaseMs)])
      if (isRenewed === null) {
        await enterAll(mine.client, mine.run)
        return tellReturn()
      }
      // Not before the first renewal: where Redis itself was away, the others had that time to come back.
      await forgetTheDead(mine)
      if (!mine.isOver) mine.cancelRenewal = clock.after(leaseMs / renewalsALease, () => void renew(mine))
    } catch (error) {
      fail(mine, error)
    }
  }

  /** A connection on which something fails is no longer what it was, if it is not lost already. */
  function fail(mine: Session, error: unknown) {
    if (session?.client === mine.client) link.giveUp(error as Error)
  }

  async function forgetTheDead(mine: Session) {
    const { client } = mine
    const nodes: string[] = await client.send('SMEMBERS', [key('nodes')])
    const leases = await Promise.all(nodes.map((id) => client.send('GET', [key('lease', id)])))
    for (const id of nodes.filter((_, n) => leases[n] === null)) {
      const lock = ['NX', 'PX', String(leaseMs)]
      const isMine = await client.send('SET', [key('sweeping', id), mine.id, ...lock])
      if (isMine !== null) await clearAway(mine, id)
    }
  }

  /** Takes the entries of a node away that is no more, and tells who is gone with it. */
  async function clearAway(mine: Session, id: string) {
    const { client } = mine
    await client.send('DEL', [key('lease', id)])
    const places: string[] = await client.send('SMEMBERS', [key('places', id)])
    for (const place of places) {
      for (;;) {
        const some = [key('here', id, place), '0', String(membersLimit - 1)]
        const members: string[] = await client.send('ZRANGE', some)
        if (members.length === 0) break
        for (const member of await leaveThere(mine, id, place, members)) gone.tell(place, member)
      }
    }
    await client.send('SREM', [key('nodes'), id])
    await client.send('DEL', [key('sweeping', id)])
  }

  function tellReturn() {
    const told = returned
    returned = []
    if (isLapsed) lapsed.tell()
    isLapsed = false
    for (const [place, member] of told) back.tell(place, member)
  }

  /** What Redis answers, or what this node alone knows. */
  async function ask<T>(theirs: ((mine: Session) => Promise<T>) | false, ours: () => T): Promise<T> {
    const mine = session
    if (!mine || !theirs) return ours()
    try {
      return await theirs(mine)
    } catch (error) {
      fail(mine, error)
      return ours()
    }
  }

  await link.tried
  return {
    isShared: true,
    get isUp() {
      return link.isUp
    },
    enter(place, member) {
      const isNew = here.enter(place, member)
      return ask(
        async (mine) => (await enterThere(mine, place, [member])).length > 0,
        () => isNew,
      )
    },
    leave(place, member) {
      const wasHere = here.leave(place, member)
      return ask(
        async (mine) => (await leaveThere(mine, mine.id, place, [member])).length > 0,
        () => wasHere,
      )
    },
    count: (place) =>
      ask(link.isUp && (({ client }) => client.send('ZCARD', [key('all', place)])), () => here.count(place)),
    list: (place, limit) =>
      ask(
        link.isUp &&
          limit > 0 &&
          (({ client }) => client.send('ZRANGE', [key('all', place), '-', '+', 'BYLEX', 'LIMIT', '0', String(limit)])),
        () => here.list(place, limit),
      ),
    has: (place, members) =>
      ask(
        link.isUp &&
          members.length > 0 &&
          (async ({ client }) => {
            const scores: (number | null)[] = await client.send('ZMSCORE', [key('all', place), ...members])
            return new Set(members.filter((_, n) => scores[n] !== null))
          }),
        () => here.has(place, members),
      ),
    onGone: gone.add,
    onBack: back.add,
    onLapsed: lapsed.add,
    async close() {
      await ask(
        ({ client, id }) => client.send('DEL', [key('lease', id)]),
        () => 0,
      )
      link.close()
    },
  }
}
