// What a C# client does with channels, members and users, and what it may not.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { StreamChat } from '@parley-chat/client'
import { hasMono } from '../../scripts/build-csharp.ts'
import type { Json } from '../api.ts'
import { openStage, type Stage } from '../sdk/stage.ts'
import { connectPerson, expectAgreement, type Person, texts } from './person.ts'

let stage: Stage
let ann: Person
let bob: StreamChat

beforeAll(async () => {
  if (!hasMono) return
  stage = await openStage()
  await stage.backend.upsertUsers([
    { id: 'cleo', name: 'Cleo', level: 3 } as never,
    { id: 'dan', name: 'Daniel' },
    { id: 'mod', role: 'admin' },
  ])
  ann = await connectPerson(stage, 'ann')
  bob = await stage.connect('bob')
})
afterAll(async () => {
  await ann?.[Symbol.asyncDispose]()
  await stage?.[Symbol.asyncDispose]()
})

let made = 0
/** A channel of ann and bob that no other test knows. */
async function makeChannel(data: object = {}): Promise<{ cid: string; id: string; about: { channel: string } }> {
  const id = `room-${++made}`
  const cid = `messaging:${id}`
  await stage.backend.channel('messaging', id, { created_by_id: 'ann', members: ['ann', 'bob'], ...data }).create()
  return { cid, id, about: { channel: cid } }
}
const ofBackend = (id: string) => stage.backend.channel('messaging', id)
const cids = (channels: Json): string[] => channels.map(({ cid }: Json) => cid)
/** Asks until the client knows it of its own user. */
async function ownUntil(test: (own: Json) => boolean): Promise<void> {
  while (!test(await ann.call('own'))) await stage.backend.queryUsers({ id: 'ann' })
}
const query = (filters: unknown[], ...more: unknown[]) => ann.invoke({}, 'QueryChannelsAsync', filters, ...more)

