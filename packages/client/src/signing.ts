import { defaultEnvironment, type Environment } from './environment.ts'

const encoder = new TextEncoder()

/**
 * A token that lets one user connect (documented behaviour: "Tokens & authentication"). Only where the secret is: on a server.
 *
 * ```ts
 * const token = signUserToken('ana', process.env.PARLEY_SECRET, { exp: Math.floor(Date.now() / 1000) + 3600 })
 * ```
 */
export function signUserToken(userId: string, secret: string, claims: { exp?: number; iat?: number } = {}): string {
  if (typeof userId !== 'string' || userId === '') throw new Error('A token needs the id of its user, as a string')
  return sign({ user_id: userId, ...claims }, secret, defaultEnvironment())
}

/**
 * A token that may do everything, for calls from your backend.
 *
 * ```ts
 * const headers = { authorization: signServerToken(secret), 'stream-auth-type': 'jwt' }
 * ```
 */
export function signServerToken(secret: string): string {
  return sign({ server: true }, secret, defaultEnvironment())
}

/**
 * The user a token was made for, without checking its signature; undefined if it is none.
 *
 * ```ts
 * decodeUserId(token) // 'ana'
 * ```
 */
export function decodeUserId(token: string): string | undefined {
  try {
    const [, payload = ''] = token.split('.')
    const text = atob(payload.replaceAll('-', '+').replaceAll('_', '/'))
    const claims: unknown = JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (char) => char.charCodeAt(0))))
    const id = (claims as { user_id?: unknown } | null)?.user_id
    return typeof id === 'string' ? id : undefined
  } catch {
    return undefined
  }
}

/**
 * Whether a webhook came from the server that holds the secret (documented behaviour: "Webhooks overview"). Give the raw body: of a
 * compressed one the signature covers what it unpacks to.
 *
 * ```ts
 * if (!verifySignature(rawBody, request.headers['x-signature'], secret)) return reply(401)
 * ```
 */
export function verifySignature(body: string | Uint8Array, signature: string, secret: string): boolean {
  const { hmac, gunzip } = withHmac(defaultEnvironment())
  const isPacked = typeof body !== 'string' && body[0] === 0x1f && body[1] === 0x8b
  try {
    const mac = hex(hmac(secret, isPacked && gunzip ? gunzip(body) : body))
    return isSame(mac, String(signature))
  } catch {
    return false
  }
}

/** A development token: no secret, good only where the app has switched off the checking of tokens. */
export function signNothing(userId: string): string {
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ user_id: userId })}.devtoken`
}

/** As `signServerToken`, also where signing takes a promise. */
export async function signServerTokenAnywhere(secret: string, environment: Environment): Promise<string> {
  if (environment.hmac) return sign({ server: true }, secret, environment)
  const text = unsigned({ server: true })
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign'])
  const mac = await crypto.subtle.sign('HMAC', key, encoder.encode(text))
  return `${text}.${base64url(new Uint8Array(mac))}`
}

function sign(claims: object, secret: string, environment: Environment): string {
  const text = unsigned(claims)
  return `${text}.${base64url(withHmac(environment).hmac(secret, text))}`
}

function withHmac(environment: Environment) {
  const { hmac, gunzip } = environment
  if (!hmac) throw new Error('Tokens are signed on a server: a browser must never hold the secret')
  return { hmac, gunzip }
}

const unsigned = (claims: object) => `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`

const part = (value: object) => base64url(encoder.encode(JSON.stringify(value)))

function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Takes as long for a near miss as for a wild guess. */
function isSame(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i)
  return difference === 0
}
