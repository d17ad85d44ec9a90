import { expect, test } from 'bun:test'
import { writeFile } from 'node:fs/promises'
import { testChat } from '../../../packages/server/src/testing/test-chat.ts'
import type { Device } from '../../../packages/server/src/testing/test-client.ts'
import { seeded } from '../chance.ts'
import type { Happened, Unread } from './happened.ts'
import { createUnreadModel } from './model.ts'
import { createLedger } from './recount.ts'
import { createSteps } from './steps.ts'

const steps = Number(process.env.PARLEY_UNREAD_STEPS ?? 5000)
const seed = Number(process.env.PARLEY_UNREAD_SEED ?? Math.floor(Math.random() * 2 ** 31))
const recountEvery = 500
/** A full recount goes through all that has happened, so a long run lives in one town after another. */
const stepsPerTown = 10_000
/** A long run says how far it has got, and writes down what it has done. */
const report = process.env.PARLEY_SOAK_REPORT
/** Between times two of the users are looked at, whoever they are: numbers that went wrong stay wrong. */
const lookAtAllEvery = 20

const users = ['ann', 'bob', 'cid', 'dan', 'eve', 'fay', 'gus']
const channels = [
  { type: 'messaging', id: 'one' },
  { type: 'messaging', id: 'two' },
  { type: 'team', id: 'three' },
  { type: 'gaming', id: 'four' },
]

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

const sorted = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))

test(
  `whatever happens, nobody's unread numbers are off by one (${steps} steps, seed ${seed})`,
  async () => {
    const counts = { steps: 0, towns: 0, 'full recounts': 0, wrong: 0 }
    while (counts.steps < steps) {
      const lived = Math.min(stepsPerTown, steps - counts.steps)
      counts['full recounts'] += await live(seed + counts.towns, lived)
      counts.steps += lived
      counts.towns += 1
      if (report) console.log(`${counts.steps} steps`)
    }
    if (report) await writeFile(report, JSON.stringify({ seed, counts }))
  },
  steps * 100 + 60_000,
)

/** Lives so many steps in a new town, and answers how often all of them were counted anew. */
async function live(seed: number, steps: number): Promise<number> {
  await using chat = await testChat({ others: ['admin', ...users] })
  const model = createUnreadModel()
  const ledger = createLedger()
  const history: string[] = []
  const happen = (happened: Happened) => {
    model.apply(happened)
    ledger.apply(happened)
    history.push(JSON.stringify(happened))
    if (history.length > 60) history.shift()
  }
  const chance = seeded(seed, 1)
  let recounts = 0
  const world = createSteps({ chat, chance: seeded(seed), users, channels, happen })

  const compare = (who: string, step: number, actual: Unread, expected: Unread) => {
    const [is, should] = [actual, expected].map(({ channels: inChannels, threads }) => ({
      channels: sorted(inChannels),
      threads: sorted(threads),
    }))
    if (!Bun.deepEquals(is, should)) console.error(`seed ${seed}, step ${step}\n${history.join('\n')}`)
    expect({ step, who, ...is }).toEqual({ step, who, ...should! })
  }

  await world.start()
  const devices = new Map<string, Device>()

  /** Those who have given no sign of life for too long were sent away, and come back. */
  const beThere = async () => {
    const here = new Set([...chat.app.services.hub.users.all()].map(({ id }) => id))
    for (const id of ['ann', 'bob']) {
      if (here.has(id)) continue
      const device = await chat.user(id).connect()
      devices.set(id, device)
      // Bob's device watches what he may see, Ann's hears of everything by notifications.
      if (id === 'ann') continue
      for (const params of channels) await device.fetch('GetOrCreateChannel', { params, body: { watch: true } })
    }
    for (const device of devices.values()) device.clear()
  }

  /** What connected devices are told with every message must be what a query would answer. */
  const compareTold = async (done: string, step: number) => {
    await chat.quiet()
    await beThere()
    for (const { id, total, channels: unreadChannels, threads } of chat.app.services.hub.users.all()) {
      const expected = model.unreadOf(id)
      const [inChannels, inThreads] = [Object.values(expected.channels), Object.values(expected.threads)]
      const should = [sum(inChannels), inChannels.length, inThreads.length, sum(inThreads)]
      const is = [total, unreadChannels, threads.unread_threads, threads.unread_thread_messages]
      if (!Bun.deepEquals(is, should)) console.error(`seed ${seed}, step ${step}\n${history.join('\n')}`)
      expect([step, `told to ${id} after ${done}`, ...is]).toEqual([step, `told to ${id} after ${done}`, ...should])
    }
  }

  await beThere()
  for (let step = 1; step <= steps; step++) {
    const done = await world.next()
    const some = step % lookAtAllEvery === 0 || step === steps ? users : chance.sample(users, 2)
    const { counts_by_user } = await chat.server.call('UnreadCountsBatch', { body: { user_ids: some } })
    for (const user of some) {
      const answer = counts_by_user[user]
      const actual = unreadIn(answer)
      compare(`${user} after ${done}`, step, actual, model.unreadOf(user))
      expect(answer.total_unread_count).toBe(sum(Object.values(actual.channels)))
      expect(answer.total_unread_threads_count).toBe(Object.keys(actual.threads).length)
    }
    await compareTold(done, step)
    if (step % recountEvery === 0 || step === steps) {
      for (const user of users) compare(`${user}, recounted`, step, model.unreadOf(user), ledger.recount(user))
      const { problems } = await chat.server.call('CheckIntegrity')
      expect(problems).toEqual([])
      recounts += 1
    }
  }
  return recounts
}

function unreadIn(answer: {
  channels: { channel_id: string; unread_count: number }[]
  threads: { parent_message_id: string; unread_count: number }[]
}): Unread {
  return {
    channels: Object.fromEntries(answer.channels.map(({ channel_id, unread_count }) => [channel_id, unread_count])),
    threads: Object.fromEntries(answer.threads.map((each) => [each.parent_message_id, each.unread_count])),
  }
}
