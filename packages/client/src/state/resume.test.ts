import { describe, expect, test } from 'bun:test'
import { conversation } from '../testing/conversation.ts'
import { channel, cid, firstFrame, member, message, moment, ownUser, readState, user } from '../testing/samples.ts'
import { staleChannels } from './load.ts'
import { connected } from './own-user.ts'
import { positions, resumed } from './resume.ts'
import { sending } from './sending.ts'

const ann = user('ann')
const own = (unread_messages: number, read_rev = 1) => readState('ann', { unread_messages, parley: { read_rev } })

/** Ann has heard one message, which is unread. */
function interrupted() {
  const chat = conversation({ read: [own(0)] })
  chat.stored('message.new', { message: message('m1', 1) })
  return chat
}

describe('resuming', () => {
  test('begins where each channel stands', () => {
    expect(positions(interrupted().state)).toEqual({ [cid]: { epoch: 'e1', seq: 1, at: moment(1001) } })
  })

  test('ends with the number the server tells, whether the answer comes before the missed events or after', () => {
    const [before, after] = [interrupted(), interrupted()]
    const answer = { resumed: [{ cid, seq: 3, read: own(3) }], reset: [] }
    const missed = (chat: typeof before) => {
      for (const n of [2, 3]) chat.stored('message.new', { message: message(`m${n}`, n) })
    }
    before.state = resumed(before.state, answer)
    missed(before)
    missed(after)
    after.state = resumed(after.state, answer)
    expect(before.general.unread).toBe(3)
    expect(after.general.unread).toBe(3)
  })

  test('counts what came after the moment of the answer, though the answer came later still', () => {
    const chat = interrupted()
    for (const n of [2, 3, 4]) chat.stored('message.new', { message: message(`m${n}`, n) })
    chat.state = resumed(chat.state, { resumed: [{ cid, seq: 3, read: own(3) }], reset: [] })
    expect(chat.general.unread).toBe(4)
  })

  test('lowers the number that the answer told when one of those messages is deleted later', () => {
    const chat = interrupted()
    chat.state = resumed(chat.state, { resumed: [{ cid, seq: 2, read: own(2) }], reset: [] })
    chat.stored('message.new', { message: message('m2', 2) })
    chat.stored('message.deleted', { message: message('m2', 2), hard_delete: true })
    expect(chat.general.unread).toBe(1)
  })

  test('does not lower the number for a deletion that the answer includes', () => {
    const chat = interrupted()
    chat.state = resumed(chat.state, { resumed: [{ cid, seq: 2, read: own(0) }], reset: [] })
    chat.stored('message.new', { message: message('m2', 2) })
    chat.state = resumed(chat.state, { resumed: [{ cid, seq: 4, read: own(1, 2) }], reset: [] })
    chat.stored('message.deleted', { message: message('m1', 1), hard_delete: true })
    expect(chat.general.unread).toBe(1)
  })

  test('keeps the number while what the viewer sent last, as the answer knows, is not answered yet', () => {
    const chat = interrupted()
    // By the clock of this client it was written before all of what follows.
    chat.state = sending(chat.state, cid, { id: 'm3', text: 'hi', created_at: moment(1) })
    const read = readState('ann', { ...own(1, 2), last_read: moment(3), last_read_message_id: 'm3' })
    chat.state = resumed(chat.state, { resumed: [{ cid, seq: 4, read }], reset: [] })
    chat.stored('message.new', { message: message('m2', 2, { user: ann }) })
    expect(chat.general.unread).toBe(1)
    chat.stored('message.new', { message: message('m3', 3, { user: ann }) })
    chat.stored('message.new', { message: message('m4', 4) })
    expect(chat.general.unread).toBe(1)
  })

  test('keeps the own row that the answer tells, whatever the events say of how it came about', () => {
    const row = { ...own(1, 9), last_read: moment(5) }
    const answer = { resumed: [{ cid, seq: 5, read: row }], reset: [] }
    const accepted = { invited: true, invite_accepted_at: moment(3) }
    const chat = interrupted()
    chat.state = resumed(chat.state, answer)
    chat.stored('member.removed', { member: member('ann'), channel: channel() })
    chat.stored('member.added', { member: member('ann', { created_at: moment(2) }), channel: channel() })
    chat.stored('member.updated', { member: member('ann', accepted), channel: channel() })
    chat.stored('message.new', { message: message('a8', 8, { user: user('ann') }) })
    expect(chat.general.read.ann).toEqual(row)
    expect(chat.general.unread).toBe(1)
    expect(chat.general.membership?.user_id).toBe('ann')
  })

  test('does not take back what this device has heard of its own reading', () => {
    const chat = interrupted()
    chat.passing('message.read', { user: own(0).user, created_at: moment(9), parley: { read_rev: 5 } })
    chat.state = resumed(chat.state, { resumed: [{ cid, seq: 1, read: own(1, 4) }], reset: [] })
    expect(chat.general.unread).toBe(0)
    expect(chat.general.read.ann?.last_read).toBe(moment(9))
  })

  test('does not take back what the user has sent and so read since, though the answer came later still', () => {
    const chat = interrupted()
    chat.stored('message.new', { message: message('m2', 2) })
    chat.stored('message.new', { message: message('m3', 3, { user: user('ann') }) })
    chat.stored('message.new', { message: message('m4', 4) })
    chat.state = resumed(chat.state, { resumed: [{ cid, seq: 2, read: own(2) }], reset: [] })
    expect(chat.general.unread).toBe(1)
    expect(chat.general.read.ann?.last_read_message_id).toBe('m3')
  })

  test('keeps a number that the server has told since, though the answer was late', () => {
    const chat = interrupted()
    chat.stored('message.new', { message: message('m2', 2), unread_messages: 2 })
    chat.stored('message.new', { message: message('m3', 3), unread_messages: 3 })
    chat.stored('message.deleted', { message: message('m2', 2), hard_delete: true, unread_messages: 2 })
    chat.state = resumed(chat.state, { resumed: [{ cid, seq: 3, read: own(3) }], reset: [] })
    expect(chat.general.unread).toBe(2)
  })

  test('does not take back what was marked unread since, though the answer was late', () => {
    const chat = interrupted()
    chat.passing('notification.mark_unread', {
      first_unread_message_id: 'm1',
      last_read_at: moment(-9),
      unread_messages: 1,
    })
    chat.state = resumed(chat.state, { resumed: [{ cid, seq: 1, read: own(0) }], reset: [] })
    expect(chat.general.unread).toBe(1)
    expect(chat.general.read.ann?.last_read).toBe(moment(-9))
  })

  test('keeps what was marked unread, though what the user had sent before that is told after the answer', () => {
    const chat = interrupted()
    chat.stored('message.new', { message: message('m2', 2), unread_messages: 2 })
    const marked = { ...own(4, 7), last_read: moment(0) }
    chat.state = resumed(chat.state, { resumed: [{ cid, seq: 5, read: marked }], reset: [] })
    chat.stored('message.new', { message: message('m3', 3, { user: user('ann') }) })
    expect(chat.general.read.ann?.last_read).toBe(moment(0))
    chat.stored('message.new', { message: message('m4', 4) })
    chat.stored('message.new', { message: message('m5', 5) })
    chat.stored('message.new', { message: message('m6', 6, { user: user('ann') }) })
    expect(chat.general.read.ann?.last_read).toBe(moment(6))
  })

  test('takes the number of the answer where its own was counted: what is older than a reading may be unread', () => {
    const chat = interrupted()
    chat.stored('message.new', { message: message('m2', 2), unread_messages: 2 })
    // The server's clock was put back after the reading: m2 came later, and bears an earlier time.
    const row = readState('ann', { last_read: moment(5), unread_messages: 2, parley: { read_rev: 2 } })
    chat.passing('message.read', { user: ann, created_at: moment(5), parley: { read_rev: 2 } })
    expect(chat.general.unread).toBe(0)
    chat.state = resumed(chat.state, { resumed: [{ cid, seq: 2, read: row }], reset: [] })
    expect(chat.general.unread).toBe(2)
  })

  test('takes the number of the answer after a new connection, whatever was told over the last one', () => {
    const chat = interrupted()
    chat.stored('message.new', { message: message('m2', 2), unread_messages: 2 })
    chat.state = connected(chat.state, firstFrame(ownUser('ann')))
    chat.state = resumed(chat.state, { resumed: [{ cid, seq: 2, read: own(0) }], reset: [] })
    expect(chat.general.unread).toBe(0)
  })

  test('that is not possible leaves the channel stale, and out of the next attempt', () => {
    const chat = interrupted()
    chat.state = resumed(chat.state, { resumed: [], reset: [{ cid }, { cid: 'messaging:unknown' }] })
    expect(staleChannels(chat.state)).toEqual([cid])
    expect(positions(chat.state)).toEqual({})
  })
})
