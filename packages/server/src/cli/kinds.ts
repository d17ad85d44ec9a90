/** How a column stands in the file; those with a question mark are absent where the database has NULL. */
export type Form = 'text' | 'text?' | 'number' | 'number?' | 'yes' | 'json' | 'json?'

export type Columns = Readonly<Record<string, Form>>

/** Rows of one table that stand together in the file. */
export interface Kind {
  readonly name: string
  readonly table: string
  /** What travels. Numbers that a database has made up (`app_pk`, `channel_pk`) never do. */
  readonly columns: Columns
  /** The rows' order, channel by channel where they hang on one; a key within the app or the channel. */
  readonly key: readonly string[]
  /** Whether its rows are looked up by their channel, whose number in the file they carry. */
  readonly ofChannel?: true
  /** The message that its rows hang on: they travel as long as that does, and are in the same channel. */
  readonly ofMessage?: 'message_id' | 'parent_id'
  /** Columns that say where a row belongs, and that are found anew when it is imported. */
  readonly places: readonly ('app_pk' | 'channel_pk')[]
}

const inApp = ['app_pk'] as const
const inBoth = ['app_pk', 'channel_pk'] as const
const inChannel = ['channel_pk'] as const

const appColumns: Columns = {
  name: 'text',
  suspended: 'yes',
  settings: 'json',
  created_at: 'number',
  updated_at: 'number',
}

const keyColumns: Columns = { key: 'text', secret: 'text', created_at: 'number', disabled_at: 'number?' }

/** `seq` and `pruned_seq` are absent: an imported channel's order of events begins anew, as does its epoch (core §3.1). */
export const channelColumns: Columns = {
  type: 'text',
  id: 'text',
  cid: 'text',
  team: 'text?',
  created_by_id: 'text',
  frozen: 'yes',
  disabled: 'yes',
  cooldown: 'number',
  custom: 'json',
  config_overrides: 'json?',
  filter_tags: 'json?',
  distinct_members: 'json?',
  auto_translation_enabled: 'yes',
  auto_translation_language: 'text?',
  member_count: 'number',
  message_count: 'number',
  counted: 'number',
  floor_n: 'number',
  last_live_at: 'number',
  last_message_at: 'number?',
  truncated_at: 'number?',
  truncated_by_id: 'text?',
  created_at: 'number',
  updated_at: 'number',
  deleted_at: 'number?',
  erased: 'yes',
}

/** What a task is still to do; its status is said by its being there. */
const taskColumns: Columns = {
  id: 'text',
  type: 'text',
  pieces: 'json',
  result: 'json?',
  created_at: 'number',
  updated_at: 'number',
}

const messageColumns: Columns = {
  id: 'text',
  user_id: 'text',
  type: 'text',
  text: 'text',
  html: 'text',
  mml: 'text?',
  parent_id: 'text?',
  show_in_channel: 'yes',
  quoted_message_id: 'text?',
  attachments: 'json?',
  mentioned_users: 'json?',
  mentions: 'json?',
  custom: 'json',
  silent: 'yes',
  shadowed: 'yes',
  pinned_at: 'number?',
  pinned_by_id: 'text?',
  pin_expires: 'number?',
  reactions: 'json?',
  reply_count: 'number',
  deleted_reply_count: 'number',
  thread_participants: 'json?',
  n: 'number?',
  pos: 'number',
  thread_n: 'number?',
  thread_pos: 'number?',
  created_at: 'number',
  updated_at: 'number',
  text_updated_at: 'number?',
  deleted_at: 'number?',
}

const channelTypes: Kind = {
  name: 'channel_type',
  table: 'channel_types',
  places: inApp,
  key: ['name'],
  columns: { name: 'text', config: 'json', created_at: 'number', updated_at: 'number' },
}

const users: Kind = {
  name: 'user',
  table: 'users',
  places: inApp,
  key: ['id'],
  columns: {
    id: 'text',
    role: 'text',
    name: 'text?',
    name_key: 'text?',
    image: 'text?',
    language: 'text',
    invisible: 'yes',
    teams: 'json',
    teams_role: 'json?',
    privacy_settings: 'json?',
    custom: 'json',
    ban_until: 'number?',
    shadow_ban_until: 'number?',
    revoke_tokens_issued_before: 'number?',
    last_active: 'number?',
    created_at: 'number',
    updated_at: 'number',
    deactivated_at: 'number?',
    deleted_at: 'number?',
    deleted_as: 'text?',
  },
}

const userMutes: Kind = {
  name: 'user_mute',
  table: 'user_mutes',
  places: inApp,
  key: ['user_id', 'target_id'],
  columns: { user_id: 'text', target_id: 'text', created_at: 'number', updated_at: 'number', expires: 'number?' },
}

const members: Kind = {
  name: 'member',
  table: 'members',
  places: inBoth,
  ofChannel: true,
  key: ['user_id'],
  columns: {
    user_id: 'text',
    channel_role: 'text',
    status: 'text',
    invited: 'yes',
    invite_accepted_at: 'number?',
    invite_rejected_at: 'number?',
    hidden: 'yes',
    hidden_at: 'number?',
    hide_messages_before: 'number?',
    pinned_at: 'number?',
    archived_at: 'number?',
    custom: 'json',
    created_at: 'number',
    updated_at: 'number',
  },
}

/** Those of the whole app come first and name no channel. */
const bans: Kind = {
  name: 'ban',
  table: 'bans',
  places: inBoth,
  ofChannel: true,
  key: ['user_id'],
  columns: {
    user_id: 'text',
    banned_by_id: 'text?',
    reason: 'text?',
    shadow: 'yes',
    expires: 'number?',
    created_at: 'number',
  },
}

