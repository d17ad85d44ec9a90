// Builds the apps that are not built yet, or whose source has changed since. `npm start` and the browser tests call it:
// where nothing has changed it costs a few milliseconds.
import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** Builds what needs it, and says so. A build that fails is an error with all that it has printed. */
export async function buildApps(): Promise<void> {
  for (const config of globSync('apps/*/vite.config.ts', { cwd: root })) {
    const app = config.split('/')[1]!
    if (isBuilt(app)) continue
    console.log(`Building the ${app} …`)
    await build(app)
  }
}

/** What an app is built from: its own files, what all apps share, the SDK's and the list of all packages. */
const sources = (app: string) => [
  `apps/${app}/{index.html,vite.config.ts,package.json}`,
  `apps/${app}/{src,public}/**/*`,
  'apps/ui/src/**/*',
  'packages/client/src/**/*.ts',
  'package-lock.json',
]

function isBuilt(app: string): boolean {
  const built = statSync(join(root, `apps/${app}/dist/index.html`), { throwIfNoEntry: false })
  if (!built) return false
  const changed = globSync(sources(app), { cwd: root }).some(
    (file) => statSync(join(root, file)).mtimeMs > built.mtimeMs,
  )
  return !changed
}

async function build(app: string): Promise<void> {
  // On Bun, as everything else: the Node that started us may be older than Vite asks for.
  const command = [process.execPath, 'node_modules/vite/bin/vite.js', 'build', `apps/${app}`, '--logLevel', 'warn']
  // Tests run with another NODE_ENV, and React would bring its slow, talkative half.
  const env = { ...process.env, NODE_ENV: 'production' }
  const child = Bun.spawn(command, { cwd: root, env, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
  const [out, err, exitCode] = await Promise.all([readAll(child.stdout), readAll(child.stderr), child.exited])
  if (exitCode !== 0) throw new Error(`the ${app} could not be built:\n${out}${err}`)
}

const readAll = (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => new Response(stream).text()

// The server is worth starting without its web apps: their pages say that they are not built.
if (import.meta.main) await buildApps().catch((error: Error) => console.error(error.message))
