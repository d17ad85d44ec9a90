import { describe, expect, test } from 'bun:test'
import { ConfigError, readConfig } from './config.ts'

const secret = 'a secret of at least thirty-two characters'

test('without a word the server listens on its own machine, keeps its data beside it, and limits nothing', () => {
  expect(readConfig({})).toEqual({
    port: 3030,
    host: '127.0.0.1',
    dataDir: './data',
    isLoopback: true,
    hasDemo: true,
    enforceRateLimits: false,
    logLevel: 'info',
  })
})

test('every setting is taken', () => {
  const config = readConfig({
    PORT: '0',
    HOST: '::1',
    PARLEY_DATA_DIR: '/var/lib/parley',
    PARLEY_API_KEY: 'my-key_1',
    PARLEY_API_SECRET: secret,
    PARLEY_RATE_LIMITS: 'on',
    PARLEY_PUBLIC_URL: 'https://chat.example.com/',
    PARLEY_DATABASE_URL: 'postgres://ann@db/parley',
    PARLEY_BUS_URL: 'redis://:secret@bus/2',
    PARLEY_NODE_URL: 'http://10.0.0.11:3030/',
    PARLEY_LOG_LEVEL: 'warn',
    PARLEY_HOOKS_ALLOW_PRIVATE: '1',
    PARLEY_ADMIN_EMAIL: 'ann@example.com',
    PARLEY_ADMIN_PASSWORD: 'a password',
    PARLEY_DEMO: 'off',
    PATH: '/bin',
  })
  expect(config).toEqual({
    port: 0,
    host: '::1',
    dataDir: '/var/lib/parley',
    isLoopback: true,
    hasDemo: false,
    admin: { email: 'ann@example.com', password: 'a password' },
    credentials: { key: 'my-key_1', secret },
    enforceRateLimits: true,
    publicUrl: 'https://chat.example.com',
    databaseUrl: 'postgres://ann@db/parley',
    busUrl: 'redis://:secret@bus/2',
    nodeUrl: 'http://10.0.0.11:3030',
    logLevel: 'warn',
  })
})

test('the demo is open where nobody but this machine comes by, or where somebody opens it', () => {
  const open = (environment: Record<string, string>) => {
    const { isLoopback, hasDemo } = readConfig(environment)
    return { isLoopback, hasDemo }
  }
  for (const HOST of ['127.0.0.1', '127.1.2.3', 'localhost', '::1']) {
    expect(open({ HOST })).toEqual({ isLoopback: true, hasDemo: true })
  }
  for (const HOST of ['0.0.0.0', '::', '192.168.1.4', 'localhost.example.com', '127.0.0.1.example.com']) {
    expect(open({ HOST })).toEqual({ isLoopback: false, hasDemo: false })
  }
  expect(open({ HOST: '0.0.0.0', PARLEY_DEMO: 'on' }).hasDemo).toBe(true)
  // Behind a proxy, others come by.
  expect(open({ PARLEY_PUBLIC_URL: 'https://chat.example.com' })).toEqual({ isLoopback: true, hasDemo: false })
  expect(open({ PARLEY_PUBLIC_URL: 'http://localhost:3030' })).toEqual({ isLoopback: true, hasDemo: true })
})

test('what the SDK reads may stand in the same environment', () => {
  expect(readConfig({ PARLEY_URL: 'https://chat.example.com' })).toEqual(readConfig({}))
})

test('an empty setting is one that is not there', () => {
  expect(
    readConfig({ PORT: '', HOST: ' ', PARLEY_API_KEY: '', PARLEY_RATE_LIMITS: '', PARLEY_DATABASE_URL: ' ' }),
  ).toEqual(readConfig({}))
})

