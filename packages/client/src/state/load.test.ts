import { describe, expect, test } from 'bun:test'
import { conversation } from '../testing/conversation.ts'
import {
  channel,
  channelState,
  cid,
  firstFrame,
  member,
  message,
  moment,
  ownUser,
  readState,
  user,
} from '../testing/samples.ts'
import { apply } from './apply.ts'
import { loadAround, loadChannel, loadNewer, loadOlder, loadReplies, showNewest, staleChannels } from './load.ts'
import { emptyState } from './model.ts'
import { connected } from './own-user.ts'
import { answered, asking, MAX_REMEMBERED } from './remember.ts'
import { resumed } from './resume.ts'
import { sending } from './sending.ts'

const epoch = 'e1'
const position = (seq: number) => ({ parley: { epoch, seq, at: moment(seq) } })
const messages = (...numbers: number[]) => numbers.map((n) => message(`m${n}`, n))
const newMessage = (seq: number) => ({
  type: 'message.new' as const,
  cid,
  channel_id: 'general',
  channel_type: 'messaging',
  message: message(`m${seq}`, seq),
  message_id: `m${seq}`,
  watcher_count: 1,
  created_at: moment(seq),
  ...position(seq),
})

describe('querying a channel again', () => {
  test('replaces the newest page and keeps older messages that it reaches', () => {
    const chat = conversation({ messages: messages(1, 2, 3) })
    const page = [message('m3', 3, { text: 'edited' }), ...messages(4, 5)]
    chat.state = loadChannel(chat.state, channelState({ messages: page, ...position(9) }))
    expect(chat.texts).toEqual(['m1', 'm2', 'edited', 'm4', 'm5'])
  })

  test('drops what lies before a gap, and keeps what is being sent or failed', () => {
    const chat = conversation({ messages: messages(1, 2, 3) })
    chat.state = sending(chat.state, cid, { id: 'a1', text: 'unsent', created_at: moment(4) })
    chat.state = loadChannel(chat.state, channelState({ messages: messages(8, 9), ...position(9) }))
    expect(chat.texts).toEqual(['unsent', 'm8', 'm9'])
  })

  test('that answers no messages leaves none', () => {
    const chat = conversation({ messages: messages(1, 2) })
    chat.state = loadChannel(chat.state, channelState({ ...position(9) }))
    expect(chat.texts).toEqual([])
  })

  test('forgets messages deleted in the meantime within the page, and truncated before it', () => {
    const chat = conversation({ messages: messages(1, 2, 3, 4) })
    const truncated = channel({ truncated_at: moment(1) })
    chat.state = loadChannel(chat.state, channelState({ channel: truncated, messages: messages(3), ...position(9) }))
    expect(chat.texts).toEqual(['m2', 'm3'])
  })

  test('settles a send whose echo was lost', () => {
    const chat = conversation()
    chat.state = sending(chat.state, cid, { id: 'm1', text: 'm1', created_at: moment(1) })
    chat.state = loadChannel(chat.state, channelState({ messages: messages(1), ...position(9) }))
    expect(chat.general.messages).toEqual(messages(1))
  })

  test('takes members, reads, watchers and numbers as answered', () => {
    const chat = conversation({ watchers: [user('bob')] })
    const answer = channelState({
      channel: channel({ member_count: 1, message_count: 4, own_capabilities: ['send-message'] }),
      members: [member('ann')],
      read: [readState('ann', { unread_messages: 4 })],
      watchers: [user('cat')],
      watcher_count: 5,
      hidden: true,
      ...position(9),
    })
    chat.state = loadChannel(chat.state, answer)
    expect(chat.general).toMatchObject({ member_count: 1, message_count: 4, unread: 4, watcher_count: 5, hidden: true })
    expect(chat.general.own_capabilities).toEqual(['send-message'])
    expect(Object.keys(chat.general.members)).toEqual(['ann'])
    expect(Object.keys(chat.general.watchers)).toEqual(['cat'])
  })

  test('does not take back reads that events have told since', () => {
    const chat = conversation({ read: [readState('bob', { parley: { read_rev: 1 } })] })
    chat.passing('message.read', { user: user('bob'), created_at: moment(5), parley: { read_rev: 3 } })
    const outdated = [readState('bob', { last_read: moment(4), parley: { read_rev: 2 } })]
    chat.state = loadChannel(chat.state, channelState({ read: outdated, ...position(9) }))
    expect(chat.general.read.bob?.last_read).toBe(moment(5))
  })

  test('ignores an answer that is older than what events have told', () => {
    const chat = conversation()
    chat.stored('message.new', { message: message('m1', 1) })
    const { state } = chat
    expect(loadChannel(state, channelState({ ...position(0) }))).toBe(state)
  })
})

