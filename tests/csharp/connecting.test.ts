// A C# client connects with every kind of token, and is told with a code why it may not.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { hasMono } from '../../scripts/build-csharp.ts'
import { signToken } from '../api.ts'
import { openStage, type Stage } from '../sdk/stage.ts'
import { startTokenServer } from '../sdk/token-server.ts'
import { type Driver, type Exception, startDriver } from './driver.ts'

let stage: Stage
beforeAll(async () => {
  if (hasMono) stage = await openStage()
})
afterAll(() => stage?.[Symbol.asyncDispose]())

const nowSeconds = () => Math.floor(Date.now() / 1000)
const expired = (userId: string) => stage.backend.createToken(userId, nowSeconds() - 60)
const connect = (driver: Driver, userId: string, how: object) =>
  driver.call('connect', { apiKey: stage.server.apiKey, userId, ...how })
const states = (driver: Driver) =>
  driver.events.filter(({ event }) => event === 'ConnectionStateChanged').map(({ current }) => current)

describe.skipIf(!hasMono)('with a token', () => {
  test('whoever connects is told who they are, and what the connection does', async () => {
    await using ann = await startDriver(stage.server)
    const me = await connect(ann, 'ann', { token: stage.backend.createToken('ann') })
    expect(me).toMatchObject({ userId: 'ann', totalUnreadCount: 0 })
    expect(await ann.call('state')).toMatchObject({ state: 'Connected', isConnected: true, userId: 'ann' })
    expect(await ann.next('Connected')).toMatchObject({ userId: 'ann' })

    await ann.call('disconnect')
    await ann.next('Disconnected')
    expect(states(ann)).toEqual(['Connecting', 'Connected', 'Closing', 'Disconnected'])
    expect(await ann.call('state')).toMatchObject({ state: 'Disconnected', isConnected: false, userId: null })
  })

  test('credentials say the same in one value', async () => {
    await using ann = await startDriver(stage.server)
    const me = await connect(ann, 'ann', { with: 'credentials', token: stage.backend.createToken('ann') })
    expect(me).toMatchObject({ userId: 'ann' })
  })

  test('the same user twice is one connection, another one has to wait until the first has left', async () => {
    await using driver = await startDriver(stage.server)
    const token = stage.backend.createToken('ann')
    await Promise.all([connect(driver, 'ann', { token }), connect(driver, 'ann', { token })])
    expect(states(driver)).toEqual(['Connecting', 'Connected'])
    const bob = { token: stage.backend.createToken('bob') }
    await expect(connect(driver, 'bob', bob)).rejects.toMatchObject({ type: 'InvalidOperationException' })
    await driver.call('disconnect')
    expect(await connect(driver, 'bob', bob)).toMatchObject({ userId: 'bob' })
  })

  test.each([
    ['that is no token', () => 'nonsense', 5],
    ['of somebody else', () => stage.backend.createToken('bob'), 5],
    ['that another secret has signed', () => signToken({ user_id: 'ann' }, 'another secret'), 43],
    ['that has expired', () => expired('ann'), 40],
    ['that is not valid yet', () => signToken({ user_id: 'ann', nbf: nowSeconds() + 600 }, stage.server.secret), 41],
  ])('a token %s is an exception with the code of the wire, and nothing is tried again', async (_, token, code) => {
    await using ann = await startDriver(stage.server)
    await expect(connect(ann, 'ann', { token: token() })).rejects.toMatchObject({
      type: 'StreamApiException',
      code,
      status: 401,
      errorMessage: expect.stringMatching(/\w/),
      moreInfo: expect.stringContaining('/docs'),
    })
    expect(states(ann)).toEqual(['Connecting', 'Disconnected'])
    expect(await ann.call('state')).toMatchObject({ lastError: { code } })
    expect(await connect(ann, 'ann', { token: stage.backend.createToken('ann') })).toMatchObject({ userId: 'ann' })
    expect(await ann.call('state')).toMatchObject({ lastError: null })
  })

  test('a key that no app has is refused too', async () => {
    await using ann = await startDriver(stage.server)
    const token = stage.backend.createToken('ann')
    await expect(connect(ann, 'ann', { apiKey: 'nobodys', token })).rejects.toMatchObject({ code: 2 })
  })

  test('without a key, a user or a token nobody is asked', async () => {
    await using ann = await startDriver(stage.server)
    for (const missing of [{ apiKey: '', token: 'a.b.c' }, { userId: '', token: 'a.b.c' }, { token: '' }]) {
      await expect(connect(ann, 'ann', missing)).rejects.toMatchObject({ type: 'ArgumentException' })
    }
    expect(states(ann)).toEqual([])
  })

  test('a server that is not there is another exception', async () => {
    await using ann = await startDriver({ url: 'http://127.0.0.1:1' })
    await expect(connect(ann, 'ann', { token: 'a.b.c' })).rejects.toMatchObject({ type: 'StreamConnectionException' })
    expect(states(ann)).toEqual(['Connecting', 'Disconnected'])
  })

  test('a client that is disposed of hears nothing more, and connects nobody', async () => {
    await using ann = await startDriver(stage.server)
    const token = stage.backend.createToken('ann')
    await connect(ann, 'ann', { token })
    await ann.call('dispose')
    await ann.next('Disconnected')
    await expect(connect(ann, 'ann', { token })).rejects.toMatchObject({ type: 'ObjectDisposedException' })
  })
})

