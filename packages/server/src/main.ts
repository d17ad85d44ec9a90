import { networkInterfaces, totalmem } from 'node:os'
import pino from 'pino'
import { argonPasswords } from './adapters/argon-passwords.ts'
import { diskPages } from './adapters/disk-pages.ts'
import { singleNode } from './adapters/memory/single-node.ts'
import { builtApp } from './adapters/program.ts'
import { redisCluster } from './adapters/redis/redis-cluster.ts'
import { refusalOfRedis } from './adapters/redis/redis-refusal.ts'
import { systemClock, systemIds } from './adapters/system.ts'
import { createApp, type Ports } from './app.ts'
import { type Config, exitWith } from './config.ts'
import type { Clock } from './ports/clock.ts'
import type { Log } from './ports/log.ts'
import { nameStorage, openStorage, reasonOf, withoutSecrets } from './storage.ts'
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
  const refusal = config.busUrl && (await refusalOfRedis(config.busUrl, clock))
  if (refusal) exitWith(`${withoutSecrets(config.busUrl!)} cannot be used: ${refusal}`)
  const { database, release } = orExit(`${nameStorage(config)} cannot be used`, () => openStorage(config, clock))
  const publisher = createPublisher()
  const metrics = createMetrics()
  const app = await createApp(
    { database, cluster: clusterOf(config, clock, log), clock, ids: systemIds, log, publish: publisher.publish },
    {
      enforceRateLimits: config.enforceRateLimits,
      observe: metrics.answered,
      measureCommit: metrics.committed,
      // A container may have been given less than the machine has.
      memoryBytes: process.constrainedMemory() || totalmem(),
    },
  ).catch((error) => exitWith(`${nameStorage(config)} cannot be used: ${reasonOf(error)}`))
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
  const nodeUrl = config.nodeUrl ?? ownAddress(host, new URL(listener.url).port)
  await app.announce(nodeUrl)
  const setupCode = (await admin.needsSetup()) ? admin.setupCode : undefined
  const bus = config.busUrl && `${withoutSecrets(config.busUrl)}${app.bus() === 'lost' ? '  (not reached yet)' : ''}`
  printSummary(config.publicUrl ?? listener.url, credentials, config, { setupCode, tokenCommand, bus, nodeUrl })

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

/** A node on Redis hears of the others on the same database, and of nobody else. */
function clusterOf({ busUrl }: Config, clock: Clock, log: Log): Ports['cluster'] {
  if (!busUrl) return singleNode
  return (databaseName) => redisCluster({ url: busUrl, prefix: `parley:${databaseName}`, clock, ids: systemIds, log })
}

/** Where other machines of the same network reach this one. */
function ownAddress(host: string, port: string): string {
  const isAnywhere = host === '0.0.0.0' || host === '::'
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  const own = isAnywhere ? addresses.find(({ internal, family }) => !internal && family === 'IPv4')?.address : host
  return `http://${own?.includes(':') ? `[${own}]` : (own ?? '127.0.0.1')}:${port}`
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
  {
    setupCode,
    tokenCommand,
    bus,
    nodeUrl,
  }: Readonly<{ setupCode: string | undefined; tokenCommand: string; bus: string | undefined; nodeUrl: string }>,
): void {
  const lines = [
    ['API', url],
    ['Reference', `${url}/docs`],
    ['Dashboard', `${url}/dashboard/`],
    ...(setupCode ? [['Setup code', `${setupCode}  (the first administrator is asked for it)`]] : []),
    ...(config.hasDemo ? [['Demo', `${url}/demo/`]] : []),
    ['API key', key],
    ['API secret', secret],
    ['Data', config.databaseUrl ? withoutSecrets(config.databaseUrl) : config.dataDir],
    ...(bus ? [['Bus', bus]] : []),
    ...(bus ? [['Node', `${nodeUrl}  (where the other servers reach this one)`]] : []),
    ['A user token', `${tokenCommand} <API secret> <user id>`],
  ]
  console.log(['', 'Parley is ready.', ...lines.map(([name, value]) => `  ${name!.padEnd(14)}${value}`), ''].join('\n'))
}
