import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What a long suite found out about one run. */
export interface ReliabilitySection {
  /** The suite's name, which also marks its section. */
  readonly name: string
  readonly title: string
  /** What must be given to repeat exactly this run. */
  readonly seed: string
  readonly commit: string
  /** ISO day. */
  readonly date: string
  readonly machine: string
  /** What was counted, in the suite's own words: `{ steps: 1_000_000, 'wrong totals': 0 }`. */
  readonly counts: Readonly<Record<string, number>>
}

const introduction = `# Reliability

What the long runs of \`npm run soak\` last showed. Each section is written by its suite; a seed repeats the run.
`

/** Puts a suite's section into the page, in place of its last one; everything else stays as it is. */
export async function writeReliability(file: string, section: ReliabilitySection): Promise<void> {
  const page = await readFile(file, 'utf8').catch(() => introduction)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, mergeSection(page, section))
}

/** The page with this section in it. */
export function mergeSection(page: string, section: ReliabilitySection): string {
  const [begin, end] = [`<!-- begin ${section.name} -->`, `<!-- end ${section.name} -->`]
  const text = `${begin}\n${printSection(section)}${end}`
  const from = page.indexOf(begin)
  if (from < 0) return `${page.trimEnd()}\n\n${text}\n`
  const to = page.indexOf(end, from)
  if (to < 0) throw new Error(`${begin} has no ${end}: mend the page by hand`)
  return page.slice(0, from) + text + page.slice(to + end.length)
}

function printSection({ title, seed, commit, date, machine, counts }: ReliabilitySection): string {
  const rows = Object.entries(counts).map(([what, count]) => `| ${what} | ${count.toLocaleString('en-US')} |`)
  return [
    `## ${title}`,
    '',
    `Seed \`${seed}\`, commit \`${commit}\`, ${date}, ${machine}.`,
    '',
    '| counted | |',
    '| --- | ---: |',
    ...rows,
    '',
  ].join('\n')
}