describe.skipIf(!hasMono)('opening and finding', () => {
  test('a channel is made with a name and custom fields, and opened by its id afterwards', async () => {
    const channel = await ann.invoke({}, 'GetOrCreateChannelWithIdAsync', 'messaging', 'new-one', 'New one', {
      level: 2,
    })
    expect(channel).toMatchObject({
      cid: 'messaging:new-one',
      type: 'messaging',
      name: 'New one',
      createdBy: 'ann',
      custom: [{ key: 'level', value: 2 }],
      isWatched: true,
    })
    expect(await ann.call('watched')).toContain('messaging:new-one')
    await expect(ann.invoke({}, 'GetOrCreateChannelWithIdAsync', 'messaging', 'no/slashes')).rejects.toMatchObject({
      code: 4,
    })
    await expect(ann.invoke({}, 'GetOrCreateChannelWithIdAsync', 'messaging', '')).rejects.toMatchObject({
      type: 'ArgumentException',
    })
  })

  test('the channel of two people is one, whoever opens it', async () => {
    await ann.invoke({}, 'QueryUsersAsync', [['User.Id', 'In', ['ann', 'cleo']]])
    const channel = await ann.invoke({}, 'GetOrCreateChannelWithMembersAsync', 'messaging', { users: ['ann', 'cleo'] })
    expect(channel.members.map(({ user }: Json) => user)).toEqual(['ann', 'cleo'])
    const cleo = await stage.connect('cleo')
    const hers = cleo.channel('messaging', { members: ['cleo', 'ann'] })
    await hers.watch()
    expect(hers.cid).toBe(channel.cid)
    await cleo.disconnectUser()
  })

  test('filters, sorts and pages find channels, and all found are watched', async () => {
    const rooms = [await makeChannel({ level: 1 }), await makeChannel({ level: 2 }), await makeChannel({ level: 3 })]
    for (const { id } of [rooms[1]!, rooms[0]!, rooms[2]!])
      await bob.channel('messaging', id).sendMessage({ text: 'hi' })
    const own = [
      ['Channel.Members', 'In', ['ann']],
      ['Channel.Custom.level', 'In', [1, 2, 3]],
    ]
    const expected = [rooms[2]!.cid, rooms[0]!.cid, rooms[1]!.cid]
    expect(cids(await query(own, ['-LastMessageAt']))).toEqual(expected)
    expect(cids(await query(own, ['LastMessageAt', '-CreatedAt']))).toEqual(expected.toReversed())
    expect(cids(await query(own, ['-LastMessageAt'], 1, 1))).toEqual([expected[1]!])
    const between = [
      ['Channel.Custom.level', 'GreaterThan', 1],
      ['Channel.Custom.level', 'LessThan', 3],
    ]
    expect(cids(await query([...own, ...between]))).toEqual([rooms[1]!.cid])
    expect(cids(await query([['Channel.Cid', 'EqualsTo', rooms[0]!.cid]]))).toEqual([rooms[0]!.cid])
    for (const { cid } of rooms) expect(await ann.show({ channel: cid })).toMatchObject({ isWatched: true })
    await expect(query([['Channel.Members', 'In', ['bob']]], ['-LastMessageAt'], 31)).rejects.toMatchObject({ code: 4 })
  })

  test('users are found by id, by the beginning of a name, and with a filter of custom fields', async () => {
    const find = (...filters: unknown[]) => ann.invoke({}, 'QueryUsersAsync', filters)
    expect(await find(['User.Id', 'In', ['cleo']])).toMatchObject([
      { id: 'cleo', name: 'Cleo', level: 3, online: false },
    ])
    expect(await find(['User.Name', 'Autocomplete', 'dan'])).toMatchObject([{ id: 'dan' }])
    expect(await find(['User.Name', 'Autocomplete', 'zed'])).toEqual([])
    const all = await ann.invoke({}, 'QueryUsersAsync', [['User.Id', 'In', ['ann', 'bob', 'cleo']]], 'Id')
    expect(all.map(({ id }: Json) => id)).toEqual(['cleo', 'bob', 'ann'])
  })

  test('a user changes themselves, and nobody else', async () => {
    expect(
      await ann.invoke({}, 'UpsertUsersAsync', [{ Id: 'ann', Name: 'Ann', CustomData: { level: 9 } }]),
    ).toMatchObject([{ id: 'ann', level: 9 }])
    await expect(ann.invoke({}, 'UpsertUsersAsync', [{ Id: 'bob', Name: 'Robert' }])).rejects.toMatchObject({
      code: 17,
    })
  })

  test('a channel, its messages and its people are one object each, however they are found', async () => {
    const { cid, id } = await makeChannel()
    await ann.open(cid)
    await ann.invoke({ channel: cid }, 'SendNewMessageAsync', 'from ann')
    await bob.channel('messaging', id).sendMessage({ text: 'from bob' })
    await ann.next('MessageReceived', ({ text }) => text === 'from bob')
    expect(await ann.call('isOneObject', { channel: cid })).toEqual({
      channel: true,
      messages: true,
      users: true,
      authors: true,
      me: true,
    })
  })
})

