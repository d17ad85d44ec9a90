// Every call of the SDK against the real server: the path, the body and the answer are what both sides mean by them.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Channel, StreamChat } from '@parley-chat/client'
import { next, openStage, type Stage, until } from './stage.ts'

let stage: Stage
let backend: StreamChat
let ann: StreamChat
beforeAll(async () => {
  stage = await openStage()
  backend = stage.backend
  ann = await stage.connect('ann')
})
afterAll(() => stage[Symbol.asyncDispose]())

/** A channel of its own, as the backend and as Ann see it. */
async function room(id: string, members: string[] = ['ann', 'bob']): Promise<{ server: Channel; hers: Channel }> {
  const server = backend.channel('messaging', id, { created_by_id: 'ann', members })
  await server.create()
  const hers = ann.channel('messaging', id)
  await hers.watch()
  return { server, hers }
}

/** Waits for a task of the server to end. */
async function finished(id: string): Promise<string> {
  for (;;) {
    const { status } = await backend.getTask(id)
    if (status === 'completed' || status === 'failed') return status
  }
}

describe('users', () => {
  test('are created, changed, found, and in the backend only given a role', async () => {
    const { users } = await backend.upsertUser({ id: 'cleo', name: 'Cleo', role: 'admin', mood: 'calm' })
    expect(users.cleo).toMatchObject({ role: 'admin', mood: 'calm' })
    await backend.partialUpdateUser({ id: 'cleo', set: { mood: 'sunny' }, unset: ['name'] })
    const found = await ann.queryUsers({ id: { $in: ['cleo', 'bob'] } }, { id: 1 }, { limit: 5, presence: true })
    expect(found.users.map(({ id, mood, name }) => [id, mood, name])).toEqual([
      ['bob', undefined, 'Bob'],
      ['cleo', 'sunny', undefined],
    ])
    expect(ann.state.users.cleo!.online).toBe(false)
    await stage.connect('cleo')
    await until(ann, () => ann.state.users.cleo!.online)
    await ann.partialUpdateUser({ id: 'ann', set: { mood: 'busy' } })
    await expect(ann.upsertUser({ id: 'ann', role: 'admin' })).rejects.toMatchObject({ status: 403 })
    await expect(ann.deleteUser('bob')).rejects.toMatchObject({ status: 403 })
  })

  test('are deactivated, reactivated, deleted and restored', async () => {
    await backend.upsertUsers([{ id: 'dan' }, { id: 'eve' }])
    expect((await backend.deactivateUser('dan')).user.deactivated_at).toBeString()
    expect((await backend.reactivateUser('dan', { name: 'Dan' })).user.name).toBe('Dan')
    expect(await finished((await backend.deactivateUsers(['dan', 'eve'])).task_id)).toBe('completed')
    expect(await finished((await backend.reactivateUsers(['dan', 'eve'])).task_id)).toBe('completed')
    expect((await backend.deleteUser('dan', { mark_messages_deleted: true })).user.deleted_at).toBeString()
    await backend.restoreUsers(['dan'])
    expect(
      await finished((await backend.deleteUsers(['dan', 'eve'], { user: 'hard', messages: 'hard' })).task_id),
    ).toBe('completed')
    expect((await backend.queryUsers({ id: { $in: ['dan', 'eve'] } })).users).toEqual([])
  })

  test('hear what the backend tells them alone, and lose tokens that are revoked', async () => {
    await backend.upsertUser({ id: 'fay' })
    const fay = await stage.connect('fay')
    const heard = next(fay, 'friendship_request')
    await backend.sendUserCustomEvent('fay', { type: 'friendship_request', from: 'bob' })
    expect(await heard).toMatchObject({ from: 'bob', received_at: expect.any(Date) })
    await expect(ann.sendUserCustomEvent('fay', { type: 'x' })).rejects.toMatchObject({ status: 403 })

    const lost = next(fay, 'connection.changed', ({ online }) => !online)
    await backend.revokeUserToken('fay')
    await lost
    await expect(fay.queryUsers({})).rejects.toMatchObject({ code: 40 })
    await backend.revokeUserToken('fay', null)
    expect((await fay.queryUsers({})).users.length).toBeGreaterThan(0)
  })
})

