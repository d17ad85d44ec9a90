import { createSigner } from 'fast-jwt'

/** A user token as `createToken` of an SDK makes it; times in Unix seconds. */
export function signUserToken(secret: string, user_id: string, times: { exp?: number; iat?: number } = {}): string {
  return createSigner({ key: secret, algorithm: 'HS256', noTimestamp: true })({ user_id, ...times })
}

/** A token that holds the app's whole power. */
export function signServerToken(secret: string): string {
  return createSigner({ key: secret, algorithm: 'HS256', noTimestamp: true })({ server: true })
}
