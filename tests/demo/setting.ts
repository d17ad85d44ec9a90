// What the files of browser tests share: a browser and a demo, from the first test to the last.
import { afterAll, beforeAll } from 'bun:test'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import type { Api } from '../api.ts'
import { canBrowse, startBrowser } from '../browser.ts'
import { type Demo, type Seat, startDemo } from './demo.ts'

export interface Setting {
  readonly browser: Browser
  readonly api: Api
  readonly url: string
  /** Opens the demo as somebody, in a channel if one is named. */
  sit(as: string, cid?: string, options?: BrowserContextOptions): Promise<Seat>
}

/** Starts both before the tests of a file and ends them after; `prepare` is done in between. */
export function shareDemo(prepare?: (api: Api) => Promise<unknown>): Setting {
  let started: { readonly browser: Browser; readonly demo: Demo } | undefined
  beforeAll(async () => {
    if (!canBrowse) return
    const [browser, demo] = await Promise.all([startBrowser(), startDemo()])
    started = { browser, demo }
    await prepare?.(demo.api)
  }, 120_000)
  afterAll(async () => {
    await started?.browser.close()
    await started?.demo[Symbol.asyncDispose]()
  })
  const running = () => {
    if (!started) throw new Error('the browser and the demo have not been started')
    return started
  }
  return {
    get browser() {
      return running().browser
    },
    get api() {
      return running().demo.api
    },
    get url() {
      return running().demo.server.url
    },
    sit: (as, cid, options) => running().demo.sit(running().browser, as, cid, options),
  }
}
