// Reads the source of packages and apps as TypeScript's own syntax trees. A regex would trip over imports in comments, strings and
// templates, and Bun's import scanner drops type imports, which are arrows too. `typescript/unstable/*` may change with
// a release: the version is pinned, and the tests of import-arrows and house-rules notice.
import { globSync } from 'node:fs'
import { join, relative } from 'node:path'
import {
  isCallExpression,
  isExportDeclaration,
  isImportDeclaration,
  isImportTypeNode,
  isLiteralTypeNode,
  isStringLiteralLikeNode,
  type Node,
  type SourceFile,
  SyntaxKind,
} from 'typescript/unstable/ast'
import { API } from 'typescript/unstable/async'

/** One import, re-export, dynamic import or `import('…')` type. */
export interface ModuleImport {
  readonly specifier: string
  readonly line: number
  /** Only `import type`: `import { type A }` still loads the module under `verbatimModuleSyntax`. */
  readonly typeOnly: boolean
}

/** A source file under packages/ or apps/, its path relative to the root. */
export interface SourceModule {
  readonly path: string
  readonly tree: SourceFile
  readonly imports: readonly ModuleImport[]
}

/** What a rule found, and where. */
export interface Finding {
  readonly path: string
  readonly line: number
  readonly text: string
}

/** Parses every file under packages/ that the tsconfig.json in `root` includes, and those of each app's src/. */
export async function readSourceModules(root: string): Promise<SourceModule[]> {
  const configs = [join(root, 'tsconfig.json'), ...globSync(join(root, 'apps/*/tsconfig.json'))]
  const api = new API({ cwd: root })
  try {
    const snapshot = await api.updateSnapshot({ openProjects: configs })
    const modules = configs.map(async (config) => {
      const project = snapshot.getProject(config)
      if (!project) throw new Error(`TypeScript does not know the project ${config}`)
      const paths = project.rootFiles.filter((file) => /^(packages\/|apps\/\w+\/src\/)/.test(relative(root, file)))
      const trees = await Promise.all(paths.map((path) => project.program.getSourceFile(path)))
      return trees.flatMap((tree) => (tree ? [toSourceModule(root, tree)] : []))
    })
    return (await Promise.all(modules)).flat()
  } finally {
    await api.close()
  }
}

/** Calls `see` for the node and everything under it. */
export function visit(node: Node, see: (node: Node) => void): void {
  see(node)
  node.forEachChild((child) => visit(child, see))
}

/** The line a reader would look for, counted from 1. */
export function lineOf(tree: SourceFile, node: Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1
}

/** Tests, and what only tests use: the contract suites of ports, and made-up data. */
export function isTestFile(path: string): boolean {
  return /\.(test|contract|fixture)\.tsx?$/.test(path)
}

/** Findings as `path:line  text`, one a line, in the order of the tree. */
export function printFindings(findings: readonly Finding[]): string {
  return findings
    .toSorted((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1))
    .map(({ path, line, text }) => `${path}:${line}  ${text}`)
    .join('\n')
}

function toSourceModule(root: string, tree: SourceFile): SourceModule {
  const imports: ModuleImport[] = []
  visit(tree, (node) => {
    const found = importIn(node)
    if (found && isStringLiteralLikeNode(found.from)) {
      imports.push({ specifier: found.from.text, line: lineOf(tree, node), typeOnly: found.typeOnly })
    }
  })
  return { path: relative(root, tree.fileName), tree, imports }
}

function importIn(node: Node): { from: Node; typeOnly: boolean } | undefined {
  if (isImportDeclaration(node)) {
    return { from: node.moduleSpecifier, typeOnly: node.importClause?.phaseModifier === SyntaxKind.TypeKeyword }
  }
  if (isExportDeclaration(node)) {
    return node.moduleSpecifier && { from: node.moduleSpecifier, typeOnly: node.isTypeOnly }
  }
  if (isImportTypeNode(node)) {
    return isLiteralTypeNode(node.argument) ? { from: node.argument.literal, typeOnly: true } : undefined
  }
  if (isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword) {
    const [from] = node.arguments
    return from && { from, typeOnly: false }
  }
  return undefined
}
