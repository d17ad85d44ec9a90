import { describe, expect, test } from 'bun:test'
import { conversation } from '../testing/conversation.ts'
import { channel, channelState, cid, member, message, moment, reaction, readState, user } from '../testing/samples.ts'
import type { ChannelState } from '../wire.ts'
import { comparable } from './comparable.ts'

const compared = (answer: Partial<ChannelState>) => comparable(conversation(answer).state)
const same = compared({})

describe('two states are the same', () => {
  test('whatever other people’s profiles, presence and watching are', () => {
    const online = user('bob', { online: true, name: 'Bob' })
    const one = compared({ messages: [message('m1', 1)] })
    const other = compared({
      messages: [message('m1', 1, { user: online })],
      members: [member('ann'), member('bob', { user: online })],
      read: [readState('ann'), readState('bob', { user: online })],
      watchers: [online],
      watcher_count: 9,
    })
    expect(other).toEqual(one)
  })

  test('however their parts were ordered, and whether a field is null or absent', () => {
    const [first, second] = [channelState().members[0]!, channelState().members[1]!]
    expect(compared({ members: [second, first] })).toEqual(same)
    expect(compared({ channel: channel({ member_count: 2, team: null as never }) })).toEqual(same)
    const backwards = Object.fromEntries(Object.entries(conversation().state).reverse())
    expect(JSON.stringify(comparable(backwards as never))).toBe(JSON.stringify(same))
  })

  test('whatever reactions a deleted message hides', () => {
    const stub = { type: 'deleted', text: '' } as const
    const kept = message('m1', 1, { ...stub, own_reactions: [reaction('m1', 'ann', 'like')] })
    expect(compared({ messages: [kept] })).toEqual(compared({ messages: [message('m1', 1, stub)] }))
  })

  test('but for the reads that others are not told of, where these are named', () => {
    const state = conversation({ read: [readState('ann'), readState('bob', { last_read: moment(9) })] }).state
    expect(comparable(state)).not.toEqual(same)
    const silentReaders = ['bob']
    expect(comparable(state, { silentReaders })).toEqual(comparable(conversation().state, { silentReaders }))
  })
})

describe('two states differ', () => {
  const differences: Record<string, Partial<ChannelState>> = {
    'in the channel’s data': { channel: channel({ member_count: 2, name: 'Lobby' }) },
    'in who created it': { channel: channel({ member_count: 2, created_by: user('bob') }) },
    'in what the viewer may do': { channel: channel({ member_count: 2, own_capabilities: ['send-message'] }) },
    'in the number of members': { channel: channel({ member_count: 3 }) },
    'in the number of messages': { channel: channel({ member_count: 2, message_count: 1 }) },
    'in a message': { messages: [message('m1', 1)] },
    'in who is a member': { members: [member('ann')] },
    'in a role': { members: [member('ann'), member('bob', { channel_role: 'channel_moderator' })] },
    'in what the viewer has read': { read: [readState('ann', { last_read: moment(9) }), readState('bob')] },
    'in what another has read': { read: [readState('ann'), readState('bob', { last_read: moment(9) })] },
    'in the unread number': { read: [readState('ann', { unread_messages: 1 }), readState('bob')] },
    'in being hidden': { hidden: true },
  }
  for (const [name, answer] of Object.entries(differences)) {
    test(name, () => expect(compared(answer)).not.toEqual(same))
  }

  const base = compared({ messages: [message('m1', 1)] })
  const edits: Record<string, Parameters<typeof message>[2]> = {
    'in its text': { text: 'edited' },
    'in its type': { type: 'deleted' },
    'in its reply count': { reply_count: 1 },
    'in its reaction counts': { reaction_counts: { like: 1 } },
    'in the viewer’s own reactions': { own_reactions: [reaction('m1', 'ann', 'like')] },
    'in when it was changed': { updated_at: moment(9) },
    'in being pinned': { pinned: true },
  }
  for (const [name, fields] of Object.entries(edits)) {
    test(`${name}, for a message`, () => expect(compared({ messages: [message('m1', 1, fields)] })).not.toEqual(base))
  }

  test('in the totals', () => {
    expect(comparable(conversation({}, { total_unread_count: 1 }).state)).not.toEqual(same)
  })
})

test('only the channels asked for are compared, whether loaded or not', () => {
  const state = conversation().state
  expect(comparable(state, { cids: [cid] })).toEqual(same)
  expect(comparable(state, { cids: ['messaging:unknown'] })).toEqual({ ...(same as object), channels: {} })
})
