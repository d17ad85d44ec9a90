import { type Endpoint, type Method, routesOf } from '@parley-chat/protocol'
import type { Route } from '../core/endpoint.ts'
import type { View } from '../core/views/view.ts'

interface Routed {
  readonly endpoint: Endpoint
}

/** A route that a path has led to. */
export interface Match<R extends Routed = Route> {
  readonly route: R
  readonly view: View
  readonly params: Readonly<Record<string, string>>
}

export type Lookup<R extends Routed = Route> = Match<R> | 'unknown path' | 'wrong method'

type Target<R> = { route: R; view: View; names: string[] }

interface Node<R> {
  readonly fixed: Map<string, Node<R>>
  any?: Node<R>
  readonly targets: Map<Method, Target<R>>
}

const newNode = <R>(): Node<R> => ({ fixed: new Map(), targets: new Map() })

/**
 * Finds the endpoint of a path in both generations. A fixed segment wins over a parameter, at every depth
 * (spec/00 §1); a branch that ends nowhere is given up for the other one.
 */
export function createRouter<R extends Routed = Route>(
  routes: readonly R[],
): (method: string, path: string) => Lookup<R> {
  const root = newNode<R>()
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

function add<R>(root: Node<R>, method: Method, path: string, route: R, view: View): void {
  let node = root
  const names: string[] = []
  for (const segment of path.split('/').slice(1)) {
    if (segment.startsWith(':')) {
      names.push(segment.slice(1))
      node = node.any ??= newNode<R>()
    } else {
      const next = node.fixed.get(segment) ?? newNode<R>()
      node.fixed.set(segment, next)
      node = next
    }
  }
  if (node.targets.has(method)) throw new Error(`two endpoints answer ${method} ${path}`)
  node.targets.set(method, { route, view, names })
}

function find<R>(
  node: Node<R>,
  segments: readonly string[],
  depth: number,
  method: Method,
  values: string[],
): Target<R> | 'wrong method' | undefined {
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
