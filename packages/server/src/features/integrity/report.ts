import type { IntegrityProblem, IntegrityResponse } from '@parley-chat/protocol'

/** So many problems are named; all are counted. */
const namedProblems = 100

/** What a check has compared so far. */
export interface Findings {
  readonly checked: Map<string, number>
  readonly problems: IntegrityProblem[]
}

export const newFindings = (): Findings => ({ checked: new Map(), problems: [] })

/** Compares a number that is kept with what it counts. */
export function compare(findings: Findings, check: string, subject: string, stored: unknown, counted: unknown): void {
  findings.checked.set(check, (findings.checked.get(check) ?? 0) + 1)
  if (JSON.stringify(stored) === JSON.stringify(counted)) return
  findings.problems.push({ check, subject, stored, counted })
}

/** Takes findings over once they are known to be of one moment. */
export function addFindings(all: Findings, some: Findings): void {
  for (const [check, count] of some.checked) all.checked.set(check, (all.checked.get(check) ?? 0) + count)
  all.problems.push(...some.problems)
}

export const toResponse = ({ checked, problems }: Findings): IntegrityResponse => ({
  ok: problems.length === 0,
  checked: Object.fromEntries([...checked].sort(([a], [b]) => (a < b ? -1 : 1))),
  problems: problems.slice(0, namedProblems),
  problem_count: problems.length,
})
