// The network is cut under two pages, in the three ways it can be. They go on where they were: seen in the frames.
import { expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { canBrowse } from '../browser.ts'
import { type Proxy as Network, openProxy } from '../sdk/proxy.ts'
import { takeSeat } from './demo.ts'
import { shareDemo } from './setting.ts'

const channel = 'messaging:lunch'
const high = { viewport: { width: 900, height: 4000 } }
const setting = shareDemo()

/** What went over the wire of a page. */
interface Wire {
  sockets: number
  /** The channels of every resume, and what was answered. */
  readonly resumes: { readonly resumed: readonly unknown[]; readonly reset: readonly unknown[] }[]
  /** Of each new message that came over a socket, the text. */
  readonly heard: string[]
}

function watchWire(page: Page): Wire {
  const wire: Wire = { sockets: 0, resumes: [], heard: [] }
  page.on('websocket', (socket) => {
    wire.sockets++
    socket.on('framereceived', ({ payload }) => {
      const { type, message } = JSON.parse(String(payload))
      if (type === 'message.new') wire.heard.push(message.text)
    })
  })
  page.on('response', async (response) => {
    if (response.url().includes('/parley/v1/resume') && response.ok()) wire.resumes.push(await response.json())
  })
  return wire
}

interface Cut {
  readonly name: string
  cut(network: Network, page: Page): Promise<void>
  mend(network: Network, page: Page): Promise<void>
}

const cuts: readonly Cut[] = [
  {
    name: 'with a reset',
    cut: async (network) => network.reset(),
    mend: async (network) => network.heal(),
  },
  {
    name: 'silently, until the browser says that it is offline',
    async cut(network, page) {
      network.freeze()
      await page.context().setOffline(true)
    },
    async mend(network, page) {
      network.heal()
      await page.context().setOffline(false)
    },
  },
  {
    name: 'by the browser alone, with a socket that stays open',
    cut: async (_, page) => page.context().setOffline(true),
    mend: async (_, page) => page.context().setOffline(false),
  },
]

for (const { name, cut, mend } of cuts) {
  test.skipIf(!canBrowse)(
    `a page whose network is cut ${name} resumes, and misses and doubles nothing`,
    async () => {
      await using network = await openProxy(setting.url)
      await using ben = await takeSeat(setting.browser, `${network.url}/demo/?as=ben&channel=${channel}`, high)
      const wire = watchWire(ben.page)
      await ben.page.reload()
      await ben.box.waitFor()
      const said = (text: string) =>
        setting.api.call('ana', 'POST', '/channels/messaging/lunch/message', { message: { text } })
      await said(`before, ${name}`)
      await ben.row(`before, ${name}`).waitFor()
      const { sockets } = wire

      await cut(network, ben.page)
      await ben.page.getByText(/^(Reconnecting|You are offline)/).waitFor()
      const missed = Array.from({ length: 12 }, (_, index) => `missed ${index}, ${name}`)
      for (const text of missed) await said(text)
      // What is written meanwhile waits.
      await ben.say(`written offline, ${name}`)
      await ben.page.getByText(/1 message waiting/).waitFor()
      expect(await ben.row(missed[0]!).count()).toBe(0)

      await mend(network, ben.page)
      await ben.page.getByText('Back. Nothing was missed').waitFor({ timeout: 30_000 })
      await ben.page
        .locator('.message[data-status="received"]', { hasText: `written offline, ${name}` })
        .waitFor({ timeout: 30_000 })
      expect(wire.sockets).toBeGreaterThan(sockets)
      expect(wire.resumes.map(({ reset }) => reset)).toEqual([[]])
      expect(wire.heard.filter((text) => text.startsWith('missed'))).toEqual(missed)

      const { messages } = await setting.api.call('ben', 'POST', '/channels/messaging/lunch/query', {
        state: true,
        messages: { limit: 100 },
      })
      expect(await ben.ids()).toEqual(messages.map(({ id }: { id: string }) => id))
      expect(ben.problems).toEqual([])
    },
    90_000,
  )
}

test.skipIf(!canBrowse)(
  'a page that the server cannot lead on from where it was says so, and has everything anew',
  async () => {
    await using network = await openProxy(setting.url)
    await using ben = await takeSeat(setting.browser, `${network.url}/demo/?as=ben&channel=${channel}`, high)
    const said = (text: string) =>
      setting.api.call('ana', 'POST', '/channels/messaging/lunch/message', { message: { text } })
    await said('before the reset')
    await ben.row('before the reset').waitFor()
    await ben.page.route('**/parley/v1/resume?*', async (route) => {
      const { channels } = route.request().postDataJSON()
      const reset = Object.keys(channels).map((cid) => ({ cid, reason: 'pruned' }))
      await route.fulfill({ json: { resumed: [], reset, duration: '1ms' } })
    })
    network.reset()
    await ben.page.getByText(/^Reconnecting/).waitFor()
    await said('missed by the reset')
    network.heal()
    await ben.page.getByText('Back. Everything was loaded anew').waitFor({ timeout: 30_000 })
    await ben.row('missed by the reset').waitFor()
    await said('heard after the reset')
    await ben.row('heard after the reset').waitFor()
    const { messages } = await setting.api.call('ben', 'POST', '/channels/messaging/lunch/query', {
      state: true,
      messages: { limit: 100 },
    })
    expect(await ben.ids()).toEqual(messages.map(({ id }: { id: string }) => id))
    expect(ben.problems).toEqual([])
  },
  90_000,
)
