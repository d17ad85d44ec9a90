// What the tests need from the machine beyond npm packages. As root on Debian or Ubuntu it is installed; elsewhere it is
// said what is missing, and the tests that need it skip themselves.

import { findPostgres } from '../packages/server/src/testing/postgres-server.ts'
import { findMono } from './build-csharp.ts'

interface Need {
  readonly command: string
  readonly packages: readonly string[]
  readonly usedFor: string
}

/** What preparing asks of the machine, so that a test can stand in for it. */
export interface Machine {
  has(command: string): boolean
  canInstall(): boolean
  /** Installs system packages as far as it can; what is there afterwards is asked with `has`. */
  install(packages: readonly string[]): Promise<void>
}

const needs: readonly Need[] = [
  { command: 'chromium', packages: ['chromium'], usedFor: 'every test in a real browser' },
  { command: 'strace', packages: ['strace'], usedFor: 'the traced durability test' },
  { command: 'gcc', packages: ['gcc', 'libc6-dev'], usedFor: "the benchmark's C sender" },
  { command: 'initdb', packages: ['postgresql'], usedFor: 'every test on PostgreSQL' },
  { command: 'redis-server', packages: ['redis-server'], usedFor: 'every test of what nodes share in Redis' },
  {
    command: 'mono',
    packages: ['mono-mcs', 'mono-runtime', 'libnewtonsoft-json5.0-cil', 'libmono-system-net-http4.0-cil'],
    usedFor: 'the C# client',
  },
]

/** Installs what is missing where it can, and returns a line for each thing that cannot be had. */
export async function prepareMachine(machine: Machine = thisMachine): Promise<string[]> {
  const missing = needs.filter(({ command }) => !machine.has(command))
  if (missing.length > 0 && machine.canInstall()) await machine.install(missing.flatMap(({ packages }) => packages))
  return missing
    .filter(({ command }) => !machine.has(command))
    .map(({ command, usedFor }) => `${command} is not on this machine and cannot be installed: ${usedFor} needs it`)
}

const thisMachine: Machine = {
  has: (command) => {
    // Debian's packages keep what makes and runs a PostgreSQL server off the path, and split mono into many.
    if (command === 'initdb') return findPostgres() !== null
    return command === 'mono' ? findMono() : Bun.which(command) !== null
  },
  canInstall: () => process.getuid?.() === 0 && Bun.which('apt-get') !== null,
  install: async (packages) => {
    console.log(`Installing system packages: ${packages.join(' ')} …`)
    // Fresh containers come without package lists.
    await aptGet('update')
    await aptGet('install', '-y', '--no-install-recommends', ...packages)
  },
}

async function aptGet(...command: string[]): Promise<void> {
  const options = ['-qq', '-o', 'DPkg::Lock::Timeout=60', '-o', 'Acquire::Retries=2']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await Bun.spawn(['apt-get', ...options, ...command], { env, stdio: ['ignore', 'ignore', 'inherit'] }).exited
}
