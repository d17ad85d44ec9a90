import { type Method, routesOf } from '@parley-chat/protocol'
import type { Route } from '../core/endpoint.ts'
import type { View } from '../core/views/view.ts'

/** A route that a path has led to. */
export interface Match {
  readonly route: Route
  readonly view: View
  readonly params: Readonly<Record<string, string>>
}

export type Lookup = Match | 'unknown path' | 'wrong method'

interface Node {
  readonly fixed: Map<string, Node>
  any?: Node
  readonly targets: Map<Method, { route: Route; view: View; names: string[] }>
}

const newNode = (): Node => ({ fixed: new Map(), targets: new Map() })

/**
 * Finds the endpoint of a path in both generations. A fixed segment wins over a parameter, at every depth
 * (spec/00 §1); a branch that ends nowhere is given up for the other one.
 */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => Lookup {
  const root = newNode()
  for (const route of routes) {
    for (const { method, path, generation } of routesOf(route.endpoint)) add(root, method, path, route, generation)
  }
  return (method, path) => {
    const segments = path.split('/').slice(1)
    const isV2 = segments[0] === 'api' && segments[1] === 'v2'
    const values: string[] = []
    const found = find(root, segments, 0, method as Method, values)
    if (!found) return 'unknown path'
    if (found === 'wrong method') return found
    const params: Record<string, string> = {}
    for (const [index, name] of found.names.entries()) {
      const value = decode(values[index]!, isV2)
      if (value === undefined) return 'unknown path'
      params[name] = value
    }
    return { route: found.route, view: found.view, params }
  }
}

function add(root: Node, method: Method, path: string, route: Route, view: View): void {
  let node = root
  const names: string[] = []
  for (const segment of path.split('/').slice(1)) {
    if (segment.startsWith(':')) {
      names.push(segment.slice(1))
      node = node.any ??= newNode()
    } else {
      const next = node.fixed.get(segment) ?? newNode()
      node.fixed.set(segment, next)
      node = next
    }
  }
  if (node.targets.has(method)) throw new Error(`two endpoints answer ${method} ${path}`)
  node.targets.set(method, { route, view, names })
}

type Target = { route: Route; view: View; names: string[] }

function find(
  node: Node,
  segments: readonly string[],
  depth: number,
  method: Method,
  values: string[],
): Target | 'wrong method' | undefined {
  if (depth === segments.length) {
    if (node.targets.size === 0) return undefined
    return node.targets.get(method) ?? 'wrong method'
  }
  const segment = segments[depth]!
  const known = values.length
  const fixed = node.fixed.get(segment)
  const straight = fixed && find(fixed, segments, depth + 1, method, values)
  if (straight && straight !== 'wrong method') return straight
  if (node.any && segment !== '') {
    values.length = known
    values.push(segment)
    const through = find(node.any, segments, depth + 1, method, values)
    if (through) return through
  }
  return straight
}

/** v2 clients escape paths as query text, with `+` for a space (spec/00 §1). */
function decode(segment: string, isV2: boolean): string | undefined {
  try {
    return decodeURIComponent(isV2 ? segment.replaceAll('+', ' ') : segment)
  } catch {
    return undefined
  }
}
