import type { Json } from '../../packages/server/src/testing/test-client.ts'
import { type Attempt, aReadableResult, aUser, belonging, inside, managing, may, nothing, theSecret } from './needs.ts'
import type { Stage } from './stage.ts'

const update = (body: (at: Stage) => object) => (at: Stage) => ({ params: at.channel, body: body(at) })
const set = (fields: object) => update(() => ({ set: fields }))
const put = (at: Stage, fields: object) =>
  at.server.call('UpdateChannelPartial', { params: at.channel, body: { set: fields } })

/** A channel that ann, or whoever tries, has made and that is gone. */
const deletedChannel = (byThemself: boolean) => async (at: Stage, willDo: boolean) => {
  at.made = willDo || byThemself ? at.name('deleted') : at.deleted
  if (at.made === at.deleted) return
  const params = made(at)
  const created_by_id = byThemself && at.who.role !== 'anonymous' ? at.who.id : 'ann'
  await at.server.call('GetOrCreateChannel', { params, body: { data: { created_by_id } } })
  await at.server.call('DeleteChannel', { params })
}

const freshChannel = async (at: Stage, willDo: boolean) => {
  at.made = willDo ? (await at.freshChannel()).id : at.channel.id
}

const made = (at: Stage) => ({ type: at.channel.type, id: at.made })
const openMade = (at: Stage) => ({ params: made(at), body: {} })

/** Nothing is told of the channel itself; that they were added or removed, they may know. */
const isHidden = (inaccessible: readonly string[], events: readonly Json[]) =>
  inaccessible.length === 1 && events.every(({ type }) => /^notification.(added_to|removed_from)_channel$/.test(type))

