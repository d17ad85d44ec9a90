import { expect, test } from 'bun:test'
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import type { Failure } from '../core/errors.ts'
import { createTokenVerifier } from './tokens.ts'

const secret = 'the secret of this app, long enough for HS256'
const nowSeconds = 1_767_605_400
const { verify } = createTokenVerifier()

const base64url = (value: string | Buffer) => Buffer.from(value).toString('base64url')
const asText = (part: unknown) => (typeof part === 'string' ? part : JSON.stringify(part))
const ann = { user_id: 'ann' }
const HS256 = { alg: 'HS256', typ: 'JWT' }

type Signer = (input: string) => string | Buffer

const hmac =
  (key: string | Buffer, hash = 'sha256'): Signer =>
  (input) =>
    createHmac(hash, key).update(input).digest()

/** A token of these parts; `null` as signer leaves the signature empty. */
function token(header: unknown, payload: unknown, signer: Signer | null = hmac(secret)): string {
  const input = `${base64url(asText(header))}.${base64url(asText(payload))}`
  return `${input}.${signer ? base64url(signer(input)) : ''}`
}

const good = token(HS256, ann)
const [goodHeader, goodPayload, goodSignature] = good.split('.') as [string, string, string]
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const rsaPublic = rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ed = generateKeyPairSync('ed25519')
const bySelf = Buffer.from('a key that the attacker has chosen')
const jwk = { kty: 'oct', k: bySelf.toString('base64url') }

const forged: Record<string, readonly [token: string, error: string]> = {
  'nothing at all': ['', 'authentication'],
  'one segment': ['abc', 'authentication'],
  'two segments': [`${goodHeader}.${goodPayload}`, 'authentication'],
  'four segments': [`${good}.${goodSignature}`, 'authentication'],
  'five segments, like an encrypted token': ['a.b.c.d.e', 'authentication'],
  'empty segments': ['..', 'authentication'],
  'a header that is no base64url': [`%%%.${goodPayload}.${goodSignature}`, 'authentication'],
  'a header that is no JSON': [token('{"alg"', ann), 'authentication'],
  'a header that is a list': [token([], ann), 'authentication'],
  'a header that is null': [token('null', ann), 'authentication'],
  'a payload that is no JSON': [token(HS256, '{"user_id"'), 'authentication'],
  'a payload that is a list': [token(HS256, [ann]), 'authentication'],
  'a payload that is text': [token(HS256, '"ann"'), 'authentication'],
  'a payload that is null': [token(HS256, 'null'), 'authentication'],
  'white space inside': [`${goodHeader}. ${goodPayload}.${goodSignature}`, 'authentication'],
  'a newline at the end': [`${good}\n`, 'token_signature_invalid'],
  padding: [`${goodHeader}.${goodPayload}=.${goodSignature}`, 'authentication'],
  'a token of 17 kB': [token(HS256, { ...ann, pad: 'x'.repeat(13_000) }), 'authentication'],
  'a token of 1 MB': [token(HS256, { ...ann, pad: 'x'.repeat(750_000) }), 'authentication'],
  'a million dots': ['.'.repeat(16_000), 'authentication'],

  'another secret': [token(HS256, ann, hmac('the secret of another app, also long enough')), 'token_signature_invalid'],
  'no signature': [token(HS256, ann, null), 'token_signature_invalid'],
  'alg none': [token({ alg: 'none' }, ann, null), 'token_signature_invalid'],
  'alg None, with a signature': [token({ alg: 'None' }, ann), 'token_signature_invalid'],
  'alg nOnE': [token({ alg: 'nOnE' }, ann, null), 'token_signature_invalid'],
  'no alg': [token({ typ: 'JWT' }, ann), 'token_signature_invalid'],
  'alg hs256 in small letters': [token({ alg: 'hs256' }, ann), 'token_signature_invalid'],
  'a list of algs': [token({ alg: ['HS256'] }, ann), 'token_signature_invalid'],
  'alg twice, the last one none': [token('{"alg":"HS256","alg":"none"}', ann, null), 'token_signature_invalid'],
  'HS384 with the right secret': [token({ alg: 'HS384' }, ann, hmac(secret, 'sha384')), 'token_signature_invalid'],
  'HS512 with the right secret': [token({ alg: 'HS512' }, ann, hmac(secret, 'sha512')), 'token_signature_invalid'],
  RS256: [
    token({ alg: 'RS256' }, ann, (input) => sign('sha256', Buffer.from(input), rsa.privateKey)),
    'token_signature_invalid',
  ],
  'HS256 keyed with a public key': [token(HS256, ann, hmac(rsaPublic)), 'token_signature_invalid'],
  'RS256 claimed, signed as HMAC with the public key': [
    token({ alg: 'RS256' }, ann, hmac(rsaPublic)),
    'token_signature_invalid',
  ],
  ES256: [
    token({ alg: 'ES256' }, ann, (input) => sign('sha256', Buffer.from(input), ec.privateKey)),
    'token_signature_invalid',
  ],
  EdDSA: [
    token({ alg: 'EdDSA' }, ann, (input) => sign(null, Buffer.from(input), ed.privateKey)),
    'token_signature_invalid',
  ],
  'a key of its own in the header': [token({ ...HS256, jwk }, ann, hmac(bySelf)), 'token_signature_invalid'],
  'a place to fetch the key from': [
    token({ ...HS256, jku: 'https://evil.test/keys', kid: '1' }, ann, hmac(bySelf)),
    'token_signature_invalid',
  ],
  'a key id that is a path': [token({ ...HS256, kid: '../../dev/null' }, ann, hmac('')), 'token_signature_invalid'],
  'a key id that is SQL': [token({ ...HS256, kid: "x' UNION SELECT 'k" }, ann, hmac('k')), 'token_signature_invalid'],
  'a certificate of its own': [
    token({ ...HS256, x5c: [base64url('x')] }, ann, hmac(bySelf)),
    'token_signature_invalid',
  ],
  'the empty secret': [token(HS256, ann, hmac('')), 'token_signature_invalid'],
  'a payload swapped behind the signature': [
    `${goodHeader}.${base64url('{"user_id":"admin"}')}.${goodSignature}`,
    'token_signature_invalid',
  ],
  'a header swapped before the signature': [
    `${base64url('{"alg":"HS256"}')}.${goodPayload}.${goodSignature}`,
    'token_signature_invalid',
  ],
  'a signature cut short': [`${goodHeader}.${goodPayload}.${goodSignature.slice(0, -4)}`, 'token_signature_invalid'],
  'a signature drawn out': [`${good}AAAA`, 'token_signature_invalid'],
  'a signature of zeros': [token(HS256, ann, () => Buffer.alloc(32)), 'token_signature_invalid'],
  'a signature in hexadecimal': [
    `${goodHeader}.${goodPayload}.${createHmac('sha256', secret).update(`${goodHeader}.${goodPayload}`).digest('hex')}`,
    'token_signature_invalid',
  ],
  'a signature of the payload alone': [token(HS256, ann, () => hmac(secret)(goodPayload)), 'token_signature_invalid'],
  'an extension that must be understood': [token({ ...HS256, crit: ['exp'], exp: 1 }, ann), 'authentication'],
  'an unencoded payload': [token({ ...HS256, b64: false, crit: ['b64'] }, ann), 'authentication'],
}

