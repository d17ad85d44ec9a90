// `npm run build:binary`: dist/parley, one executable that carries the server, its Bun, the dashboard and the demo.
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { buildApps } from './build-apps.ts'

const root = join(import.meta.dirname, '..')
const source = join(root, 'packages/server/src')

/** Builds the executable into `file`; the web apps must have been built. */
export async function buildBinary(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const staging = await mkdtemp(join(dirname(file), '.building-'))
  // A folder is carried under its own name: adapters/program.ts looks for the apps in `web`.
  const web = join(staging, 'web')
  try {
    for (const app of ['dashboard', 'demo'])
      await cp(join(root, `apps/${app}/dist`), join(web, app), { recursive: true })
    await Bun.build({
      // A Worker begins at a file of its own, which is looked for beside the program.
      entrypoints: [join(source, 'parley.ts'), join(source, 'adapters/sqlite/checkpoint-worker.ts')],
      naming: { entry: '[name].[ext]' },
      target: 'bun',
      // Six megabytes more, and ready in 250 ms instead of 400.
      format: 'esm',
      bytecode: true,
      minify: { syntax: true, whitespace: true },
      // Carried within, so that logs name lines of the source.
      sourcemap: 'inline',
      compile: {
        outfile: join(staging, 'parley'),
        assets: [web],
        // As `npm start` does: filters stand in addresses, and may be longer than Bun's own limit on a request's head.
        execArgv: ['--max-http-header-size=65536'],
        // The folder that a service happens to run in has no say in what it does.
        autoloadDotenv: false,
        autoloadBunfig: false,
      },
    })
    await rename(join(staging, 'parley'), file)
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  await buildApps()
  await buildBinary(join(root, 'dist/parley'))
  console.log('dist/parley is built.')
}
