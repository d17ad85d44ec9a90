import { createDecoder, createVerifier, TokenError } from 'fast-jwt'
import { Failure } from '../core/errors.ts'

export { signServerToken, signUserToken } from '../core/tokens.ts'

/** What a token says, before it is known whether its time has come. */
export interface Claims {
  readonly user_id?: string
  readonly server: boolean
  /** Nobody has signed it: it is believed only while the app's checks are off. */
  readonly isUnsigned?: true
  /** Unix seconds. */
  readonly exp?: number
  readonly nbf?: number
  readonly iat?: number
}

const maxTokenLength = 16_384
const cacheSize = 20_000
const clockLeewaySeconds = 5
const userIds = /^[A-Za-z0-9@_-]{1,255}$/

/** Verifies tokens, remembering the signatures it has found good: checking one costs more than the rest of auth. */
export interface TokenVerifier {
  /** `checkSignature: false` is the app's development mode: any user token that can be read is believed. */
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

  /** The app's whole power is never given away unsigned. */
  function readUnsigned(token: string, secret: string): Claims {
    const claims = readClaims(decode(token))
    if (claims.server) return readSigned(token, secret)
    try {
      return readSigned(token, secret)
    } catch {
      return { ...claims, isUnsigned: true }
    }
  }

  return {
    verify(token, secret, nowMicros, checkSignature) {
      if (token.length > maxTokenLength) throw new Failure('authentication', 'JWTAuth error: token is too long')
      if (token.split('.', 4).length !== 3) {
        throw new Failure('authentication', 'JWTAuth error: token contains an invalid number of segments')
      }
      const claims = explain(() => (checkSignature ? readSigned(token, secret) : readUnsigned(token, secret)))
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
  // Some clients write the claim as text (spec/95 §1.1).
  const times = { exp, nbf, iat } as Pick<Claims, 'exp' | 'nbf' | 'iat'>
  if (server === true || server === 'true') return { ...times, server: true }
  if (user_id === undefined) throw new Failure('authentication', 'JWTAuth error: token has no user_id')
  if (typeof user_id !== 'string' || !userIds.test(user_id)) {
    throw new Failure('authentication', 'JWTAuth error: user_id must be made of letters, digits and @_-')
  }
  return { ...times, server: false, user_id }
}

const unsigned = new Set<string>([
  TokenError.codes.invalidSignature,
  TokenError.codes.missingSignature,
  TokenError.codes.invalidAlgorithm,
])

function explain(read: () => Claims): Claims {
  try {
    return read()
  } catch (error) {
    if (error instanceof Failure) throw error
    if (error instanceof TokenError && unsigned.has(error.code)) {
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
