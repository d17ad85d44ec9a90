import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lockData } from './data-lock.ts'

test('the data is one server’s at a time, and the next one’s when that has let it go', () => {
  const directory = mkdtempSync(join(tmpdir(), 'parley-lock-'))
  const [file, other] = [join(directory, 'lock'), join(directory, 'other')]
  const first = lockData(file)
  expect(() => lockData(file)).toThrow('another server is running on it')
  lockData(other).release()
  first.release()
  lockData(file).release()
  rmSync(directory, { recursive: true })
})
