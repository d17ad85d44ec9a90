import type { IntegrityResponse } from '@parley-chat/protocol'
import type { Context } from '../../core/context.ts'
import type { UserHere } from '../../core/realtime/numbers.ts'
import type { Queries } from '../../ports/database.ts'
import { numbersOf, threadNumbersOf, unreadCounts } from '../unread/unread.ts'
import { type Ask, inspectChannel } from './channel-check.ts'
import { addFindings, compare, type Findings, newFindings, toResponse } from './report.ts'
import { selectChannels, selectUserIds } from './store.ts'

const channelsPerSlice = 100
const usersPerSlice = 50
/** A channel that changes while it is read is read again, at last in one piece, as long as a slow read may take. */
const attempts = 3

/**
 * Recounts, from messages, members and reactions, every number that the server keeps of an app, and names those that do
 * not agree. It reads in slices and lets other requests in between them.
 */
export async function checkIntegrity(context: Context): Promise<IntegrityResponse> {
  const { database, clock } = context.services
  await context.read(async () => undefined) // The app may be suspended.
  const all = newFindings()
  const ask: Ask = async (read) => {
    const answer = await database.slowSnapshot(read)
    await new Promise<void>((resolve) => clock.nextTurn(resolve))
    return answer
  }
  await checkChannels(context, ask, all)
  await checkUsers(context, ask, all)
  return toResponse(all)
}

async function checkChannels(context: Context, ask: Ask, all: Findings): Promise<void> {
  let after = 0
  for (;;) {
    const page = await ask((q) => selectChannels(q, context.app_pk, after, channelsPerSlice))
    for (const { pk } of page) addFindings(all, await inspectStill(context, ask, pk))
    if (page.length < channelsPerSlice) return
    after = page.at(-1)!.pk
  }
}

/** Inspects a channel until nothing has changed meanwhile. */
async function inspectStill({ services, app_pk }: Context, ask: Ask, pk: number): Promise<Findings> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const findings = await inspectChannel(ask, app_pk, pk)
    if (findings) return findings
  }
  return services.database.slowSnapshot(async (q) => {
    const findings = await inspectChannel((read) => read(q), app_pk, pk)
    if (!findings) throw new Error('a snapshot has changed')
    return findings
  })
}

async function checkUsers(context: Context, ask: Ask, all: Findings): Promise<void> {
  let after = ''
  for (;;) {
    const ids = await ask((q) => selectUserIds(q, context.app_pk, after, usersPerSlice))
    addFindings(all, await checkTotalsStill(context, ids))
    if (ids.length < usersPerSlice) return
    after = ids.at(-1)!
  }
}

/** What a node tells comes a moment after what is stored: a difference counts only if it stays. */
async function checkTotalsStill(context: Context, ids: readonly string[]): Promise<Findings> {
  const { database, clock } = context.services
  let findings = newFindings()
  for (let attempt = 0; attempt < attempts; attempt++) {
    // Read within one turn: while a slow read answers, what connections are told would have moved on.
    findings = await database.snapshot((q) => checkTotals(context, q, ids))
    await new Promise<void>((resolve) => clock.nextTurn(resolve))
    if (findings.problems.length === 0) break
  }
  return findings
}

/** A user's totals are the sums over their channels: as GET /unread says them, and as their connections are told. */
async function checkTotals(context: Context, q: Queries, ids: readonly string[]): Promise<Findings> {
  const { app_pk } = context
  const all = newFindings()
  const counts = await unreadCounts(q, app_pk, ids)
  for (const [id, { total_unread_count, channel_type, total_unread_threads_count }] of counts) {
    const numbers = [...(await numbersOf(q, app_pk, id)).values()]
    const unread = numbers.filter((each) => each.unread > 0)
    const sums = {
      messages: unread.reduce((sum, each) => sum + each.unread, 0),
      channels: unread.length,
      threads: (await threadNumbersOf(q, app_pk, id)).unread_threads,
    }
    const listed = {
      messages: total_unread_count,
      channels: channel_type.reduce((sum, { channel_count }) => sum + channel_count, 0),
      threads: total_unread_threads_count,
    }
    compare(all, 'user.totals', id, listed, sums)
    const here = context.services.hub.users.find(app_pk, id)
    if (here && isSettled(here)) {
      const { total, channels, threads } = here
      compare(all, 'user.totals_told', id, { messages: total, channels, threads: threads.unread_threads }, sums)
    }
  }
  return all
}

/** What a node tells is compared only while it is not being read anew. */
const isSettled = ({ rereads, standings }: UserHere): boolean =>
  rereads === 0 && [...standings.values()].every(({ waiting }) => waiting === undefined)
