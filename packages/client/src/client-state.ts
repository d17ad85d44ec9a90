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
  private known: { channels: object; found: object; byId: Readonly<Record<string, User>> } | undefined

  constructor(core: Core) {
    this.core = core
  }

  /** Everybody who is known from the loaded channels and from queries of users, by id. */
  get users(): Readonly<Record<string, User>> {
    const { channels, users } = this.core.state
    if (this.known?.channels !== channels || this.known.found !== users) {
      const shown = Object.values(channels).flatMap(peopleOf)
      const byId = { ...users, ...Object.fromEntries(shown.map((user) => [user.id, user])) }
      this.known = { channels, found: users, byId }
    }
    return this.known.byId
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