describe('channels', () => {
  test('of the same members are one, which the server names', async () => {
    const pair = ann.channel('messaging', { members: ['ann', 'bob'] })
    expect([pair.id, pair.cid]).toEqual([undefined, 'messaging'])
    expect(() => pair.delete()).toThrow('await watch()')
    await pair.watch()
    expect(pair.id).toMatch(/^!members-/)
    expect(ann.channel('messaging', pair.id!)).toBe(pair)
    const bob = await stage.connect('bob')
    const his = bob.channel('messaging', { members: ['bob', 'ann'] })
    await his.create()
    expect(his.cid).toBe(pair.cid)

    // Two handles that turn out to be of one channel hear the same.
    const again = ann.channel('messaging', { members: ['bob', 'ann'] })
    await again.watch()
    expect([again === pair, again.cid]).toEqual([false, pair.cid])
    const heard = Promise.all([next(pair, 'message.new'), next(again, 'message.new')])
    await his.sendMessage({ text: 'to both' })
    expect((await heard).map(({ message }) => message.text)).toEqual(['to both', 'to both'])
  })

  test('are handles first: the same cid gives the same one, and bad names are refused', () => {
    const handle = ann.channel('messaging', 'not-yet', { name: 'Soon' })
    expect(ann.channel('messaging', 'not-yet')).toBe(handle)
    expect([handle.initialized, handle.data.name, handle.state.messages]).toEqual([false, 'Soon', []])
    expect(() => ann.channel('messaging', 'a b')).toThrow('no channel id')
    expect(() => ann.channel('', 'a')).toThrow('no channel type')
  })

  test('are replaced, changed, slowed and tagged', async () => {
    const { server, hers } = await room('data')
    await server.update({ name: 'Data', topic: 'one' }, { text: 'renamed', user_id: 'ann' })
    await until(ann, () => hers.data.name === 'Data' && hers.lastMessage()?.type === 'system')
    await hers.updatePartial({ set: { topic: 'two' }, unset: ['name'] })
    await until(ann, () => hers.data.topic === 'two' && hers.data.name === undefined)
    await server.enableSlowMode(5)
    await until(ann, () => hers.data.cooldown === 5)
    await server.disableSlowMode()
    await until(ann, () => !hers.data.cooldown)
    await server.addFilterTags(['urgent'])
    await until(ann, () => hers.data.filter_tags?.includes('urgent') === true)
    await server.removeFilterTags(['urgent'])
    await until(ann, () => (hers.data.filter_tags ?? []).length === 0)
    const bob = await stage.connect('bob')
    await expect(bob.channel('messaging', 'data').update({ name: 'Mine' })).rejects.toMatchObject({ status: 403 })
  })

  test('are hidden, shown, muted, archived and pinned by one person alone', async () => {
    const { hers } = await room('mine')
    await hers.hide(null, true)
    await until(ann, () => hers.data.hidden === true)
    await hers.show()
    await until(ann, () => hers.data.hidden === false)

    expect(hers.muteStatus().muted).toBe(false)
    await hers.mute({ expiration: 60_000 })
    await until(ann, () => hers.muteStatus().muted)
    expect(hers.muteStatus().expiresAt!.getTime()).toBeGreaterThan(Date.now())
    await hers.unmute()
    await until(ann, () => !hers.muteStatus().muted)

    expect((await hers.archive()).channel_member.archived_at).toBeString()
    expect((await hers.unarchive()).channel_member.archived_at).toBeUndefined()
    expect((await hers.pin()).channel_member.pinned_at).toBeString()
    expect((await hers.unpin()).channel_member.pinned_at).toBeUndefined()
    expect((await hers.updateMemberPartial({ set: { nickname: 'A' } })).channel_member.nickname).toBe('A')
  })

  test('get members, moderators, roles and guests by invitation', async () => {
    const { server, hers } = await room('people', ['ann'])
    await backend.upsertUsers([{ id: 'gil' }, { id: 'hal' }])
    await server.addMembers(['gil', { user_id: 'bob', channel_role: 'channel_moderator' }], {
      text: 'hi',
      user_id: 'ann',
    })
    await until(ann, () => hers.state.members.bob?.is_moderator === true && hers.data.member_count === 3)
    await server.demoteModerators(['bob'])
    await until(ann, () => hers.state.members.bob?.is_moderator !== true)
    await server.assignRoles([{ user_id: 'bob', channel_role: 'channel_moderator' }])
    await until(ann, () => hers.state.members.bob?.channel_role === 'channel_moderator')
    const { members } = await hers.queryMembers({ id: { $in: ['gil', 'bob'] } }, { user_id: -1 }, { limit: 5 })
    expect(members.map(({ user_id }) => user_id)).toEqual(['gil', 'bob'])
    await server.removeMembers(['gil'])
    await until(ann, () => hers.state.members.gil === undefined)

    await server.inviteMembers(['gil', 'hal'])
    const [gil, hal] = [await stage.connect('gil'), await stage.connect('hal')]
    await gil.channel('messaging', 'people').acceptInvite()
    await hal.channel('messaging', 'people').rejectInvite()
    await until(ann, () => hers.state.members.gil?.invite_accepted_at !== undefined)
    await expect(gil.channel('messaging', 'people').removeMembers(['ann'])).rejects.toMatchObject({ status: 403 })
  })

  test('are truncated and deleted, one or many', async () => {
    const { server, hers } = await room('ending')
    await hers.sendMessage({ text: 'old' })
    await server.truncate({ message: { text: 'a fresh start', user_id: 'ann' } })
    await until(ann, () => hers.state.messages.length === 1 && hers.lastMessage()?.text === 'a fresh start')
    const gone = next(ann, 'channel.deleted')
    await hers.delete()
    await gone
    expect([hers.disconnected, ann.activeChannels[hers.cid]]).toEqual([true, undefined])

    await room('ending-too')
    const { task_id } = await backend.deleteChannels(['messaging:ending-too'], { hard_delete: true })
    expect(await finished(task_id!)).toBe('completed')
    await expect(ann.deleteChannels(['messaging:general'])).rejects.toMatchObject({ status: 403 })
  })

  test('are watched until one stops, and hear events that an app has invented', async () => {
    const { server, hers } = await room('listening')
    const heard = next(hers, 'bid.placed')
    await server.sendEvent({ type: 'bid.placed', amount: 12, user_id: 'bob' })
    expect(await heard).toMatchObject({ amount: 12, cid: 'messaging:listening' })
    await hers.stopWatching()
    const told = next(ann, 'message.new', ({ cid }) => cid === 'messaging:general')
    const heardHere: string[] = []
    hers.on('message.new', ({ message }) => heardHere.push(message.text))
    await ann.channel('messaging', 'general').watch()
    await server.sendMessage({ text: 'nobody listens', user_id: 'bob' })
    await backend.channel('messaging', 'general').sendMessage({ text: 'here', user_id: 'bob' })
    await told
    expect(heardHere).toEqual([])
  })
})

