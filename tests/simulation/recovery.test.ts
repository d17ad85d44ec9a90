import { afterAll, expect, test } from 'bun:test'
import { writeFile } from 'node:fs/promises'
import { type RecoveryCounts, simulateRecovery } from './recovery.ts'

// RECOVERY_SEED=17 RECOVERY_SEEDS=1 repeats one run; RECOVERY_SEEDS=500 RECOVERY_ROUNDS=3 is a long one.
const firstSeed = Number(process.env.RECOVERY_SEED ?? 1)
const seedCount = Number(process.env.RECOVERY_SEEDS ?? 5)
const rounds = Number(process.env.RECOVERY_ROUNDS ?? 1)
const stepsPerRound = 160
const totals: Record<string, number> = {}

for (let seed = firstSeed; seed < firstSeed + seedCount; seed++) {
  test(
    `a hundred clients lose nothing and agree in the end, whatever breaks (RECOVERY_SEED=${seed})`,
    async () => {
      const counts = await simulateRecovery({ seed, rounds, stepsPerRound })
      expect(counts.clients).toBeGreaterThanOrEqual(100)
      add(counts)
    },
    60_000 + rounds * 120_000,
  )
}

test('these were no quiet days', () => {
  for (const trouble of [
    'deaths',
    'ends',
    'silences',
    'slow readers sent away',
    'answers lost',
    'sends known already',
  ]) {
    expect(totals[trouble], trouble).toBeGreaterThan(0)
  }
  expect(totals['messages acknowledged']).toBeGreaterThan(80 * seedCount)
  expect(totals.resumes).toBeGreaterThan(100 * seedCount)
})

afterAll(async () => {
  const file = process.env.PARLEY_SOAK_REPORT
  if (file) await writeFile(file, JSON.stringify({ seed: `${firstSeed}+${seedCount}`, counts: totals }))
})

function add(counts: RecoveryCounts): void {
  totals.seeds = (totals.seeds ?? 0) + 1
  for (const [name, count] of Object.entries(counts)) {
    if (name !== 'clients') totals[name] = (totals[name] ?? 0) + count
  }
}
