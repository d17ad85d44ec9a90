// What may import what, as a table, and the check that nothing draws another arrow. The reasons are in ARCHITECTURE.md:
// one direction through the server, one place for the wire, and outside things behind ports.
import { isBuiltin } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import { findBrokenRules } from './house-rules.ts'
import {
  type Finding,
  isTestFile,
  type ModuleImport,
  printFindings,
  readSourceModules,
  type SourceModule,
} from './source-files.ts'

type Zone = keyof typeof arrows

interface Arrows {
  /** Zones whose files may be imported. */
  readonly to: readonly string[]
  /** Zones that may be imported with `import type` only. */
  readonly typesOf?: readonly string[]
  /** Outside packages: these, any, or one for each adapter. */
  readonly libraries: readonly string[] | 'any' | 'one each'
  /** node: and bun: modules. Absent where the code must also run in browsers. */
  readonly builtins?: true
}

const server = ['app', 'transport', 'feature list', 'feature', 'core', 'ports', 'adapters', 'migrations', 'protocol']
const sqlTag = ['sql-template-tag']

const arrows = {
  protocol: { to: ['protocol'], libraries: ['zod'] },
  client: { to: ['client'], typesOf: ['protocol'], libraries: [] },
  'web app': { to: ['web app', 'client', 'ui'], libraries: 'any' },
  ui: { to: ['ui'], libraries: ['react'] },
  'client on a server': { to: ['client'], libraries: ['ws'], builtins: true },
  parley: { to: ['main', 'cli', 'config', ...server], libraries: 'any', builtins: true },
  main: { to: ['main', 'config', 'storage', ...server], libraries: 'any', builtins: true },
  cli: { to: ['cli', 'config', 'storage', ...server], libraries: 'any', builtins: true },
  storage: { to: ['config', 'adapters', 'ports'], libraries: [], builtins: true },
  config: { to: ['ports'], libraries: 'any', builtins: true },
  app: { to: server, libraries: 'any', builtins: true },
  transport: {
    to: ['transport', 'core', 'ports', 'protocol', 'feature list'],
    typesOf: ['app'],
    libraries: 'any',
    builtins: true,
  },
  'feature list': { to: ['feature', 'core'], libraries: [] },
  feature: { to: ['feature', 'core', 'ports', 'protocol'], libraries: 'any', builtins: true },
  core: { to: ['core', 'ports', 'protocol'], libraries: 'any', builtins: true },
  ports: { to: ['ports', 'protocol'], libraries: sqlTag, builtins: true },
  adapters: { to: ['adapters', 'ports'], libraries: 'one each', builtins: true },
  migrations: { to: ['migrations', 'ports'], libraries: sqlTag, builtins: true },
  testing: { to: ['testing', 'main', 'config', 'client', ...server], libraries: 'any', builtins: true },
} satisfies Record<string, Arrows>

const serverZones = [
  'parley',
  'main',
  'cli',
  'storage',
  'config',
  'app',
  'transport',
  'core',
  'ports',
  'adapters',
  'migrations',
  'testing',
] as const

/** Tests stand beside the code and see what it sees, and these besides. */
const testsAlsoSee = [
  'testing',
  'protocol',
  'client',
  'config',
  'adapters',
  'migrations',
  'app',
  'transport',
  'ports',
  'core',
  'feature',
]

const serverRoot = 'packages/server/src/'
const featureList = `${serverRoot}features/index.ts`

/** Every import under packages/ and apps/ that the table does not allow. */
export function findForbiddenImports(modules: readonly SourceModule[]): Finding[] {
  const order = featureOrder(modules)
  const imports = modules.flatMap((module) =>
    module.imports.flatMap((imported) => {
      const text = refusal(module.path, imported, order)
      return text ? [{ path: module.path, line: imported.line, text }] : []
    }),
  )
  return [...homeless(modules), ...unlisted(modules, order), ...imports, ...crowdedAdapters(modules)]
}