describe('messages', () => {
  test('are found, changed, pinned, deleted and brought back', async () => {
    const { server, hers } = await room('messages')
    const { message } = await hers.sendMessage({ id: 'call-1', text: 'one', mood: 'calm' })
    expect((await ann.getMessage('call-1')).message).toMatchObject({ text: 'one', mood: 'calm' })
    await ann.partialUpdateMessage('call-1', { set: { text: 'uno' }, unset: ['mood'] })
    await until(ann, () => hers.state.findMessage('call-1')?.text === 'uno')
    await ann.pinMessage(message, 60)
    await until(ann, () => hers.state.pinnedMessages.length === 1)
    expect(hers.state.pinnedMessages[0]!.pinned_at).toBeInstanceOf(Date)
    expect((await hers.getPinnedMessages({ limit: 5 }, { pinned_at: -1 })).messages.map(({ id }) => id)).toEqual([
      'call-1',
    ])
    await ann.unpinMessage('call-1')
    await until(ann, () => hers.state.pinnedMessages.length === 0)
    expect((await hers.getMessagesById(['call-1'])).messages[0]!.text).toBe('uno')

    await ann.deleteMessage('call-1')
    await until(ann, () => hers.state.findMessage('call-1')?.type === 'deleted')
    await backend.undeleteMessage('call-1', 'ann')
    await until(ann, () => hers.state.findMessage('call-1')?.type === 'regular')
    await hers.sendMessage({ id: 'call-2', text: 'two' })
    await ann.deleteMessage('call-2', { deleteForMe: true })
    await until(ann, () => hers.state.findMessage('call-2')?.type === 'deleted')
    await backend.deleteMessage('call-1', true)
    await until(ann, () => hers.state.findMessage('call-1') === undefined)

    await server.sendMessage({ id: 'call-3', text: 'from bob', user_id: 'bob' })
    await until(ann, () => hers.lastMessage()?.id === 'call-3')
    await expect(ann.undeleteMessage('call-3', 'ann')).rejects.toMatchObject({ status: 403 })
    const bob = await stage.connect('bob')
    await hers.sendMessage({ id: 'call-4', text: 'hands off' })
    await expect(bob.updateMessage({ id: 'call-4', text: 'mine' })).rejects.toMatchObject({ status: 403 })
    await backend.updateMessage({ id: 'call-4', text: 'by the backend' }, 'ann')
    await until(ann, () => hers.lastMessage()?.text === 'by the backend')
  })

  test('of the past are fetched page by page, and join what is loaded', async () => {
    const { server, hers } = await room('history')
    for (let n = 0; n < 12; n++) await server.sendMessage({ id: `past-${n}`, text: `${n}`, user_id: 'bob' })
    await until(ann, () => hers.state.messages.length === 12)
    const fresh = await stage.connect('ann')
    const channel = fresh.channel('messaging', 'history')
    await channel.watch({ messages: { limit: 5 } })
    expect(channel.state.messages.map(({ text }) => text)).toEqual(['7', '8', '9', '10', '11'])
    await channel.query({ messages: { limit: 5, id_lt: 'past-7' } })
    expect(channel.state.messages.map(({ text }) => text)).toEqual(['2', '3', '4', '5', '6', '7', '8', '9', '10', '11'])
    await channel.query({ messages: { limit: 3, id_around: 'past-1' } })
    expect(channel.state.messages.length).toBe(10)
  })

  test('get reactions, which are counted, found and taken back', async () => {
    const { hers } = await room('reactions')
    await hers.sendMessage({ id: 'react-1', text: 'well?' })
    await hers.sendReaction('react-1', { type: 'like', score: 3 })
    await hers.sendReaction('react-1', { type: 'love' }, { enforce_unique: true })
    await until(ann, () => hers.lastMessage()?.reaction_counts.love === 1)
    expect(hers.lastMessage()!.reaction_counts).toEqual({ love: 1 })
    expect((await hers.getReactions('react-1', { limit: 5 })).reactions.map(({ type }) => type)).toEqual(['love'])
    expect((await ann.queryReactions('react-1', { type: 'love' }, { created_at: -1 })).reactions.length).toBe(1)
    await hers.deleteReaction('react-1', 'love')
    await until(ann, () => hers.lastMessage()?.reaction_counts.love === undefined)
    await expect(hers.deleteReaction('react-1', 'love')).rejects.toMatchObject({ status: 404 })
  })
})

