import { expect, test } from 'bun:test'
import { testChat } from '../../../packages/server/src/testing/test-chat.ts'
import { seeded } from '../chance.ts'
import type { Happened, Unread } from './happened.ts'
import { createUnreadModel } from './model.ts'
import { createLedger } from './recount.ts'
import { createSteps } from './steps.ts'

const steps = Number(process.env.PARLEY_UNREAD_STEPS ?? 5000)
const seed = Number(process.env.PARLEY_UNREAD_SEED ?? Math.floor(Math.random() * 2 ** 31))
const recountEvery = 500
/** Between times two of the users are looked at, whoever they are: numbers that went wrong stay wrong. */
const lookAtAllEvery = 20

const users = ['ann', 'bob', 'cid', 'dan', 'eve', 'fay', 'gus']
const channels = [
  { type: 'messaging', id: 'one' },
  { type: 'messaging', id: 'two' },
  { type: 'team', id: 'three' },
  { type: 'gaming', id: 'four' },
]

const sorted = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))

test(
  `whatever happens, nobody's unread numbers are off by one (${steps} steps, seed ${seed})`,
  async () => {
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
    for (let step = 1; step <= steps; step++) {
      const done = await world.next()
      const some = step % lookAtAllEvery === 0 || step === steps ? users : chance.sample(users, 2)
      const { counts_by_user } = await chat.server.call('UnreadCountsBatch', { body: { user_ids: some } })
      for (const user of some) {
        const answer = counts_by_user[user]
        const actual = unreadIn(answer)
        compare(`${user} after ${done}`, step, actual, model.unreadOf(user))
        const total = Object.values(actual.channels).reduce((sum, count) => sum + count, 0)
        expect(answer.total_unread_count).toBe(total)
        expect(answer.total_unread_threads_count).toBe(Object.keys(actual.threads).length)
      }
      if (step % recountEvery === 0 || step === steps) {
        for (const user of users) compare(`${user}, recounted`, step, model.unreadOf(user), ledger.recount(user))
        await chat.quiet()
        const { problems } = await chat.server.call('CheckIntegrity')
        expect(problems.filter((p: any) => p.check !== 'channel.message_count')).toEqual([])
      }
    }
  },
  steps * 100 + 60_000,
)

function unreadIn(answer: {
  channels: { channel_id: string; unread_count: number }[]
  threads: { parent_message_id: string; unread_count: number }[]
}): Unread {
  return {
    channels: Object.fromEntries(answer.channels.map(({ channel_id, unread_count }) => [channel_id, unread_count])),
    threads: Object.fromEntries(answer.threads.map((each) => [each.parent_message_id, each.unread_count])),
  }
}
