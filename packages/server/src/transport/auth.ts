import type { Caller } from '../core/context.ts'
import { fail } from '../core/errors.ts'
import type { Configs } from '../features/index.ts'
import type { Claims, TokenVerifier } from './tokens.ts'

/** What a request or a socket shows to prove who it is. */
export interface Credentials {
  readonly api_key: string | null
  readonly token: string | null
  /** `jwt` or `anonymous`; clients write it in any case, or leave it out. */
  readonly auth_type: string | null
}

export interface Identity {
  readonly app_pk: number
  readonly api_key: string
  readonly caller: Caller
  /** When the token ends, in Unix seconds. */
  readonly expires?: number
}

export interface Authenticator {
  authenticate(credentials: Credentials, nowMicros: number): Promise<Identity>
}

/** What is no key is looked for nowhere. */
const apiKeys = /^[\w-]{1,64}$/

export function createAuthenticator(configs: Configs, tokens: TokenVerifier): Authenticator {
  return {
    async authenticate({ api_key, token, auth_type }, nowMicros) {
      if (!api_key) fail('access_key', 'api_key is a required query parameter')
      const key = apiKeys.test(api_key) ? await configs.findKey(api_key) : undefined
      if (!key) fail('access_key', 'api_key not valid')
      // Thousands of sockets hold the one text that is kept anyway.
      const { app_pk, secret } = key
      if (auth_type?.toLowerCase() === 'anonymous' && !token) {
        return { app_pk, api_key: key.key, caller: { kind: 'anonymous', user_id: '!anon' } }
      }
      if (!token) fail('authentication', 'stream-auth-type missing or invalid: no token was sent')
      const config = await configs.current(app_pk)
      const raw = token.startsWith('Bearer ') ? token.slice(7) : token
      const claims = tokens.verify(raw, secret, nowMicros, !config.settings.disable_auth_checks)
      return {
        app_pk,
        api_key: key.key,
        caller: callerOf(claims),
        ...(claims.exp !== undefined && { expires: claims.exp }),
      }
    },
  }
}

function callerOf({ server, user_id, iat, isUnsigned }: Claims): Caller {
  if (server) return { kind: 'server' }
  return {
    kind: 'user',
    user_id: user_id!,
    ...(iat !== undefined && { issued_at: iat * 1_000_000 }),
    ...(isUnsigned && { isUnsigned }),
  }
}