describe('reading', () => {
  test('is marked, taken back, counted and confirmed', async () => {
    const { server, hers } = await room('reading')
    for (const n of [1, 2, 3]) await server.sendMessage({ id: `read-${n}`, text: `${n}`, user_id: 'bob' })
    await until(ann, () => hers.countUnread() === 3)
    const { channels } = await ann.getUnreadCount()
    expect(channels.find(({ channel_id }) => channel_id === hers.cid)?.unread_count).toBe(3)
    expect((await backend.getUnreadCountBatch(['ann'])).counts_by_user.ann!.total_unread_count).toBeGreaterThan(2)

    expect((await hers.markRead())?.event?.last_read_message_id).toBe('read-3')
    await until(ann, () => hers.countUnread() === 0)
    await hers.markUnread({ message_id: 'read-2' })
    await until(ann, () => hers.countUnread() === 2)
    expect(hers.countUnread(hers.lastRead())).toBe(2)
    await ann.markChannelsRead({ read_by_channel: { [hers.cid]: '' } })
    await until(ann, () => hers.countUnread() === 0)
    await ann.markAllRead()
    expect((await ann.getUnreadCount()).total_unread_count).toBe(0)
    await ann.markChannelsDelivered({ latest_delivered_messages: [{ cid: hers.cid, id: 'read-3' }] })
    await expect(ann.getUnreadCountBatch(['bob'])).rejects.toMatchObject({ status: 403 })
  })
})