describe.skipIf(!hasMono)('members', () => {
  test('members are added, found and removed, by whoever may', async () => {
    const { cid, about } = await makeChannel()
    await ann.open(cid)
    await ann.invoke(about, 'AddMembersAsync', ['cleo', 'dan'])
    await ann.next('MemberAdded', (event) => event.cid === cid && event.user === 'dan')
    expect(await ann.show(about)).toMatchObject({ memberCount: 4 })
    const found = await ann.invoke(about, 'QueryMembersAsync', [['Member.Name', 'Autocomplete', 'dan']])
    expect(found).toMatchObject([{ user: 'dan', role: 'channel_member' }])
    expect((await ann.invoke(about, 'QueryMembersAsync', null, 2, 1)).length).toBe(2)

    await ann.invoke(about, 'RemoveMembersAsync', { members: ['cleo'] })
    await ann.next('MemberRemoved', (event) => event.cid === cid && event.user === 'cleo')
    await ann.invoke(about, 'RemoveMembersAsync', ['dan'])
    await ann.next('MemberRemoved', (event) => event.cid === cid && event.user === 'dan')
    await expectAgreement(stage, ann, 'ann', cid)

    const others = await makeChannel({ created_by_id: 'bob', members: ['bob'] })
    await expect(ann.open(others.cid)).rejects.toMatchObject({ code: 17 })
  })

  test('being added and removed is told though the channel was never opened', async () => {
    const { cid, id } = await makeChannel({ created_by_id: 'bob', members: ['bob'] })
    await ofBackend(id).addMembers(['ann'])
    expect(await ann.next('AddedToChannelAsMember', (event) => event.cid === cid)).toMatchObject({ user: 'ann' })
    expect(await ann.open(cid)).toMatchObject({ isMember: true, memberCount: 2 })
    await ofBackend(id).removeMembers(['ann'])
    await ann.next('MemberRemoved', (event) => event.cid === cid && event.user === 'ann')
    expect(await ann.show({ channel: cid })).toMatchObject({ isMember: false })
    await expect(ann.invoke({ channel: cid }, 'SendNewMessageAsync', 'still here?')).rejects.toMatchObject({
      type: 'StreamApiException',
      code: 17,
      status: 403,
    })
  })

  test('an invitation is accepted or rejected, and whoever invited hears of it', async () => {
    for (const [method, event, invited] of [
      ['AcceptInviteAsync', 'ChannelInviteAccepted', false],
      ['RejectInviteAsync', 'ChannelInviteRejected', true],
    ] as const) {
      const { cid, id, about } = await makeChannel({ created_by_id: 'bob', members: ['bob'] })
      await bob.channel('messaging', id).inviteMembers(['ann'])
      expect(await ann.next('ChannelInviteReceived', (told) => told.cid === cid)).toMatchObject({ user: 'ann' })
      await ann.open(cid)
      await ann.invoke(about, method)
      expect(await ann.next(event, (told) => told.cid === cid)).toMatchObject({ user: 'ann' })
      const me = (await ann.show(about)).members.find(({ user }: Json) => user === 'ann')
      expect(me).toMatchObject({ invited })
      if (invited) await expect(ann.open(cid)).rejects.toMatchObject({ code: 17 })
      else await expectAgreement(stage, ann, 'ann', cid)
    }
    const { cid, about } = await makeChannel()
    await ann.open(cid)
    await ann.invoke(about, 'InviteMembersAsync', ['cleo'])
    expect(await ann.next('MemberAdded', (event) => event.cid === cid)).toMatchObject({ user: 'cleo', invited: true })
  })

  test('whoever leaves is no member any more, and comes back only if they may', async () => {
    const { cid, about } = await makeChannel({ created_by_id: 'bob' })
    await ann.open(cid)
    await ann.invoke(about, 'LeaveAsMemberChannelAsync')
    await ann.next('MemberRemoved', (event) => event.cid === cid)
    await expect(ann.invoke(about, 'JoinAsMemberAsync')).rejects.toMatchObject({ code: 17 })
    await using mod = await connectPerson(stage, 'mod')
    await mod.open(cid)
    await mod.invoke(about, 'JoinAsMemberAsync')
    await mod.next('AddedToChannelAsMember', (event) => event.cid === cid)
    expect(await mod.show(about)).toMatchObject({ isMember: true })
  })

  test('bans, open and in the shadow, are made by moderators, found and taken back', async () => {
    const { cid, id, about } = await makeChannel()
    await using mod = await connectPerson(stage, 'mod')
    await mod.open(cid)
    await mod.invoke(about, 'BanMemberAsync', 'bob', 'spam', 30)
    await expect(bob.channel('messaging', id).sendMessage({ text: 'free!' })).rejects.toMatchObject({ code: 17 })
    const bans = await mod.invoke({}, 'QueryBannedUsersAsync', { ChannelCid: cid })
    expect(bans).toMatchObject([{ user: 'bob', by: 'mod', reason: 'spam', shadow: false, cid }])
    await mod.invoke(about, 'UnbanMemberAsync', 'bob')
    await bob.channel('messaging', id).sendMessage({ text: 'back' })

    await mod.invoke(about, 'ShadowBanMemberAsync', 'bob')
    expect(await mod.invoke({}, 'QueryBannedUsersAsync', { ChannelCid: cid })).toMatchObject([
      { user: 'bob', shadow: true },
    ])
    await mod.invoke(about, 'RemoveMemberShadowBanAsync', 'bob')
    expect(await mod.invoke({}, 'QueryBannedUsersAsync', { ChannelCid: cid })).toEqual([])

    const others = await makeChannel({ created_by_id: 'bob' })
    await ann.open(others.cid)
    await expect(ann.invoke({ channel: others.cid }, 'BanMemberAsync', 'bob')).rejects.toMatchObject({ code: 17 })
  })
})

