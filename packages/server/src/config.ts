import { isIP } from 'node:net'
import { isLoopbackHost, isOwnMachine, type Site } from './ports/site.ts'

/** What the environment says, checked before anything is opened. */
export interface Config extends Site {
  readonly port: number
  readonly host: string
  readonly dataDir: string
  /** A PostgreSQL server; without one everything is kept in the data directory. */
  readonly databaseUrl?: string
  /** A Redis or Valkey server, by which several servers hear of each other's changes. */
  readonly busUrl?: string
  /** Where the other servers reach this one, if not where it listens. */
  readonly nodeUrl?: string
  readonly credentials?: { readonly key: string; readonly secret: string }
  readonly admin?: { readonly email: string; readonly password: string }
  readonly enforceRateLimits: boolean
  readonly hasDemo: boolean
  readonly logLevel: string
}

/** The configuration is broken: one line says how. */
export class ConfigError extends Error {}

/** Ends the program with one line about what its operator has to put right. */
export function exitWith(fault: string): never {
  console.error(`parley: ${fault}`)
  process.exit(1)
}

/** Everything that can be said in the environment. */
export const settings: ReadonlySet<string> = new Set([
  'PORT',
  'HOST',
  'PARLEY_DATA_DIR',
  'PARLEY_DATABASE_URL',
  'PARLEY_BUS_URL',
  'PARLEY_NODE_URL',
  'PARLEY_API_KEY',
  'PARLEY_API_SECRET',
  'PARLEY_ADMIN_EMAIL',
  'PARLEY_ADMIN_PASSWORD',
  'PARLEY_DEMO',
  'PARLEY_RATE_LIMITS',
  'PARLEY_PUBLIC_URL',
  'PARLEY_HOOKS_ALLOW_PRIVATE',
  'PARLEY_LOG_LEVEL',
])