test(`threats #14: ${Object.keys(forged).length} forged tokens are all refused, each for its reason`, () => {
  expect(verify(good, secret, nowSeconds * 1e6, true)).toMatchObject(ann)
  for (const [name, [candidate, error]] of Object.entries(forged)) {
    let refusal = 'believed'
    try {
      verify(candidate, secret, nowSeconds * 1e6, true)
    } catch (failure) {
      refusal = (failure as Failure).error
    }
    expect([name, refusal]).toEqual([name, error])
  }
})

test('threats #24: no refusal repeats anything of the token', () => {
  for (const [name, [candidate]] of Object.entries(forged)) {
    const failure = (() => {
      try {
        verify(candidate, secret, nowSeconds * 1e6, true)
      } catch (error) {
        return error as Failure
      }
    })()
    const told = `${failure?.message} ${JSON.stringify(failure?.fields)}`
    for (const part of candidate.split('.')) {
      if (part.length > 8) expect([name, told.includes(part)]).toEqual([name, false])
    }
    expect(told).not.toContain(secret)
  }
})

test('a refused token does not become good by being shown again, nor a good one bad by the forged ones', () => {
  for (let round = 0; round < 3; round++) {
    for (const [candidate] of Object.values(forged)) {
      expect(() => verify(candidate, secret, nowSeconds * 1e6, true)).toThrow()
    }
    expect(verify(good, secret, nowSeconds * 1e6, true).user_id).toBe('ann')
  }
})
