// A day in the life of a chat, in which every operation that reads or writes is used in every way that asks the database
// something else.
import type { TestChat } from '../../packages/server/src/testing/test-chat.ts'
import { ask, at, type Caller, type Device, each, general, times, type Who } from './asking.ts'
import { askForChannels, askForPeople, readBack } from './questions.ts'

/** Lives the day. */
export async function live(chat: TestChat): Promise<void> {
  const { server } = chat
  const [ann, bob, cid] = ['ann', 'bob', 'cid'].map((id) => chat.user(id)) as [Who, Who, Who]
  await chat.app.ensureApp()
  const devices = await Promise.all([ann, bob].map((user) => user.connect()))
  for (const device of devices) await device.watch(general, { presence: true })
  const eve = await chat.user('eve').connect({ view: 'v2' })

  await talk(chat, ann, bob)
  await readBack(chat, ann)
  await askForChannels(server, ann, devices[0]!)
  await askForPeople(server, ann, devices[0]!)
  await markAndMute(server, ann, bob)
  await changeChannels(server, ann, cid)
  await catchUp(ann, devices[0]!)
  eve.disconnect()
  await moderate(server, ann)
  await server.call('CheckIntegrity')
  await keepTeamsApart(chat)
  await removeChannel(chat)
  await takeApart(chat)
  // What is kept for a month is given up, and what goes on by itself every ten minutes comes round.
  chat.clock.jump(31 * 24 * 3_600_000)
  await chat.clock.advance(11 * 60_000)
  await settle(chat)
  await server.call('CheckIntegrity')
}

const settle = async (chat: TestChat) => {
  await chat.quiet()
  await chat.app.services.tasks.idle()
  await chat.quiet()
}

async function talk(chat: TestChat, ann: Who, bob: Who): Promise<void> {
  const say = (who: Who, message: object, more: object = {}) =>
    who.call('SendMessage', { params: general, body: { message, ...more } })
  for (let n = 1; n <= 9; n++)
    await say(n % 2 === 0 ? ann : bob, { id: `m${n}`, text: `hello ${n} @ann`, mentioned_users: ['ann'] })
  for (let n = 1; n <= 5; n++) await say(ann, { id: `r${n}`, text: 'reply', parent_id: 'm1', show_in_channel: n === 1 })
  await say(bob, { id: 'r6', text: 'reply', parent_id: 'm1' }, { member_custom_include: ['hat'] })
  await say(bob, { id: 'q1', text: 'see', quoted_message_id: 'm2' })
  await say(ann, { id: 's1', text: 'hush', silent: true })
  await ask(ann, 'SendMessage', { params: general, body: { message: { id: 'm1', text: 'again' } } })
  for (const type of ['like', 'love']) {
    await ann.call('SendReaction', { params: { id: 'm1' }, body: { reaction: { type } } })
    await bob.call('SendReaction', {
      params: { id: 'm1' },
      body: { reaction: { type, score: 5 }, enforce_unique: true },
    })
  }
  await ann.call('DeleteReaction', { params: { id: 'm1', type: 'like' } })
  await ann.call('UpdateMessage', { params: { id: 'm2' }, body: { message: { text: 'changed' } } })
  await ann.call('UpdateMessagePartial', {
    params: { id: 'm2' },
    body: { set: { text: 'more', mood: 'good' }, unset: ['color'] },
  })
  await chat.server.call('UpdateMessagePartial', {
    params: { id: 'm4' },
    body: { set: { pinned: true, pin_expires: 30 }, user_id: 'ann' },
  })
  await ann.call('DeleteMessage', { params: { id: 'm6' } })
  await chat.server.call('UndeleteMessage', { params: { id: 'm6' }, body: { undeleted_by: 'ann' } })
  await ask(ann, 'DeleteMessage', { params: { id: 'm8' }, query: { delete_for_me: true } })
  await chat.server.call('DeleteMessage', { params: { id: 'm7' }, query: { hard: true } })
  await chat.server.call('DeleteMessage', { params: { id: 'r5' }, query: { hard: true } })
  for (const type of ['typing.start', 'typing.stop', 'wave'])
    await ask(ann, 'SendEvent', { params: general, body: { event: { type } } })
  await chat.server.call('SendUserCustomEvent', { params: { user_id: 'ann' }, body: { event: { type: 'wave' } } })
}

