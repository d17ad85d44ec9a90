// The small languages inside requests: filters, sorts and partial updates, from a grammar that knows their words.
import fc from 'fast-check'
import { hostileText, hostileValue } from './hostile-values.ts'

const operators = [
  '$eq',
  '$ne',
  '$in',
  '$nin',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$exists',
  '$contains',
  '$autocomplete',
  '$q',
  '$nope',
] as const

/** Fields of all the resources that can be filtered, custom ones, and ways into them. */
const fields = [
  ...['id', 'cid', 'type', 'name', 'role', 'user_id', 'teams', 'team', 'language', 'members', 'member.user.name'],
  ...['created_at', 'updated_at', 'last_active', 'last_updated', 'last_message_at', 'deactivated_at', 'created_by_id'],
  ...['banned', 'shadow_banned', 'muted', 'joined', 'hidden', 'frozen', 'disabled', 'pinned', 'archived', 'invite'],
  ...['member_count', 'has_unread', 'unread_count', 'filter_tags', 'channel_cid', 'banned_by_id', 'reason', 'shadow'],
  ...[
    'channel_role',
    'is_moderator',
    'score',
    'user.name',
    'user.email',
    'cid',
    'age',
    'topics',
    'mood.now',
    'custom.age',
  ],
] as const

const fieldName = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom<string>(...fields) },
  { weight: 1, arbitrary: hostileText },
)

const scalar = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom<unknown>('ann', 'bob', 'messaging', 'messaging:general', 'user', 'a', '', 'An'),
  },
  { weight: 2, arbitrary: fc.constantFrom<unknown>('2026-01-05T09:30:00Z', '2026-01-05T09:30:00.000123+02:00') },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(0, 1, -1, 30, 2.5, true, false, null) },
  { weight: 1, arbitrary: hostileValue },
)

const operand = fc.oneof({ weight: 4, arbitrary: scalar }, { weight: 2, arbitrary: fc.array(scalar, { maxLength: 4 }) })

const condition = fc.oneof(
  { weight: 2, arbitrary: operand },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom(...operators), operand).map((entry) => Object.fromEntries([entry])),
  },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom(...operators), operand, { maxKeys: 3 }) },
)

/** A filter: mostly one that can be read, sometimes one that is wrong in a single place. */
export const filter: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 5, arbitrary: fc.array(fc.tuple(fieldName, condition), { maxLength: 3 }).map(Object.fromEntries) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(tie('filter'), { maxLength: 3 }))
        .map((entry) => Object.fromEntries([entry])),
    },
    { weight: 0, arbitrary: hostileValue },
  ),
})).filter

const direction = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom<unknown>(1, -1) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(0, 2, '1', null) },
)

/** A sort, as either generation writes it. */
export const sort: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(
      fc.record(
        {
          field: fieldName,
          direction,
          type: fc.constantFrom<unknown>(undefined, undefined, 'number', 'boolean', 'text'),
        },
        { requiredKeys: ['field'] },
      ),
      { maxLength: 3 },
    ),
  },
  { weight: 1, arbitrary: fc.array(fc.dictionary(fieldName, direction, { maxKeys: 2 }), { maxLength: 2 }) },
  { weight: 1, arbitrary: hostileValue },
)

/** What partial updates may name, of every resource, and what they may not. */
const settable = [
  ...['name', 'image', 'role', 'teams', 'teams_role', 'teams_role.red', 'language', 'invisible', 'privacy_settings'],
  ...[
    'privacy_settings.read_receipts.enabled',
    'revoke_tokens_issued_before',
    'frozen',
    'disabled',
    'cooldown',
    'team',
  ],
  ...[
    'filter_tags',
    'config_overrides',
    'auto_translation_enabled',
    'channel_role',
    'pinned',
    'archived',
    'pin_expires',
  ],
  ...['text', 'attachments', 'mentioned_users', 'silent', 'show_in_channel', 'quoted_message_id', 'html', 'mml'],
  ...['mood', 'mood.now', 'mood.now.deep', 'age', 'topics.0', 'custom', 'custom.a', 'a.b', '', '.', 'a.', '.a', 'a..b'],
  ...['id', 'cid', 'type', 'user', 'user_id', 'created_at', 'banned', 'online', 'member_count', 'reaction_counts'],
  ...['__proto__', '__proto__.isAdmin', 'constructor.prototype.isAdmin', 'a.__proto__.b', 'toString', 'created_by_id'],
] as const

const setName = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('mood', 'age', 'color.dark', 'topics') },
  { weight: 12, arbitrary: fc.constantFrom<string>(...settable) },
  { weight: 1, arbitrary: hostileText },
)

const setValue = fc.oneof(
  { weight: 4, arbitrary: scalar },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>({ read_receipts: { enabled: false } }, { a: { b: 1 } }, ['red'], []),
  },
  { weight: 1, arbitrary: hostileValue },
)

/** `set` of a partial update. */
export const setFields: fc.Arbitrary<unknown> = fc
  .array(fc.tuple(setName, setValue), { maxLength: 3 })
  .map(Object.fromEntries)

/** `unset` of a partial update. */
export const unsetFields: fc.Arbitrary<unknown> = fc.array(setName, { maxLength: 2 })