const channelMutes: Kind = {
  name: 'channel_mute',
  table: 'channel_mutes',
  places: inBoth,
  ofChannel: true,
  key: ['user_id'],
  columns: { user_id: 'text', created_at: 'number', updated_at: 'number', expires: 'number?' },
}

/** What a channel shows: replies only if they are shown in it. */
const messages: Kind = {
  name: 'message',
  table: 'messages',
  places: inBoth,
  ofChannel: true,
  key: ['created_at', 'id'],
  columns: messageColumns,
}

/** What only a thread shows. */
const replies: Kind = {
  name: 'reply',
  table: 'messages',
  places: inBoth,
  ofMessage: 'parent_id',
  key: ['parent_id', 'created_at', 'id'],
  columns: messageColumns,
}

const deletedForMe: Kind = {
  name: 'message_deleted_for_me',
  table: 'messages_deleted_for_me',
  places: inBoth,
  ofMessage: 'message_id',
  key: ['message_id', 'user_id'],
  columns: { message_id: 'text', user_id: 'text' },
}

const reactions: Kind = {
  name: 'reaction',
  table: 'reactions',
  places: inApp,
  ofMessage: 'message_id',
  key: ['message_id', 'user_id', 'type'],
  columns: {
    message_id: 'text',
    user_id: 'text',
    type: 'text',
    score: 'number',
    custom: 'json',
    created_at: 'number',
    updated_at: 'number',
  },
}

const readColumns: Columns = {
  user_id: 'text',
  read_n: 'number',
  floor_n: 'number',
  last_read: 'number',
  last_read_message_id: 'text?',
  marked_unread: 'yes',
  rev: 'number',
  changed_at: 'number',
}

const reads: Kind = {
  name: 'read',
  table: 'reads',
  places: inBoth,
  ofChannel: true,
  key: ['user_id'],
  columns: { ...readColumns, last_delivered_at: 'number?', last_delivered_message_id: 'text?' },
}

const threads: Kind = {
  name: 'thread',
  table: 'threads',
  places: inBoth,
  ofMessage: 'parent_id',
  key: ['parent_id'],
  columns: {
    parent_id: 'text',
    counted: 'number',
    pruned_n: 'number',
    created_by_id: 'text',
    created_at: 'number',
    last_reply_at: 'number',
  },
}

const threadReads: Kind = {
  name: 'thread_read',
  table: 'thread_reads',
  places: inBoth,
  ofMessage: 'parent_id',
  key: ['parent_id', 'user_id'],
  columns: { parent_id: 'text', ...readColumns, joined_at: 'number', left_at: 'number?' },
}

const unreadMarks: Kind = {
  name: 'unread_mark',
  table: 'unread_marks',
  places: inChannel,
  ofChannel: true,
  key: ['pruned_n'],
  columns: { pruned_n: 'number' },
}

const unreadHoles: Kind = {
  name: 'unread_hole',
  table: 'unread_holes',
  places: inChannel,
  ofChannel: true,
  key: ['n'],
  columns: { n: 'number' },
}

const unreadExceptions: Kind = {
  name: 'unread_exception',
  table: 'unread_exceptions',
  places: inChannel,
  ofChannel: true,
  key: ['user_id', 'n'],
  columns: { user_id: 'text', n: 'number' },
}

const unreadMuteWindows: Kind = {
  name: 'unread_mute_window',
  table: 'unread_mute_windows',
  places: inChannel,
  ofChannel: true,
  key: ['user_id', 'from_n'],
  columns: { user_id: 'text', from_n: 'number', to_n: 'number?', ends_at: 'number?' },
}

const threadHoles: Kind = {
  name: 'thread_hole',
  table: 'thread_holes',
  places: inApp,
  ofMessage: 'parent_id',
  key: ['parent_id', 'n'],
  columns: { parent_id: 'text', n: 'number' },
}

const threadExceptions: Kind = {
  name: 'thread_exception',
  table: 'thread_exceptions',
  places: inApp,
  ofMessage: 'parent_id',
  key: ['parent_id', 'user_id', 'n'],
  columns: { parent_id: 'text', user_id: 'text', n: 'number' },
}

/** The kinds that come before the channels, and those after them, each in the order of the file. */
export const kindsBeforeChannels: readonly Kind[] = [channelTypes, users, userMutes]

/**
 * What is kept about unread messages comes last and its marks first: a server that runs between two halves of an import
 * prunes it, and has then everything before it that pruning goes by.
 */
export const kindsAfterChannels: readonly Kind[] = [
  members,
  bans,
  channelMutes,
  messages,
  replies,
  deletedForMe,
  reactions,
  reads,
  threads,
  threadReads,
  unreadMarks,
  unreadHoles,
  unreadExceptions,
  unreadMuteWindows,
  threadHoles,
  threadExceptions,
]

const byName = new Map([...kindsBeforeChannels, ...kindsAfterChannels].map((kind) => [kind.name, kind]))

/** The kind of the rows that lie in one table as they stand in the file; the others have columns alone. */
export const plainKind = (name: string): Kind | undefined => byName.get(name)

/** The columns of every kind, in the order in which kinds stand in the file. */
export const columnsOfKinds: ReadonlyMap<string, Columns> = new Map([
  ['app', appColumns],
  ['key', keyColumns],
  ...kindsBeforeChannels.map(({ name, columns }) => [name, columns] as const),
  ['channel', channelColumns],
  ...kindsAfterChannels.map(({ name, columns }) => [name, columns] as const),
  ['task', taskColumns],
])