describe.skipIf(!hasMono)('with a provider of tokens', () => {
  test('it is asked for the token of the user who connects', async () => {
    await using ann = await startDriver(stage.server)
    const connecting = connect(ann, 'ann', { with: 'provider' })
    const { question, userId } = await ann.next('TokenAsked')
    expect(userId).toBe('ann')
    await ann.call('giveToken', { question, token: stage.backend.createToken('ann') })
    expect(await connecting).toMatchObject({ userId: 'ann' })
  })

  test('a token that has expired already makes it be asked again', async () => {
    await using ann = await startDriver(stage.server)
    const connecting = connect(ann, 'ann', { with: 'provider' })
    await answer(ann, expired('ann'))
    await answer(ann, stage.backend.createToken('ann'))
    expect(await connecting).toMatchObject({ userId: 'ann' })
    expect(states(ann)).toEqual(['Connecting', 'Connected'])
  })

  test('one that has none but expired tokens is given up', async () => {
    await using ann = await startDriver(stage.server, { clockSpeed: 5 })
    const refused = refusal(connect(ann, 'ann', { with: 'provider' }))
    for (let times = 0; times < 4; times++) await answer(ann, expired('ann'))
    expect(await refused).toMatchObject({
      type: 'TokenProviderException',
      message: expect.stringContaining('is its clock right?'),
    })
  })

  test('its own exceptions pass as they are, and no token at all is one', async () => {
    await using ann = await startDriver(stage.server)
    const failing = refusal(connect(ann, 'ann', { with: 'provider' }))
    await ann.call('giveToken', { question: (await ann.next('TokenAsked')).question, refusal: 'signed out' })
    expect(await failing).toMatchObject({ type: 'InvalidOperationException', message: 'signed out' })
    const empty = refusal(connect(ann, 'ann', { with: 'provider' }))
    await answer(ann, '')
    expect(await empty).toMatchObject({ type: 'TokenProviderException', message: 'The token provider gave no token' })
  })

  test('a token of somebody else is refused, whoever gave it', async () => {
    await using ann = await startDriver(stage.server)
    const refused = refusal(connect(ann, 'ann', { with: 'provider' }))
    await answer(ann, stage.backend.createToken('bob'))
    expect(await refused).toMatchObject({ code: 5 })
  })
})

describe.skipIf(!hasMono)('with the default provider', () => {
  test('the route of examples/token-server connects', async () => {
    const { apiKey, secret } = stage.server
    await using route = await startTokenServer({ PARLEY_API_KEY: apiKey, PARLEY_API_SECRET: secret })
    await using ann = await startDriver(stage.server)
    expect(await connect(ann, 'ann', { with: 'url', tokenUrl: route.url })).toMatchObject({ userId: 'ann' })
  })

  test('it takes a token as every backend may answer it, and says of all else what is wrong', async () => {
    const odd: Record<string, () => Response> = {
      token: () => Response.json({ token: 'a.b.c' }),
      payload: () => Response.json({ payload: 'a.b.c' }),
      plain: () => new Response('a.b.c'),
      spaced: () => new Response('  a.b.c\n'),
      quoted: () => Response.json('a.b.c'),
      unsigned: () => new Response('a.b.'),
      moved: () => Response.redirect('/token'),
      number: () => Response.json({ token: 7 }),
      nothing: () => Response.json({ token: null }),
      other: () => Response.json({ jwt: 'a.b.c' }),
      list: () => Response.json(['a.b.c']),
      empty: () => new Response(''),
      page: () => new Response('<!doctype html><p>Sign in</p>', { headers: { 'content-type': 'text/html' } }),
      words: () => new Response('no token for you'),
      broken: () => new Response('{"token":"a.b.c"'),
      twoParts: () => new Response('a.b'),
      large: () => new Response('x'.repeat(200_000)),
      missing: () => new Response('no such route', { status: 404 }),
      failing: () => new Response('', { status: 500 }),
      signedOut: () => Response.json({ error: 'sign in first' }, { status: 401 }),
    }
    using backend = Bun.serve({
      port: 0,
      fetch: (request) => odd[new URL(request.url).pathname.slice(1)]!(),
    })
    await using driver = await startDriver(stage.server)
    const ask = (how: string) => driver.call('askUrl', { url: backend.url.href, userId: how })
    for (const how of ['token', 'payload', 'plain', 'spaced', 'quoted', 'moved']) expect(await ask(how)).toBe('a.b.c')
    expect(await ask('unsigned')).toBe('a.b.')

    for (const how of ['number', 'nothing', 'other', 'list', 'empty', 'page', 'words', 'broken', 'twoParts']) {
      await expect(ask(how)).rejects.toMatchObject({
        type: 'TokenProviderException',
        message: `No token: ${backend.url.href}${how} should answer {"token": "<token>"}, {"payload": "<token>"} or the token as plain text`,
      })
    }
    await expect(ask('large')).rejects.toMatchObject({ message: expect.stringContaining('could not be reached') })
    await expect(ask('missing')).rejects.toMatchObject({
      message: expect.stringMatching(/answered 404 no such route$/),
    })
    await expect(ask('failing')).rejects.toMatchObject({ message: expect.stringMatching(/answered 500$/) })
    await expect(ask('signedOut')).rejects.toMatchObject({ message: expect.stringContaining('sign in first') })
  })

  test('a backend that is not there, and one without an address, are told apart', async () => {
    await using driver = await startDriver(stage.server)
    await expect(driver.call('askUrl', { url: 'http://127.0.0.1:1/', userId: 'ann' })).rejects.toMatchObject({
      type: 'TokenProviderException',
      message: 'No token: http://127.0.0.1:1/ann could not be reached',
    })
    await expect(driver.call('askUrl', { url: null, userId: 'ann' })).rejects.toMatchObject({
      message: 'No token: there is no URL for ann',
    })
  })
})

