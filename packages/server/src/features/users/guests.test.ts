import { expect, test } from 'bun:test'
import { signUserToken } from '../../core/tokens.ts'
import { testChat } from '../../testing/test-chat.ts'

const visitor = { body: { user: { id: 'visitor-7', name: 'Visitor', hat: 'red' } } }

test('anybody can become a guest, under an id of their own', async () => {
  await using chat = await testChat({ others: ['ann'] })
  const first = await chat.anonymous.call('CreateGuest', visitor)
  const second = await chat.anonymous.call('CreateGuest', visitor)
  expect(first.user).toMatchObject({ role: 'guest', name: 'Visitor', hat: 'red' })
  expect(first.user.id).toMatch(/^guest-[0-9a-f-]{36}-visitor-7$/)
  expect(second.user.id).not.toBe(first.user.id)
  const nameless = await chat.user('ann', 'v2').call('CreateGuest', { body: { user: {} } })
  expect(nameless.user.id).toMatch(/^guest-[0-9a-f-]{36}$/)
  await chat.settle()
})

test('spec/00 §2: whoever wants to be a guest needs the key alone, and not to say that they have no token', async () => {
  await using chat = await testChat()
  const ask = (path: string, body: object) =>
    chat.app.handle(
      new Request(`http://parley.test${path}?api_key=${chat.credentials.key}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    )
  for (const path of ['/guest', '/api/v2/guest']) expect((await ask(path, visitor.body)).status).toBe(201)
  expect((await ask('/channels', { filter_conditions: { type: 'livestream' } })).status).toBe(401)
  await chat.settle()
})

test('the token of a guest lets the guest in, and nobody else', async () => {
  await using chat = await testChat()
  const { user, access_token } = await chat.anonymous.call('CreateGuest', visitor)
  const claims = JSON.parse(atob(access_token.split('.')[1]))
  expect(claims).toEqual({ user_id: user.id, iat: 1_767_605_400 })
  expect(access_token).toBe(signUserToken(chat.credentials.secret, user.id, { iat: claims.iat }))
  const { me } = await chat.user(user.id).connect()
  expect(me).toMatchObject({ id: user.id, role: 'guest' })
  await chat.settle()
})

test('the token of a guest holds by the key by which it was asked for', async () => {
  await using chat = await testChat()
  const other = await chat.addKey('otherkey')
  const { user, access_token } = await other.anonymous.call('CreateGuest', visitor)
  expect(access_token).toBe(signUserToken(other.credentials.secret, user.id, { iat: 1_767_605_400 }))
  expect((await other.user(user.id).connect()).me.id).toBe(user.id)
  await chat.settle()
})

test('the backend chooses the id of a guest', async () => {
  await using chat = await testChat()
  for (const server of [chat.server, chat.serverV2]) {
    expect((await server.call('CreateGuest', { body: { user: { id: 'visitor' } } })).user.id).toBe('visitor')
  }
  await chat.settle()
})

test('guests are refused where they cannot be', async () => {
  await using chat = await testChat({ others: ['ann'] })
  for (const caller of [chat.server, chat.serverV2]) {
    for (const user of [{ id: 'x y' }, { id: 'g', role: 'admin' }, { id: 'g', teams: ['red'] }, { id: 'ann' }]) {
      expect([user, (await caller.refused('CreateGuest', { body: { user } })).code]).toEqual([user, 4])
    }
  }
  await chat.server.call('UpdateApp', { body: { guest_user_creation_disabled: true } })
  expect((await chat.anonymous.refused('CreateGuest', visitor)).code).toBe(17)
  await chat.server.call('UpdateApp', { body: { guest_user_creation_disabled: false, multi_tenant_enabled: true } })
  expect((await chat.server.refused('CreateGuest', visitor)).code).toBe(17)
  const { users } = await chat.server.call('QueryUsers')
  expect(users.map(({ id }: { id: string }) => id)).toEqual(['ann'])
  await chat.settle()
})
