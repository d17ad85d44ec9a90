import type {
  Channel,
  ChannelState,
  HealthCheckEvent,
  Member,
  Message,
  OwnUser,
  Reaction,
  ReadState,
  User,
} from '../wire.ts'

/** The moment of the given number, as the wire prints it: one a second, so that tests can say "before" and "after". */
export function moment(second: number): string {
  return `${new Date(Date.UTC(2026, 0, 5) + second * 1000).toISOString().slice(0, -1)}000Z`
}

export const cid = 'messaging:general'

export function user(id: string, fields: Partial<User> = {}): User {
  return {
    id,
    role: 'user',
    language: '',
    teams: [],
    banned: false,
    online: false,
    blocked_user_ids: [],
    created_at: moment(0),
    updated_at: moment(0),
    ...fields,
  }
}

export function ownUser(id: string, fields: Partial<OwnUser> = {}): OwnUser {
  return {
    ...user(id),
    invisible: false,
    devices: [],
    mutes: [],
    channel_mutes: [],
    total_unread_count: 0,
    unread_count: 0,
    unread_channels: 0,
    unread_threads: 0,
    ...fields,
  }
}

export function firstFrame(me: OwnUser): HealthCheckEvent {
  return { type: 'health.check', cid: '*', connection_id: 'c1', me, created_at: moment(0) }
}

export function channel(fields: Partial<Channel> = {}): Channel {
  const [type = '', id = ''] = (fields.cid ?? cid).split(':')
  return { id, type, cid, frozen: false, disabled: false, created_at: moment(0), updated_at: moment(0), ...fields }
}

export function member(userId: string, fields: Partial<Member> = {}): Member {
  return {
    user_id: userId,
    user: user(userId),
    channel_role: 'channel_member',
    role: 'member',
    status: 'member',
    banned: false,
    shadow_banned: false,
    notifications_muted: false,
    created_at: moment(0),
    updated_at: moment(0),
    ...fields,
  }
}

export function readState(userId: string, fields: Partial<ReadState> = {}): ReadState {
  return { user: user(userId), last_read: moment(0), unread_messages: 0, ...fields }
}

/** A message of bob's, `second` seconds into the story. */
export function message(id: string, second: number, fields: Partial<Message> = {}): Message {
  return {
    id,
    cid,
    type: 'regular',
    text: id,
    html: `<p>${id}</p>\n`,
    user: user('bob'),
    attachments: [],
    mentioned_users: [],
    mentioned_channel: false,
    mentioned_here: false,
    latest_reactions: [],
    own_reactions: [],
    reaction_counts: {},
    reaction_scores: {},
    reaction_groups: null,
    reply_count: 0,
    deleted_reply_count: 0,
    silent: false,
    shadowed: false,
    pinned: false,
    pinned_at: null,
    pinned_by: null,
    pin_expires: null,
    restricted_visibility: [],
    created_at: moment(second),
    updated_at: moment(second),
    ...fields,
  }
}

export function reaction(messageId: string, userId: string, type: string, fields: Partial<Reaction> = {}): Reaction {
  return {
    message_id: messageId,
    user_id: userId,
    user: user(userId),
    type,
    score: 1,
    created_at: moment(0),
    updated_at: moment(0),
    ...fields,
  }
}

/** The general channel as ann queries it: ann and bob are its members. */
export function channelState(fields: Partial<ChannelState> = {}): ChannelState {
  return {
    channel: channel({ member_count: 2 }),
    messages: [],
    pinned_messages: [],
    members: [member('ann'), member('bob')],
    membership: member('ann'),
    read: [readState('ann'), readState('bob')],
    watcher_count: 1,
    threads: [],
    parley: { epoch: 'e1', seq: 0, at: moment(0) },
    ...fields,
  }
}
