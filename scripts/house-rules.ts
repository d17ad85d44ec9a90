// Names that belong in one place: Bun's own APIs, the sources of time, ids and chance, and the question which view a
// request speaks. Everywhere else they would make code untestable on a virtual clock, or write the wire twice.
import {
  isBinaryExpression,
  isIdentifier,
  isNewExpression,
  isPropertyAccessExpression,
  isStringLiteral,
  isSwitchStatement,
  isTypeQueryNode,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'
import { type Finding, isTestFile, lineOf, type SourceModule, visit } from './source-files.ts'

interface Rule {
  readonly appliesTo: (path: string) => boolean
  readonly isBroken: (node: Node) => boolean
  readonly text: string
}

const server = 'packages/server/src/'

const rules: readonly Rule[] = [
  {
    appliesTo: (path) => !under(path, 'adapters/', 'transport/', 'testing/'),
    isBroken: namesBun,
    text: 'Bun belongs in adapters/ and transport/: everything else runs anywhere',
  },
  {
    appliesTo: (path) => path.startsWith(server) && !under(path, 'adapters/system.ts', 'testing/'),
    isBroken: (node) => tellsTime(node) || setsTimer(node),
    text: 'time comes from the clock (ctx.clock), whose one real source is adapters/system.ts',
  },
  {
    appliesTo: (path) => path.startsWith(server) && !under(path, 'adapters/system.ts', 'testing/'),
    isBroken: (node) => isMember(node, 'Math', 'random') || isFree(node, 'randomUUID', 'randomUUIDv7'),
    text: 'ids and chance come from ctx.ids and ctx.random, whose one real source is adapters/system.ts',
  },
  {
    appliesTo: (path) => path.startsWith(server) && !under(path, 'core/views/') && !path.endsWith('/routes.legacy.ts'),
    isBroken: branchesOnView,
    text: 'only core/views/ and routes.legacy.ts ask which view it is',
  },
]

/** Every place under packages/ that names what belongs elsewhere. Tests may name anything. */
export function findBrokenRules(modules: readonly SourceModule[]): Finding[] {
  return modules
    .filter(({ path }) => !isTestFile(path) && !path.includes('/src/testing/'))
    .flatMap(({ path, tree, imports }) => {
      const findings: Finding[] = []
      const applying = rules.filter((rule) => rule.appliesTo(path))
      visit(tree, (node) => {
        for (const { isBroken, text } of applying) {
          if (isBroken(node)) findings.push({ path, line: lineOf(tree, node), text })
        }
      })
      return [...findings, ...forbiddenModules(path, imports)]
    })
}

function under(path: string, ...places: string[]): boolean {
  return places.some((place) => path.startsWith(server + place))
}

function forbiddenModules(path: string, imports: SourceModule['imports']): Finding[] {
  const [bun, clock] = rules
  return imports.flatMap(({ specifier, line }) => {
    const rule = /^bun(:|$)/.test(specifier) ? bun : /^(node:)?timers(\/|$)/.test(specifier) ? clock : undefined
    return rule?.appliesTo(path) ? [{ path, line, text: rule.text }] : []
  })
}

function namesBun(node: Node): boolean {
  return isFree(node, 'Bun')
}

function tellsTime(node: Node): boolean {
  if (isMember(node, 'Date', 'now')) return true
  return isNewExpression(node) && isNamed(node.expression, 'Date') && !node.arguments?.length
}

function setsTimer(node: Node): boolean {
  return isFree(node, 'setTimeout', 'setInterval') || isMember(node, 'Bun', 'sleep')
}

function branchesOnView(node: Node): boolean {
  if (isSwitchStatement(node)) return isView(node.expression)
  if (!isBinaryExpression(node) || !comparisons.has(node.operatorToken.kind)) return false
  return comparesView(node.left, node.right) || comparesView(node.right, node.left)
}

/** `ctx.view === other`, and `generation === 'v1'` whatever it is called; not `segments[1] === 'v2'`: that is a path. */
function comparesView(one: Node, other: Node): boolean {
  if (isView(one)) return !isNamed(other, 'undefined')
  return isViewName(one) && (isIdentifier(other) || isPropertyAccessExpression(other))
}

const comparisons = new Set([
  SyntaxKind.EqualsEqualsToken,
  SyntaxKind.EqualsEqualsEqualsToken,
  SyntaxKind.ExclamationEqualsToken,
  SyntaxKind.ExclamationEqualsEqualsToken,
])

function isView(node: Node): boolean {
  return isNamed(node, 'view') || (isPropertyAccessExpression(node) && isNamed(node.name, 'view'))
}

function isViewName(node: Node): boolean {
  return isStringLiteral(node) && (node.text === 'v1' || node.text === 'v2')
}

function isNamed(node: Node, ...names: string[]): boolean {
  return isIdentifier(node) && names.includes(node.text)
}

function isMember(node: Node, object: string, name: string): boolean {
  return isPropertyAccessExpression(node) && isNamed(node.expression, object) && isNamed(node.name, name)
}

/** The global of that name, also as `crypto.randomUUID`; not a port's method or a key that happens to be called so. */
function isFree(node: Node, ...names: string[]): boolean {
  if (!isNamed(node, ...names)) return false
  const { parent } = node
  if (isTypeQueryNode(parent)) return false
  if (isPropertyAccessExpression(parent) && parent.name === node) {
    return isNamed(parent.expression, 'globalThis', 'crypto', 'Bun')
  }
  return !declaresName.has(parent.kind)
}

const declaresName = new Set([
  SyntaxKind.PropertyAssignment,
  SyntaxKind.PropertySignature,
  SyntaxKind.PropertyDeclaration,
  SyntaxKind.MethodSignature,
  SyntaxKind.MethodDeclaration,
])
