import { totalmem } from 'node:os'
import pino from 'pino'
import { argonPasswords } from './adapters/argon-passwords.ts'
import { diskPages } from './adapters/disk-pages.ts'
import { memoryBus } from './adapters/memory-bus.ts'
import { builtApp } from './adapters/program.ts'
import { systemClock, systemIds } from './adapters/system.ts'
import { createApp } from './app.ts'
import { type Config, exitWith } from './config.ts'
import { openStorage } from './storage.ts'
import { createAdminHttp } from './transport/admin/admin-http.ts'
import { createMetrics } from './transport/metrics.ts'
import { createPublisher, serve } from './transport/serve.ts'

/** What the program knows of itself. */
interface ProgramSelf {
  readonly version: string
  /** How somebody makes a token by hand. */
  readonly tokenCommand: string
}

/** Serves until it is told to stop. The only place that picks adapters. */
export async function start(config: Config, { version, tokenCommand }: ProgramSelf): Promise<void> {
  // Whatever is told of a request or an error, credentials stay out of it.
  const log = pino({
    level: config.logLevel,
    redact: ['*.token', '*.secret', '*.authorization', 'token', 'secret', 'authorization'],
  })
  const clock = systemClock()
  const { database, release } = orExit(`the data directory ${config.dataDir} cannot be used`, () =>
    openStorage(config, clock),
  )
  const publisher = createPublisher()
  const metrics = createMetrics()
  const app = await createApp(
    { database, bus: memoryBus(), clock, ids: systemIds, log, publish: publisher.publish },
    {
      enforceRateLimits: config.enforceRateLimits,
      observe: metrics.answered,
      measureCommit: metrics.committed,
      // A container may have been given less than the machine has.
      memoryBytes: process.constrainedMemory() || totalmem(),
    },
  )
  const credentials = await app.ensureApp(config.credentials).catch((error) => exitWith(error.message))
  const admin = createAdminHttp(app, {
    passwords: argonPasswords,
    version,
    isLoopback: config.isLoopback,
    hasDemo: config.hasDemo,
    ...(config.publicUrl && { publicUrl: config.publicUrl }),
  })
  if (config.admin) await admin.ensureAdmin(config.admin)
  const { host, port, hasDemo } = config
  const pages = diskPages({ '/dashboard': builtApp('dashboard'), '/demo': builtApp('demo') })
  const listener = orExit(`cannot listen on port ${port} of ${host}`, () =>
    serve(app, publisher, metrics, { admin, pages, hasDemo, hostname: host, port, version }),
  )
  const setupCode = (await admin.needsSetup()) ? admin.setupCode : undefined
  printSummary(config.publicUrl ?? listener.url, credentials, config, setupCode, tokenCommand)

  let isStopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) return
      isStopping = true
      log.info({ signal }, 'stopping')
      stop().then(
        () => process.exit(0),
        (error) => {
          log.error({ err: error }, 'stopping failed')
          process.exit(1)
        },
      )
    })
  }

  /** Accept nothing new, send the clients away, finish what is under way. */
  async function stop() {
    const stopped = listener.stop()
    app.drain()
    admin.close()
    await stopped
    await app.close()
    release()
  }
}

/** What cannot work as the environment says is told in one line, like a setting that cannot be right. */
function orExit<T>(fault: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    return exitWith(`${fault}: ${(error as Error).message}`)
  }
}

function printSummary(
  url: string,
  { key, secret }: { key: string; secret: string },
  config: Config,
  setupCode: string | undefined,
  tokenCommand: string,
): void {
  const lines = [
    ['API', url],
    ['Reference', `${url}/docs`],
    ['Dashboard', `${url}/dashboard/`],
    ...(setupCode ? [['Setup code', `${setupCode}  (the first administrator is asked for it)`]] : []),
    ...(config.hasDemo ? [['Demo', `${url}/demo/`]] : []),
    ['API key', key],
    ['API secret', secret],
    ['Data', config.dataDir],
    ['A user token', `${tokenCommand} <API secret> <user id>`],
  ]
  console.log(['', 'Parley is ready.', ...lines.map(([name, value]) => `  ${name!.padEnd(14)}${value}`), ''].join('\n'))
}
