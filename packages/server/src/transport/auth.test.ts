import { expect, test } from 'bun:test'
import type { AppConfig } from '../core/app-config.ts'
import type { Configs } from '../features/index.ts'
import { type Credentials, createAuthenticator } from './auth.ts'
import { createTokenVerifier, signServerToken, signUserToken } from './tokens.ts'

const secret = 'the secret of this app, long enough for HS256'
const otherSecret = 'the secret of another app, also long enough'
const now = 1_767_605_400_000_000

/** Two apps; the second one is in development and does not check tokens. */
const configs: Pick<Configs, 'current' | 'findKey'> = {
  current: async (pk) => ({ pk, settings: { disable_auth_checks: pk === 2 } }) as AppConfig,
  findKey: async (key) =>
    key === 'one'
      ? { key, app_pk: 1, secret, created_at: 0, disabled_at: null }
      : key === 'two'
        ? { key, app_pk: 2, secret: otherSecret, created_at: 0, disabled_at: null }
        : undefined,
}
const { authenticate } = createAuthenticator(configs as Configs, createTokenVerifier())
const show = (credentials: Partial<Credentials>) =>
  authenticate({ api_key: 'one', token: null, auth_type: null, ...credentials }, now)

test('a token is taken with and without "Bearer", whatever the auth type says', async () => {
  const token = signUserToken(secret, 'ann', { iat: 5, exp: now / 1e6 + 60 })
  const expected = {
    app_pk: 1,
    api_key: 'one',
    caller: { kind: 'user', user_id: 'ann', issued_at: 5_000_000 },
    expires: now / 1e6 + 60,
  }
  for (const shown of [token, `Bearer ${token}`]) {
    for (const auth_type of ['jwt', 'JWT', null, '', 'anonymous']) {
      expect(await show({ token: shown, auth_type })).toEqual(expected as never)
    }
  }
  expect(await show({ token: signServerToken(secret) })).toEqual({
    app_pk: 1,
    api_key: 'one',
    caller: { kind: 'server' },
  })
})

test('without a token only somebody who says so is anonymous', async () => {
  for (const auth_type of ['anonymous', 'Anonymous']) {
    for (const token of [null, '']) {
      expect(await show({ token, auth_type })).toEqual({
        app_pk: 1,
        api_key: 'one',
        caller: { kind: 'anonymous', user_id: '!anon' },
      })
    }
  }
  for (const auth_type of [null, '', 'jwt', 'x']) {
    await expect(show({ auth_type })).rejects.toMatchObject({ error: 'authentication' })
  }
})

test('a key is needed, and must be one', async () => {
  const token = signUserToken(secret, 'ann')
  for (const api_key of [null, '', 'three', 'ONE', '__proto__', "' OR 1=1 --"]) {
    await expect(show({ api_key, token })).rejects.toMatchObject({ error: 'access_key' })
  }
})

test('threats #16: a token of one app opens no other', async () => {
  const token = signUserToken(otherSecret, 'ann')
  await expect(show({ token })).rejects.toMatchObject({ error: 'token_signature_invalid' })
})

test('where checks are off a token is taken at its word, which the first load checks again (core §1.7)', async () => {
  const unsigned = signUserToken('somebody who does not know the secret at all', 'ann')
  expect((await show({ api_key: 'two', token: unsigned })).caller).toEqual({
    kind: 'user',
    user_id: 'ann',
    isUnsigned: true,
  })
  await expect(show({ api_key: 'one', token: unsigned })).rejects.toMatchObject({ error: 'token_signature_invalid' })
  const server = signServerToken('somebody who does not know the secret at all')
  await expect(show({ api_key: 'two', token: server })).rejects.toMatchObject({ error: 'token_signature_invalid' })
})
