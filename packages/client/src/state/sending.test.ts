import { describe, expect, test } from 'bun:test'
import { conversation } from '../testing/conversation.ts'
import { cid, message, moment, user } from '../testing/samples.ts'
import { comparable } from './comparable.ts'
import { loadReplies } from './load.ts'
import { discarded, failed, sending, sent } from './sending.ts'

const draft = { id: 'a1', text: 'hello', created_at: moment(5) }
const stored = message('a1', 6, { text: 'hello', user: user('ann') })

describe('a message that is being sent', () => {
  test('is shown at once, as the viewer’s own, and is no part of what the server knows', () => {
    const chat = conversation({ messages: [message('m1', 1)] })
    const before = comparable(chat.state)
    chat.state = sending(chat.state, cid, draft)
    expect(chat.general.messages[1]).toMatchObject({
      text: 'hello',
      user: { id: 'ann' },
      parley: { status: 'sending' },
    })
    expect(chat.general.unread).toBe(0)
    expect(comparable(chat.state)).toEqual(before)
  })

  test('stands last, even if the client’s clock is slow', () => {
    const chat = conversation({ messages: [message('m9', 9)] })
    chat.state = sending(chat.state, cid, draft)
    expect(chat.texts).toEqual(['m9', 'hello'])
  })

  test('is settled by the answer and the event, in either order, and once', () => {
    const [one, other] = [conversation(), conversation()]
    for (const chat of [one, other]) chat.state = sending(chat.state, cid, draft)
    one.state = sent(one.state, cid, stored)
    one.stored('message.new', { message: stored })
    other.stored('message.new', { message: stored })
    other.state = sent(other.state, cid, message('a1', 6, { text: 'an older telling' }))
    expect(one.texts).toEqual(['hello'])
    expect(comparable(one.state)).toEqual(comparable(other.state))
    expect(one.general.messages[0]?.parley?.status).toBeUndefined()
  })

  test('that was stored is never sending or failed again', () => {
    const chat = conversation()
    chat.stored('message.new', { message: stored })
    const { state } = chat
    expect(sending(state, cid, draft)).toBe(state)
    expect(failed(state, cid, 'a1')).toBe(state)
    expect(discarded(state, cid, 'a1')).toBe(state)
  })

  test('fails, is tried again, or is taken back', () => {
    const chat = conversation()
    chat.state = failed(sending(chat.state, cid, draft), cid, 'a1', 'no network')
    expect(chat.general.messages[0]?.parley).toEqual({ status: 'failed', error: 'no network' })
    chat.state = sending(chat.state, cid, draft)
    expect(chat.general.messages.map(({ parley }) => parley)).toEqual([{ status: 'sending' }])
    chat.state = discarded(chat.state, cid, 'a1')
    expect(chat.texts).toEqual([])
  })

  test('and was hard-deleted before the answer came is not brought back by it', () => {
    const chat = conversation()
    chat.state = sending(chat.state, cid, draft)
    chat.stored('message.new', { message: stored })
    chat.stored('message.deleted', { message: stored, hard_delete: true })
    chat.state = sent(chat.state, cid, stored)
    expect(chat.texts).toEqual([])
  })

  test('may be a reply', () => {
    const chat = conversation({ messages: [message('m1', 1)] })
    chat.state = loadReplies(chat.state, cid, 'm1', [])
    chat.state = sending(chat.state, cid, { ...draft, parent_id: 'm1' })
    chat.state = sent(chat.state, cid, { ...stored, parent_id: 'm1', type: 'reply' })
    expect(chat.texts).toEqual(['m1'])
    expect(chat.general.threads.m1).toMatchObject([{ id: 'a1', parley: { counted: false } }])
  })

  test('does not pin, nor become the last message, before it is stored', () => {
    const chat = conversation()
    chat.state = sending(chat.state, cid, { ...draft, pinned: true })
    expect(chat.general.pinned).toEqual([])
    expect(chat.general.channel.last_message_at).toBeUndefined()
  })
})

test('a custom field cannot pass for what only this client knows', () => {
  const chat = conversation()
  chat.stored('message.new', {
    message: message('m1', 1, { status: 'failed', parley: { status: 'sending', counted: 0 } }),
  })
  expect(chat.general.messages[0]).toMatchObject({ status: 'failed', parley: { counted: 1 } })
  expect(chat.general.messages[0]?.parley).not.toHaveProperty('status')
})

test('answers to commands are shown here and are no part of what the server knows', () => {
  const chat = conversation()
  const before = comparable(chat.state)
  chat.passing('message.new', { message: message('a1', 1, { type: 'ephemeral', user: user('ann') }) })
  expect(chat.general.messages).toHaveLength(1)
  expect(comparable(chat.state)).toEqual(before)
})