export const channelAttempts: readonly Attempt[] = [
  {
    what: 'catches up with a channel',
    call: 'Sync',
    needs: [may('ReadChannel')],
    stoppedBy: inside,
    ask: (at) => ({
      query: { with_inaccessible_cids: true },
      body: { channel_cids: [at.cid], last_sync_at: at.now() },
    }),
    isRefusal: ({ inaccessible_cids, events }) => isHidden(inaccessible_cids, events),
  },
  {
    what: 'goes on with a channel where they were',
    fromDevice: true,
    call: 'Resume',
    needs: [may('ReadChannel')],
    stoppedBy: inside,
    ask: (at) => ({
      query: { connection_id: at.connection_id },
      body: { channels: { [at.cid]: { epoch: 'another', seq: 0, at: at.now() } } },
    }),
    isRefusal: ({ resumed, reset }) => resumed.length === 0 && reset[0].reason === 'no_access',
  },
  {
    what: 'opens a channel',
    call: 'GetOrCreateChannel',
    needs: [may('ReadChannel')],
    stoppedBy: inside,
    ask: update(() => ({ state: false })),
  },
  {
    what: 'watches a channel',
    call: 'GetOrCreateChannel',
    needs: [may('ReadChannel')],
    stoppedBy: inside,
    fromDevice: true,
    ask: update(() => ({ watch: true, state: false })),
    after: (at) => at.caller.call('StopWatchingChannel', { params: at.channel, body: {} }),
  },
  {
    what: 'looks at a channel',
    call: 'GetChannel',
    needs: [may('ReadChannel')],
    stoppedBy: inside,
    ask: ({ channel }) => ({ params: channel, query: { state: false } }),
  },
  {
    what: 'finds a channel in a query',
    call: 'QueryChannels',
    needs: [aReadableResult],
    stoppedBy: [],
    ask: ({ cid }) => ({ body: { filter_conditions: { cid }, state: false } }),
  },
  {
    what: 'stops watching a channel',
    fromDevice: true,
    call: 'StopWatchingChannel',
    needs: nothing,
    stoppedBy: [],
    ask: update(() => ({})),
  },
  {
    what: 'creates a channel',
    call: 'GetOrCreateChannel',
    needs: [may('CreateChannel', 'own')],
    stoppedBy: ['banned'],
    ask: (at) => ({ params: { type: at.channel.type, id: at.name('new') }, body: { data: { members: ['ben'] } } }),
  },
  {
    what: 'creates a channel anew that somebody else had made and deleted',
    call: 'GetOrCreateChannel',
    needs: [may('RecreateChannel', 'others')],
    stoppedBy: ['banned'],
    before: deletedChannel(false),
    ask: openMade,
  },
  {
    what: 'creates a channel of their own anew that was deleted',
    call: 'GetOrCreateChannel',
    needs: [may('RecreateChannel', 'own')],
    stoppedBy: ['banned'],
    before: deletedChannel(true),
    ask: openMade,
  },
  {
    what: 'opens the one channel of themself and ben',
    call: 'GetOrCreateDistinctChannel',
    needs: [aUser, may('CreateChannel', 'own')],
    stoppedBy: ['banned'],
    ask: ({ who, channel }) => ({ params: { type: channel.type }, body: { data: { members: [who.id, 'ben'] } } }),
  },
  {
    what: 'opens the one channel of ben and coe',
    call: 'GetOrCreateDistinctChannel',
    needs: [aUser, may('CreateChannel', 'own'), may('CreateDistinctChannelForOthers', 'own')],
    stoppedBy: ['banned'],
    ask: ({ channel }) => ({ params: { type: channel.type }, body: { data: { members: ['ben', 'coe'] } } }),
  },
  {
    what: 'replaces the data of a channel',
    call: 'UpdateChannel',
    needs: [aUser, may('UpdateChannel')],
    stoppedBy: managing,
    ask: update((at) => ({ data: { topic: at.name('topic') } })),
  },
  {
    what: 'sends a message with a change of the channel',
    call: 'UpdateChannel',
    needs: [aUser, may('UpdateChannel')],
    stoppedBy: managing,
    ask: update(() => ({ message: { text: 'Look.' } })),
  },
  {
    what: 'tags a channel',
    call: 'UpdateChannel',
    needs: [aUser, may('UpdateChannel')],
    stoppedBy: managing,
    ask: update(() => ({ add_filter_tags: ['news'] })),
    after: (at) => put(at, { filter_tags: [] }),
  },
  {
    what: 'changes one field of a channel',
    call: 'UpdateChannelPartial',
    needs: [aUser, may('UpdateChannel')],
    stoppedBy: managing,
    ask: update((at) => ({ set: { topic: at.name('topic') } })),
  },
  {
    what: 'freezes a channel',
    call: 'UpdateChannelPartial',
    needs: [aUser, may('UpdateChannelFrozen')],
    stoppedBy: managing,
    ask: set({ frozen: true }),
    after: (at) => put(at, { frozen: false }),
  },
  {
    what: 'slows a channel down',
    call: 'UpdateChannelPartial',
    needs: [aUser, may('UpdateChannelCooldown')],
    stoppedBy: managing,
    ask: set({ cooldown: 7 }),
    after: (at) => put(at, { cooldown: 0 }),
  },
  {
    what: 'slows a channel down by a full update',
    call: 'UpdateChannel',
    needs: [aUser, may('UpdateChannelCooldown')],
    stoppedBy: managing,
    ask: update(() => ({ cooldown: 7 })),
    after: (at) => put(at, { cooldown: 0 }),
  },
  {
    what: 'freezes a channel and changes its data',
    call: 'UpdateChannelPartial',
    needs: [aUser, may('UpdateChannelFrozen'), may('UpdateChannel')],
    stoppedBy: managing,
    ask: update((at) => ({ set: { frozen: true, topic: at.name('topic') } })),
    after: (at) => put(at, { frozen: false }),
  },
  ...['disabled', 'team', 'config_overrides'].map(
    (field): Attempt => ({
      what: `sets ${field} of a channel`,
      call: 'UpdateChannelPartial',
      needs: [theSecret],
      stoppedBy: managing,
      ask: set({ [field]: { disabled: true, team: 'red', config_overrides: { replies: false } }[field] }),
    }),
  ),
  {
    what: 'deletes a channel',
    call: 'DeleteChannel',
    needs: [aUser, may('DeleteChannel')],
    stoppedBy: managing,
    before: freshChannel,
    ask: (at) => ({ params: made(at) }),
  },
  {
    what: 'deletes a channel for good',
    call: 'DeleteChannel',
    needs: [theSecret],
    stoppedBy: managing,
    ask: ({ channel }) => ({ params: channel, query: { hard_delete: true } }),
  },
  {
    what: 'truncates a channel',
    call: 'TruncateChannel',
    needs: [aUser, may('TruncateChannel')],
    stoppedBy: managing,
    before: freshChannel,
    ask: (at) => ({ params: made(at), body: {} }),
  },
  {
    what: 'takes the history from one member',
    call: 'TruncateChannel',
    needs: [aUser, may('TruncateChannel')],
    stoppedBy: managing,
    before: freshChannel,
    ask: (at) => ({ params: made(at), body: { member_ids: ['coe'] } }),
  },
  {
    what: 'hides a channel',
    call: 'HideChannel',
    needs: [aUser, belonging(17)],
    stoppedBy: inside,
    ask: update(() => ({})),
    after: (at) => at.server.call('ShowChannel', { params: at.channel, body: { user_id: at.who.id } }),
  },
  {
    what: 'shows a hidden channel',
    call: 'ShowChannel',
    needs: [aUser, belonging(17)],
    stoppedBy: inside,
    ask: update(() => ({})),
  },
  {
    what: 'mutes a channel',
    call: 'MuteChannel',
    needs: [aUser, may('ReadChannel'), may('MuteChannel')],
    stoppedBy: inside,
    ask: ({ cid }) => ({ body: { channel_cid: cid } }),
    after: (at) => at.server.call('UnmuteChannel', { body: { channel_cid: at.cid, user_id: at.who.id } }),
  },
  {
    what: 'unmutes a channel',
    call: 'UnmuteChannel',
    needs: [aUser, may('ReadChannel'), may('MuteChannel')],
    stoppedBy: inside,
    ask: ({ cid }) => ({ body: { channel_cid: cid } }),
  },
]
