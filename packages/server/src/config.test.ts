import { describe, expect, test } from 'bun:test'
import { ConfigError, readConfig } from './config.ts'

const secret = 'a secret of at least thirty-two characters'

test('without a word the server listens on its own machine, keeps its data beside it, and limits nothing', () => {
  expect(readConfig({})).toEqual({
    port: 3030,
    host: '127.0.0.1',
    dataDir: './data',
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
    PARLEY_PUBLIC_URL: 'https://chat.example.com/base//',
    PARLEY_LOG_LEVEL: 'warn',
    PARLEY_HOOKS_ALLOW_PRIVATE: '1',
    PARLEY_ADMIN_EMAIL: 'ann@example.com',
    PARLEY_ADMIN_PASSWORD: 'a password',
    PATH: '/bin',
  })
  expect(config).toEqual({
    port: 0,
    host: '::1',
    dataDir: '/var/lib/parley',
    credentials: { key: 'my-key_1', secret },
    enforceRateLimits: true,
    publicUrl: 'https://chat.example.com/base',
    logLevel: 'warn',
  })
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
    [{ PARLEY_RATE_LIMITS: 'yes' }, 'PARLEY_RATE_LIMITS must be one of on, off'],
    [{ PARLEY_LOG_LEVEL: 'loud' }, 'PARLEY_LOG_LEVEL must be one of'],
    [{ PARLEY_HOOKS_ALLOW_PRIVATE: 'true' }, 'PARLEY_HOOKS_ALLOW_PRIVATE must be one of 0, 1'],
    [{ PARLEY_PUBLIC_URL: 'chat.example.com' }, 'PARLEY_PUBLIC_URL must begin with http:// or https://'],
    [{ PARLEY_PUBLIC_URL: 'https:///x' }, 'PARLEY_PUBLIC_URL must begin with'],
    [{ PARLEY_API_KEY: 'key' }, 'PARLEY_API_KEY and PARLEY_API_SECRET belong together'],
    [{ PARLEY_API_SECRET: secret }, 'PARLEY_API_KEY and PARLEY_API_SECRET belong together'],
    [{ PARLEY_API_KEY: 'my key', PARLEY_API_SECRET: secret }, 'PARLEY_API_KEY may only contain'],
    [
      { PARLEY_API_KEY: 'key', PARLEY_API_SECRET: 'canary-too-short' },
      'PARLEY_API_SECRET must have at least 32 characters',
    ],
    [{ PARLEY_DATABASE_URL: 'postgres://canary:canary@x/y' }, 'PARLEY_DATABASE_URL is set'],
    [{ PARLEY_BUS_URL: 'redis://canary' }, 'PARLEY_BUS_URL is set'],
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
