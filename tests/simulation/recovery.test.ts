import { afterAll, expect, test } from 'bun:test'
import { writeFile } from 'node:fs/promises'
import { type RecoveryCounts, simulateRecovery } from './recovery.ts'

// RECOVERY_SEED=17 RECOVERY_SEEDS=1 repeats one run; RECOVERY_SEEDS=500 is a long one.
const firstSeed = Number(process.env.RECOVERY_SEED ?? 1)
const seedCount = Number(process.env.RECOVERY_SEEDS ?? 5)
const totals: Record<string, number> = {}

for (let seed = firstSeed; seed < firstSeed + seedCount; seed++) {
  test(`a hundred clients lose nothing and agree in the end, whatever breaks (RECOVERY_SEED=${seed})`, async () => {
    const counts = await simulateRecovery({ seed, rounds: 2, stepsPerRound: 150 })
    // Without these it would have been a quiet day, and proved little.
    expect(counts.clients).toBeGreaterThanOrEqual(100)
    expect(counts['messages acknowledged']).toBeGreaterThan(100)
    expect(counts.deaths).toBeGreaterThan(0)
    expect(counts['slow readers sent away']).toBeGreaterThan(0)
    expect(counts['sends known already']).toBeGreaterThan(0)
    expect(counts.silences).toBeGreaterThan(0)
    expect(counts.resumes).toBeGreaterThan(100)
    add(counts)
  }, 60_000)
}

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
