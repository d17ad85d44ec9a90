import { expect } from 'bun:test'
import type { Json } from '../../packages/server/src/testing/test-client.ts'
import type { Attempt } from './needs.ts'
import type { ChannelTypeName } from './oracle.ts'
import type { Stage, World } from './stage.ts'

/** The code with which an attempt must be refused; undefined if it must succeed. */
export type Verdict = number | undefined

/** What the grants and the standing say of an attempt, where nothing else stands in its way. */
export function judge(attempt: Attempt, { who }: Stage, type: ChannelTypeName): Verdict {
  return attempt.needs.find((need) => !need.holds(who, type))?.code
}

interface Answer {
  readonly status: number
  readonly body: Json
}

async function answerOf({ call, ask }: Attempt, at: Stage): Promise<Answer> {
  const response = await at.caller.fetch(call, ask(at))
  return { status: response.status, body: await response.json() }
}

/** What came instead of what should have; undefined if it is as it should be. */
function faultOf(attempt: Attempt, at: Stage, verdict: Verdict, { status, body }: Answer): string | undefined {
  const isPartOf = attempt.isRefusal !== undefined && status < 300
  const came = isPartOf ? (attempt.isRefusal!(body, at) ? 'refused' : 'done') : status < 300 ? 'done' : body.code
  const wanted = verdict === undefined ? 'done' : isPartOf ? 'refused' : verdict
  return came === wanted ? undefined : `${at.who.id}: ${wanted} was due, ${came} came: ${body.message ?? ''}`
}

/** Lets all of these try. Whoever must be refused tries first, at once: nothing may be stored of it, or heard by anyone. */
export async function tryAll(
  world: World,
  attempt: Attempt,
  stages: readonly Stage[],
  verdictOf: (at: Stage) => Verdict,
): Promise<void> {
  const disconnect = attempt.fromDevice ? await world.connect(stages) : () => undefined
  await tryRefused(world, attempt, stages, verdictOf)
  await tryAllowed(attempt, stages, verdictOf)
  disconnect()
}

async function tryRefused(
  world: World,
  attempt: Attempt,
  stages: readonly Stage[],
  verdictOf: (at: Stage) => Verdict,
): Promise<void> {
  const { chat, stored } = world
  const refused = stages.filter((at) => verdictOf(at) !== undefined)
  for (const at of refused) await attempt.before?.(at, false)
  await chat.quiet()
  await stored.mark()
  world.heard()
  const answers = await Promise.all(refused.map((at) => answerOf(attempt, at)))
  await chat.quiet()
  const faults = answers.flatMap((answer, index) => {
    const at = refused[index]!
    return faultOf(attempt, at, verdictOf(at), answer) ?? []
  })
  expect(faults).toEqual([])
  expect(await stored.changes()).toEqual([])
  expect(world.heard()).toEqual([])
}

async function tryAllowed(
  attempt: Attempt,
  stages: readonly Stage[],
  verdictOf: (at: Stage) => Verdict,
): Promise<void> {
  const allowed = stages.filter((at) => verdictOf(at) === undefined)
  const { before, after } = attempt
  if (!before && !after) {
    const answers = await Promise.all(allowed.map((at) => answerOf(attempt, at)))
    expect(answers.flatMap((answer, index) => faultOf(attempt, allowed[index]!, undefined, answer) ?? [])).toEqual([])
    return
  }
  const faults: string[] = []
  for (const at of allowed) {
    await before?.(at, true)
    const fault = faultOf(attempt, at, undefined, await answerOf(attempt, at))
    if (fault) faults.push(fault)
    else await after?.(at)
  }
  expect(faults).toEqual([])
}
