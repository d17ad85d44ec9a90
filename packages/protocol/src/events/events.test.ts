import { expect, test } from 'bun:test'
import type { EventDeclaration } from './event.ts'
import { declarationOf, eventTable } from './table.ts'

const declared: [string, EventDeclaration][] = Object.entries(eventTable)

/** The events of spec/70 §3 that what is built so far causes. */
const emitted = `
  message.new notification.message_new notification.thread_message_new message.updated message.deleted message.undeleted
  message.read message.delivered reaction.new reaction.updated reaction.deleted
  channel.created channel.updated channel.deleted notification.channel_deleted channel.truncated notification.channel_truncated
  channel.hidden channel.visible channel.muted channel.unmuted channel.frozen channel.unfrozen
  member.added member.updated member.removed notification.added_to_channel notification.removed_from_channel
  notification.invited notification.invite_accepted notification.invite_rejected user.watching.start user.watching.stop
  notification.mark_read notification.mark_unread notification.mutes_updated notification.channel_mutes_updated
  user.banned user.unbanned user.messages.deleted user.presence.changed user.updated user.deleted
  user.deactivated user.reactivated user.muted user.unmuted
  typing.start typing.stop ai_indicator.update ai_indicator.clear ai_indicator.stop
  health.check connection.ok connection.error`
  .trim()
  .split(/\s+/)

test('every event that is emitted has a declaration, and there is none that nobody emits', () => {
  expect(Object.keys(eventTable).sort()).toEqual([...emitted].sort())
})

test('an event is declared under its own type', () => {
  for (const [type, { schema }] of declared) {
    expect(schema.shape.type?.def).toMatchObject({ values: [type] })
  }
})

test('what /sync replays has a row, of its channel or of its user', () => {
  const lost = declared.filter(([, { synced, stored }]) => synced && stored === 'no')
  expect(lost.map(([type]) => type)).toEqual([])
})

test('/sync replays the events of the documented wire, and that all messages of a user are gone', () => {
  const synced = declared.filter(([, { synced }]) => synced)
  expect(synced.map(([type]) => type).sort()).toEqual([
    'channel.created',
    'channel.deleted',
    'channel.hidden',
    'channel.truncated',
    'channel.updated',
    'channel.visible',
    'member.added',
    'member.removed',
    'member.updated',
    'message.deleted',
    'message.new',
    'message.updated',
    'notification.added_to_channel',
    'notification.removed_from_channel',
    'reaction.deleted',
    'reaction.new',
    'reaction.updated',
    'user.messages.deleted',
  ])
})

test('a stored event of a channel tells its place in the channel’s order', () => {
  const placeless = declared.filter(([, { schema, stored }]) => stored === 'channel' && !('parley' in schema.shape))
  expect(placeless.map(([type]) => type)).toEqual([])
})

test('what counts carries the recipient’s own numbers', () => {
  const numberless = declared.filter(
    ([, { schema, counts }]) => counts && !('unread_channels' in schema.shape) && !('unread_threads' in schema.shape),
  )
  expect(numberless.map(([type]) => type)).toEqual([])
})

test('a type that is nobody’s is an event of an app’s own, also when it is named as something inherited', () => {
  for (const type of ['friendship_request', 'toString', '__proto__', 'constructor']) {
    expect(declarationOf(type).stored).toBe('no')
    expect(declarationOf(type).schema.shape).toHaveProperty('parent_id')
  }
})
