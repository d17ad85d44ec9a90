import { expect, test } from 'bun:test'
import { planOf } from './unfinished-tasks.ts'

const plan = async (pieces: unknown) => {
  const row = { type: 'delete_channels', pieces: JSON.stringify(pieces), result: null }
  return JSON.parse(await planOf(row, async (number) => (number === 1 ? 71 : undefined)))
}

test('work is about the channel of this database; of one that is gone nothing is left to do', async () => {
  const work = [
    ['channel.row', { channel: 1 }],
    ['channel.row', { channel: 2 }],
    ['user.traces', { user_id: 'ann' }],
  ]
  expect(await plan([{ subject: 'a', work }])).toEqual({
    type: 'delete_channels',
    pieces: [
      {
        subject: 'a',
        work: [
          ['channel.row', { channel_pk: 71 }],
          ['user.traces', { user_id: 'ann' }],
        ],
      },
    ],
  })
})

test('a file cannot make a task reach the channel of another app', async () => {
  for (const pieces of [
    [{ work: [['channel.row', { channel_pk: 1 }]] }],
    [{ work: [['channel.row', { channel: 1, channel_pk: 1 }]] }],
    [{ work: [['channel.row']] }],
    [{ work: 'all' }],
    ['channel.row'],
    { work: [] },
  ]) {
    await expect(plan(pieces)).rejects.toThrow('the pieces of a task are not what they must be')
  }
})