async function markAndMute(server: Caller, ann: Who, bob: Who): Promise<void> {
  for (const body of [{}, { message_id: 'm3' }, { thread_id: 'm1' }])
    await ask(ann, 'MarkRead', { params: general, body })
  for (const body of [{ message_id: 'm3' }, { thread_id: 'm1' }, { message_timestamp: at }])
    await ask(ann, 'MarkUnread', { params: general, body })
  for (const body of [{}, { read_by_channel: { 'messaging:general': 'm3' } }])
    await ask(bob, 'MarkChannelsRead', { body })
  await ask(bob, 'MarkDelivered', { body: { latest_delivered_messages: [{ cid: 'messaging:general', id: 'm9' }] } })
  await ask(ann, 'UnreadCounts', {})
  await ask(server, 'UnreadCountsBatch', { body: { user_ids: ['ann', 'bob'] } })
  await ask(ann, 'Mute', { body: { target_ids: ['bob', 'cid'], timeout: 5 } })
  await ask(bob, 'SendMessage', { params: general, body: { message: { id: 'muted', text: 'unheard' } } })
  await ask(ann, 'MuteChannel', { body: { channel_cids: ['messaging:general'], expiration: 60_000 } })
  await ask(bob, 'SendMessage', { params: general, body: { message: { id: 'muted2', text: 'unheard' } } })
  await ask(bob, 'SendMessage', {
    params: general,
    body: { message: { id: 'muted3', text: 'unheard', parent_id: 'm1' } },
  })
  await ask(ann, 'UnmuteChannel', { body: { channel_cid: 'messaging:general' } })
  await ask(ann, 'Unmute', { body: { target_id: 'cid' } })
  await ask(ann, 'HideChannel', { params: general, body: { clear_history: true } })
  await ask(bob, 'SendMessage', { params: general, body: { message: { id: 'unhides', text: 'come back' } } })
  await ask(ann, 'HideChannel', { params: general, body: {} })
  await ask(ann, 'ShowChannel', { params: general, body: {} })
}

async function changeChannels(server: Caller, ann: Who, cid: Who): Promise<void> {
  await ask(ann, 'GetOrCreateDistinctChannel', {
    params: { type: 'messaging' },
    body: { data: { members: ['ann', 'cid'] } },
  })
  const changes: object[] = [
    { add_members: ['cid', 'dan'], hide_history: true },
    { invites: ['fay'] },
    { assign_roles: [{ user_id: 'bob', channel_role: 'channel_moderator' }] },
    { remove_members: ['dan'] },
    { data: { name: 'New' }, message: { text: 'renamed' } },
  ]
  for (const body of changes) await ask(server, 'UpdateChannel', { params: general, body: { ...body, user_id: 'ann' } })
  for (const answer of [{ accept_invite: true }, { reject_invite: true }]) {
    await ask(server, 'UpdateChannel', {
      params: general,
      body: { ...answer, user_id: 'fay', message: { text: 'hm' } },
    })
  }
  await ask(server, 'UpdateChannelPartial', {
    params: general,
    body: { set: { name: 'Newer', filter_tags: ['x'] }, unset: ['old'], user_id: 'ann' },
  })
  await ask(cid, 'GetChannel', { params: general })
  await ask(server, 'UpdateUsersPartial', { body: { users: [{ id: 'ann', set: { name: 'Ann', age: 3 } }] } })
  await ask(server, 'UpdateUsers', { body: { users: { fay: { id: 'fay', name: 'Fay', teams: ['red'] } } } })
  await ask(server, 'UpdateUsers', { body: { users: { fay: { id: 'fay', name: 'Fay', teams: [] } } } })
  await ask(server, 'UpdateApp', { body: { enforce_unique_usernames: 'app' } })
  await ask(server, 'UpdateUsers', { body: { users: { dan: { id: 'dan', name: 'Fay' } } } })
  await ask(ann, 'CreateGuest', { body: { user: { id: 'guest' } } })
  await ask(server, 'CreateChannelType', { body: { name: 'own' } })
  await ask(server, 'UpdateChannelType', { params: { name: 'own' }, body: { replies: false } })
  await ask(server, 'DeleteChannelType', { params: { name: 'own' } })
}

async function catchUp(ann: Who, device: Device): Promise<void> {
  const state = await device.call('GetOrCreateChannel', { params: general, body: { state: true } })
  for (const behind of [0, 1, 5]) {
    const channels = { 'messaging:general': { ...state.parley, seq: Math.max(0, state.parley.seq - behind) } }
    await ask(device, 'Resume', { query: { connection_id: device.connection_id }, body: { channels } })
  }
  await ask(ann, 'Sync', {
    query: { with_inaccessible_cids: true },
    body: { channel_cids: ['messaging:general', 'team:none'], last_sync_at: at },
  })
  await ask(device, 'StopWatchingChannel', { params: general, body: {} })
}

async function moderate(server: Caller, ann: Who): Promise<void> {
  const scope = { type: 'messaging', id: 'general' }
  for (const body of [
    { ...scope, timeout: 5 },
    { shadow: true },
    { delete_messages: 'soft' },
    { ...scope, delete_messages: 'hard' },
  ]) {
    await ask(server, 'Ban', { body: { target_user_id: 'bob', user_id: 'ann', reason: 'loud', ...body } })
  }
  await ask(ann, 'GetOrCreateChannel', { params: general, body: { state: true } })
  const filters: object[] = [
    {},
    { user_id: 'bob' },
    { channel_cid: 'messaging:general' },
    { banned_by_id: 'ann' },
    { reason: { $autocomplete: 'lo' } },
    { created_at: { $gt: at } },
  ]
  for (const filter_conditions of filters)
    await ask(server, 'QueryBannedUsers', { query: { payload: { filter_conditions, exclude_expired_bans: true } } })
  for (const page of each(times))
    await ask(server, 'QueryBannedUsers', { query: { payload: { filter_conditions: {}, ...page } } })
  await ask(server, 'Unban', { query: { target_user_id: 'bob', ...scope } })
  await ask(server, 'Unban', { query: { target_user_id: 'bob' } })
}

