import { systemClock, systemIds } from './adapters/system.ts'
import { runCommand } from './cli/commands.ts'
import { CommandError } from './cli/failing.ts'
import { ConfigError, readConfig } from './config.ts'
import { hasStorage, openStorage } from './storage.ts'

/** `parley export` and `parley import`, with the environment of the server. */
async function main(): Promise<number> {
  const clock = systemClock()
  const { stdin, stdout, stderr } = process
  // A pipe whose reader has gone is told to whoever writes, and ends nothing by itself.
  stdout.on('error', () => undefined)
  return runCommand(process.argv.slice(2), {
    clock,
    ids: systemIds,
    streams: { stdin, stdout, stderr },
    config() {
      try {
        return readConfig(process.env)
      } catch (error) {
        throw error instanceof ConfigError ? new CommandError(error.message) : error
      }
    },
    open: (config) => openStorage(config, clock, { isPatient: true }),
    hasStorage,
  })
}

process.exitCode = await main()
