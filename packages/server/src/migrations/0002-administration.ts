import type { Migration } from '../ports/database.ts'

/** Administrators, what they did, and which app the demo runs in. */
export const administration: Migration = {
  name: '0002-administration',
  statements: ({ serial, clustered }) => [
    // `start_password_hash` is of the password that the environment last set: only another one sets it again.
    `CREATE TABLE admins (
      id TEXT PRIMARY KEY,
      email TEXT NOT NULL,
      password_hash TEXT NOT NULL,
      start_password_hash TEXT,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL
    )`,
    `CREATE UNIQUE INDEX admins_by_email ON admins (email)`,
    // The token itself is known to the browser alone.
    `CREATE TABLE admin_sessions (
      token_hash TEXT PRIMARY KEY,
      admin_id TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      seen_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL
    ) ${clustered}`,
    `CREATE INDEX admin_sessions_of_admin ON admin_sessions (admin_id)`,
    // Names as they were then: the log outlives whom and what it speaks of.
    `CREATE TABLE audit_log (
      id ${serial},
      created_at BIGINT NOT NULL,
      admin_id TEXT,
      admin_email TEXT,
      action TEXT NOT NULL,
      app_pk BIGINT,
      app_name TEXT,
      target TEXT,
      status BIGINT,
      ip TEXT
    )`,
    `CREATE INDEX audit_log_of_app ON audit_log (app_pk, id)`,
    `CREATE TABLE demo_app (id BIGINT PRIMARY KEY CHECK (id = 1), app_pk BIGINT NOT NULL, seeded_at BIGINT)`,
  ],
}