test('a stale channel takes any answer, also one older than what was heard meanwhile', () => {
  const chat = conversation({ messages: messages(1) })
  chat.state = resumed(chat.state, { resumed: [], reset: [{ cid }] })
  chat.hear(newMessage(9))
  chat.state = loadChannel(chat.state, channelState({ messages: messages(7, 8), ...position(8) }))
  expect(chat.texts).toEqual(['m7', 'm8'])
  expect(staleChannels(chat.state)).toEqual([])
})

test('what an answered message bears under our own key is not ours', () => {
  const chat = conversation({ messages: [message('m1', 1, { parley: { status: 'sending' } })] })
  expect(chat.general.messages).toEqual(messages(1))
})

describe('pages of replies', () => {
  const replies = (...ns: number[]) => ns.map((n) => message(`r${n}`, n, { parent_id: 'm1' }))

  test('from a place add to the thread, also where nothing more is there', () => {
    const chat = conversation({ messages: messages(1) })
    chat.state = loadReplies(chat.state, cid, 'm1', replies(4, 5))
    chat.state = loadReplies(chat.state, cid, 'm1', replies(2, 3), true)
    chat.state = loadReplies(chat.state, cid, 'm1', [], true)
    expect(chat.general.threads.m1?.map(({ id }) => id)).toEqual(['r2', 'r3', 'r4', 'r5'])
  })

  test('that are the newest ones say what there is: an empty one, that there is nothing', () => {
    const chat = conversation({ messages: messages(1) })
    chat.state = loadReplies(chat.state, cid, 'm1', replies(4, 5))
    chat.state = loadReplies(chat.state, cid, 'm1', [])
    expect(chat.general.threads.m1).toEqual([])
  })
})

describe('another history of the channel', () => {
  test('told by an event makes the channel stale: nothing more is believed until it is queried', () => {
    const chat = conversation({ messages: messages(1) })
    chat.hear({ ...newMessage(2), parley: { epoch: 'e2', seq: 50, at: moment(50) } })
    expect(staleChannels(chat.state)).toEqual([cid])
    expect(chat.texts).toEqual(['m1'])
  })

  test('answered by a query replaces what was loaded, threads too', () => {
    const chat = conversation({ messages: messages(1, 2) })
    chat.state = loadReplies(chat.state, cid, 'm1', [message('r1', 1, { parent_id: 'm1' })])
    const parley = { epoch: 'e2', seq: 1, at: moment(60) }
    chat.state = loadChannel(chat.state, channelState({ messages: messages(2, 3), parley }))
    expect(chat.texts).toEqual(['m2', 'm3'])
    expect(chat.general.threads).toEqual({})
    expect(chat.general).toMatchObject({ stale: false, parley })
  })
})

