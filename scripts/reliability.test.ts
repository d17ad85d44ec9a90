import { expect, test } from 'bun:test'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fixtureTree } from './fixture-tree.ts'
import { mergeSection, type ReliabilitySection, writeReliability } from './reliability.ts'

const unread: ReliabilitySection = {
  name: 'unread',
  title: 'Unread numbers',
  seed: '42',
  commit: 'abc1234',
  date: '2026-11-24',
  machine: '2 cores',
  counts: { steps: 1_000_000, 'wrong totals': 0 },
}

test('a section says how to repeat the run and what was counted', () => {
  expect(mergeSection('# Reliability\n', unread)).toBe(`# Reliability

<!-- begin unread -->
## Unread numbers

Seed \`42\`, commit \`abc1234\`, 2026-11-24, 2 cores.

| counted | |
| --- | ---: |
| steps | 1,000,000 |
| wrong totals | 0 |
<!-- end unread -->
`)
})

test('a suite replaces its own section and leaves the others and the prose alone', () => {
  const durability = { ...unread, name: 'durability', title: 'Durability' }
  const first = mergeSection(mergeSection('# Reliability\n', unread), durability)
  const again = mergeSection(`${first}\nA closing word.\n`, { ...unread, seed: '43' })
  expect(again).toBe(`${first.replace('Seed `42`', 'Seed `43`')}\nA closing word.\n`)
})

test('merging the same section twice changes nothing', () => {
  const once = mergeSection('', unread)
  expect(mergeSection(once, unread)).toBe(once)
})

test('a section that was cut off is reported, not guessed at', () => {
  expect(() => mergeSection('<!-- begin unread -->\n', unread)).toThrow(/mend the page/)
})

test('the first run creates the page', async () => {
  using tree = fixtureTree({})
  const file = join(tree.root, 'docs/reliability.md')
  await writeReliability(file, unread)
  const page = await readFile(file, 'utf8')
  expect(page).toStartWith('# Reliability\n')
  expect(page).toContain('## Unread numbers')
})
