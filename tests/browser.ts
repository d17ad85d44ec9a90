// A real browser for tests: the system's Chromium, driven by playwright-core.
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Where the browser is, if this machine has one: the system's, or the one that the test tool has brought. */
function findBrowser(): string | undefined {
  const command = commands.map((name) => Bun.which(name)).find((path) => path !== null)
  if (command) return command
  const brought = chromium.executablePath()
  return existsSync(brought) ? brought : undefined
}

const executablePath = findBrowser()

/** Whether browser tests can run. Where nothing may be skipped they run anyway, and fail by name. */
export const canBrowse = process.env.CI === 'true' || executablePath !== undefined

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts a browser without a window. Whoever starts one closes it. */
export async function startBrowser(): Promise<Browser> {
  if (!executablePath) throw new Error('there is no Chromium on this machine')
  return chromium.launch({ executablePath, args: flags })
}

/** A page of its own, with what went wrong on it. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page
  /** Exceptions nobody caught, dialogs, and what the content security policy has stopped. */
  readonly problems: readonly string[]
}

/** Opens a page with cookies and storage of its own, and notes everything that a page must not do. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  const problems: string[] = []
  await context.exposeFunction('noteProblem', (text: string) => problems.push(text))
  await context.addInitScript(`addEventListener('securitypolicyviolation', (violation) =>
    noteProblem(\`the policy stopped \${violation.effectiveDirective} \${violation.blockedURI} \${violation.sample}\`))`)
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  page.on('pageerror', (error) => problems.push(`an exception: ${error.message}`))
  page.on('dialog', (dialog) => {
    problems.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  return { page, problems, [Symbol.asyncDispose]: () => context.close() }
}
