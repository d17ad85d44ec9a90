// The questions of the session: what is only read, in every way that asks the database something else.
import type { TestChat } from '../../packages/server/src/testing/test-chat.ts'
import { ask, at, type Caller, type Device, each, general, times, type Who } from './asking.ts'

const ids = { id_lt: 'm9', id_lte: 'm9', id_gt: 'm2', id_gte: 'm2', id_around: 'm5' }

/** Reads messages, replies, pins and reactions in every direction. */
export async function readBack(chat: TestChat, ann: Who): Promise<void> {
  const { server } = chat
  for (const page of [{}, { offset: 2 }, ...each({ ...ids, ...times, created_at_around: at })]) {
    const messages = { limit: 3, ...page }
    for (const who of [ann, chat.anonymous])
      await ask(who, 'GetOrCreateChannel', { params: general, body: { state: true, messages } })
    await ask(server, 'GetOrCreateChannel', { params: general, body: { state: true, messages, user_id: 'ann' } })
    await ask(ann, 'GetReplies', { params: { parent_id: 'm1' }, query: { limit: 2, ...page } })
  }
  for (const sort of [undefined, [{ field: 'created_at', direction: -1 }], [{ field: 'created_at', direction: 1 }]]) {
    await ask(ann, 'GetReplies', { params: { parent_id: 'm1' }, query: { ...(sort && { sort }) } })
  }
  const pinned = {
    pinned_at_before: at,
    pinned_at_before_or_equal: at,
    pinned_at_after: at,
    pinned_at_after_or_equal: at,
    pinned_at_around: at,
  }
  for (const page of [{}, ...each({ ...ids, ...pinned }), { sort: [{ field: 'pinned_at', direction: 1 }] }]) {
    await ask(ann, 'GetPinnedMessages', { params: general, query: { payload: { limit: 2, ...page } } })
  }
  for (const page of [{ id_gt: 'ann' }, { id_gte: 'ann' }, { id_lt: 'bob' }, { id_lte: 'bob' }, { offset: 1 }]) {
    await ask(ann, 'GetOrCreateChannel', {
      params: general,
      body: { state: true, members: { limit: 1, ...page }, watchers: { limit: 1, ...page } },
    })
  }
  await ask(ann, 'GetMessage', { params: { id: 'm1' } })
  await ask(server, 'GetMessage', { params: { id: 'm6' }, query: { show_deleted_message: true } })
  await ask(ann, 'GetManyMessages', { params: general, query: { ids: 'm1,m2,r1', member_custom_include: 'hat' } })
  await ask(ann, 'GetReactions', { params: { id: 'm1' }, query: { limit: 1, offset: 1 } })
  await askForReactions(ann)
}

async function askForReactions(ann: Who): Promise<void> {
  const filters = [
    {},
    { type: 'love' },
    { user_id: { $in: ['ann', 'bob'] } },
    { created_at: { $gte: at } },
    { score: { $gt: 1 } },
  ]
  const orders = [
    undefined,
    [{ field: 'created_at', direction: 1 }],
    [{ field: 'score', direction: -1 }],
    [{ field: 'type', direction: 1 }],
  ]
  for (const filter of filters) {
    for (const sort of orders) {
      const body = { filter, limit: 1, ...(sort && { sort }) }
      const response = await ann.fetch('QueryReactions', { params: { id: 'm1' }, body })
      const { next } = (await response.json()) as { next?: string }
      if (next) await ask(ann, 'QueryReactions', { params: { id: 'm1' }, body: { filter, limit: 1, next } })
    }
  }
}