describe('broken configuration is refused, in one line that names the setting and never repeats a secret', () => {
  const broken: [Record<string, string>, string][] = [
    [{ PARLEY_DATADIR: 'x' }, 'PARLEY_DATADIR is not a setting of Parley'],
    [{ PARLEY_API_SECRET_: secret }, 'PARLEY_API_SECRET_ is not a setting of Parley'],
    [{ PORT: 'http' }, 'PORT must be a number from 0 to 65535'],
    [{ PORT: '65536' }, 'PORT must be a number from 0 to 65535'],
    [{ PORT: '-1' }, 'PORT must be a number from 0 to 65535'],
    [{ PORT: '80.5' }, 'PORT must be a number from 0 to 65535'],
    [{ PORT: '0x50' }, 'PORT must be a number from 0 to 65535'],
    [{ PORT: '1e3' }, 'PORT must be a number from 0 to 65535'],
    [{ HOST: 'localhost:3030' }, 'HOST must be an address or a name, without a scheme or a port'],
    [{ HOST: 'http://127.0.0.1' }, 'HOST must be an address or a name'],
    [{ PARLEY_RATE_LIMITS: 'yes' }, 'PARLEY_RATE_LIMITS must be one of on, off'],
    [{ PARLEY_LOG_LEVEL: 'loud' }, 'PARLEY_LOG_LEVEL must be one of'],
    [{ PARLEY_HOOKS_ALLOW_PRIVATE: 'true' }, 'PARLEY_HOOKS_ALLOW_PRIVATE must be one of 0, 1'],
    [{ PARLEY_PUBLIC_URL: 'chat.example.com' }, 'PARLEY_PUBLIC_URL must be an origin, like https://chat'],
    [{ PARLEY_PUBLIC_URL: 'https:///x' }, 'PARLEY_PUBLIC_URL must be an origin'],
    [{ PARLEY_PUBLIC_URL: 'https://a b' }, 'PARLEY_PUBLIC_URL must be an origin'],
    [{ PARLEY_PUBLIC_URL: 'ftp://chat.example.com' }, 'PARLEY_PUBLIC_URL must be an origin'],
    [{ PARLEY_PUBLIC_URL: 'https://chat.example.com/chat' }, 'PARLEY_PUBLIC_URL must be an origin'],
    [{ PARLEY_PUBLIC_URL: 'https://ann:canary@chat.example.com' }, 'PARLEY_PUBLIC_URL must be an origin'],
    [{ PARLEY_DEMO: 'yes' }, 'PARLEY_DEMO must be one of on, off'],
    [{ PARLEY_ADMIN_EMAIL: 'ann@example.com' }, 'PARLEY_ADMIN_EMAIL and PARLEY_ADMIN_PASSWORD belong together'],
    [{ PARLEY_ADMIN_PASSWORD: 'canary canary' }, 'PARLEY_ADMIN_EMAIL and PARLEY_ADMIN_PASSWORD belong together'],
    [{ PARLEY_ADMIN_EMAIL: 'ann', PARLEY_ADMIN_PASSWORD: 'canary canary' }, 'PARLEY_ADMIN_EMAIL must be an e-mail'],
    [
      { PARLEY_ADMIN_EMAIL: 'ann@example.com', PARLEY_ADMIN_PASSWORD: 'canary' },
      'PARLEY_ADMIN_PASSWORD must have 10 to 200',
    ],
    [{ PARLEY_API_KEY: 'key' }, 'PARLEY_API_KEY and PARLEY_API_SECRET belong together'],
    [{ PARLEY_API_SECRET: secret }, 'PARLEY_API_KEY and PARLEY_API_SECRET belong together'],
    [{ PARLEY_API_KEY: 'my key', PARLEY_API_SECRET: secret }, 'PARLEY_API_KEY may only contain'],
    [
      { PARLEY_API_KEY: 'key', PARLEY_API_SECRET: 'canary-too-short' },
      'PARLEY_API_SECRET must have at least 32 characters',
    ],
    [{ PARLEY_DATABASE_URL: 'mysql://canary:canary@x/y' }, 'PARLEY_DATABASE_URL must be an address'],
    [{ PARLEY_DATABASE_URL: 'postgres://' }, 'PARLEY_DATABASE_URL must be an address'],
    [
      { PARLEY_DATABASE_URL: 'postgres://ann:canary/1@x/y' },
      'PARLEY_DATABASE_URL must be an address that begins with postgres://:',
    ],
    [{ PARLEY_DATABASE_URL: 'postgres://ann:canary#1@x/y' }, 'in a name or password write %23 for #, %2F for /'],
    [{ PARLEY_DATABASE_URL: 'postgres://ann:100%canary@x/y' }, 'PARLEY_DATABASE_URL holds a % that stands for nothing'],
    [{ PARLEY_BUS_URL: 'redis://:100%canary@x' }, 'PARLEY_BUS_URL holds a % that stands for nothing'],
    [{ PARLEY_BUS_URL: 'canary:6379' }, 'PARLEY_BUS_URL must be an address'],
    [{ PARLEY_BUS_URL: 'redis://x/canary' }, 'PARLEY_BUS_URL may end with the number of a database'],
    [
      { PARLEY_BUS_URL: 'redis://x' },
      'PARLEY_BUS_URL is for servers that share a PostgreSQL: set PARLEY_DATABASE_URL, too',
    ],
    [{ PARLEY_NODE_URL: 'canary' }, 'PARLEY_NODE_URL must be an address'],
    [{ PARLEY_NODE_URL: 'http://ann:canary@x' }, 'PARLEY_NODE_URL must be an address without'],
    [{ PARLEY_NODE_URL: 'http://x/?canary' }, 'PARLEY_NODE_URL must be an address without'],
  ]
  for (const [environment, reason] of broken) {
    test(`${Object.entries(environment).map(([name, value]) => `${name}=${value.slice(0, 12)}`)}`, () => {
      let message = ''
      try {
        readConfig(environment)
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError)
        message = (error as Error).message
      }
      expect(message).toContain(reason)
      expect(message.split('\n').length).toBe(1)
      expect(message).not.toContain('canary')
      expect(message).not.toContain(secret)
    })
  }
})
