import { describe, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import type { Failure } from '../core/errors.ts'
import { createTokenVerifier, signServerToken, signUserToken } from './tokens.ts'

const secret = 'the secret of this app, long enough for HS256'
const now = 1_767_605_400

const base64url = (text: string) => Buffer.from(text).toString('base64url')

/** A token with this payload, rightly signed; a text is taken as it is. */
function signed(payload: unknown, header: object = { alg: 'HS256', typ: 'JWT' }): string {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
  const input = `${base64url(JSON.stringify(header))}.${base64url(text)}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

/** A token as development clients make it, without the secret. */
const devToken = (payload: object) =>
  `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url(JSON.stringify(payload))}.devtoken`

const { verify } = createTokenVerifier()
const read = (token: string, { at = now, isChecked = true } = {}) => verify(token, secret, at * 1e6, isChecked)
const refusal = (token: string, options?: Parameters<typeof read>[1]) => {
  try {
    return read(token, options)
  } catch (error) {
    return (error as Failure).error
  }
}

describe('spec/10 §2: what tokens say', () => {
  test('a user token says who acts; what it says besides is ignored', () => {
    expect(read(signUserToken(secret, 'ann'))).toMatchObject({ user_id: 'ann', server: false })
    const claims = read(signed({ user_id: 'ann', role: 'admin', iss: 'x', call_cids: [], iat: now, exp: now + 9 }))
    expect(claims).toEqual({ user_id: 'ann', server: false, iat: now, exp: now + 9 })
  })

  test('a server token may write its claim as text, name a user, and come without a type', () => {
    expect(read(signServerToken(secret))).toMatchObject({ server: true })
    for (const server of [true, 'true']) expect(read(signed({ server, user_id: 'ann' })).server).toBe(true)
    expect(read(signed({ server: true, iat: now }, { alg: 'HS256' }))).toEqual({ server: true, iat: now })
  })

  test('what is not that claim is no server token', () => {
    for (const server of [1, 'TRUE', 'yes', 'false', false, {}, [true], null]) {
      expect(refusal(signed({ server }))).toBe('authentication')
      expect(read(signed({ server, user_id: 'ann' })).server).toBe(false)
    }
    expect(refusal(signed('{"__proto__":{"server":true}}'))).toBe('authentication')
  })

  test('a user id is one as the wire allows it: nobody speaks as everybody without a name', () => {
    for (const user_id of ['a', 'ANN@mail-com_7', 'x'.repeat(255), 'guest-1f-ann']) {
      expect(read(signed({ user_id })).user_id).toBe(user_id)
    }
    for (const user_id of [
      undefined,
      null,
      '',
      7,
      {},
      ['ann'],
      true,
      '!anon',
      'a b',
      'a\n',
      'a/b',
      'é',
      'x'.repeat(256),
    ]) {
      expect([user_id, refusal(signed({ user_id }))]).toEqual([user_id, 'authentication'])
    }
  })

  test('of a claim that is there twice the last one counts, for everybody alike', () => {
    expect(read(signed('{"user_id":"bob","user_id":"ann"}')).user_id).toBe('ann')
  })
})

describe('spec/10 §2: when tokens hold', () => {
  test('until exp, and not in that second itself', () => {
    const token = signUserToken(secret, 'ann', { exp: now })
    expect(read(token, { at: now - 0.001 }).exp).toBe(now)
    for (const at of [now, now + 1]) expect(refusal(token, { at })).toBe('token_expired')
    expect(refusal(signed({ user_id: 'ann', exp: 0 }))).toBe('token_expired')
    expect(refusal(signed({ user_id: 'ann', exp: -1 }))).toBe('token_expired')
    expect(read(signed({ user_id: 'ann', exp: now + 0.5 })).exp).toBe(now + 0.5)
  })

  test('from nbf on', () => {
    const token = signed({ user_id: 'ann', nbf: now })
    expect(refusal(token, { at: now - 0.001 })).toBe('token_not_yet_valid')
    expect(read(token).user_id).toBe('ann')
  })

  test('from iat on, give or take five seconds of clock', () => {
    const token = signUserToken(secret, 'ann', { iat: now })
    expect(read(token, { at: now - 5 }).iat).toBe(now)
    expect(refusal(token, { at: now - 5.001 })).toBe('token_used_before_issued')
  })

  test('the first reason counts: expiry before nbf before iat, and a signature before all of them', () => {
    const times = { exp: now - 1, nbf: now + 10, iat: now + 10 }
    expect(refusal(signed({ user_id: 'ann', ...times }))).toBe('token_expired')
    expect(refusal(signed({ user_id: 'ann', ...times, exp: now + 1 }))).toBe('token_not_yet_valid')
    expect(refusal(`${signed({ user_id: 'ann', ...times }).slice(0, -5)}AAAAA`)).toBe('token_signature_invalid')
  })

  test('a time that is none is an error, not a token that holds for ever', () => {
    for (const claim of ['exp', 'nbf', 'iat']) {
      for (const value of [`"${now + 99}"`, 'null', '{}', '[]', 'true', '1e999', '-1e999']) {
        const token = signed(`{"user_id":"ann","${claim}":${value}}`)
        expect([claim, value, refusal(token)]).toEqual([claim, value, 'authentication'])
      }
    }
  })

  test('a token that was found good before is judged by the clock each time', () => {
    const token = signUserToken(secret, 'ann', { exp: now + 60 })
    for (let i = 0; i < 3; i++) expect(read(token).user_id).toBe('ann')
    expect(refusal(token, { at: now + 60 })).toBe('token_expired')
    expect(read(token).user_id).toBe('ann')
  })

  test('a token of one app says nothing to another, even once it was found good', () => {
    const token = signUserToken(secret, 'ann')
    read(token)
    expect(() => verify(token, 'the secret of another app, also long enough', now * 1e6, true)).toThrow(
      'Token signature is invalid',
    )
  })
})

describe('spec/10 §2: with checks off, for development', () => {
  const off = { isChecked: false }

  test('any readable token of a user is believed, and known to be unsigned', () => {
    expect(read(devToken({ user_id: 'ann' }), off)).toMatchObject({ user_id: 'ann', isUnsigned: true })
    expect(read(`${signUserToken(secret, 'ann').slice(0, -3)}AAA`, off)).toMatchObject({ isUnsigned: true })
    expect(read(signUserToken(secret, 'ann'), off).isUnsigned).toBeUndefined()
    expect(refusal(devToken({ user_id: 'ann' }))).toBe('token_signature_invalid')
  })

  test('it must still be a token, name a user and hold', () => {
    expect(refusal('ann', off)).toBe('authentication')
    expect(refusal('a.b.c', off)).toBe('authentication')
    expect(refusal(devToken({}), off)).toBe('authentication')
    expect(refusal(devToken({ user_id: 'ann', exp: now - 1 }), off)).toBe('token_expired')
  })

  test('the power of the secret is never given away unsigned', () => {
    expect(refusal(devToken({ server: true }), off)).toBe('token_signature_invalid')
    expect(refusal(devToken({ server: 'true', user_id: 'ann' }), off)).toBe('token_signature_invalid')
    expect(read(signServerToken(secret), off).server).toBe(true)
  })
})

test('more tokens than are remembered are all verified', () => {
  const fresh = createTokenVerifier()
  const tokens = Array.from({ length: 50 }, (_, index) => signUserToken(secret, `user-${index}`))
  for (let round = 0; round < 2; round++) {
    for (const [index, token] of tokens.entries()) {
      expect(fresh.verify(token, secret, now * 1e6, true).user_id).toBe(`user-${index}`)
    }
  }
})
