import { systemClock } from '../adapters/system.ts'

const machine = systemClock()

/** Looks again and again until it is so, where what is waited for tells nobody. `meanwhile` runs in between. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  meanwhile: () => unknown = () => undefined,
): Promise<void> {
  while (!(await isSo())) {
    await new Promise<void>((resolve) => void machine.after(1, resolve))
    await meanwhile()
  }
}