/** The features in the order of features/index.ts, or undefined before that file is written. */
function featureOrder(modules: readonly SourceModule[]): string[] | undefined {
  const list = modules.find((module) => module.path === featureList)
  const names = list?.imports.flatMap(({ specifier }) => /^\.\/([^/]+)\//.exec(specifier)?.[1] ?? [])
  return names && [...new Set(names)]
}

function refusal(path: string, imported: ModuleImport, order: string[] | undefined): string | undefined {
  const zone = zoneOf(path)
  if (!zone) return undefined
  const isTest = isTestFile(path)
  const allowed: Arrows = arrows[zone]
  const target = targetOf(path, imported.specifier)
  if (target.kind === 'library') return refuseLibrary(zone, allowed, imported.specifier, isTest)
  if (target.kind === 'stray') return `${imported.specifier} leaves the package: import it by its name`

  const to = target.zone
  if (!to) return undefined
  if (target.path && isTestFile(target.path) && !isTest && zone !== 'testing') return 'only tests import tests'
  if (isTest && testsAlsoSee.includes(to)) return undefined
  if (allowed.typesOf?.includes(to)) {
    return imported.typeOnly ? undefined : `${zone} takes only types from ${to}: use \`import type\``
  }
  if (!allowed.to.includes(to)) return `${zone} must not import ${to} (${imported.specifier})`
  if (zone === 'feature' && to === 'feature' && target.path) return refuseFeature(path, target.path, order)
  if (zone === 'adapters' && to === 'adapters' && target.path && unitOf(path) !== unitOf(target.path)) {
    return `adapters stand alone: ${unitOf(path)} must not import ${unitOf(target.path)}`
  }
  return undefined
}

function refuseLibrary(zone: Zone, allowed: Arrows, specifier: string, isTest: boolean): string | undefined {
  if (isTest) return undefined
  if (isBuiltin(specifier) || specifier.startsWith('bun:')) {
    return allowed.builtins ? undefined : `${zone} runs in browsers too and must not import ${specifier}`
  }
  if (typeof allowed.libraries === 'string' || allowed.libraries.includes(packageName(specifier))) return undefined
  return `${zone} must not import the package ${specifier}`
}

/** A feature opens only the main file of another one, and only of one listed before it; whoever is not listed comes last. */
function refuseFeature(path: string, target: string, order: string[] | undefined): string | undefined {
  const from = unitOf(path)
  const to = unitOf(target)
  if (from === to) return undefined
  if (target !== `${serverRoot}features/${to}/${to}.ts`) return `only the main file of ${to} is open to other features`
  if (!order?.includes(from)) return undefined
  if (order.includes(to) && order.indexOf(to) < order.indexOf(from)) return undefined
  return `${to} does not stand before ${from} in features/index.ts: down you call, up you emit`
}

/** A new folder needs a row in the table before anything stands in it. */
function homeless(modules: readonly SourceModule[]): Finding[] {
  return modules
    .filter((module) => !zoneOf(module.path))
    .map(({ path }) => ({ path, line: 1, text: 'no row of scripts/import-arrows.ts says what this may import' }))
}

function unlisted(modules: readonly SourceModule[], order: string[] | undefined): Finding[] {
  if (!order) return []
  const isMain = (path: string) => path === `${serverRoot}features/${unitOf(path)}/${unitOf(path)}.ts`
  return modules
    .filter(({ path }) => zoneOf(path) === 'feature' && isMain(path) && !order.includes(unitOf(path)))
    .map(({ path }) => ({ path, line: 1, text: `${unitOf(path)} is missing in features/index.ts` }))
}

function crowdedAdapters(modules: readonly SourceModule[]): Finding[] {
  const libraries = new Map<string, string>()
  return modules.flatMap((module) => {
    if (zoneOf(module.path) !== 'adapters' || isTestFile(module.path)) return []
    return module.imports.flatMap(({ specifier, line }) => {
      if (targetOf(module.path, specifier).kind !== 'library' || isBuiltin(specifier)) return []
      if (specifier.startsWith('bun')) return []
      const unit = unitOf(module.path)
      const library = packageName(specifier)
      const first = libraries.get(unit) ?? library
      libraries.set(unit, first)
      if (first === library) return []
      return [
        { path: module.path, line, text: `the adapter ${unit} uses ${first}: one library each, not ${library} too` },
      ]
    })
  })
}

/** The row of the table that a file stands in. */
function zoneOf(path: string): Zone | undefined {
  if (path.startsWith('packages/protocol/')) return 'protocol'
  if (path === 'packages/client/src/node.ts') return 'client on a server'
  if (path.startsWith('packages/client/')) return 'client'
  if (path.startsWith('apps/ui/')) return 'ui'
  if (path.startsWith('apps/')) return 'web app'
  if (path === featureList) return 'feature list'
  if (path.startsWith(`${serverRoot}features/`)) return 'feature'
  return serverZones.find((zone) => path.startsWith(`${serverRoot}${zone}/`) || isRootFile(path, zone))
}

/** `app.ts` and `app.test.ts` directly in the server's src/. */
function isRootFile(path: string, zone: Zone): boolean {
  return path === `${serverRoot}${zone}.ts` || path === `${serverRoot}${zone}.test.ts`
}

type Target = { kind: 'own'; zone: string | undefined; path?: string } | { kind: 'library' } | { kind: 'stray' }

function targetOf(path: string, specifier: string): Target {
  if (specifier.startsWith('.')) {
    const target = normalize(join(dirname(path), specifier))
    return packageOf(target) === packageOf(path)
      ? { kind: 'own', zone: zoneOf(target), path: target }
      : { kind: 'stray' }
  }
  const own = /^@parley-chat\/(\w+)/.exec(specifier)?.[1]
  if (!own) return { kind: 'library' }
  if (own === packageOf(path)) return { kind: 'stray' }
  return { kind: 'own', zone: own === 'server' ? 'app' : own }
}

function packageOf(path: string): string | undefined {
  return /^(?:packages|apps)\/([^/]+)\//.exec(path)?.[1]
}

/** `messages` of features/messages/rules.ts, `sqlite` of adapters/sqlite/writer.ts, `system` of adapters/system.ts. */
function unitOf(path: string): string {
  return (path.split('/')[4] ?? '').replace(/\..*$/, '')
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

if (import.meta.main) {
  const modules = await readSourceModules(join(import.meta.dirname, '..'))
  const findings = [...findForbiddenImports(modules), ...findBrokenRules(modules)]
  if (findings.length > 0) console.log(printFindings(findings))
  process.exitCode = findings.length > 0 ? 1 : 0
}
