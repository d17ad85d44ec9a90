import { describe, expect, test } from 'bun:test'
import { conversation } from '../testing/conversation.ts'
import { moment, user } from '../testing/samples.ts'
import { TYPING_EXPIRES_MS, tick } from './typing.ts'

describe('typing', () => {
  test('shows somebody until they stop, in the channel or in a thread', () => {
    const chat = conversation()
    chat.passing('typing.start', { user: user('bob') })
    chat.passing('typing.start', { user: user('cat'), parent_id: 'm1' })
    expect(chat.general.typing).toMatchObject({ bob: { user: { id: 'bob' } }, cat: { parent_id: 'm1' } })
    chat.passing('typing.stop', { user: user('bob') })
    expect(Object.keys(chat.general.typing)).toEqual(['cat'])
  })

  test('never shows the viewer', () => {
    const chat = conversation()
    const before = chat.general
    chat.passing('typing.start', { user: user('ann') })
    expect(chat.general).toBe(before)
  })

  test('runs out by the client’s own clock if nobody says that it stopped', () => {
    const chat = conversation()
    chat.hear({ type: 'typing.start', cid: 'messaging:general', user: user('bob'), created_at: moment(1) }, 5000)
    const later = tick(chat.state, 5000 + TYPING_EXPIRES_MS - 1)
    expect(later).toBe(chat.state)
    expect(tick(later, 5000 + TYPING_EXPIRES_MS).channels['messaging:general']?.typing).toEqual({})
  })

  test('without a clock of the client runs out by the time of the event', () => {
    const chat = conversation()
    chat.passing('typing.start', { user: user('bob'), created_at: moment(1) })
    expect(chat.general.typing.bob?.expires_at).toBe(Date.parse(moment(1)) + TYPING_EXPIRES_MS)
  })
})

describe('watching', () => {
  test('tells who watches and how many', () => {
    const chat = conversation()
    chat.passing('user.watching.start', { user: user('bob'), watcher_count: 2 })
    chat.passing('user.watching.start', { user: user('!anon'), watcher_count: 3 })
    expect(Object.keys(chat.general.watchers)).toEqual(['bob'])
    expect(chat.general.watcher_count).toBe(3)
    chat.passing('user.watching.stop', { user: user('bob'), watcher_count: 2 })
    expect(chat.general.watchers).toEqual({})
    expect(chat.general.watcher_count).toBe(2)
  })
})
