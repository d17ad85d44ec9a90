import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type TestAdmin, testAdmin } from '../../packages/server/src/testing/test-admin.ts'
import { administer } from './administration.ts'
import { planOf, tables, walksOf } from './plan.ts'
import { recordStatements } from './recording.ts'
import { live } from './session.ts'

let chat: TestAdmin & AsyncDisposable
let statements: string[] = []

beforeAll(async () => {
  chat = await testAdmin({ engine: 'sqlite', members: ['ann', 'bob'], others: ['cid', 'dan', 'eve', 'fay'] })
  const texts = recordStatements(chat.app.services.database)
  await live(chat)
  await administer(chat)
  statements = [...texts.keys()].map((text) => text.replace(/\s+/g, ' ').trim())
}, 60_000)

afterAll(() => chat[Symbol.asyncDispose]())

/** What may take longer the more there is, and why. */
const allowed: readonly { readonly why: string; readonly table: string; readonly statement: RegExp }[] = [
  {
    why: 'the backend asks for channels of the whole app: in the order of an index, a page at a time',
    table: 'channels',
    statement:
      /^SELECT c\.\* FROM channels AS c LEFT JOIN members AS m .* ORDER BY COALESCE\(c\.last_message_at, c\.created_at\) DESC/,
  },
  {
    why: 'users are looked for by anything: from the newest on, a page at a time',
    table: 'users',
    statement: /^SELECT u\.\* FROM users AS u WHERE u\.app_pk = \?/,
  },
  {
    why: 'bans are few, and moderators alone look through them',
    table: 'bans',
    statement: /^SELECT b\.\*, c\.cid FROM bans AS b LEFT JOIN channels AS c/,
  },
  {
    why: 'the index holds unfinished tasks only',
    table: 'tasks',
    statement: /^SELECT \* FROM tasks WHERE status IN \('waiting', 'pending', 'running'\)/,
  },
  {
    why: 'the integrity check walks all channels by their key, a slice at a time',
    table: 'channels',
    statement:
      /^SELECT pk, cid, .* FROM channels WHERE app_pk = \? AND pk > \? AND deleted_at IS NULL ORDER BY pk LIMIT \?$/,
  },
  {
    why: 'the integrity check walks all users by their key, a slice at a time',
    table: 'users',
    statement: /^SELECT id FROM users WHERE app_pk = \? AND id > \? ORDER BY id LIMIT \?$/,
  },
  {
    why: 'the audit log of an app is read from its newest entry on, a page at a time',
    table: 'audit_log',
    statement: /^SELECT \* FROM audit_log WHERE id < \? AND app_pk = \? ORDER BY id DESC LIMIT \?$/,
  },
  {
    why: 'the dashboard counts users of the app along their index, up to a limit',
    table: 'users',
    statement: /^SELECT \(SELECT count\(\*\) FROM \(SELECT 1 FROM users WHERE app_pk = \? .* LIMIT \?\)/,
  },
  {
    why: 'the dashboard counts channels of the app along their index, up to a limit',
    table: 'channels',
    statement: /FROM \(SELECT message_count FROM channels WHERE app_pk = \? .* LIMIT \?\)/,
  },
]

test('the session has asked for everything that there is', () => {
  const untouched = tables.filter((table) => !statements.some((text) => new RegExp(`\\b${table}\\b`).test(text)))
  // Imports have their plans beside their code.
  expect(untouched).toEqual(['imports', 'import_channels'])
  expect(statements.length).toBeGreaterThan(350)
})

test('no statement looks through a table that grows, but for those that have a reason', () => {
  const walks = statements.flatMap((text) => walksOf(text).map((walk) => ({ ...walk, text })))
  const reasonOf = ({ table, text }: (typeof walks)[number]) =>
    allowed.find((each) => each.table === table && each.statement.test(text))
  expect(walks.filter((walk) => !reasonOf(walk))).toEqual([])
  const used = new Set(walks.map((walk) => reasonOf(walk)?.why))
  expect(allowed.filter(({ why }) => !used.has(why))).toEqual([])
})

test('no statement makes an index of its own because one is missing', () => {
  expect(statements.filter((text) => planOf(text).some((step) => step.includes('AUTOMATIC')))).toEqual([])
})

describe('what is asked most is answered straight from an index', () => {
  /** By what is looked for: a part of its statement, and the steps of its plan. */
  const cases: Record<string, [statement: RegExp, steps: RegExp, isSorted?: 'sorted']> = {
    'the channels of a user': [
      /FROM \(SELECT channel_pk AS pk FROM members WHERE app_pk = \? AND user_id = \?\) AS k CROSS JOIN channels AS c/,
      /members_of_user \(app_pk=\? AND user_id=\?\)/,
      'sorted',
    ],
    'the newest messages of a channel': [
      /^SELECT 0 AS part.*channel_pk = \? AND \(parent_id IS NULL OR show_in_channel = 1\) AND TRUE .*ORDER BY created_at DESC, id DESC/,
      /m USING INDEX messages_of_channel \(channel_pk=\? AND created_at>\?\)/,
    ],
    'those before a message': [
      /^SELECT 0 AS part.*show_in_channel = 1\) AND \(created_at, id\) < \(\?, \?\).*ORDER BY created_at DESC, id DESC/,
      /m USING INDEX messages_of_channel \(channel_pk=\? AND /,
    ],
    'those after a message': [
      /^SELECT 0 AS part.*show_in_channel = 1\) AND \(created_at, id\) > \(\?, \?\).*ORDER BY created_at, id/,
      /m USING INDEX messages_of_channel \(channel_pk=\? AND /,
    ],
    'those around a moment': [
      /^SELECT 0 AS part.*show_in_channel = 1\) AND created_at < \?.* UNION ALL SELECT 1 AS part.*show_in_channel = 1\) AND created_at >= \?/,
      /m USING INDEX messages_of_channel \(channel_pk=\? AND created_at>\? AND created_at<\?\)[\s\S]*m USING INDEX messages_of_channel/,
    ],
    'the replies to a message': [
      /^SELECT 0 AS part.*app_pk = \? AND parent_id = \? AND channel_pk = \? AND TRUE .*ORDER BY created_at DESC, id DESC/,
      /m USING INDEX messages_of_thread \(app_pk=\? AND parent_id=\? AND created_at>\?\)/,
    ],
    'the events of a channel since a seq': [
      /FROM events WHERE channel_pk = \? AND seq BETWEEN \? AND \? ORDER BY seq/,
      /events USING PRIMARY KEY \(channel_pk=\? AND seq>\? AND seq<\?\)/,
    ],
    'the newest events of a channel': [
      /FROM events WHERE channel_pk = \? ORDER BY seq DESC/,
      /events USING PRIMARY KEY \(channel_pk=\?\)/,
    ],
    'what happened to a user': [
      /FROM user_events WHERE app_pk = \? AND user_id = \?/,
      /user_events USING INDEX user_events_of_user \(app_pk=\? AND user_id=\?/,
    ],
    'the members of a channel in the order of joining': [
      /FROM members AS m .*WHERE m\.channel_pk = \?( AND TRUE)? ORDER BY m\.created_at (ASC|DESC)/,
      /m USING INDEX members_by_age \(channel_pk=\?\)/,
    ],
    'the newest reactions to a message': [
      /^SELECT \* FROM reactions WHERE app_pk = \? AND message_id = \? ORDER BY created_at DESC/,
      /reactions_by_age \(app_pk=\? AND message_id=\?\)/,
      'sorted',
    ],
    'pins that have expired': [
      /pin_expires <= \? AND \+app_pk = \?/,
      /messages_pin_expires \(pin_expires>\? AND pin_expires<\?\)/,
    ],
    'the bans of a user': [
      /FROM bans AS b .*\(b\.user_id = \?\)/,
      /b USING INDEX bans_of_user \(app_pk=\? AND user_id=\?\)/,
    ],
    'a user by id': [
      /FROM users WHERE app_pk = \? AND id IN \(\?\)/,
      /users USING INDEX sqlite_autoindex_users_1 \(app_pk=\? AND id=\?\)/,
    ],
  }
  for (const [name, [statement, steps, isSorted]] of Object.entries(cases)) {
    test(name, () => {
      const asked = statements.filter((text) => statement.test(text))
      expect(asked.length).toBeGreaterThan(0)
      for (const text of asked) {
        const plan = planOf(text).join('\n')
        expect(plan).toMatch(steps)
        if (!isSorted) expect(plan).not.toContain('TEMP B-TREE')
      }
    })
  }
})