describe('events that overtake an answer', () => {
  test('to the first query of a channel are not lost', () => {
    let state = asking(connected(emptyState('ann'), firstFrame(ownUser('ann'))))
    for (const seq of [1, 2, 3]) state = apply(state, newMessage(seq))
    const read = [readState('ann', { unread_messages: 2 })]
    state = answered(loadChannel(state, channelState({ messages: messages(1, 2), read, ...position(2) })))
    expect(state.channels[cid]?.messages.map(({ id }) => id)).toEqual(['m1', 'm2', 'm3'])
    expect(state.channels[cid]).toMatchObject({ unread: 3, parley: { seq: 3 } })
    expect(state.remembered).toBeUndefined()
  })

  test('to a later query are laid over it, while its own news is taken', () => {
    const chat = conversation({ messages: messages(1) })
    chat.state = asking(chat.state)
    chat.hear(newMessage(5))
    const answer = channelState({ messages: messages(1, 2, 3), ...position(4) })
    chat.state = answered(loadChannel(chat.state, answer))
    expect(chat.texts).toEqual(['m1', 'm2', 'm3', 'm5'])
  })

  test('with a newer own row than the answer’s count what they bring once', () => {
    const row = (read_rev: number) => readState('ann', { parley: { read_rev } })
    const chat = conversation({ read: [row(1)] })
    chat.state = asking(chat.state)
    chat.hear({
      ...newMessage(1),
      message: message('a1', 1, { user: user('ann') }),
      parley: { ...position(1).parley, read_rev: 2 },
    })
    chat.hear(newMessage(2))
    chat.state = answered(loadChannel(chat.state, channelState({ read: [row(1)] })))
    expect(chat.general.unread).toBe(1)
  })

  test('are remembered until the last of several queries is answered', () => {
    const once = answered(asking(asking(emptyState('ann'))))
    expect(once.remembered?.queries).toBe(1)
    expect(answered(once).remembered).toBeUndefined()
    expect(answered(answered(once))).toEqual(emptyState('ann'))
  })

  test('in greater number than is remembered leave the channel stale', () => {
    let state = asking(emptyState('ann'))
    for (let seq = 1; seq <= MAX_REMEMBERED + 1; seq++) {
      state = apply(state, {
        type: 'typing.stop',
        cid,
        channel_id: 'general',
        channel_type: 'messaging',
        user: user('bob'),
        created_at: moment(seq),
      })
    }
    expect(state.remembered?.events).toHaveLength(MAX_REMEMBERED)
    expect(staleChannels(answered(loadChannel(state, channelState())))).toEqual([cid])
  })

  test('say that the channel is gone, and it stays gone', () => {
    const state = apply(asking(emptyState('ann')), {
      type: 'channel.deleted',
      cid,
      channel_id: 'general',
      channel_type: 'messaging',
      channel: channel(),
      created_at: moment(3),
      ...position(3),
    })
    expect(loadChannel(state, channelState({ ...position(2) })).channels).toEqual({})
  })

  test('about replies are laid over the page, without counting twice', () => {
    const chat = conversation({ messages: messages(1) })
    chat.state = asking(chat.state)
    const reply = (id: string, n: number) => message(id, n, { parent_id: 'm1', type: 'reply', show_in_channel: true })
    chat.stored('message.new', { message: reply('r2', 3) })
    chat.stored('message.deleted', { message: reply('r1', 2), hard_delete: true })
    const { unread } = chat.general
    chat.state = answered(loadReplies(chat.state, cid, 'm1', [reply('r1', 2)]))
    expect(chat.general.threads.m1?.map(({ id }) => id)).toEqual(['r2'])
    expect(chat.general.unread).toBe(unread)
  })
})

describe('more pages', () => {
  test('of older messages stand before the others', () => {
    const chat = conversation({ messages: messages(5, 6) })
    chat.state = loadOlder(chat.state, cid, messages(3, 4, 5))
    expect(chat.texts).toEqual(['m3', 'm4', 'm5', 'm6'])
  })

  test('of replies extend the thread at either end', () => {
    const replies = (...numbers: number[]) => numbers.map((n) => message(`r${n}`, n, { parent_id: 'm1' }))
    const chat = conversation({ messages: messages(1) })
    for (const page of [replies(5, 6), replies(3, 4), replies(6, 7)])
      chat.state = loadReplies(chat.state, cid, 'm1', page)
    expect(chat.general.threads.m1?.map(({ id }) => id)).toEqual(['r3', 'r4', 'r5', 'r6', 'r7'])
  })

  test('of a channel that is not loaded are nothing', () => {
    const state = emptyState('ann')
    expect(loadReplies(state, cid, 'm1', [])).toBe(state)
  })
})

