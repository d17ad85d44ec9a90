// First use, whole: from the dashboard's first visit to two people who talk, through the published names alone.
import { expect, test } from 'bun:test'
import { StreamChat, tokenProviderFromUrl } from '@parley-chat/client'
import { expectAgreement } from '../sdk/agreement.ts'
import { next, until } from '../sdk/stage.ts'
import { startTokenServer } from '../sdk/token-server.ts'
import { type ServerProcess, startServer } from '../server-process.ts'

/** What the dashboard asks of the server, with its cookie and the token of its forms. */
function dashboardOf({ url }: ServerProcess) {
  let [cookie, csrf] = ['', '']
  return async (method: string, path: string, body?: object) => {
    const response = await fetch(`${url}/parley/v1/admin${path}`, {
      method,
      headers: { origin: url, cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
    // biome-ignore lint/suspicious/noExplicitAny: the test says what it expects of each answer.
    const answer = (await response.json()) as any
    csrf = answer.session?.csrf_token ?? csrf
    return { status: response.status, ...answer }
  }
}

test('from the dashboard’s key and secret to two people talking, and back to goodbye', async () => {
  await using server = await startServer()
  const dashboard = dashboardOf(server)

  // The dashboard makes an app, and shows its key and its secret to nobody but who is signed in.
  expect((await dashboard('GET', '/apps')).status).toBe(401)
  await dashboard('POST', '/setup', { email: 'ada@example.com', password: 'a long first password' })
  const { app } = await dashboard('POST', '/apps', { name: 'My product' })
  const { key, secret } = await dashboard('GET', `/apps/${app.id}/keys/${app.keys[0].key}/secret`)

  // The backend prepares with the secret, and makes a token for Bob.
  const backend = new StreamChat(key, secret, { baseURL: server.url, disableCache: true })
  await backend.upsertUsers([
    { id: 'ann', name: 'Ann' },
    { id: 'bob', name: 'Bob' },
  ])
  const general = backend.channel('messaging', 'general', { created_by_id: 'ann', members: ['ann', 'bob'] })
  await general.create()
  const token = backend.createToken('bob')

  // The token route makes Ann's. Her first token ends soon, so that another one is fetched below.
  await using route = await startTokenServer({ PARLEY_API_KEY: key, PARLEY_API_SECRET: secret })
  const fromRoute = tokenProviderFromUrl(`${route.url}?user_id=ann`)
  const soon = Math.floor(Date.now() / 1000) + 3
  let asked = 0
  const provider = async () => {
    asked += 1
    return asked === 1 ? backend.createToken('ann', soon) : fromRoute()
  }

  const [bob, ann] = [new StreamChat(key, { baseURL: server.url }), new StreamChat(key, { baseURL: server.url })]
  await bob.connectUser({ id: 'bob' }, token)
  await ann.connectUser({ id: 'ann' }, provider)
  const [his, hers] = [bob.channel('messaging', 'general'), ann.channel('messaging', 'general')]
  await Promise.all([his.watch(), hers.watch()])

  const heard = next(his, 'message.new')
  await hers.sendMessage({ text: 'hello Bob' })
  expect((await heard).message.text).toBe('hello Bob')

  // The token ends while nobody looks; nothing is missed meanwhile.
  const back = next(ann, 'connection.recovered')
  const lost = next(ann, 'connection.changed', ({ online }) => !online)
  await lost
  await his.sendMessage({ text: 'while you were away' })
  await back
  await until(ann, () => hers.state.messages.some(({ text }) => text === 'while you were away'))
  expect(asked).toBe(2)

  // Promotion, ban and removal by the backend act at once.
  await general.addModerators(['bob'])
  await until(bob, () => his.data.own_capabilities?.includes('ban-channel-members') === true)
  await general.banUser('bob', { banned_by_id: 'ann' })
  await until(bob, () => his.state.membership?.banned === true)
  await expect(his.sendMessage({ text: 'let me in' })).rejects.toMatchObject({ code: 17, status: 403 })
  await general.unbanUser('bob')
  await until(bob, () => his.state.membership?.banned !== true)
  const removed = next(bob, 'notification.removed_from_channel')
  await general.removeMembers(['bob'])
  await removed
  await expect(his.sendMessage({ text: 'still here?' })).rejects.toMatchObject({ code: 17 })

  const stage = { connect: (id: string) => connected(server, key, backend, id) }
  await expectAgreement(stage, ann, ['messaging:general'])
  await Promise.all([ann.disconnectUser(), bob.disconnectUser()])
  expect([ann.userID, bob.userID]).toEqual([undefined, undefined])

  // A key that the dashboard disables opens nothing any more.
  await dashboard('POST', `/apps/${app.id}/keys`)
  expect((await dashboard('PATCH', `/apps/${app.id}/keys/${key}`, { disabled: true })).status).toBe(200)
  await expect(backend.queryUsers({})).rejects.toMatchObject({ status: 401 })
}, 120_000)

async function connected(server: ServerProcess, key: string, backend: StreamChat, id: string): Promise<StreamChat> {
  const client = new StreamChat(key, { baseURL: server.url })
  await client.connectUser({ id }, backend.createToken(id))
  return client
}
