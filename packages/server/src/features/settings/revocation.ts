import { errorBody, Failure } from '../../core/errors.ts'
import { type Connection, closeConnection } from '../../core/realtime/connection.ts'
import type { Hub } from '../../core/realtime/hub.ts'

/** Ends the sockets of an app on this node that came with a token from before; the clients come back with a newer one. */
export function endRevoked(hub: Hub, app_pk: number, since: number): void {
  const failure = new Failure('token_expired', 'token has been revoked')
  const frame = JSON.stringify({ error: errorBody(failure, 'Connect') })
  const revoked = Array.from(hub.users.all())
    .filter((user) => user.app_pk === app_pk)
    .flatMap((user) => [...user.connections].filter((connection) => isOlder(connection, since)))
  for (const connection of revoked) closeConnection(connection, 'token_expired', frame)
}

/** A token that does not say when it was issued counts as old. */
function isOlder({ caller }: Connection, since: number): boolean {
  return caller.kind === 'user' && (caller.issued_at ?? 0) < since
}
