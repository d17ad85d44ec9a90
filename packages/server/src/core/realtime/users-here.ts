import type { Connection } from './connection.ts'
import { newUserHere, type UserHere } from './numbers.ts'

/** Who is connected to this node, and who follows whose presence. */
export interface UsersHere {
  find(app_pk: number, id: string): UserHere | undefined
  obtain(app_pk: number, id: string): UserHere
  drop(user: UserHere): void
  all(): Iterable<UserHere>
  followers(app_pk: number, id: string): ReadonlySet<Connection>
  follow(connection: Connection, ids: readonly string[]): void
  unfollowAll(connection: Connection): void
}

/** A connection follows at most this many users; the oldest are given up (spec/10 §10). */
const followLimit = 300

export function createUsersHere(): UsersHere {
  const users = new Map<string, UserHere>()
  const followers = new Map<string, Set<Connection>>()
  const nobody: ReadonlySet<Connection> = new Set()
  const keyOf = (app_pk: number, id: string) => `${app_pk} ${id}`

  function unfollow(connection: Connection, key: string) {
    connection.follows?.delete(key)
    const set = followers.get(key)
    set?.delete(connection)
    if (set?.size === 0) followers.delete(key)
  }

  return {
    find: (app_pk, id) => users.get(keyOf(app_pk, id)),
    obtain(app_pk, id) {
      const key = keyOf(app_pk, id)
      const user = users.get(key) ?? newUserHere(app_pk, id)
      users.set(key, user)
      return user
    },
    drop: (user) => void users.delete(keyOf(user.app_pk, user.id)),
    all: () => users.values(),
    followers: (app_pk, id) => followers.get(keyOf(app_pk, id)) ?? nobody,
    follow(connection, ids) {
      if (ids.length === 0) return
      connection.follows ??= new Set()
      for (const id of ids) {
        const key = keyOf(connection.app_pk, id)
        connection.follows.add(key)
        followers.set(key, (followers.get(key) ?? new Set()).add(connection))
      }
      while (connection.follows.size > followLimit) unfollow(connection, connection.follows.values().next().value!)
    },
    unfollowAll(connection) {
      for (const key of connection.follows ?? []) unfollow(connection, key)
    },
  }
}
