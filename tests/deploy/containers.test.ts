// No Docker runs here: what Dockerfile and compose.yaml say is held against what the server and the repository know.
import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import manifest from '../../package.json'
import { readConfig, settings } from '../../packages/server/src/config.ts'
import { blockOf, instructionsOf, read, readCompose, readLines, root } from './files.ts'

const dockerfile = await read('Dockerfile')
const composeText = await read('compose.yaml')
const page = await read('docs/self-hosting.md')
const image = readLines(instructionsOf(dockerfile, 'ENV').join(' ').replaceAll(' ', '\n'))
const given = readLines(blockOf(page, 'sh env').replaceAll('$(secret)', 'ab'.repeat(24)))
const { services, networks, volumes } = readCompose(composeText, given)
const servers = [services['parley-1']!, services['parley-2']!]

test('they say that nobody has run them', () => {
  for (const text of [dockerfile, composeText, page]) {
    expect(text.split('\n').slice(0, 6).join(' ')).toMatch(/checked statically.*not run here/i)
  }
})

test('the image is built from what the repository has and Docker is given, and leaves out the rest', async () => {
  const ignored = (await read('.dockerignore')).split('\n').filter((line) => line && !line.startsWith('#'))
  const folders = manifest.workspaces.map((workspace) => workspace.split('/')[0]!)
  for (const needed of ['package.json', 'package-lock.json', 'scripts', ...folders]) {
    expect(existsSync(join(root, needed))).toBe(true)
    expect(ignored).not.toContain(needed)
  }
  for (const secretOrHeavy of ['**/node_modules', '**/dist', '.git', '.env', 'data'])
    expect(ignored).toContain(secretOrHeavy)

  expect(instructionsOf(dockerfile, 'COPY')[0]).toBe('. .')
  const [, script] = /npm run (\S+)$/.exec(instructionsOf(dockerfile, 'RUN')[0]!)!
  expect(Object.keys(manifest.scripts)).toContain(script!)
  const [source, target] = instructionsOf(dockerfile, 'COPY')[1]!.split(' ').slice(1)
  expect(await read('scripts/build-binary.ts')).toContain(`join(root, '${source!.replace('/src/', '')}')`)
  expect(instructionsOf(dockerfile, 'ENTRYPOINT')).toEqual([JSON.stringify([target])])
})

test('its server is nobody’s but its own, listens where the image says, keeps its data in the volume and is asked how it is', async () => {
  const [uid] = instructionsOf(dockerfile, 'USER').at(-1)!.split(':')
  expect(Number(uid)).toBeGreaterThan(0)
  const { host, port, dataDir } = readConfig(image)
  expect([host, String(port), dataDir]).toEqual([
    '0.0.0.0',
    ...instructionsOf(dockerfile, 'EXPOSE'),
    ...instructionsOf(dockerfile, 'VOLUME'),
  ])
  expect(instructionsOf(dockerfile, 'COPY')[2]).toContain(
    `--chown=${instructionsOf(dockerfile, 'USER')[0]} /data /data`,
  )
  const [, check] = /CMD (\[.*\])$/.exec(instructionsOf(dockerfile, 'HEALTHCHECK')[0]!)!
  const [program, command] = JSON.parse(check!)
  expect(instructionsOf(dockerfile, 'ENTRYPOINT')).toEqual([JSON.stringify([program])])
  expect(await read('packages/server/src/parley.ts')).toContain(`  ${command}: {`)
})

test('compose.yaml says to both servers the same, and nothing that they do not know', () => {
  expect(servers.map(({ environment }) => environment)).toEqual([servers[0]!.environment, servers[0]!.environment])
  const { PARLEY_DATABASE_URL, PARLEY_BUS_URL } = servers[0]!.environment
  for (const name of Object.keys(servers[0]!.environment)) expect([name, settings.has(name)]).toEqual([name, true])
  expect(readConfig({ ...image, ...servers[0]!.environment })).toMatchObject({
    databaseUrl: PARLEY_DATABASE_URL!,
    busUrl: PARLEY_BUS_URL!,
    credentials: { key: given.PARLEY_API_KEY, secret: given.PARLEY_API_SECRET },
    admin: { email: given.PARLEY_ADMIN_EMAIL, password: given.PARLEY_ADMIN_PASSWORD },
    publicUrl: `https://${given.PARLEY_DOMAIN}`,
    enforceRateLimits: true,
    hasDemo: false,
  })
  const [database, bus] = [new URL(PARLEY_DATABASE_URL!), new URL(PARLEY_BUS_URL!)]
  expect([database.protocol, database.hostname, database.username, database.pathname]).toEqual([
    'postgres:',
    'postgres',
    services.postgres!.environment.POSTGRES_USER!,
    `/${services.postgres!.environment.POSTGRES_DB}`,
  ])
  expect(database.password).toBe(services.postgres!.environment.POSTGRES_PASSWORD!)
  expect([bus.protocol, bus.hostname, bus.password]).toEqual([
    'redis:',
    'valkey',
    services.valkey!.environment.REDISCLI_AUTH!,
  ])
  expect([services.postgres!.image, services.valkey!.image]).toEqual(['postgres:16', 'valkey/valkey:8'])
})

test('every secret comes from outside: none is written down, none has a default, and without one nothing starts', () => {
  for (const [, name, value] of composeText.matchAll(/^ +(\w*(?:PASSWORD|SECRET|KEY|AUTH)): (.*)$/gm)) {
    expect([name, value]).toEqual([name!, expect.stringMatching(/^\$\{\w+:\?\}$/)])
  }
  const secrets = Object.keys(given).filter((name) => /PASSWORD|SECRET|KEY/.test(name))
  expect(secrets).toHaveLength(5)
  for (const name of secrets) {
    expect(() => readCompose(composeText, { ...given, [name]: '' })).toThrow(`${name} is missing`)
  }
})

test('only the proxy is open to others, and the database and the bus are where nobody comes from outside', async () => {
  const open = Object.entries(services).filter(([, { ports }]) => ports)
  expect(open.map(([name]) => name)).toEqual(['proxy'])
  expect(networks.back).toEqual({ internal: true })
  expect([services.postgres!.networks, services.valkey!.networks]).toEqual([['back'], ['back']])
  // What the proxy's file asks for it is given, and both servers are behind it.
  const asked = [...(await read('deploy/Caddyfile')).matchAll(/\{\$(\w+)/g)].map(([, name]) => name!)
  expect(Object.keys(services.proxy!.environment).sort()).toEqual(asked.sort())
  expect(services.proxy!.environment.PARLEY_UPSTREAMS).toBe(`parley-1:${image.PORT} parley-2:${image.PORT}`)
})

test('what is named is there: files, networks, volumes, and a check for everybody who is waited for', () => {
  for (const [name, service] of Object.entries(services)) {
    expect([name, service.networks.filter((network) => !(network in networks))]).toEqual([name, []])
    for (const mounted of service.volumes ?? []) {
      const [source] = mounted.split(':')
      const isThere = source!.startsWith('./') ? existsSync(join(root, source!)) : source! in volumes
      expect([mounted, isThere]).toEqual([mounted, true])
    }
    // The servers' check is the image's.
    expect([name, service.healthcheck !== undefined || service.build === '.']).toEqual([name, true])
    for (const [awaited, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect([awaited in services, condition]).toEqual([true, 'service_healthy'])
    }
  }
})
