import { Database } from 'bun:sqlite'
import sql, { type Sql } from 'sql-template-tag'
import { sqliteDialect } from '../../adapters/sqlite/dialect.ts'
import { filterable } from '../filters.ts'
import { boolean, equality, jsonColumn, number, ranges, special, stringList, text, time, userFlag } from './fields.ts'
import type { FilterEnv } from './filter-sql.ts'
import { nullable, sortable } from './sort.ts'

/** A resource with one field of each kind, for the tests of filters and sorts. */
export interface Person {
  readonly id: string
  readonly name: string | null
  readonly age: number | null
  readonly banned: boolean
  readonly created_at: number
  readonly last_active: number | null
  readonly teams: readonly string[]
  /** Whom this person has muted. */
  readonly mutes: readonly string[]
  readonly custom: Readonly<Record<string, unknown>>
}

export const peopleFilters = filterable(
  {
    id: text(sql`p.id`, [...equality, '$gt', '$gte', '$lt', '$lte', '$autocomplete']),
    name: text(sql`p.name`, ['$eq', '$ne', '$in', '$exists', '$autocomplete', '$q']),
    age: number(sql`p.age`, [...ranges, '$ne', '$in', '$nin']),
    banned: boolean(sql`p.banned`, ['$eq', '$ne']),
    created_at: time(sql`p.created_at`, [...ranges, '$in']),
    last_active: time(sql`p.last_active`, [...ranges, '$exists']),
    teams: stringList(sql`p.teams`, ['$eq', '$ne', '$contains', '$in', '$nin', '$exists']),
    muted: userFlag(
      (userId) => sql`EXISTS (SELECT 1 FROM mutes WHERE mutes.id = p.id AND mutes.target_id = ${userId})`,
    ),
    'friend.name': special(['$eq'], ({ value }) => sql`p.name = ${`friend of ${value}`}`),
    invite: { ...special(['$eq'], () => sql`TRUE`), refusal: 'invalid invite operator' },
  },
  {
    resource: 'people',
    custom: jsonColumn(sql`p.custom`, [
      ...(['$eq', '$in', '$exists', '$gt', '$gte', '$lt', '$lte', '$contains', '$autocomplete'] as const),
    ]),
  },
)

export const plainFilters = filterable({ id: text(sql`p.id`) }, { resource: 'people', root: 'filter' })

export const peopleSort = sortable(
  {
    id: sql`p.id`,
    created_at: sql`p.created_at`,
    age: nullable(sql`p.age`),
    muted: nullable(({ userId }) => sql`(SELECT 1 FROM mutes WHERE mutes.id = p.id AND mutes.target_id = ${userId})`),
  },
  { id: sql`p.id`, unsorted: [{ field: 'created_at', direction: -1 }], custom: sql`p.custom` },
)

export const env: FilterEnv = { dialect: sqliteDialect, userId: 'ann', now: 0 }

/** People in a real table; `find` gives the ids of those who meet the condition, in order. */
export function openPeople(): {
  replace(people: readonly Person[]): void
  find(condition: Sql, order?: Sql): string[]
} {
  const database = new Database(':memory:', { strict: true })
  database.run(`CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT, age NUMERIC, banned INTEGER NOT NULL,
    created_at INTEGER NOT NULL, last_active INTEGER, teams TEXT NOT NULL, custom TEXT NOT NULL) WITHOUT ROWID`)
  database.run('CREATE TABLE mutes (id TEXT NOT NULL, target_id TEXT NOT NULL)')
  const insert = database.prepare('INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const mute = database.prepare('INSERT INTO mutes VALUES (?, ?)')

  return {
    replace(people) {
      database.run('DELETE FROM people')
      database.run('DELETE FROM mutes')
      for (const { id, name, age, banned, created_at, last_active, teams, mutes, custom } of people) {
        insert.run(id, name, age, banned, created_at, last_active, JSON.stringify(teams), JSON.stringify(custom))
        for (const target of mutes) mute.run(id, target)
      }
    },
    find(condition, order = sql`p.id`) {
      const query = sql`SELECT p.id FROM people AS p WHERE ${condition} ORDER BY ${order}`
      const statement = database.prepare<{ id: string }, (string | number | boolean)[]>(query.sql)
      try {
        return statement.all(...(query.values as (string | number | boolean)[])).map((row) => row.id)
      } finally {
        statement.finalize()
      }
    },
  }
}

/** A person of whom only some things matter. */
export function person(id: string, known: Partial<Person> = {}): Person {
  return {
    id,
    name: null,
    age: null,
    banned: false,
    created_at: 0,
    last_active: null,
    teams: [],
    mutes: [],
    custom: {},
    ...known,
  }
}