/** What the SDK reads: whoever tries Parley out says both in one shell. */
const settingsOfClients: ReadonlySet<string> = new Set(['PARLEY_URL'])

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** Reads the environment; a variable that is misspelt or cannot be right is an error, not a default. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  for (const name of Object.keys(environment)) {
    const isKnown = settings.has(name) || settingsOfClients.has(name)
    if (name.startsWith('PARLEY_') && !isKnown) throw new ConfigError(`${name} is not a setting of Parley`)
  }
  const read = (name: string, fallback: string) => environment[name]?.trim() || fallback
  const portText = read('PORT', '3030')
  const port = Number(portText)
  if (!/^\d{1,5}$/.test(portText) || port > 65_535) throw new ConfigError('PORT must be a number from 0 to 65535')
  const databaseUrl = readUrl('PARLEY_DATABASE_URL', read('PARLEY_DATABASE_URL', ''), ['postgres:', 'postgresql:'])
  const busUrl = readUrl('PARLEY_BUS_URL', read('PARLEY_BUS_URL', ''), ['redis:', 'rediss:', 'valkey:', 'valkeys:'])
  if (busUrl && !/^\/?\d*$/.test(new URL(busUrl).pathname))
    throw new ConfigError(
      'PARLEY_BUS_URL may end with the number of a database, like redis://localhost:6379/1, and with nothing else',
    )
  if (busUrl && !databaseUrl)
    throw new ConfigError('PARLEY_BUS_URL is for servers that share a PostgreSQL: set PARLEY_DATABASE_URL, too')
  const nodeUrl = readUrl('PARLEY_NODE_URL', read('PARLEY_NODE_URL', ''), ['http:', 'https:']).replace(/\/+$/, '')
  if (/[?#@]/.test(nodeUrl)) throw new ConfigError('PARLEY_NODE_URL must be an address without a query or a password')
  oneOf('PARLEY_HOOKS_ALLOW_PRIVATE', read('PARLEY_HOOKS_ALLOW_PRIVATE', '0'), ['0', '1'])
  const publicUrl = read('PARLEY_PUBLIC_URL', '').replace(/\/+$/, '')
  if (publicUrl && !(/^https?:\/\/[^/?#@]+$/.test(publicUrl) && URL.canParse(publicUrl)))
    throw new ConfigError('PARLEY_PUBLIC_URL must be an origin, like https://chat.example.com')
  const credentials = readCredentials(read('PARLEY_API_KEY', ''), read('PARLEY_API_SECRET', ''))
  const admin = readAdmin(read('PARLEY_ADMIN_EMAIL', ''), environment.PARLEY_ADMIN_PASSWORD ?? '')
  const host = read('HOST', '127.0.0.1')
  if (isIP(host.replace(/^\[(.*)\]$/, '$1')) === 0 && !/^[\w.-]+$/.test(host))
    throw new ConfigError('HOST must be an address or a name, without a scheme or a port')
  const isLoopback = isLoopbackHost(host)
  const site = { isLoopback, ...(publicUrl && { publicUrl }) }
  return {
    port,
    host,
    ...site,
    hasDemo: oneOf('PARLEY_DEMO', read('PARLEY_DEMO', isOwnMachine(site) ? 'on' : 'off'), ['on', 'off']) === 'on',
    dataDir: read('PARLEY_DATA_DIR', './data'),
    ...(databaseUrl && { databaseUrl }),
    ...(busUrl && { busUrl }),
    ...(nodeUrl && { nodeUrl }),
    enforceRateLimits: oneOf('PARLEY_RATE_LIMITS', read('PARLEY_RATE_LIMITS', 'off'), ['on', 'off']) === 'on',
    logLevel: oneOf('PARLEY_LOG_LEVEL', read('PARLEY_LOG_LEVEL', 'info'), logLevels),
    ...(credentials && { credentials }),
    ...(admin && { admin }),
  }
}

function readUrl(name: string, text: string, protocols: readonly string[]): string {
  if (text && !(URL.canParse(text) && protocols.includes(new URL(text).protocol) && new URL(text).hostname)) {
    // What ends an address too early ends it in a password.
    const hint = text.includes('@') ? ': in a name or password write %23 for #, %2F for /, %3F for ?' : ''
    throw new ConfigError(`${name} must be an address that begins with ${protocols[0]}//${hint}`)
  }
  if (text && !canDecode(new URL(text))) {
    throw new ConfigError(`${name} holds a % that stands for nothing: in a name or password write %25 for it`)
  }
  return text
}

function canDecode({ username, password, pathname }: URL): boolean {
  try {
    return [username, password, pathname].map(decodeURIComponent).length > 0
  } catch {
    return false
  }
}

function readAdmin(email: string, password: string): Config['admin'] {
  if (!email && !password) return undefined
  if (!email || !password) {
    throw new ConfigError('PARLEY_ADMIN_EMAIL and PARLEY_ADMIN_PASSWORD belong together: set both or none')
  }
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new ConfigError('PARLEY_ADMIN_EMAIL must be an e-mail address')
  if (password.length < 10 || password.length > 200) {
    throw new ConfigError('PARLEY_ADMIN_PASSWORD must have 10 to 200 characters')
  }
  return { email, password }
}

function readCredentials(key: string, secret: string): Config['credentials'] {
  if (!key && !secret) return undefined
  if (!key || !secret) throw new ConfigError('PARLEY_API_KEY and PARLEY_API_SECRET belong together: set both or none')
  if (!/^[\w-]{1,64}$/.test(key)) throw new ConfigError('PARLEY_API_KEY may only contain letters, digits, - and _')
  if (secret.length < 32) throw new ConfigError('PARLEY_API_SECRET must have at least 32 characters')
  return { key, secret }
}

function oneOf(name: string, value: string, allowed: readonly string[]): string {
  if (!allowed.includes(value)) throw new ConfigError(`${name} must be one of ${allowed.join(', ')}`)
  return value
}
