import { afterAll, beforeAll, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sql, { bulk } from 'sql-template-tag'
import { singleNode } from '../adapters/memory/single-node.ts'
import { systemIds } from '../adapters/system.ts'
import { createApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { hasStorage, openStorage } from '../storage.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { runCommand } from './commands.ts'

let directory: string
let source: string

const credentials = { key: 'shop', secret: 'a secret of at least thirty-two characters' }
const silent = () => undefined
const log = { debug: silent, info: silent, warn: silent, error: silent }

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'parley-commands-'))
  source = join(directory, 'source')
  const clock = fakeClock()
  const { database, release } = openStorage({ dataDir: source }, clock)
  const app = await createApp({ database, cluster: singleNode, clock, ids: systemIds, log, publish: silent })
  await app.ensureApp(credentials)
  // More than what an import stores at once.
  const users = Array.from({ length: 600 }, (_, n) => [1, `user-${n}`, 'user', '[]', '{}', 1, 1])
  await app.services.writer.run('AddUsers', async (write) => {
    const columns = sql`app_pk, id, role, teams, custom, created_at, updated_at`
    await write.run(sql`INSERT INTO users (${columns}) VALUES ${bulk(users)}`)
  })
  await app.close()
  release()
})

afterAll(() => rmSync(directory, { recursive: true }))

/** Runs a command line as the process would, with a data directory of its own. */
async function parley(line: string, { dataDir = source, input = '' }: { dataDir?: string; input?: string } = {}) {
  let [stdout, stderr] = ['', '']
  const clock = fakeClock()
  const code = await runCommand(
    line.split(' ').filter((word) => word !== ''),
    {
      clock,
      ids: systemIds,
      config: () => readConfig({ PARLEY_DATA_DIR: dataDir }),
      open: (config) => openStorage(config, clock),
      hasStorage,
      streams: {
        stdin: (async function* () {
          if (input !== '') yield Buffer.from(input)
        })(),
        stdout: {
          write(text, written) {
            stdout += text
            written?.()
          },
        },
        stderr: {
          write(text) {
            stderr += text
          },
        },
      },
    },
  )
  return { code, stdout, stderr }
}

let targets = 0
const target = () => join(directory, `target-${targets++}`)

test('help says what there is, of all and of each', async () => {
  for (const line of ['', '--help', 'export --help', 'import --in x --help']) {
    const { code, stdout, stderr } = await parley(line)
    expect([line, code, stderr]).toEqual([line, 0, ''])
    expect(stdout).toStartWith('usage: parley ')
  }
  expect((await parley('export --help')).stdout).toContain('--with-secrets')
  expect((await parley('import --help')).stdout).toContain('--abandon')
})

test('what cannot be is one clear line and exit code 1', async () => {
  const missing = join(directory, 'nowhere', 'file')
  const broken = join(directory, 'broken.ndjson')
  writeFileSync(broken, 'hello\n')
  const file = join(directory, 'a-file')
  writeFileSync(file, '')
  for (const [line, fault, dataDir] of [
    ['move', 'parley there is no command move; export, import and --help there are'],
    ['export', 'parley export: say which app: --app <API key>'],
    ['export --app', "parley export: Option '--app <value>' argument missing"],
    ['export --app shop --fast', "parley export: Unknown option '--fast'"],
    ['export shop', "parley export: Unexpected argument 'shop'"],
    ['export --app shap', 'parley export: there is no app with the key shap'],
    ['export --app shop', `parley export: there is no database in ${missing}`, missing],
    ['export --app shop', `parley export: there is no database in ${file}`, file],
    [`export --app shop --out ${missing}`, `parley export: ${missing} cannot be written: ENOENT`],
    [`import --in ${missing}`, `parley import: ${missing} cannot be read: ENOENT`],
    [`import --in ${directory}`, `parley import: ${directory} is no file`],
    [`import --in ${broken}`, 'parley import: this is no export of Parley'],
    ['import', 'parley import: the file is empty'],
    ['import --key a.b', 'parley import: --key may only contain letters, digits, - and _'],
    ['import --abandon --key a', 'parley import: --abandon makes no key'],
    [`import --in ${broken}`, `parley import: the data directory ${file} cannot be used: `, file],
  ] as const) {
    const { code, stdout, stderr } = await parley(line, dataDir ? { dataDir } : {})
    expect([line, code, stdout]).toEqual([line, 1, ''])
    expect(stderr).toStartWith(fault)
    expect(stderr.trim()).not.toContain('\n')
  }
  expect(readdirSync(directory).filter((name) => name.endsWith('.part'))).toEqual([])
})

test('a database that a server runs on is left alone', async () => {
  const { database, release } = openStorage({ dataDir: source }, fakeClock())
  for (const line of ['export --app shop', 'import', 'import --abandon']) {
    const { code, stderr } = await parley(line)
    expect(code).toBe(1)
    expect(stderr).toContain(
      `the data directory ${source} cannot be used: another server is running on it: stop it first`,
    )
  }
  await database.close()
  release()
  expect((await parley('export --app shop')).code).toBe(0)
})

test('an app goes through a file that its owner alone can read, or through a pipe', async () => {
  const file = join(directory, 'shop.ndjson')
  const out = await parley(`export --app shop --out ${file} --with-secrets`)
  expect([out.code, out.stdout]).toEqual([0, ''])
  expect(out.stderr).toMatch(/^exporting 100 %, \d+ rows, [\d,]+ rows\/s\n$/)
  expect([statSync(file).mode & 0o777, existsSync(`${file}.part`)]).toEqual([0o600, false])
  expect(readFileSync(file, 'utf8')).toContain(credentials.secret)

  const first = target()
  const kept = await parley(`import --in ${file}`, { dataDir: first })
  expect([kept.code, kept.stdout]).toEqual([0, 'shop is imported: 607 rows\n  API keys      shop\n'])
  const again = await parley(`export --app shop`, { dataDir: first })
  expect(again.stdout).not.toContain(credentials.secret)

  const made = await parley('import --key fresh', { dataDir: target(), input: again.stdout })
  expect(made.code).toBe(0)
  expect(made.stdout).toMatch(/^shop is imported: 606 rows\n {2}API key {7}fresh\n {2}API secret {4}\w{64}\n$/)
})

test('an import that did not end is told of when it is taken away', async () => {
  const dataDir = target()
  const { stdout } = await parley('export --app shop')
  expect((await parley('import --abandon', { dataDir })).stdout).toBe('no import was broken off\n')
  const half = `${stdout.split('\n').slice(0, 550).join('\n')}\n`
  expect((await parley('import', { dataDir, input: half })).stderr).toContain('it is not whole')
  const gone = await parley('import --abandon', { dataDir })
  expect([gone.code, gone.stdout]).toEqual([0, 'what was imported of shop is gone\n'])
  expect((await parley('import', { dataDir, input: stdout })).code).toBe(0)
})