/** Looks for channels by everything that they can be found by. */
export async function askForChannels(server: Caller, ann: Who, device: Device): Promise<void> {
  const filters: object[] = [
    { members: { $in: ['ann'] } },
    { type: 'messaging', members: { $in: ['ann'] } },
    { members: ['ann', 'bob'] },
    { joined: true },
    { cid: 'messaging:general' },
    { cid: { $in: ['messaging:general', 'team:x'] } },
    { id: 'general' },
    { created_by_id: 'ann', joined: true },
    { joined: true, has_unread: true },
    { joined: true, hidden: true },
    { joined: true, muted: true },
    { joined: true, pinned: true },
    { invite: 'pending' },
    { joined: true, frozen: false, 'member.user.name': { $autocomplete: 'An' } },
    { joined: true, last_message_at: { $gt: at }, topic: 'x' },
  ]
  const sorts = [
    'last_updated',
    'last_message_at',
    'created_at',
    'updated_at',
    'member_count',
    'has_unread',
    'unread_count',
    'pinned_at',
    'cid',
    'topic',
  ]
  for (const filter_conditions of filters) {
    await ask(device, 'QueryChannels', {
      body: { filter_conditions, state: true, watch: true, limit: 5, message_limit: 3 },
    })
    await ask(server, 'QueryChannels', { body: { filter_conditions, user_id: 'ann' } })
  }
  for (const field of sorts) {
    for (const direction of [1, -1]) {
      await ask(ann, 'QueryChannels', {
        body: { filter_conditions: { joined: true }, sort: [{ field, direction }], offset: 1 },
      })
    }
  }
  await ask(server, 'QueryChannels', { body: {} })
}

/** Looks for users and members. */
export async function askForPeople(server: Caller, ann: Who, device: Device): Promise<void> {
  const filters: object[] = [
    { id: 'ann' },
    { id: { $in: ['ann', 'bob'] } },
    { id: { $gt: 'a' } },
    { id: { $autocomplete: 'an' } },
    { name: 'Ann' },
    { name: { $in: ['Ann'] } },
    { name: { $autocomplete: 'An' } },
    { name: { $q: 'An' } },
    { role: 'user' },
    { banned: true },
    { teams: { $in: ['red'] } },
    { created_at: { $lt: at } },
    { age: 3 },
  ]
  const pages: object[] = [
    {},
    { id_gt: 'ann' },
    { id_gte: 'ann' },
    { id_lt: 'zed' },
    { id_lte: 'zed' },
    { presence: true },
    { include_deactivated_users: true },
  ]
  for (const filter_conditions of filters) await ask(ann, 'QueryUsers', { query: { payload: { filter_conditions } } })
  for (const page of pages)
    await ask(device, 'QueryUsers', {
      query: { payload: { filter_conditions: { id: { $in: ['ann', 'bob'] } }, ...page } },
    })
  for (const sort of ['name', 'last_active', 'age']) {
    await ask(server, 'QueryUsers', {
      query: { payload: { filter_conditions: {}, sort: [{ field: sort, direction: -1 }] } },
    })
  }
  for (const page of pages) await ask(server, 'QueryUsers', { query: { payload: { filter_conditions: {}, ...page } } })
  for (const who of [ann, server]) await ask(who, 'QueryUsers', { query: { payload: { filter_conditions: {} } } })
  const members: object[] = [
    {},
    { id: 'bob' },
    { user_id: { $in: ['bob'] } },
    { name: { $autocomplete: 'Bo' } },
    { name: { $q: 'Bo' } },
    { channel_role: 'channel_member' },
    { banned: true },
    { invite: 'pending' },
    { created_at: { $gt: at } },
    { last_active: { $gt: at } },
    { cid: 'messaging:general' },
    { hat: 'red' },
  ]
  const cursors = { ...times, user_id_gt: 'ann', user_id_gte: 'ann', user_id_lt: 'bob', user_id_lte: 'bob' }
  for (const filter_conditions of members)
    await ask(ann, 'QueryMembers', { query: { payload: { ...general, filter_conditions } } })
  for (const page of each(cursors))
    await ask(ann, 'QueryMembers', { query: { payload: { ...general, filter_conditions: {}, ...page } } })
  for (const field of ['created_at', 'user_id', 'name', 'last_active', 'channel_role', 'hat']) {
    await ask(ann, 'QueryMembers', {
      query: { payload: { ...general, filter_conditions: {}, sort: [{ field, direction: -1 }] } },
    })
  }
  await ask(ann, 'QueryMembers', {
    query: { payload: { type: 'messaging', members: ['ann', 'bob'], filter_conditions: {} } },
  })
  await ask(ann, 'UpdateMemberPartial', {
    params: general,
    body: { set: { hat: 'red', pinned: true, archived: false } },
  })
}
