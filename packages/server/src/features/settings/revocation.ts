import type { AppConfig } from '../../core/app-config.ts'
import { errorBody, Failure } from '../../core/errors.ts'
import { type Connection, closeConnection } from '../../core/realtime/connection.ts'
import type { Hub } from '../../core/realtime/hub.ts'
import { refusalFrame } from '../../core/views/frames.ts'

/** Ends the sockets on this node that a configuration does not let in: by their key, their token, or for having none. */
export function endRefused(hub: Hub, config: AppConfig, now: number): void {
  const { pk, keys, settings } = config
  endDisabled(hub, pk, (key) => !keys.has(key))
  if (settings.revoke_tokens_issued_before !== undefined) endRevoked(hub, pk, settings.revoke_tokens_issued_before, now)
  if (!settings.disable_auth_checks) endUnsigned(hub, pk, now)
}

/** Ends the sockets that came by keys that are disabled. Their clients need another one, and do not come back with this. */
export function endDisabled(hub: Hub, app_pk: number, isDisabled: (key: string) => boolean): void {
  for (const connection of connectionsOf(hub, app_pk)) {
    const { api_key } = connection
    if (api_key !== undefined && isDisabled(api_key)) closeConnection(connection, 'refused', keyRefused)
  }
}

const keyRefused = JSON.stringify({ error: errorBody(new Failure('access_key', 'api_key not valid'), 'Connect') })

/** Ends the sockets of an app on this node that came with a token from before; the clients come back with a newer one. */
export function endRevoked(hub: Hub, app_pk: number, since: number, now: number): void {
  const failure = new Failure('token_expired', 'token has been revoked')
  for (const connection of connectionsOf(hub, app_pk)) {
    if (!isOlder(connection, since)) continue
    closeConnection(connection, 'token_expired', refusalFrame(connection.view, failure, now, connection.id))
  }
}

/** Ends the sockets of those who were taken at their word while the app checked no tokens. */
export function endUnsigned(hub: Hub, app_pk: number, now: number): void {
  const failure = new Failure('token_signature_invalid', 'Token signature is invalid')
  for (const connection of connectionsOf(hub, app_pk)) {
    const { caller, id, view } = connection
    if (caller.kind !== 'user' || !caller.isUnsigned) continue
    closeConnection(connection, 'refused', refusalFrame(view, failure, now, id))
  }
}

const connectionsOf = (hub: Hub, app_pk: number): Connection[] =>
  Array.from(hub.users.all())
    .filter((user) => user.app_pk === app_pk)
    .flatMap((user) => [...user.connections])

/** A token that does not say when it was issued counts as old. */
function isOlder({ caller }: Connection, since: number): boolean {
  return caller.kind === 'user' && (caller.issued_at ?? 0) < since
}
