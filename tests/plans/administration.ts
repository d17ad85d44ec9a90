import type { TestAdmin } from '../../packages/server/src/testing/test-admin.ts'

/** Everything that administrators and visitors of the demo ask of the database, at least once. */
export async function administer(chat: TestAdmin): Promise<void> {
  const params = { app_id: 1 }
  const browser = await chat.signedIn()
  const body = { email: 'bea@example.com', password: 'long enough, too' }
  const { admin } = await browser.call('AdminAddAdmin', { body })
  const bea = chat.browser()
  await bea.refused('AdminSignIn', { body: { ...body, password: 'wrong' } })
  await bea.call('AdminSignIn', { body })
  await bea.call('AdminSignOut')
  await browser.call('AdminListAdmins')
  await browser.call('AdminRemoveAdmin', { params: { admin_id: admin.id } })
  await chat.adminHttp.ensureAdmin({ email: 'ops@example.com', password: 'of the environment' })
  const change = { current_password: 'a long enough password', new_password: 'another long password' }
  await browser.call('AdminChangePassword', { body: change })

  await browser.call('AdminCreateApp', { body: { name: 'Two' } })
  await browser.call('AdminUpdateApp', { params, body: { name: 'One' } })
  await browser.call('AdminListApps')
  await browser.call('AdminGetApp', { params })
  const { key } = await browser.call('AdminAddKey', { params })
  await browser.call('AdminRevealSecret', { params: { ...params, key: key.key } })
  await browser.call('AdminUpdateKey', { params: { ...params, key: key.key }, body: { disabled: true } })
  await browser.call('AdminCreateToken', { params, body: { user_id: 'ann' } })
  await browser.api('PATCH', '/app', { multi_tenant_enabled: false })
  chat.clock.jump(60_000)
  await browser.call('AdminListAudit')
  await browser.call('AdminListAudit', { query: { app_id: 1, before: 5 } })
  await chat.browser().call('DemoOpenSession')
}