async function keepTeamsApart(chat: TestChat): Promise<void> {
  const { server } = chat
  await ask(server, 'UpdateUsers', { body: { users: { fay: { id: 'fay', teams: ['red'] } } } })
  await ask(server, 'UpdateApp', { body: { multi_tenant_enabled: true } })
  const data = { created_by_id: 'fay', team: 'red', members: ['fay'] }
  await ask(server, 'GetOrCreateChannel', { params: { type: 'team', id: 'red' }, body: { data } })
  await ask(chat.user('fay'), 'QueryChannels', { body: { filter_conditions: { joined: true } } })
  await ask(chat.user('fay'), 'QueryUsers', { query: { payload: { filter_conditions: { role: 'user' } } } })
  await ask(server, 'UpdateUsers', { body: { users: { fay: { id: 'fay', teams: [] } } } })
  await settle(chat)
  await ask(server, 'UpdateApp', { body: { multi_tenant_enabled: false } })
}

async function removeChannel(chat: TestChat): Promise<void> {
  const { server } = chat
  const stage = { type: 'livestream', id: 'stage' }
  await server.call('GetOrCreateChannel', {
    params: stage,
    body: { data: { created_by_id: 'ann', members: ['ann', 'eve'] } },
  })
  const say = (id: string, more: object = {}) =>
    ask(server, 'SendMessage', { params: stage, body: { message: { id, text: 'hi', user_id: 'ann', ...more } } })
  await ask(server, 'Mute', { body: { target_id: 'ann', user_id: 'eve' } })
  for (const id of ['l1', 'l2']) await say(id, { pinned: true })
  await say('l3', { parent_id: 'l1' })
  await ask(server, 'SendReaction', { params: { id: 'l1' }, body: { reaction: { type: 'like', user_id: 'eve' } } })
  await ask(server, 'MuteChannel', { body: { channel_cid: 'livestream:stage', user_id: 'eve' } })
  await ask(server, 'Ban', { body: { ...stage, target_user_id: 'eve', user_id: 'ann' } })
  for (const who of [chat.anonymous, server]) {
    for (const page of [{}, { id_lt: 'l2' }, { id_gt: 'l1' }]) {
      await ask(who, 'GetOrCreateChannel', { params: stage, body: { state: true, messages: page } })
      await ask(who, 'GetReplies', { params: { parent_id: 'l1' }, query: { limit: 1 } })
      await ask(who, 'GetPinnedMessages', { params: stage, query: { payload: { limit: 1 } } })
    }
  }
  await server.call('DeleteChannels', { body: { cids: ['livestream:stage'], hard_delete: true } })
  await settle(chat)
}

async function takeApart(chat: TestChat): Promise<void> {
  const { server } = chat
  await ask(server, 'TruncateChannel', { params: general, body: { user_id: 'ann', message: { text: 'cut' } } })
  await ask(server, 'TruncateChannel', { params: general, body: { user_id: 'ann', member_ids: ['bob'] } })
  await ask(server, 'TruncateChannel', { params: general, body: { user_id: 'ann', hard_delete: true } })
  await settle(chat)
  await talk(chat, chat.user('ann'), chat.user('bob')).catch(() => undefined)
  await ask(server, 'DeactivateUser', { params: { user_id: 'bob' }, body: { mark_messages_deleted: true } })
  await settle(chat)
  await ask(server, 'ReactivateUser', { params: { user_id: 'bob' }, body: { restore_messages: true } })
  await ask(server, 'DeactivateUsers', { body: { user_ids: ['cid'], mark_channels_deleted: true } })
  await settle(chat)
  await ask(server, 'ReactivateUsers', { body: { user_ids: ['cid'], restore_channels: true } })
  await settle(chat)
  await ask(server, 'DeleteUsers', { body: { user_ids: ['dan'] } })
  await ask(server, 'RestoreUsers', { body: { user_ids: ['dan'] } })
  await ask(server, 'DeleteUsers', { body: { user_ids: ['dan'], user: 'pruning', messages: 'pruning' } })
  await settle(chat)
  const { task_id } = await server.call('DeleteUsers', {
    body: { user_ids: ['bob'], user: 'hard', messages: 'hard', conversations: 'hard', new_channel_owner_id: 'eve' },
  })
  await settle(chat)
  await ask(server, 'GetTask', { params: { id: task_id } })
  await ask(server, 'DeleteUser', { params: { user_id: 'fay' }, query: { hard_delete: true } })
  await ask(server, 'DeleteChannel', { params: general })
  await ask(server, 'DeleteChannels', { body: { cids: ['messaging:other'], hard_delete: true } })
  await settle(chat)
}
