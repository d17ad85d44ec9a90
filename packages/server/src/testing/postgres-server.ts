import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { SQL } from 'bun'

/** A PostgreSQL server of the tests' own: on a free port, in a directory of its own, without a care for power cuts. */
export interface PostgresServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** Of the process that starts all others. */
  readonly pid: number
  /** Stops it at once, as a crash of its machine would but for the disk. */
  crash(): Promise<void>
  start(): Promise<void>
}

/** Makes and starts a server. What it keeps is gone with it. */
export async function startPostgres({ isDurable = false } = {}): Promise<PostgresServer> {
  const bin = programs()
  const directory = mkdtempSync(join(tmpdir(), 'parley-postgres-'))
  const data = join(directory, 'data')
  const port = await freePort()
  // PostgreSQL does not run as root; its packages bring a user for it.
  const isRoot = process.getuid?.() === 0
  const as = isRoot ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : []
  if (isRoot) await run(['chown', 'postgres', directory])
  await run([...as, join(bin, 'initdb'), '-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-sync'])
  const careless = isDurable ? [] : ['-c', 'fsync=off', '-c', 'full_page_writes=off']
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  let child: Bun.Subprocess | undefined

  async function start() {
    const settings = ['-c', `unix_socket_directories=${directory}`, '-c', 'max_connections=300', ...careless]
    child = Bun.spawn([...as, join(bin, 'postgres'), '-D', data, '-p', String(port), '-h', '127.0.0.1', ...settings], {
      stdio: ['ignore', 'ignore', 'ignore'],
    })
    await answering(url)
  }

  async function stop(signal: NodeJS.Signals) {
    child?.kill(signal)
    await child?.exited
  }

  await start()
  process.on('exit', () => child?.kill('SIGQUIT'))
  return {
    url,
    port,
    get pid() {
      return child!.pid
    },
    crash: () => stop('SIGQUIT'),
    start,
    async [Symbol.asyncDispose]() {
      await stop('SIGQUIT')
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Where the programs are that make and run a server: on the path, or where Debian's packages put them, the newest. */
export function findPostgres(): string | null {
  const onPath = Bun.which('initdb')
  if (onPath) return dirname(realpathSync(onPath))
  const root = '/usr/lib/postgresql'
  const versions = list(root).sort((a, b) => Number(b) - Number(a))
  return versions.map((version) => join(root, version, 'bin')).find((path) => Bun.which(join(path, 'initdb'))) ?? null
}

function programs(): string {
  const found = findPostgres()
  if (found === null) throw new Error('PostgreSQL is not on this machine')
  return found
}

/** Whether this machine has what it takes. Where nothing may be skipped tests run anyway, and fail by name. */
export const hasPostgres = process.env.CI === 'true' || findPostgres() !== null

function list(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

async function run(command: string[]): Promise<void> {
  const child = Bun.spawn(command, { stdio: ['ignore', 'ignore', 'pipe'] })
  if ((await child.exited) !== 0) throw new Error(`${command[0]}: ${await new Response(child.stderr).text()}`)
}

/** Resolves when the server takes connections. */
async function answering(url: string): Promise<void> {
  for (const startedMs = performance.now(); performance.now() - startedMs < 30_000; ) {
    const client = new SQL(url, { max: 1, connectionTimeout: 2 })
    try {
      await client.unsafe('SELECT 1')
      await client.close()
      return
    } catch {
      await client.close({ timeout: 0 }).catch(() => undefined)
      await Bun.sleep(20)
    }
  }
  throw new Error('PostgreSQL did not start')
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
