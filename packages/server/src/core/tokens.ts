import { createSigner } from 'fast-jwt'

/** A user token as `createToken` of an SDK makes it; times in Unix seconds. */
export function signUserToken(secret: string, user_id: string, times: { exp?: number; iat?: number } = {}): string {
  // The library would drop a time of issue along with its own.
  const noTimestamp = times.iat === undefined
  return createSigner({ key: secret, algorithm: 'HS256', noTimestamp })({ user_id, ...times })
}

/** A token that holds the app's whole power. */
export function signServerToken(secret: string): string {
  return createSigner({ key: secret, algorithm: 'HS256', noTimestamp: true })({ server: true })
}