describe('a stretch that is jumped to', () => {
  const stretch = (chat: ReturnType<typeof conversation>) => chat.general.stretch?.map(({ id }) => id)
  const far = () => {
    const chat = conversation({ messages: messages(20, 21) })
    chat.state = loadAround(chat.state, cid, messages(5, 6, 7))
    return chat
  }

  test('stands beside the newest messages, which go on, until the reader is brought back', () => {
    const chat = far()
    chat.stored('message.new', { message: message('m22', 22) })
    expect(stretch(chat)).toEqual(['m5', 'm6', 'm7'])
    expect(chat.texts).toEqual(['m20', 'm21', 'm22'])
    chat.state = showNewest(chat.state, cid)
    expect(stretch(chat)).toBeUndefined()
    expect(showNewest(chat.state, cid)).toBe(chat.state)
  })

  test('grows at both ends by the pages that were asked from it, and by no others', () => {
    const chat = far()
    chat.state = loadOlder(chat.state, cid, messages(3, 4), 'm5')
    chat.state = loadNewer(chat.state, cid, messages(8, 9), 'm7')
    expect(stretch(chat)).toEqual(['m3', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9'])
    chat.state = loadOlder(chat.state, cid, messages(18, 19), 'm20')
    chat.state = loadOlder(chat.state, cid, messages(1), 'gone')
    chat.state = loadNewer(chat.state, cid, messages(23), 'm21')
    expect(stretch(chat)).toEqual(['m3', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9'])
    expect(chat.texts).toEqual(['m18', 'm19', 'm20', 'm21'])
  })

  test('is one with the newest messages once they meet, or when nothing lies between', () => {
    const met = far()
    met.state = loadNewer(met.state, cid, messages(8, 20), 'm7')
    expect([stretch(met), met.texts]).toEqual([undefined, ['m5', 'm6', 'm7', 'm8', 'm20', 'm21']])
    const last = far()
    last.state = loadNewer(last.state, cid, [], 'm7')
    expect([stretch(last), last.texts]).toEqual([undefined, ['m5', 'm6', 'm7', 'm20', 'm21']])
    const near = conversation({ messages: messages(20, 21) })
    near.state = loadAround(near.state, cid, messages(19, 20))
    expect([stretch(near), near.texts]).toEqual([undefined, ['m19', 'm20', 'm21']])
  })

  test('hears what becomes of its messages', () => {
    const chat = far()
    chat.stored('message.updated', { message: message('m5', 5, { text: 'edited' }) })
    chat.stored('message.deleted', { message: message('m6', 6), hard_delete: true })
    expect(chat.general.stretch?.map(({ text }) => text)).toEqual(['edited', 'm7'])
    chat.stored('channel.truncated', { channel: channel({ truncated_at: moment(6) }) })
    expect(stretch(chat)).toEqual(['m7'])
    chat.stored('channel.truncated', { channel: channel({ truncated_at: moment(9) }) })
    expect([stretch(chat), chat.texts]).toEqual([undefined, ['m20', 'm21']])
  })

  test('survives a newer answer, but not another history of the channel', () => {
    const chat = far()
    chat.state = loadChannel(chat.state, channelState({ messages: messages(21, 22), ...position(9) }))
    expect(stretch(chat)).toEqual(['m5', 'm6', 'm7'])
    chat.state = loadChannel(chat.state, channelState({ parley: { epoch: 'e2', seq: 1, at: moment(60) } }))
    expect(stretch(chat)).toBeUndefined()
  })

  test('with nothing in it changes nothing', () => {
    const chat = far()
    chat.state = loadAround(chat.state, cid, [])
    expect(stretch(chat)).toEqual(['m5', 'm6', 'm7'])
  })
})
