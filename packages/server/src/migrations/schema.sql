-- Printed from the migrations by `npm run print`.

CREATE TABLE instance (id BIGINT PRIMARY KEY CHECK (id = 1), incarnation TEXT NOT NULL, created_at BIGINT NOT NULL);

CREATE TABLE apps (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  config_version BIGINT NOT NULL DEFAULT 1,
  suspended BIGINT NOT NULL DEFAULT 0,
  settings TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
, imported_at BIGINT);

CREATE TABLE app_keys (
  key TEXT PRIMARY KEY,
  app_pk BIGINT NOT NULL,
  secret TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT
);
CREATE INDEX app_keys_of_app ON app_keys (app_pk, created_at);

CREATE TABLE channel_types (
  app_pk BIGINT NOT NULL,
  name TEXT NOT NULL,
  config TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (app_pk, name)
);

CREATE TABLE tasks (
  app_pk BIGINT NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  status TEXT NOT NULL,
  input TEXT NOT NULL,
  progress TEXT,
  result TEXT,
  error TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (app_pk, id)
);
CREATE INDEX tasks_unfinished ON tasks (created_at) WHERE status IN ('waiting', 'pending', 'running');

CREATE TABLE users (
  app_pk BIGINT NOT NULL,
  id TEXT NOT NULL,
  role TEXT NOT NULL,
  name TEXT,
  name_key TEXT,
  image TEXT,
  language TEXT NOT NULL DEFAULT '',
  invisible BIGINT NOT NULL DEFAULT 0,
  teams TEXT NOT NULL,
  teams_role TEXT,
  privacy_settings TEXT,
  custom TEXT NOT NULL,
  ban_until BIGINT,
  shadow_ban_until BIGINT,
  revoke_tokens_issued_before BIGINT,
  last_active BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deactivated_at BIGINT,
  deleted_at BIGINT,
  deleted_as TEXT,
  PRIMARY KEY (app_pk, id)
);
CREATE INDEX users_by_name ON users (app_pk, name_key) WHERE name_key IS NOT NULL;
CREATE INDEX users_by_age ON users (app_pk, created_at DESC, id DESC);

CREATE TABLE user_mutes (
  app_pk BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  target_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  expires BIGINT,
  PRIMARY KEY (app_pk, user_id, target_id)
) WITHOUT ROWID;
CREATE INDEX user_mutes_of_target ON user_mutes (app_pk, target_id, expires);

CREATE TABLE bans (
  app_pk BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  channel_pk BIGINT NOT NULL,
  banned_by_id TEXT,
  reason TEXT,
  shadow BIGINT NOT NULL,
  expires BIGINT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (app_pk, user_id, channel_pk)
) WITHOUT ROWID;
CREATE INDEX bans_of_channel ON bans (channel_pk, user_id);
CREATE INDEX bans_of_user ON bans (app_pk, user_id, created_at);
CREATE INDEX bans_by_age ON bans (app_pk, created_at);

