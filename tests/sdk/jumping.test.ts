// A long history that is jumped into: what is shown, what goes on beside it, and the way back.
import { expect, test } from 'bun:test'
import { openStage, until } from './stage.ts'

test('a message that is not loaded is jumped to, both ways lead on from it, and the newest messages went on meanwhile', async () => {
  await using stage = await openStage()
  const backend = stage.backend.channel('messaging', 'general')
  for (let number = 1; number <= 30; number++) {
    await backend.sendMessage({ id: `m${number}`, text: `line ${number}`, user_id: 'ann' })
  }
  const bob = await stage.connect('bob')
  const his = bob.channel('messaging', 'general')
  await his.watch({ messages: { limit: 5 } })
  const shown = () => his.state.messages.map(({ text }) => Number(text.split(' ')[1]))

  await his.state.loadMessageIntoState('m10', undefined, 5)
  expect([his.state.isUpToDate, shown()]).toEqual([false, [8, 9, 10, 11, 12]])
  await backend.sendMessage({ text: 'line 31', user_id: 'ann' })
  await until(bob, () => his.lastMessage()?.text === 'line 31')
  expect(shown()).toEqual([8, 9, 10, 11, 12])
  expect(his.state.findMessage('m30')?.text).toBe('line 30')

  await his.query({ messages: { limit: 2, id_lt: 'm8' } })
  await his.query({ messages: { limit: 2, id_gt: 'm12' } })
  expect(shown()).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14])
  await his.query({ messages: { limit: 100, id_gt: 'm14' } })
  expect([his.state.isUpToDate, shown()]).toEqual([true, Array.from({ length: 26 }, (_, index) => index + 6)])

  await his.state.loadMessageIntoState('m2', undefined, 3)
  await his.state.loadMessageIntoState('m3')
  expect([his.state.isUpToDate, shown()]).toEqual([false, [1, 2, 3]])
  await his.state.loadMessageIntoState('latest')
  expect([his.state.isUpToDate, shown().at(-1)]).toEqual([true, 31])
  await his.state.loadMessageIntoState('m20')
  expect(his.state.isUpToDate).toBe(true)

  await expect(his.state.loadMessageIntoState('nobody-said-this')).rejects.toThrow()
  expect([his.state.isUpToDate, shown().at(-1)]).toEqual([true, 31])
})

test('of two jumps the later one holds, whichever is answered first; a reply is found in its thread', async () => {
  await using stage = await openStage()
  const backend = stage.backend.channel('messaging', 'general')
  for (let number = 1; number <= 12; number++) {
    await backend.sendMessage({ id: `m${number}`, text: `line ${number}`, user_id: 'ann' })
  }
  for (let number = 1; number <= 3; number++) {
    await backend.sendMessage({ id: `r${number}`, text: `reply ${number}`, parent_id: 'm2', user_id: 'ann' })
  }
  const bob = await stage.connect('bob')
  const his = bob.channel('messaging', 'general')
  await his.watch({ messages: { limit: 2 } })
  const away = his.state.loadMessageIntoState('m5', undefined, 3)
  await his.state.loadMessageIntoState('latest')
  await away
  expect(his.state.isUpToDate).toBe(true)

  await his.state.loadMessageIntoState('r1', 'm2', 3)
  expect(his.state.findMessage('m2')?.text).toBe('line 2')
  expect(his.state.findMessage('r1', 'm2')?.text).toBe('reply 1')
  await expect(his.state.loadMessageIntoState('r9', 'm2')).rejects.toThrow('no reply')
})
