// What a benchmark found, as a table on the screen and as a section of docs/benchmarks.md.
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { canPin } from './driver.ts'

export interface Goal {
  readonly what: string
  readonly goal: string
  readonly measured: string
  readonly isMet: boolean
}

/** One benchmark's findings. */
export interface Section {
  readonly name: string
  readonly title: string
  /** What exactly was measured, in sentences. */
  readonly notes: readonly string[]
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly goals: readonly Goal[]
}

const root = join(import.meta.dirname, '..')

/** The value that half of the runs were below. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** A goal that asks for at least, or at most, so much. */
export function goal(what: string, bound: '≥' | '≤', limit: number, value: number, unit: string): Goal {
  const print = (number: number) =>
    `${number.toLocaleString('en-US', { maximumFractionDigits: number < 100 ? 1 : 0 })}${unit}`
  return {
    what,
    goal: `${bound} ${print(limit)}`,
    measured: print(value),
    isMet: bound === '≥' ? value >= limit : value <= limit,
  }
}

/** The section as one reads it in a terminal. */
export function printSection({ title, notes, columns, rows, goals }: Section): string {
  return [
    '',
    title,
    ...notes.map((note) => `  ${note}`),
    '',
    ...align([columns, ...rows]).map((line) => `  ${line}`),
    ...(goals.length > 0 ? ['', ...align(goals.map(goalCells)).map((line) => `  ${line}`)] : []),
  ].join('\n')
}

const goalCells = ({ what, goal, measured, isMet }: Goal) => [isMet ? 'met' : 'MISSED', what, goal, measured]

function align(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  )
}

/** Puts a section into docs/benchmarks.md, in place of its last one. */
export async function writeSection(section: Section, command: string): Promise<void> {
  const file = join(root, 'docs/benchmarks.md')
  const page = await readFile(file, 'utf8').catch(() => introduction)
  await writeFile(file, placeSection(page, section.name, sectionText(section, command)))
}

/** The page with this text as the section of that name; the others stay as they are. */
export function placeSection(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`]
  const marked = `${begin}\n${text}\n${end}`
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0) return `${page.trimEnd()}\n\n${marked}\n`
  return page.slice(0, from) + marked + page.slice(to + end.length)
}

const introduction = `# Benchmarks

What \`npm run bench\` measured last; it writes this page itself, a section for each benchmark (\`npm run bench -- sends\` for
a single one). Figures are medians of interleaved runs. Server and load driver each have a processor core to themselves;
the driver is a C program (\`bench/driver/\`). *Core-µs* are microseconds of processor time of the server, all its threads
together. The goals are for a machine with two cores.
`

function sectionText({ title, notes, columns, rows, goals }: Section, command: string): string {
  return [
    `## ${title}`,
    '',
    `\`${command}\`, ${new Date().toISOString().slice(0, 10)}, commit \`${commit()}\`, ${machine()}.`,
    '',
    notes.join(' '),
    '',
    ...table(columns, rows),
    ...(goals.length > 0 ? ['', ...table(['', 'goal', '', 'measured'], goals.map(goalRow))] : []),
  ].join('\n')
}

const goalRow = ({ what, goal, measured, isMet }: Goal) => [what, goal, isMet ? 'met' : '**missed**', measured]

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(columns), line(columns.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)]
}

function machine(): string {
  const cores = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  const pinning = canPin ? '' : ', **not pinned to cores of their own**'
  return `${cores.length} × ${cores[0]?.model.trim()}, ${memory} GiB, Linux ${release()}, Bun ${Bun.version}${pinning}`
}

function commit(): string {
  const git = (...words: string[]) =>
    Bun.spawnSync(['git', ...words], { cwd: root })
      .stdout.toString()
      .trim()
  // The page itself changes while it is written.
  const changes = git('status', '--porcelain', '--', '.', ':!docs/benchmarks.md')
  return git('rev-parse', '--short', 'HEAD') + (changes ? ' with changes' : '')
}
