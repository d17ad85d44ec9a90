import type { Core } from './core.ts'
import type { ChannelModel } from './state/index.ts'
import type { OwnUser, User } from './wire.ts'

/**
 * What a client knows beyond single channels (documented behaviour: "Client state").
 *
 * ```ts
 * client.state.users['bob']?.online
 * ```
 */
export class ClientState {
  private readonly core: Core
  private readonly usersOf = new WeakMap<object, Readonly<Record<string, User>>>()

  constructor(core: Core) {
    this.core = core
  }

  /** Everybody who is known from the loaded channels, by id. */
  get users(): Readonly<Record<string, User>> {
    const { channels } = this.core.state
    const known = this.usersOf.get(channels)
    if (known) return known
    const users = Object.fromEntries(
      Object.values(channels)
        .flatMap(peopleOf)
        .map((user) => [user.id, user]),
    )
    this.usersOf.set(channels, users)
    return users
  }
}

function peopleOf(model: ChannelModel): User[] {
  const members = Object.values(model.members).flatMap(({ user }) => (user ? [user] : []))
  return [...Object.values(model.read).map(({ user }) => user), ...Object.values(model.watchers), ...members]
}

/** The own user with the newest totals; the same object as long as nothing changed. */
export function ownUserView(core: Core): () => OwnUser | undefined {
  let known: { me: OwnUser; totals: object; user: OwnUser } | undefined
  return () => {
    const { me, totals } = core.state
    if (!me) return undefined
    if (known?.me === me && known.totals === totals) return known.user
    const user = { ...me, ...totals, unread_count: totals.total_unread_count }
    known = { me, totals, user }
    return user
  }
}
