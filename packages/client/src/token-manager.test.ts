import { afterEach, expect, spyOn, test } from 'bun:test'
import { fakeEnvironment } from './testing/fake-environment.ts'
import { TokenManager, tokenProviderFromUrl } from './token-manager.ts'

test('a token that was given as text is never renewed', async () => {
  const manager = new TokenManager('t1', fakeEnvironment())
  expect([await manager.get(), manager.canRenew]).toEqual(['t1', false])
})

test('a provider is asked once, however many wait for its token', async () => {
  let asked = 0
  const manager = new TokenManager(() => `t${++asked}`, fakeEnvironment())
  expect(await Promise.all([manager.get(), manager.get(), manager.get()])).toEqual(['t1', 't1', 't1'])
  expect(await Promise.all([manager.renew('t1'), manager.renew('t1')])).toEqual(['t2', 't2'])
  // Whoever was slower to meet the expired token gets the one that is there already.
  expect(await manager.renew('t1')).toBe('t2')
  expect(asked).toBe(2)
})

test('tokens that have all expired already are asked for later each time, and at last no more', async () => {
  const environment = fakeEnvironment()
  const times: number[] = []
  const began = environment.now()
  const manager = new TokenManager(() => {
    times.push(environment.now() - began)
    return `t${times.length}`
  }, environment)
  let token = await manager.get()
  for (let n = 0; n < 3; n++) {
    const renewed = manager.renew(token)
    await environment.pass(2000)
    token = await renewed
  }
  expect(times).toEqual([0, 0, 2500, 5000])
  await expect(manager.renew(token)).rejects.toThrow('had expired already')
  manager.accepted(token)
  expect(await manager.renew(token)).toBe('t5')
})

test('a provider that is down for a while is not taken for one whose tokens have all expired', async () => {
  const answers: (() => string)[] = [() => 't1', ...Array.from({ length: 9 }, () => down), () => 't2']
  const manager = new TokenManager(() => answers.shift()!(), fakeEnvironment())
  expect(await manager.get()).toBe('t1')
  for (let n = 0; n < 9; n++) await expect(manager.renew('t1')).rejects.toThrow('the backend is down')
  expect(await manager.renew('t1')).toBe('t2')
})

function down(): never {
  throw new Error('the backend is down')
}

test('a provider that fails or gives nothing fails whoever asked, and is asked again next time', async () => {
  const answers: (() => string)[] = [
    () => {
      throw new Error('signed out')
    },
    () => '',
    () => 't3',
  ]
  const manager = new TokenManager(() => answers.shift()!(), fakeEnvironment())
  await expect(manager.get()).rejects.toThrow('signed out')
  await expect(manager.get()).rejects.toThrow('gave no token')
  expect(await manager.get()).toBe('t3')
})

const fetching = spyOn(globalThis, 'fetch')
afterEach(() => fetching.mockReset())
const answering = (body: string, status = 200) =>
  fetching.mockImplementation((async () => new Response(body, { status })) as unknown as typeof fetch)

const token = 'aaaa.bbbb.cccc'

test.each([[`{"payload":"${token}"}`], [`{"token":"${token}","expires":1}`], [`"${token}"`], [` ${token}\n`]])(
  'a token route may answer %p',
  async (body) => {
    answering(body)
    expect(await tokenProviderFromUrl('http://localhost/token')()).toBe(token)
  },
)

test.each([
  ['{"jwt":"aaaa.bbbb.cccc"}', 200, 'should answer'],
  ['<html>sign in</html>', 200, 'should answer'],
  ['{"payload":7}', 200, 'should answer'],
  ['{', 200, 'should answer'],
  ['', 200, 'should answer'],
  ['who are you?', 401, 'answered 401 who are you?'],
])('but not %p with %p', async (body, status, why) => {
  answering(body, status)
  await expect(tokenProviderFromUrl('http://localhost/token')()).rejects.toThrow(why)
})

test('a token route that cannot be reached is named', async () => {
  fetching.mockImplementation((async () => {
    throw new TypeError('refused')
  }) as unknown as typeof fetch)
  await expect(tokenProviderFromUrl('http://localhost/token')()).rejects.toThrow('http://localhost/token could not be')
})
