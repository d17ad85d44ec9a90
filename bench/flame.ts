// `bun bench/flame.ts <file.cpuprofile> <file.svg>`: draws a CPU profile as a flame graph, and prints what costs most.
import { basename } from 'node:path'

interface Profile {
  readonly nodes: readonly ProfileNode[]
  /** The node that each sample hit, and the microseconds since the sample before. */
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  readonly children?: readonly number[]
}

/** A function as it was called from its place, with the microseconds spent in it and below. */
export interface Frame {
  readonly name: string
  micros: number
  readonly children: Map<string, Frame>
}

const width = 1600
const rowHeight = 17
/** What is narrower could not be read. */
const narrowest = 2
/** Samples come every millisecond while the process works; a longer time before one was spent waiting. */
const longestMicros = 2000

/** The profile as one tree: calls of the same function from the same place are one frame. */
export function mergeFrames({ nodes, samples, timeDeltas }: Profile): Frame {
  const root: Frame = { name: 'all', micros: 0, children: new Map() }
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)))
  for (const [index, sample] of samples.entries()) {
    const stack: ProfileNode[] = []
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) stack.unshift(byId.get(id)!)
    const micros = Math.min(timeDeltas[index]!, longestMicros)
    let frame = root
    frame.micros += micros
    for (const { callFrame } of stack.slice(1)) {
      const name = nameOf(callFrame)
      const child: Frame = frame.children.get(name) ?? { name, micros: 0, children: new Map() }
      frame.children.set(name, child)
      child.micros += micros
      frame = child
    }
  }
  return root
}

function nameOf({ functionName, url, lineNumber }: ProfileNode['callFrame']): string {
  const name = functionName || '(anonymous)'
  return url ? `${name} ${basename(url)}:${lineNumber + 1}` : name
}

/** An SVG that needs nothing else: widths are time, titles say what and how much. */
export function drawFlames(root: Frame, title: string): string {
  const boxes: string[] = []
  let deepest = 0
  const draw = (frame: Frame, left: number, depth: number) => {
    const wide = (frame.micros / root.micros) * width
    if (wide < narrowest) return
    deepest = Math.max(deepest, depth)
    boxes.push(box(frame, root, left, depth, wide))
    let x = left
    for (const child of [...frame.children.values()].sort((a, b) => b.micros - a.micros)) {
      draw(child, x, depth + 1)
      x += (child.micros / root.micros) * width
    }
  }
  draw(root, 0, 1)
  const height = (deepest + 1) * rowHeight
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="11">
<text x="3" y="12">${escaped(title)}</text>
${boxes.join('\n')}
</svg>
`
}

function box({ name, micros }: Frame, root: Frame, left: number, depth: number, wide: number): string {
  const share = `${((100 * micros) / root.micros).toFixed(1)} %`
  const [x, y] = [left.toFixed(1), depth * rowHeight]
  const label = escaped(name.slice(0, Math.floor((wide - 4) / 6.7)))
  const hue = 20 + ((name.length * 37) % 40)
  return `<g><title>${escaped(name)}: ${share}</title><rect x="${x}" y="${y}" width="${(wide - 0.5).toFixed(1)}" height="${rowHeight - 1}" fill="hsl(${hue},75%,72%)"/><text x="${(left + 2).toFixed(1)}" y="${y + 12}">${label}</text></g>`
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** What is spent in each function itself, most first. */
export function ownTimes(root: Frame): [name: string, micros: number][] {
  const own = new Map<string, number>()
  const add = ({ name, micros, children }: Frame) => {
    let below = 0
    for (const child of children.values()) {
      below += child.micros
      add(child)
    }
    own.set(name, (own.get(name) ?? 0) + micros - below)
  }
  add(root)
  return [...own].sort(([, a], [, b]) => b - a)
}

if (import.meta.main) {
  const [from, to] = process.argv.slice(2)
  if (!from || !to) throw new Error('which profile, and where to?')
  const root = mergeFrames(await Bun.file(from).json())
  await Bun.write(to, drawFlames(root, `${basename(to, '.svg')}: ${(root.micros / 1e6).toFixed(1)} s`))
  for (const [name, micros] of ownTimes(root).slice(0, 20)) {
    console.log(`${((100 * micros) / root.micros).toFixed(1).padStart(5)} %  ${name}`)
  }
}
