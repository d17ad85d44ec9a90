import type { EndpointName } from '@parley-chat/protocol'
import type { Ask, Caller, Json } from '../../packages/server/src/testing/test-client.ts'
import type { Chance } from './chance.ts'
import type { Ears, Link } from './link.ts'
import { type SimulatedServer, Unreachable } from './server.ts'

export interface Answer {
  readonly status: number
  readonly body: Json
}

export interface Call {
  readonly caller: Caller
  readonly name: EndpointName
  readonly ask: Ask
  /** Something between client and server may send the request again, and later. */
  readonly mayRepeat: boolean
}

/** What lies between clients and server, and loses, delays and repeats things until it is healed. */
export interface Internet {
  /** Rejects with `Unreachable` when no answer comes: the server may have done it nevertheless. */
  request(call: Call): Promise<Answer>
  connect(token: string, user_id: string, ears: Ears): Link
  /** From now on nothing goes wrong any more. */
  heal(): void
  breakDown(): void
  /** Whether a copy of a request with this message id is still on its way. */
  isRepeating(message_id: string): boolean
  isQuiet(): boolean
  readonly counts: { lostRequests: number; lostAnswers: number; lateAnswers: number; repeated: number; answers: number }
}

/** How often each happens, out of a hundred requests. */
const odds = { nothing: 84, 'lost request': 3, 'lost answer': 5, 'late answer': 4, repeated: 4 }
const longestDelayMs = 3000
const mostCopies = 4

export function createInternet(server: SimulatedServer, chance: Chance): Internet {
  const counts = { lostRequests: 0, lostAnswers: 0, lateAnswers: 0, repeated: 0, answers: 0 }
  const repeating = new Map<string, number>()
  let isBroken = true
  let pending = 0

  const later = () => new Promise<void>((resolve) => void server.clock.after(1 + chance.below(longestDelayMs), resolve))

  async function send({ caller, name, ask }: Call): Promise<Answer> {
    const response = await caller.fetch(name, ask)
    const body: Json = await response.json()
    counts.answers += 1
    return { status: response.status, body }
  }

  async function request(call: Call): Promise<Answer> {
    const fate = isBroken ? chance.weighted(odds) : 'nothing'
    switch (fate) {
      case 'nothing':
        return send(call)
      case 'lost request':
        counts.lostRequests += 1
        await later()
        throw new Unreachable('the request was lost')
      case 'lost answer':
        await send(call)
        counts.lostAnswers += 1
        await later()
        throw new Unreachable('the answer was lost')
      case 'late answer': {
        const answer = await send(call)
        counts.lateAnswers += 1
        await later()
        return answer
      }
      case 'repeated':
        return call.mayRepeat ? repeat(call) : send(call)
    }
  }

  /** Several copies arrive, at any time and in any order; one of their answers gets through. */
  function repeat(call: Call): Promise<Answer> {
    counts.repeated += 1
    const copies = Array.from({ length: 2 + chance.below(mostCopies - 1) }, () =>
      tracked(call, async () => {
        if (chance.happens(0.7)) await later()
        return send(call)
      }),
    )
    for (const copy of copies) copy.catch(() => undefined)
    return chance.pick(copies)!
  }

  async function tracked<T>({ ask }: Call, work: () => Promise<T>): Promise<T> {
    const id = (ask.body as { message?: { id?: string } } | undefined)?.message?.id
    if (id !== undefined) repeating.set(id, (repeating.get(id) ?? 0) + 1)
    pending += 1
    try {
      return await work()
    } finally {
      pending -= 1
      if (id !== undefined) lower(repeating, id)
    }
  }

  return {
    request: (call) => tracked(call, () => request(call)),
    connect: (token, user_id, ears) =>
      server.connect(
        {
          view: 'v1',
          credentials: { api_key: server.key, token, auth_type: 'jwt' },
          json: JSON.stringify({ user_id, user_details: { id: user_id } }),
          client: null,
        },
        ears,
      ),
    heal() {
      isBroken = false
    },
    breakDown() {
      isBroken = true
    },
    isRepeating: (id) => repeating.has(id),
    isQuiet: () => pending === 0,
    counts,
  }
}

function lower(counts: Map<string, number>, key: string): void {
  const left = (counts.get(key) ?? 1) - 1
  if (left > 0) counts.set(key, left)
  else counts.delete(key)
}
