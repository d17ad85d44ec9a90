import { test } from 'bun:test'
import { judge } from './attempt-run.ts'
import { channelAttempts } from './channel-attempts.ts'
import { memberAttempts } from './member-attempts.ts'
import { messageAttempts } from './message-attempts.ts'
import { createWorld } from './stage.ts'
test('z', async () => {
  const c0 = process.cpuUsage().user
  const world = await createWorld('messaging')
  const T: Record<string, number> = { setup: process.cpuUsage().user - c0 }
  const N: Record<string, number> = {}
  const time = async (k: string, f: () => Promise<any>) => { const c = process.cpuUsage().user; await f(); T[k] = (T[k] ?? 0) + process.cpuUsage().user - c; N[k] = (N[k] ?? 0) + 1 }
  for (const attempt of [...channelAttempts, ...memberAttempts, ...messageAttempts]) {
    const verdict = (at: any) => judge(attempt, at, 'messaging')
    let disc = () => {}
    if (attempt.fromDevice) await time('connect', async () => { disc = await world.connect(world.stages) })
    const refused = world.stages.filter((at) => verdict(at) !== undefined)
    for (const at of refused) if (attempt.before) await time('before-refused', () => attempt.before!(at, false))
    await time('stored', async () => { world.stored.changes() })
    await time('refused', async () => { await Promise.all(refused.map((at) => at.caller.fetch(attempt.call, attempt.ask(at)).then((r) => r.json()))); await world.chat.quiet() })
    N.refused1 = (N.refused1 ?? 0) + refused.length
    await time('stored2', async () => { world.stored.changes() })
    for (const at of world.stages) if (verdict(at) === undefined) {
      if (attempt.before) await time('before', () => attempt.before!(at, true))
      await time(`do ${attempt.what}`, () => at.caller.fetch(attempt.call, attempt.ask(at)).then((r) => r.json()))
      if (attempt.after) await time('after', () => attempt.after!(at))
    }
    disc()
  }
  for (const [k, v] of Object.entries(T).sort((a, b) => b[1] - a[1]).slice(0, 40)) console.log(k, (v / 1000).toFixed(0), 'ms', N[k])
  console.log('total do', Object.entries(T).filter(([k]) => k.startsWith('do ')).reduce((s, [, v]) => s + v, 0) / 1000, 'refused', N.refused1)
}, 100000)
