import { expect, test } from 'bun:test'
import { countReply, type RepliesUnread, type Reply } from './replies.ts'

const reply: Reply = { app_pk: 1, channel_pk: 5, parent_id: 'm1', parent_author: 'ann', author: 'bob', mentioned: [] }
const heard = { counts: true, isShadowed: false }

function known(
  counted = 0,
  participants: Record<string, number> = {},
  more: Partial<RepliesUnread> = {},
): RepliesUnread {
  const threads = new Map([['1 m1', { counted, participants: new Map(Object.entries(participants)) }]])
  const members = new Set(['ann', 'bob', 'cid', 'dan'].map((id) => `5 ${id}`))
  return { threads, userMutes: new Set(), channelMutes: new Set(), members, ...more }
}

test('the first reply makes the author of the parent a participant, for whom it counts', () => {
  const first = countReply(known(), { ...reply, ...heard })
  expect(first).toMatchObject({ thread_n: 1, thread_pos: 1, starts: ['ann'], excepted: [], heardBy: ['ann'] })
})

test('whom a reply mentions takes part from it on', () => {
  const batch = known(3, { ann: 3, bob: 3 })
  expect(countReply(batch, { ...reply, mentioned: ['cid', 'bob'], ...heard })).toMatchObject({
    thread_n: 4,
    starts: ['cid'],
    heardBy: ['ann', 'cid'],
  })
  expect(countReply(batch, { ...reply, mentioned: ['cid'], ...heard })).toMatchObject({ thread_n: 5, starts: [] })
})

test('who replies to themself is the only participant and hears nothing', () => {
  expect(countReply(known(), { ...reply, author: 'ann', ...heard })).toMatchObject({ starts: [], heardBy: [] })
})

test('participants who mute the author or the channel are excepted, the author never', () => {
  const mutes = { userMutes: new Set(['1 ann bob']), channelMutes: new Set(['5 cid', '5 bob']) }
  const counted = countReply(known(1, { ann: 0, bob: 1, cid: 0, dan: 0 }, mutes), { ...reply, ...heard })
  expect(counted.excepted).toEqual(['ann', 'cid'])
})

test('only members hear of a reply, whoever else takes part', () => {
  const counted = countReply(known(0, {}, { members: new Set(['5 ann']) }), { ...reply, mentioned: ['cid'], ...heard })
  expect(counted).toMatchObject({ starts: ['ann', 'cid'], heardBy: ['ann'] })
})

test('a silent reply takes no ordinal but makes participants who have read up to it', () => {
  const counted = countReply(known(2, { bob: 2 }), { ...reply, ...heard, counts: false })
  expect(counted).toMatchObject({ thread_n: null, thread_pos: 2, starts: ['ann'], excepted: [] })
})

test('a shadowed reply changes nothing for anybody', () => {
  const batch = known(2, { ann: 0 })
  const counted = countReply(batch, { ...reply, mentioned: ['cid'], counts: false, isShadowed: true })
  expect(counted).toEqual({ thread_n: null, thread_pos: 2, excepted: [], starts: [], heardBy: [], clears: false })
  expect(countReply(batch, { ...reply, ...heard }).thread_n).toBe(3)
})

test('replying clears what the author had not read of the thread', () => {
  expect(countReply(known(3, { bob: 1 }), { ...reply, ...heard }).clears).toBe(true)
  expect(countReply(known(3, { bob: 3 }), { ...reply, ...heard }).clears).toBe(false)
  expect(countReply(known(3), { ...reply, ...heard }).clears).toBe(false)
})