CREATE TABLE channels (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  app_pk BIGINT NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  cid TEXT NOT NULL,
  team TEXT,
  created_by_id TEXT NOT NULL,
  frozen BIGINT NOT NULL DEFAULT 0,
  disabled BIGINT NOT NULL DEFAULT 0,
  cooldown BIGINT NOT NULL DEFAULT 0,
  custom TEXT NOT NULL,
  config_overrides TEXT,
  filter_tags TEXT,
  distinct_members TEXT,
  auto_translation_enabled BIGINT NOT NULL DEFAULT 0,
  auto_translation_language TEXT,
  member_count BIGINT NOT NULL DEFAULT 0,
  message_count BIGINT NOT NULL DEFAULT 0,
  seq BIGINT NOT NULL DEFAULT 0,
  pruned_seq BIGINT NOT NULL DEFAULT 0,
  counted BIGINT NOT NULL DEFAULT 0,
  floor_n BIGINT NOT NULL DEFAULT 0,
  last_live_at BIGINT NOT NULL DEFAULT 0,
  last_message_at BIGINT,
  truncated_at BIGINT,
  truncated_by_id TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted_at BIGINT,
  erased BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX channels_living ON channels (app_pk, cid) WHERE deleted_at IS NULL;
CREATE INDEX channels_by_cid ON channels (app_pk, cid);
CREATE INDEX channels_last_updated ON channels (app_pk, COALESCE(last_message_at, created_at) DESC, pk DESC) WHERE deleted_at IS NULL;
CREATE INDEX channels_of_creator ON channels (app_pk, created_by_id);
CREATE INDEX channels_by_id ON channels (app_pk, id) WHERE deleted_at IS NULL;
CREATE INDEX channels_of_app ON channels (app_pk, pk);

CREATE TABLE members (
  app_pk BIGINT NOT NULL,
  channel_pk BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  channel_role TEXT NOT NULL,
  status TEXT NOT NULL,
  invited BIGINT NOT NULL DEFAULT 0,
  invite_accepted_at BIGINT,
  invite_rejected_at BIGINT,
  hidden BIGINT NOT NULL DEFAULT 0,
  hidden_at BIGINT,
  hide_messages_before BIGINT,
  pinned_at BIGINT,
  archived_at BIGINT,
  custom TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (channel_pk, user_id)
) WITHOUT ROWID;
CREATE INDEX members_of_user ON members (app_pk, user_id, channel_pk);
CREATE INDEX members_by_age ON members (channel_pk, created_at, user_id);
CREATE INDEX members_hidden ON members (channel_pk) WHERE hidden = 1;
CREATE INDEX members_without_history ON members (channel_pk, hide_messages_before) WHERE hide_messages_before IS NOT NULL;

CREATE TABLE channel_mutes (
  app_pk BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  channel_pk BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  expires BIGINT,
  PRIMARY KEY (app_pk, user_id, channel_pk)
) WITHOUT ROWID;
CREATE INDEX channel_mutes_of_channel ON channel_mutes (channel_pk, user_id);

CREATE TABLE messages (
  app_pk BIGINT NOT NULL,
  id TEXT NOT NULL,
  channel_pk BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  type TEXT NOT NULL,
  text TEXT NOT NULL,
  html TEXT NOT NULL,
  mml TEXT,
  parent_id TEXT,
  show_in_channel BIGINT NOT NULL DEFAULT 0,
  quoted_message_id TEXT,
  attachments TEXT,
  mentioned_users TEXT,
  mentions TEXT,
  custom TEXT NOT NULL,
  silent BIGINT NOT NULL DEFAULT 0,
  shadowed BIGINT NOT NULL DEFAULT 0,
  pinned_at BIGINT,
  pinned_by_id TEXT,
  pin_expires BIGINT,
  reactions TEXT,
  reply_count BIGINT NOT NULL DEFAULT 0,
  deleted_reply_count BIGINT NOT NULL DEFAULT 0,
  thread_participants TEXT,
  n BIGINT,
  pos BIGINT NOT NULL,
  thread_n BIGINT,
  thread_pos BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  text_updated_at BIGINT,
  deleted_at BIGINT,
  PRIMARY KEY (app_pk, id)
);
CREATE INDEX messages_of_channel ON messages (channel_pk, created_at, id) WHERE parent_id IS NULL OR show_in_channel = 1;
CREATE INDEX messages_of_thread ON messages (app_pk, parent_id, created_at, id) WHERE parent_id IS NOT NULL;
CREATE INDEX messages_pinned ON messages (channel_pk, pinned_at, id) WHERE pinned_at IS NOT NULL;
CREATE INDEX messages_pin_expires ON messages (pin_expires) WHERE pin_expires IS NOT NULL;
CREATE INDEX messages_of_user ON messages (app_pk, user_id, channel_pk, created_at);

CREATE TABLE message_purges (
  app_pk BIGINT NOT NULL,
  message_id TEXT NOT NULL,
  channel_pk BIGINT NOT NULL,
  PRIMARY KEY (app_pk, message_id)
) WITHOUT ROWID;

CREATE TABLE messages_deleted_for_me (
  app_pk BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  channel_pk BIGINT NOT NULL,
  message_id TEXT NOT NULL,
  PRIMARY KEY (app_pk, user_id, channel_pk, message_id)
) WITHOUT ROWID;
CREATE INDEX messages_deleted_for_me_of_message ON messages_deleted_for_me (app_pk, message_id);

CREATE TABLE reactions (
  app_pk BIGINT NOT NULL,
  message_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  type TEXT NOT NULL,
  score BIGINT NOT NULL,
  custom TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (app_pk, message_id, user_id, type)
) WITHOUT ROWID;
CREATE INDEX reactions_by_age ON reactions (app_pk, message_id, created_at);
CREATE INDEX reactions_of_type ON reactions (app_pk, message_id, type, created_at);
CREATE INDEX reactions_of_user ON reactions (app_pk, user_id);

CREATE TABLE reads (
  app_pk BIGINT NOT NULL,
  channel_pk BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  read_n BIGINT NOT NULL,
  floor_n BIGINT NOT NULL,
  last_read BIGINT NOT NULL,
  last_read_message_id TEXT,
  marked_unread BIGINT NOT NULL DEFAULT 0,
  rev BIGINT NOT NULL DEFAULT 0,
  changed_at BIGINT NOT NULL,
  last_delivered_at BIGINT,
  last_delivered_message_id TEXT,
  PRIMARY KEY (channel_pk, user_id)
) WITHOUT ROWID;
CREATE INDEX reads_changed ON reads (channel_pk, changed_at);

CREATE TABLE unread_holes (channel_pk BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (channel_pk, n)) WITHOUT ROWID;

CREATE TABLE unread_exceptions (
  channel_pk BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (channel_pk, user_id, n)
) WITHOUT ROWID;
CREATE INDEX unread_exceptions_of_user ON unread_exceptions (user_id);

CREATE TABLE unread_mute_windows (
  channel_pk BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  from_n BIGINT NOT NULL,
  to_n BIGINT,
  ends_at BIGINT,
  PRIMARY KEY (channel_pk, user_id, from_n)
) WITHOUT ROWID;
CREATE INDEX unread_mute_windows_of_user ON unread_mute_windows (user_id);

CREATE TABLE unread_marks (channel_pk BIGINT PRIMARY KEY, pruned_n BIGINT NOT NULL);

CREATE TABLE threads (
  app_pk BIGINT NOT NULL,
  parent_id TEXT NOT NULL,
  channel_pk BIGINT NOT NULL,
  counted BIGINT NOT NULL DEFAULT 0,
  pruned_n BIGINT NOT NULL DEFAULT 0,
  created_by_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_reply_at BIGINT NOT NULL,
  PRIMARY KEY (app_pk, parent_id)
) WITHOUT ROWID;
CREATE INDEX threads_of_channel ON threads (channel_pk);

CREATE TABLE thread_reads (
  app_pk BIGINT NOT NULL,
  parent_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  channel_pk BIGINT NOT NULL,
  read_n BIGINT NOT NULL,
  floor_n BIGINT NOT NULL,
  last_read BIGINT NOT NULL,
  last_read_message_id TEXT,
  marked_unread BIGINT NOT NULL DEFAULT 0,
  rev BIGINT NOT NULL DEFAULT 0,
  changed_at BIGINT NOT NULL,
  joined_at BIGINT NOT NULL,
  left_at BIGINT,
  PRIMARY KEY (app_pk, parent_id, user_id)
) WITHOUT ROWID;
CREATE INDEX thread_reads_of_user ON thread_reads (app_pk, user_id);
CREATE INDEX thread_reads_of_member ON thread_reads (channel_pk, user_id);
CREATE INDEX thread_reads_changed ON thread_reads (channel_pk, changed_at);

CREATE TABLE thread_holes (
  app_pk BIGINT NOT NULL,
  parent_id TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (app_pk, parent_id, n)
) WITHOUT ROWID;

CREATE TABLE thread_exceptions (
  app_pk BIGINT NOT NULL,
  parent_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (app_pk, parent_id, user_id, n)
) WITHOUT ROWID;
CREATE INDEX thread_exceptions_of_user ON thread_exceptions (app_pk, user_id);

CREATE TABLE events (
  channel_pk BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  app_pk BIGINT NOT NULL,
  type TEXT NOT NULL,
  user_id TEXT,
  data TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (channel_pk, seq)
) WITHOUT ROWID;

CREATE TABLE user_events (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  app_pk BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  type TEXT NOT NULL,
  channel_pk BIGINT,
  data TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX user_events_of_user ON user_events (app_pk, user_id, pk);
CREATE INDEX user_events_by_age ON user_events (created_at);

CREATE TABLE admins (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    start_password_hash TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
  );
CREATE UNIQUE INDEX admins_by_email ON admins (email);

CREATE TABLE admin_sessions (
    token_hash TEXT PRIMARY KEY,
    admin_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
  ) WITHOUT ROWID;
CREATE INDEX admin_sessions_of_admin ON admin_sessions (admin_id);

CREATE TABLE audit_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created_at BIGINT NOT NULL,
    admin_id TEXT,
    admin_email TEXT,
    action TEXT NOT NULL,
    app_pk BIGINT,
    app_name TEXT,
    target TEXT,
    status BIGINT,
    ip TEXT
  );
CREATE INDEX audit_log_of_app ON audit_log (app_pk, id);

CREATE TABLE demo_app (id BIGINT PRIMARY KEY CHECK (id = 1), app_pk BIGINT NOT NULL, seeded_at BIGINT);

CREATE TABLE imports (
    app_pk BIGINT PRIMARY KEY,
    file_id TEXT NOT NULL,
    lines BIGINT NOT NULL,
    lines_hash TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT
  );
CREATE UNIQUE INDEX imports_by_file ON imports (file_id);

CREATE TABLE import_channels (
    app_pk BIGINT NOT NULL,
    number BIGINT NOT NULL,
    channel_pk BIGINT NOT NULL,
    PRIMARY KEY (app_pk, number)
  ) WITHOUT ROWID;