describe('moderation', () => {
  test('bans and lifts bans, in a channel and in the app, openly and in silence', async () => {
    const { server } = await room('bans')
    await backend.upsertUsers([{ id: 'eva' }])
    await server.banUser('eva', { banned_by_id: 'ann', timeout: 5, reason: 'spam' })
    const { bans } = await backend.queryBannedUsers({ channel_cid: 'messaging:bans' }, { created_at: -1 }, { limit: 5 })
    expect(bans).toMatchObject([{ reason: 'spam', user: { id: 'eva' } }])
    await server.unbanUser('eva')
    await server.shadowBan('eva', { banned_by_id: 'ann' })
    await server.removeShadowBan('eva')
    await backend.banUser('eva', { banned_by_id: 'ann' })
    await backend.unbanUser('eva')
    await backend.shadowBan('eva', { banned_by_id: 'ann' })
    await backend.removeShadowBan('eva')
    expect((await backend.queryBannedUsers({ user_id: 'eva' })).bans).toEqual([])
    await expect(ann.banUser('bob')).rejects.toMatchObject({ status: 403 })
  })

  test('mutes people for oneself', async () => {
    await ann.muteUser('bob', undefined, { timeout: 5 })
    await until(ann, () => ann.userMuteStatus('bob'))
    expect(ann.mutedUsers[0]!.expires).toBeString()
    await ann.unmuteUser('bob')
    await until(ann, () => !ann.userMuteStatus('bob'))
    await backend.muteUsers(['bob'], 'ann')
    await until(ann, () => ann.userMuteStatus('bob'))
    await backend.unmuteUser('bob', 'ann')
    await until(ann, () => !ann.userMuteStatus('bob'))
  })
})

describe('the app', () => {
  test('has settings, channel types and limits, which the backend alone changes', async () => {
    expect((await backend.getAppSettings()).app).toMatchObject({ enforce_unique_usernames: 'no' })
    await backend.updateAppSettings({ enforce_unique_usernames: 'no' })
    await backend.createChannelType({ name: 'support', typing_events: false })
    expect((await backend.getChannelType('support')).typing_events).toBe(false)
    await backend.updateChannelType('support', { max_message_length: 77 })
    expect((await backend.listChannelTypes()).channel_types.support!.max_message_length).toBe(77)
    await backend.deleteChannelType('support')
    await expect(backend.getChannelType('support')).rejects.toMatchObject({ status: 404 })
    const { web, ios } = await backend.getRateLimits({ web: true, endpoints: ['SendMessage'] })
    expect([Object.keys(web!), ios]).toEqual([['SendMessage'], undefined])
    await backend.revokeTokens(null)
    await expect(ann.updateAppSettings({})).rejects.toMatchObject({ status: 403 })
  })

  test('tells what happened since a moment, and lets a call be broken off', async () => {
    const { server, hers } = await room('syncing')
    const since = new Date(Date.now() - 60_000)
    await server.sendMessage({ text: 'remember me', user_id: 'bob' })
    const { events } = await ann.sync([hers.cid], since)
    expect(events.map(({ type }) => type)).toContain('message.new')
    const controller = ann.createAbortControllerForNextRequest()
    const call = ann.getAppSettings()
    controller.abort()
    await expect(call).rejects.toMatchObject({ isNetworkError: true })
    expect((await ann.getAppSettings()).app).toBeObject()
  })
})
