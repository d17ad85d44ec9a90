import { expect, test } from 'bun:test'
import sql from 'sql-template-tag'
import type { EventRow } from '../../core/hydrate.ts'
import { eventText } from '../../core/realtime/event-text.ts'
import { type TestChat, testChat } from '../../testing/test-chat.ts'
import { memberHydrators } from '../members/members.ts'
import { createConfigs } from '../settings/settings.ts'
import { stateHydrators } from './states.ts'

/** The newest stored event of a type, told once more from its row and from what is stored now. */
async function retold(chat: TestChat, type: string) {
  const { clock, database, events, hub } = chat.app.services
  return database.snapshot(async (q) => {
    const stored = await q.get<Omit<EventRow, 'data'> & { data: string }>(
      sql`SELECT * FROM events WHERE type = ${type} ORDER BY channel_pk DESC, seq DESC LIMIT 1`,
    )
    const row: EventRow = { ...stored!, data: JSON.parse(stored!.data) }
    const world = { now: clock.now(), isOnline: hub.isOnline }
    const config = await createConfigs(database).newest(q, row.app_pk)
    const [event] = await { ...memberHydrators, ...stateHydrators }[type]!(q, [row], world, config)
    const { channel, body } = event!
    const parley = { epoch: events.epoch(row.channel_pk), seq: row.seq, at: row.created_at }
    return { event: event!, text: JSON.parse(eventText({ type, at: row.created_at, channel, body, parley }, 'v1')) }
  })
}

test('what is told of channels and members is told the same when it is replayed', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'], others: ['cid'], type: 'team' })
  const ann = await chat.user('ann').connect()
  await ann.watch(chat.general)
  const idle = await chat.user('bob').connect()
  const change = (body: object) => chat.server.call('UpdateChannel', { params: chat.general, body })
  const truncate = (body: object) => chat.server.call('TruncateChannel', { params: chat.general, body })
  const say = { text: 'look', user_id: 'ann' }
  for (const [type, act, effects] of [
    ['channel.updated', () => change({ data: { name: 'Tea' }, user_id: 'ann' }), {}],
    ['channel.updated', () => change({ data: { frozen: true }, message: say }), { capabilities: 'all' }],
    ['channel.updated', () => change({ data: { team: 'red' } }), { access: { kind: 'recheck' }, capabilities: 'all' }],
    ['member.added', () => change({ invites: ['cid'] }), {}],
    ['member.updated', () => change({ accept_invite: true, user_id: 'cid' }), effectsOn('cid', 'joined')],
    ['member.updated', () => change({ add_moderators: ['cid'] }), effectsOn('cid', 'recheck')],
    ['member.removed', () => change({ remove_members: ['cid'] }), effectsOn('cid', 'left')],
    ['channel.truncated', () => truncate({ message: say }), { recount: true }],
    ['channel.truncated', () => truncate({ member_ids: ['ann'] }), { audience: { only: ['ann'] }, recount: true }],
    [
      'channel.deleted',
      () => chat.server.call('DeleteChannel', { params: chat.general }),
      { access: { kind: 'closed' }, recount: true },
    ],
  ] as const) {
    ann.clear()
    idle.clear()
    await act()
    await chat.quiet()
    const heard = ann.events.find((event) => event.type === type)
    const again = await retold(chat, type)
    const { own_capabilities: _, ...common } = heard
    expect(withoutTotals(again.text)).toEqual(withoutTotals(common))
    const { access, audience, capabilities, recount } = again.event
    const told: object = { access, audience, capabilities, recount }
    expect(told).toEqual(effects)
    const notification = idle.events.find((event) => event.type.startsWith('notification.channel_'))
    if (notification) expect(again.event.idle?.type).toBe(notification.type)
  }
})

const effectsOn = (user_id: string, kind: string) => ({ access: { kind, user_id }, capabilities: [user_id] })

/** The recipient's own numbers are put in when an event is sent. */
const withoutTotals = (event: object) =>
  Object.fromEntries(Object.entries(event).filter(([key]) => !/^(total_)?unread_/.test(key)))

test('what a member noted for themself is replayed to them alone', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'] })
  await chat.user('bob').call('UpdateMemberPartial', { params: chat.general, body: { set: { pinned: true } } })
  const { event } = await retold(chat, 'member.updated')
  expect(event.audience).toEqual({ only: ['bob'] })
  expect(event.idle).toMatchObject({ type: 'member.updated', only: ['bob'] })
  expect((await retold(chat, 'channel.created')).text).toMatchObject({
    user: { id: 'ann' },
    channel: { member_count: 2 },
  })
  await chat.settle()
})
