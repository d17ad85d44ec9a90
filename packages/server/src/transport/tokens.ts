import { createDecoder, createSigner, createVerifier, TokenError } from 'fast-jwt'
import { Failure } from '../core/errors.ts'

/** What a token says, before it is known whether its time has come. */
export interface Claims {
  readonly user_id?: string
  readonly server: boolean
  /** Unix seconds. */
  readonly exp?: number
  readonly nbf?: number
  readonly iat?: number
}

const maxTokenLength = 16_384
const cacheSize = 20_000
const clockLeewaySeconds = 5

/** Verifies tokens, remembering the signatures it has found good: checking one costs more than the rest of auth. */
export interface TokenVerifier {
  /** `checkSignature: false` is the app's development mode: any token that can be read is believed. */
  verify(token: string, secret: string, nowMicros: number, checkSignature: boolean): Claims
}

export function createTokenVerifier(): TokenVerifier {
  const verifiers = new Map<string, (token: string) => unknown>()
  const decode = createDecoder()
  const good = new Map<string, Claims>()

  function readSigned(token: string, secret: string): Claims {
    const key = `${secret} ${token}`
    const known = good.get(key)
    if (known) return known
    let verifier = verifiers.get(secret)
    if (!verifier) {
      // Times are judged below, by the server's own clock and with an error for each case.
      verifier = createVerifier({ key: secret, algorithms: ['HS256'], ignoreExpiration: true, ignoreNotBefore: true })
      verifiers.set(secret, verifier)
    }
    const claims = readClaims(verifier(token))
    if (good.size >= cacheSize) good.delete(good.keys().next().value!)
    good.set(key, claims)
    return claims
  }

  return {
    verify(token, secret, nowMicros, checkSignature) {
      if (token.length > maxTokenLength) throw new Failure('authentication', 'JWTAuth error: token is too long')
      if (token.split('.', 4).length !== 3) {
        throw new Failure('authentication', 'JWTAuth error: token contains an invalid number of segments')
      }
      const claims = explain(() => (checkSignature ? readSigned(token, secret) : readClaims(decode(token))))
      checkTimes(claims, nowMicros)
      return claims
    },
  }
}

function readClaims(payload: unknown): Claims {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new Failure('authentication', 'JWTAuth error: the payload must be an object')
  }
  const { user_id, server, exp, nbf, iat } = payload as Record<string, unknown>
  for (const [name, value] of Object.entries({ exp, nbf, iat })) {
    if (value !== undefined && (typeof value !== 'number' || !Number.isFinite(value))) {
      throw new Failure('authentication', `JWTAuth error: ${name} must be a number`)
    }
  }
  if (user_id !== undefined && (typeof user_id !== 'string' || user_id === '')) {
    throw new Failure('authentication', 'JWTAuth error: user_id must be a string')
  }
  // Some clients write the claim as text (spec/95 §1.1).
  const isServer = server === true || server === 'true'
  if (!isServer && user_id === undefined) throw new Failure('authentication', 'JWTAuth error: token has no user_id')
  return { ...(payload as object), server: isServer } as Claims
}

function explain(read: () => Claims): Claims {
  try {
    return read()
  } catch (error) {
    if (error instanceof Failure) throw error
    if (
      error instanceof TokenError &&
      (error.code === 'FAST_JWT_INVALID_SIGNATURE' || error.code === 'FAST_JWT_INVALID_ALGORITHM')
    ) {
      throw new Failure('token_signature_invalid', 'Token signature is invalid')
    }
    throw new Failure('authentication', 'JWTAuth error: token could not be read')
  }
}

function checkTimes({ exp, nbf, iat }: Claims, nowMicros: number): void {
  const now = nowMicros / 1_000_000
  if (exp !== undefined && exp <= now) throw new Failure('token_expired', 'token is expired')
  if (nbf !== undefined && nbf > now) throw new Failure('token_not_yet_valid', 'token is not valid yet')
  if (iat !== undefined && iat > now + clockLeewaySeconds) {
    throw new Failure('token_used_before_issued', 'token used before issue at (iat)')
  }
}

/** A user token as `createToken` of an SDK makes it; times in Unix seconds. */
export function signUserToken(secret: string, user_id: string, times: { exp?: number; iat?: number } = {}): string {
  return createSigner({ key: secret, algorithm: 'HS256', noTimestamp: true })({ user_id, ...times })
}

/** A token that holds the app's whole power. */
export function signServerToken(secret: string): string {
  return createSigner({ key: secret, algorithm: 'HS256', noTimestamp: true })({ server: true })
}