describe.skipIf(!hasMono)('what a channel is like', () => {
  test('its data are changed in part or as a whole, by members who may', async () => {
    const { cid, about } = await makeChannel({ level: 1, topic: 'tea' })
    await ann.open(cid)
    await ann.invoke(about, 'UpdatePartialAsync', { level: 2 }, ['topic'])
    await ann.next('Updated', (event) => event.cid === cid)
    expect((await ann.show(about)).custom).toEqual([{ key: 'level', value: 2 }])
    await ann.invoke(about, 'UpdateNameAsync', 'Tea room')
    expect(await ann.next('Updated', (event) => event.Name === 'Tea room')).toBeDefined()
    await ann.invoke(about, 'UpdateOverwriteAsync', { Name: 'Coffee room', CustomData: { beans: 'dark' } })
    await ann.next('Updated', (event) => event.Name === 'Coffee room')
    expect(await ann.show(about)).toMatchObject({ name: 'Coffee room', custom: [{ key: 'beans', value: 'dark' }] })
    await expectAgreement(stage, ann, 'ann', cid)

    const others = await makeChannel({ created_by_id: 'bob' })
    await ann.open(others.cid)
    await expect(ann.invoke({ channel: others.cid }, 'UpdateNameAsync', 'mine')).rejects.toMatchObject({ code: 17 })
    expect(await ann.show({ channel: others.cid })).toMatchObject({ name: null })
  })

  test('nobody writes in a frozen channel until it thaws, nor more than a message may hold', async () => {
    const { cid, about } = await makeChannel()
    await using mod = await connectPerson(stage, 'mod')
    await Promise.all([ann.open(cid), mod.open(cid)])
    await expect(ann.invoke(about, 'FreezeAsync')).rejects.toMatchObject({ code: 17 })
    await mod.invoke(about, 'FreezeAsync')
    await ann.next('Updated', (event) => event.cid === cid && event.Frozen)
    await expect(ann.invoke(about, 'SendNewMessageAsync', 'brr')).rejects.toMatchObject({ code: 17, status: 403 })
    expect(await ann.show(about)).toMatchObject({ frozen: true, messages: [{ text: 'brr', isFailed: true }] })
    await mod.invoke(about, 'UnfreezeAsync')
    await ann.next('Updated', (event) => event.cid === cid && !event.Frozen)
    await ann.invoke(about, 'SendNewMessageAsync', 'warm')
    await expect(ann.invoke(about, 'SendNewMessageAsync', 'x'.repeat(5001))).rejects.toMatchObject({
      type: 'StreamApiException',
      code: 20,
      status: 400,
    })
  })

  test('hidden it is found only if asked for, until a message brings it back', async () => {
    const { cid, id, about } = await makeChannel()
    await ann.open(cid)
    await bob.channel('messaging', id).sendMessage({ text: 'old' })
    await ann.next('MessageReceived', (event) => event.cid === cid)
    await ann.invoke(about, 'HideAsync', true)
    expect(await ann.next('VisibilityChanged')).toMatchObject({ cid, isHidden: true })
    expect(texts(await ann.show(about))).toEqual([])
    const byCid = ['Channel.Cid', 'EqualsTo', cid]
    expect(await query([byCid])).toEqual([])
    expect(cids(await query([byCid, ['Channel.Hidden', 'EqualsTo', true]]))).toEqual([cid])
    await bob.channel('messaging', id).sendMessage({ text: 'new' })
    expect(await ann.next('VisibilityChanged')).toMatchObject({ cid, isHidden: false })
    await ann.next('MessageReceived', ({ text }) => text === 'new')
    expect(texts(await ann.show(about))).toEqual(['new'])
    await ann.invoke(about, 'HideAsync')
    await ann.next('VisibilityChanged', ({ isHidden }) => isHidden)
    await ann.invoke(about, 'ShowAsync')
    await ann.next('VisibilityChanged', ({ isHidden }) => !isHidden)
    await expectAgreement(stage, ann, 'ann', cid)
  })

  test('muted it raises no unread number, and unmuted it does', async () => {
    const { cid, id, about } = await makeChannel()
    await ann.open(cid)
    await ann.invoke(about, 'MuteChannelAsync')
    expect(await ann.next('MuteChanged')).toMatchObject({ cid, isMuted: true, Muted: true })
    expect((await ann.call('own')).channelMutes).toEqual([cid])
    await bob.channel('messaging', id).sendMessage({ text: 'psst' })
    await ann.next('MessageReceived', ({ text }) => text === 'psst')
    expect(await ann.show(about)).toMatchObject({ unread: 0, muted: true })
    await ann.invoke(about, 'UnmuteChannelAsync')
    expect(await ann.next('MuteChanged')).toMatchObject({ isMuted: false })
    await bob.channel('messaging', id).sendMessage({ text: 'hey' })
    await ann.next('MessageReceived', ({ text }) => text === 'hey')
    expect(await ann.show(about)).toMatchObject({ unread: 1, muted: false })
    await expectAgreement(stage, ann, 'ann', cid)
  })

  test('what a muted user writes is not unread', async () => {
    const { cid, id, about } = await makeChannel()
    await ann.open(cid)
    await ann.invoke({ user: 'bob' }, 'MuteAsync')
    await ownUntil(({ mutes }) => mutes.includes('bob'))
    await bob.channel('messaging', id).sendMessage({ text: 'unheard' })
    await ann.next('MessageReceived', ({ text }) => text === 'unheard')
    expect(await ann.show(about)).toMatchObject({ unread: 0 })
    await ann.invoke({ user: 'bob' }, 'UnmuteAsync')
    await ownUntil(({ mutes }) => mutes.length === 0)
    await expectAgreement(stage, ann, 'ann', cid)
  })

  test('truncated it holds only what says so, and deleted it is gone', async () => {
    const { cid, about } = await makeChannel()
    await ann.open(cid)
    await ann.invoke(about, 'SendNewMessageAsync', 'old')
    await ann.invoke(about, 'TruncateAsync', null, 'a fresh start')
    await ann.next('Truncated', (event) => event.cid === cid)
    await ann.next('MessageReceived', ({ text }) => text === 'a fresh start')
    expect(texts(await ann.show(about))).toEqual(['a fresh start'])
    await expectAgreement(stage, ann, 'ann', cid)

    await ann.invoke(about, 'DeleteAsync')
    expect(await ann.next('ChannelDeleted')).toMatchObject({ cid, type: 'messaging' })
    expect(await ann.call('watched')).not.toContain(cid)
    const others = await makeChannel({ created_by_id: 'bob' })
    await ann.open(others.cid)
    await expect(ann.invoke({ channel: others.cid }, 'DeleteAsync')).rejects.toMatchObject({ code: 17 })
    expect(await ann.call('watched')).toContain(others.cid)
  })

  test('whoever wants to is not seen online', async () => {
    await ann.open((await makeChannel()).cid)
    await ann.invoke({ user: 'ann' }, 'MarkInvisibleAsync')
    const seen = async () => (await bob.queryUsers({ id: 'ann' })).users[0]!.online
    expect(await seen()).toBe(false)
    await ann.invoke({ user: 'ann' }, 'MarkVisibleAsync')
    expect(await seen()).toBe(true)
    await expect(ann.invoke({ user: 'bob' }, 'MarkInvisibleAsync')).rejects.toMatchObject({ code: 17 })
  })
})
