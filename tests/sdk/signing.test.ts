import { expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { decodeUserId, StreamChat, signServerToken, signUserToken, verifySignature } from '@parley-chat/client'
import { signToken } from '../api.ts'

const secret = 'a-secret'
const backend = new StreamChat('key', secret, { baseURL: 'http://localhost' })

test('tokens are what any other maker of such tokens makes of the same claims', () => {
  expect(backend.createToken('bob')).toBe(signToken({ user_id: 'bob' }, secret))
  expect(backend.createToken('bob', 200, 100)).toBe(signToken({ user_id: 'bob', exp: 200, iat: 100 }, secret))
  expect(signUserToken('zoë-✓', secret)).toBe(signToken({ user_id: 'zoë-✓' }, secret))
  expect(signServerToken(secret)).toBe(signToken({ server: true }, secret))
})

test('a token without a user, or without the secret, is not made', () => {
  expect(() => backend.createToken('')).toThrow('the id of its user')
  expect(() => backend.createToken(7 as unknown as string)).toThrow('as a string')
  expect(() => new StreamChat('key', { baseURL: 'http://localhost' }).createToken('bob')).toThrow('no secret')
})

test('the user of a token can be read from it, and nothing from what is none', () => {
  expect(decodeUserId(backend.createToken('zoë'))).toBe('zoë')
  expect(decodeUserId(backend.devToken('bob'))).toBe('bob')
  for (const text of ['', 'a.b.c', 'x', signServerToken(secret)]) expect(decodeUserId(text)).toBeUndefined()
})

test('a webhook is genuine if its signature covers its raw body, packed or not', () => {
  const body = '{"type":"message.new","text":"héllo"}'
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  expect(backend.verifyWebhook(body, signature)).toBe(true)
  expect(backend.verifyWebhook(Buffer.from(body), signature)).toBe(true)
  expect(backend.verifyWebhook(gzipSync(body), signature)).toBe(true)
})

test('and is not if a byte of either is another', () => {
  const body = '{"type":"message.new"}'
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const turned = (signature[0] === 'a' ? 'b' : 'a') + signature.slice(1)
  expect(backend.verifyWebhook(`${body} `, signature)).toBe(false)
  expect(backend.verifyWebhook(body, turned)).toBe(false)
  expect(backend.verifyWebhook(body, '')).toBe(false)
  expect(backend.verifyWebhook(body, undefined as unknown as string)).toBe(false)
  expect(verifySignature(body, signature, 'another')).toBe(false)
  expect(backend.verifyWebhook(Buffer.from([0x1f, 0x8b, 1, 2, 3]), signature)).toBe(false)
  expect(() => new StreamChat('key', { baseURL: 'http://localhost' }).verifyWebhook(body, signature)).toThrow('secret')
})
