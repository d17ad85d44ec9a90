import type { Migration } from '../ports/database.ts'

/** How far an import has got, so that one that was broken off goes on or is taken away again. */
export const imports: Migration = {
  name: '0003-imports',
  statements: ({ clustered }) => [
    // `file_id` and `lines_hash` tell the file from every other: its first line, and the rows of it that are in.
    `CREATE TABLE imports (
      app_pk BIGINT PRIMARY KEY,
      file_id TEXT NOT NULL,
      lines BIGINT NOT NULL,
      lines_hash TEXT NOT NULL,
      started_at BIGINT NOT NULL,
      finished_at BIGINT
    )`,
    `CREATE UNIQUE INDEX imports_by_file ON imports (file_id)`,
    // What the file calls a channel, and what this database does.
    `CREATE TABLE import_channels (
      app_pk BIGINT NOT NULL,
      number BIGINT NOT NULL,
      channel_pk BIGINT NOT NULL,
      PRIMARY KEY (app_pk, number)
    ) ${clustered}`,
    // Whoever last heard of a channel before then cannot be told what they have missed.
    `ALTER TABLE apps ADD COLUMN imported_at BIGINT`,
  ],
}
