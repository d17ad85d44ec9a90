// Senders that keep their own account of what was acknowledged: the oracle that the stored history is held against.
import type { Api } from '../api.ts'

/** One sender in one channel, one message at a time. */
export interface Driver {
  readonly user: string
  readonly channel: string
  /** Ids in the order of their acknowledgements. */
  readonly acknowledged: string[]
  /** The message that was under way when the server died; it is sent again under the same id. */
  pending: string | undefined
  sent: number
}

export interface Tally {
  readonly missing: string[]
  readonly doubled: string[]
  /** Senders whose messages do not stand in the order in which they were acknowledged. */
  readonly disordered: string[]
  readonly read: number
}

/** Sends until the server is gone. */
export async function drive(api: Api, driver: Driver, onAcknowledged: () => void): Promise<void> {
  for (;;) {
    driver.pending ??= `${driver.user}-${driver.channel}-${driver.sent++}`
    if (!(await sendPending(api, driver))) return
    onAcknowledged()
  }
}

/** Sends what is under way, perhaps for the second time; false: the server is gone. */
export async function sendPending(api: Api, driver: Driver): Promise<boolean> {
  const id = driver.pending
  if (id === undefined) return true
  const message = { id, text: `I am ${id}` }
  const path = `/channels/messaging/${driver.channel}/message`
  const answer = await api.request(driver.user, 'POST', path, { message }).catch(() => undefined)
  if (!answer) return false
  const isKnown = answer.status === 400 && /already exists/.test(answer.body.message)
  if (answer.status !== 201 && !isKnown) throw new Error(`${id} was refused: ${JSON.stringify(answer.body)}`)
  driver.acknowledged.push(id)
  driver.pending = undefined
  return true
}

/** Reads every channel back, page by page, and compares it with what the drivers noted. */
export async function compare(api: Api, drivers: readonly Driver[]): Promise<Tally> {
  const tally: Tally & { read: number } = { missing: [], doubled: [], disordered: [], read: 0 }
  for (const channel of new Set(drivers.map((driver) => driver.channel))) {
    const stored = await readHistory(api, channel)
    tally.read += stored.length
    const places = new Map<string, number>()
    for (const [place, id] of stored.entries()) {
      if (places.has(id)) tally.doubled.push(id)
      places.set(id, place)
    }
    for (const { user, acknowledged } of drivers.filter((driver) => driver.channel === channel)) {
      tally.missing.push(...acknowledged.filter((id) => !places.has(id)))
      const order = acknowledged.map((id) => places.get(id)).filter((place) => place !== undefined)
      if (order.some((place, index) => index > 0 && place <= order[index - 1]!))
        tally.disordered.push(`${user} in ${channel}`)
    }
  }
  return tally
}

const pageSize = 300

/** The ids of all messages of a channel, oldest first. */
async function readHistory(api: Api, channel: string): Promise<string[]> {
  const ids: string[] = []
  for (;;) {
    const messages = { limit: pageSize, ...(ids.length > 0 && { id_lt: ids[0] }) }
    const state = await api.call('server', 'POST', `/channels/messaging/${channel}/query`, { state: true, messages })
    const page = (state.messages as { id: string }[]).map(({ id }) => id)
    ids.unshift(...page)
    if (page.length < pageSize) return ids
  }
}
