// The program. Its first argument says what it does; without one it serves.
import { join } from 'node:path'
import { version } from '../package.json'
import { isExecutable } from './adapters/program.ts'
import { type Config, ConfigError, exitWith, readConfig, settings } from './config.ts'

interface Command {
  /** Its line in the help. What the program starts itself as has none: that is nobody else's business. */
  readonly help?: { readonly takes?: string; readonly does: string }
  run(args: readonly string[]): Promise<unknown>
}

/** All that the program can be told to do. Each loads what it needs when it is asked for, and nothing of the others. */
const commands: Readonly<Record<string, Command>> = {
  start: {
    help: { does: 'serves API, sockets, dashboard and demo; so does parley without a word' },
    async run() {
      const { start } = await import('./main.ts')
      await start(configOrExit(), {
        version,
        tokenCommand: isExecutable ? 'parley token' : 'npm run --silent token --',
      })
    },
  },
  token: {
    help: { takes: '<API secret> <user id> | --server', does: 'prints a token, as a backend would make it' },
    async run([secret, whom, ...more]) {
      if (!secret || !whom || more.length > 0)
        return exitWith('token takes an API secret and a user id, or --server for the whole power')
      const { signServerToken, signUserToken } = await import('./core/tokens.ts')
      console.log(whom === '--server' ? signServerToken(secret) : signUserToken(secret, whom))
    },
  },
  healthcheck: {
    help: { does: 'asks the server at HOST and PORT whether it is ready: exit code 0, else 1' },
    async run() {
      const { askWhetherReady } = await import('./transport/healthcheck.ts')
      const { host, port } = configOrExit()
      const { isReady, heard } = await askWhetherReady(host, port)
      console.log(heard)
      process.exitCode = isReady ? 0 : 1
    },
  },
  backup: {
    help: { takes: '<new file>', does: 'writes the database as it stands into one file, while the server runs' },
    async run([target, ...more]) {
      if (!target || more.length > 0) return exitWith('backup takes the name of the file to write')
      const { backUpSqlite } = await import('./adapters/sqlite/backup.ts')
      const { dataDir, databaseUrl } = configOrExit()
      if (databaseUrl) return exitWith('there is no backup: PostgreSQL is backed up by its own pg_dump')
      try {
        backUpSqlite(join(dataDir, 'parley.db'), target)
      } catch (error) {
        exitWith(`there is no backup: ${(error as Error).message}`)
      }
    },
  },
  export: {
    help: { takes: '--app <API key> [--out <file>]', does: 'writes a whole app into a file: parley export --help' },
    run: () => import('./cli.ts'),
  },
  import: {
    help: { takes: '[--in <file>]', does: 'reads such a file into the database: parley import --help' },
    run: () => import('./cli.ts'),
  },
  'slow-reads': { run: () => import('./adapters/sqlite/slow-read-process.ts') },
}

/** The only reading of the environment. */
function configOrExit(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return exitWith(error.message)
  }
}

function printHelp(): void {
  const lines = Object.entries(commands).flatMap(([name, { help }]) => {
    return help ? [`  parley ${[name, help.takes].filter(Boolean).join(' ')}`, `      ${help.does}`] : []
  })
  const known = [...settings].map((setting) => `  ${setting}`)
  console.log([`Parley ${version}`, '', ...lines, '', 'Settings come from the environment:', ...known].join('\n'))
}

const [name = 'start', ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name]! : undefined
if (name === '--version') console.log(version)
else if (name === '--help') printHelp()
else if (!command) exitWith(`there is no command ${name}: parley --help lists them`)
else if (args.length > 0 && !command.help?.takes)
  exitWith(`${name} takes no arguments: settings come from the environment`)
else await command.run(args)
