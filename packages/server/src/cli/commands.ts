import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'
import { settings } from '../features/index.ts'
import { migrations } from '../migrations/index.ts'
import type { Clock, Ids } from '../ports/clock.ts'
import type { Database } from '../ports/database.ts'
import { nameStorage, reasonOf, type Storage } from '../storage.ts'
import { abandonImports } from './abandon.ts'
import { exportApp } from './export-app.ts'
import { openExportFile } from './export-file.ts'
import { CommandError } from './failing.ts'
import { openInput, openOutput, type Streams } from './files.ts'
import { generalHelp, help } from './help.ts'
import { type Imported, importApp } from './import-app.ts'
import { inTransaction } from './in-transaction.ts'
import { createProgress } from './progress.ts'

/** What a command needs of the world. */
export interface CommandPorts {
  readonly clock: Clock
  readonly ids: Ids
  readonly streams: Streams
  /** The environment, read and checked. */
  config(): Config
  open(config: Config): Storage
  hasStorage(config: Config): boolean
}

type Command = (args: readonly string[], ports: CommandPorts) => Promise<void>

const commands: Readonly<Record<string, Command>> = { export: runExport, import: runImport }

const isCommand = (name: string): boolean => Object.hasOwn(commands, name)

/** Runs a command and answers the exit code. Everything that may be expected to go wrong is one line. */
export async function runCommand(args: readonly string[], ports: CommandPorts): Promise<number> {
  const [name = '--help', ...rest] = args
  const { stdout, stderr } = ports.streams
  if (name === '--help') return say(stdout, generalHelp)
  if (!isCommand(name)) return refuse(stderr, `there is no command ${name}; export, import and --help there are`)
  if (rest.includes('--help')) return say(stdout, help[name]!)
  try {
    await commands[name]!(rest, ports)
    return 0
  } catch (error) {
    if (error instanceof CommandError) return refuse(stderr, `${name}: ${error.message}`)
    throw error
  }
}

function say(stream: Streams['stdout'], text: string): number {
  stream.write(text)
  return 0
}

function refuse(stream: Streams['stderr'], fault: string): number {
  stream.write(`parley ${fault}\n`)
  return 1
}

async function runExport(args: readonly string[], ports: CommandPorts): Promise<void> {
  const options = readFlags(args, {
    app: { type: 'string' },
    out: { type: 'string' },
    'with-secrets': { type: 'boolean' },
  })
  const key = options.app
  if (key === undefined) throw new CommandError('say which app: --app <API key>')
  const config = ports.config()
  if (!ports.hasStorage(config)) throw new CommandError(`there is no database in ${config.dataDir}`)
  await withDatabase(ports, config, async (database) => {
    const output = await openOutput(options.out, ports.streams)
    try {
      await exportApp(database, ports.clock, {
        key,
        withSecrets: options['with-secrets'] === true,
        write: output.write,
        progress: (about) => createProgress(ports.streams.stderr, ports.clock, 'exporting', about),
      })
      await output.keep()
    } catch (error) {
      await output.discard()
      throw error
    }
  })
}

async function runImport(args: readonly string[], ports: CommandPorts): Promise<void> {
  const options = readFlags(args, {
    in: { type: 'string' },
    key: { type: 'string' },
    abandon: { type: 'boolean' },
  })
  if (options.abandon) {
    if (options.key !== undefined) throw new CommandError('--abandon makes no key')
    return runAbandon(options.in, ports)
  }
  if (options.key !== undefined && !/^[\w-]{1,64}$/.test(options.key)) {
    throw new CommandError('--key may only contain letters, digits, - and _, 64 at most')
  }
  const input = await openInput(options.in, ports.streams)
  await withDatabase(ports, ports.config(), async (database) => {
    const imported = await importApp(
      { ...ports, database },
      {
        input,
        key: options.key,
        progress: (about) => createProgress(ports.streams.stderr, ports.clock, 'importing', about),
      },
    )
    ports.streams.stdout.write(told(imported))
  })
}

async function runAbandon(path: string | undefined, ports: CommandPorts): Promise<void> {
  const file_id = path === undefined ? undefined : await idOf(path, ports)
  await withDatabase(ports, ports.config(), async (database) => {
    const names = await abandonImports(database, file_id)
    const lines = names.map((name) => `what was imported of ${name} is gone\n`)
    ports.streams.stdout.write(names.length === 0 ? 'no import was broken off\n' : lines.join(''))
  })
}

async function idOf(path: string, { streams }: CommandPorts): Promise<string> {
  const file = await openExportFile(await openInput(path, streams))
  await file.close()
  return file.id
}

function told({ app, rows, made, keys }: Imported): string {
  const first = `${app} is imported: ${rows.toLocaleString('en')} rows\n`
  if (!made) return `${first}  API keys      ${keys.join(', ')}\n`
  return `${first}  API key       ${made.key}\n  API secret    ${made.secret}\n`
}

/** Opens the database as a server would; two of them would not hear of each other. */
async function withDatabase(
  { open, clock, ids }: CommandPorts,
  config: Config,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  const { database, release } = opened(() => open(config), config)
  try {
    await database.migrate(migrations).catch((error) => unusable(config, error))
    await inTransaction(database, (tx) => settings.ensureIncarnation(tx, ids.secret(8), clock.now()))
    await work(database)
  } finally {
    await database.close()
    release()
  }
}

function opened<T>(open: () => T, config: Config): T {
  try {
    return open()
  } catch (error) {
    return unusable(config, error as Error)
  }
}

function unusable(config: Config, error: Error): never {
  const reason = reasonOf(error)
  const advice = reason.includes('another server') ? ': stop it first' : ''
  throw new CommandError(`${nameStorage(config)} cannot be used: ${reason}${advice}`)
}

type Flags = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>

function readFlags<T extends Flags>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    // What follows the first sentence is about options that we do not have.
    throw new CommandError((error as Error).message.split('. ')[0]!)
  }
}