describe.skipIf(!hasMono)('when the token expires', () => {
  test('the provider is asked again, and the user is back', async () => {
    await using ann = await startDriver(stage.server)
    const connecting = connect(ann, 'ann', { with: 'provider' })
    await answer(ann, stage.backend.createToken('ann', nowSeconds() + 3, nowSeconds()))
    await connecting
    await ann.next('Disconnected')
    await answer(ann, stage.backend.createToken('ann'))
    await ann.until(() => states(ann).filter((state) => state === 'Connected').length === 2)
    expect(states(ann)).toEqual(['Connecting', 'Connected', 'WaitToReconnect', 'Connecting', 'Connected'])
  })

  test('a provider that fails for a moment is asked once more', async () => {
    await using bob = await startDriver(stage.server, { clockSpeed: 5 })
    const connecting = connect(bob, 'bob', { with: 'provider' })
    await answer(bob, stage.backend.createToken('bob', undefined, nowSeconds() - 60))
    await connecting
    await stage.backend.revokeUserToken('bob', new Date(Date.now() - 30_000))
    await bob.next('Disconnected')
    await bob.call('giveToken', { question: (await bob.next('TokenAsked')).question, refusal: 'no network' })
    await answer(bob, stage.backend.createToken('bob', undefined, nowSeconds()))
    await bob.until(() => states(bob).filter((state) => state === 'Connected').length === 2)
  })

  test('whoever has no provider is disconnected, told with code 40, and tried no more', async () => {
    await using ann = await startDriver(stage.server)
    await connect(ann, 'ann', { token: stage.backend.createToken('ann', nowSeconds() + 3, nowSeconds()) })
    await ann.next('Disconnected')
    expect(await ann.call('state')).toMatchObject({
      state: 'Disconnected',
      userId: null,
      lastError: { type: 'StreamApiException', code: 40 },
    })
    expect(states(ann)).toEqual(['Connecting', 'Connected', 'Disconnected'])
  })
})

describe.skipIf(!hasMono)('a thread with a context, such as the main thread of a game', () => {
  test.each([
    ['hears everything there, and goes on there', 'connectOnMainThread'],
    ['may ask for it once a frame', 'connectByUpdate'],
  ])('%s; a handler that fails ends nothing', async (_, command) => {
    await using driver = await startDriver(stage.server)
    const { url, apiKey } = stage.server
    const ann = { url, apiKey, userId: 'ann', token: stage.backend.createToken('ann') }
    expect(await driver.call(command, ann)).toEqual({ raised: 3, isRaisedHere: true, isContinuedHere: true })
    expect(driver.log()).toContain('a handler that fails')
  })
})

describe.skipIf(!hasMono)('ids and tokens for development', () => {
  test('an id is freed of what no user id may hold', async () => {
    await using driver = await startDriver(stage.server)
    expect(await driver.call('sanitize', { userId: 'Ann Ö. (1)/@x_-y' })).toBe('Ann1@x_-y')
  })

  test('a token without a secret is taken by an app whose checks are off, and refused by others', async () => {
    await using ann = await startDriver(stage.server)
    const token = await ann.call('developerToken', { userId: 'ann' })
    expect(token).toBe(stage.backend.devToken('ann'))
    await expect(connect(ann, 'ann', { token })).rejects.toMatchObject({ code: 43 })
    await stage.backend.updateAppSettings({ disable_auth_checks: true })
    try {
      expect(await connect(ann, 'ann', { token })).toMatchObject({ userId: 'ann' })
    } finally {
      await stage.backend.updateAppSettings({ disable_auth_checks: false })
    }
  })
})

/** What a call is refused with, once it is. */
async function refusal(call: Promise<unknown>): Promise<Exception> {
  const [settled] = await Promise.allSettled([call])
  if (settled.status === 'fulfilled') throw new Error('it was not refused')
  return settled.reason
}

/** Gives a token to the client that asks for one. */
async function answer(driver: Driver, token: string) {
  await driver.call('giveToken', { question: (await driver.next('TokenAsked')).question, token })
}
