import { expect, test } from 'bun:test'
import type { Passwords } from './passwords.ts'

/** What every keeper of passwords promises. */
export function passwordsContract(name: string, passwords: Passwords): void {
  test(`${name}: a password fits its own hash and no other`, async () => {
    const hash = await passwords.hash('correct horse')
    expect(hash).not.toContain('correct horse')
    expect(await passwords.verify('correct horse', hash)).toBe(true)
    expect(await passwords.verify('Correct horse', hash)).toBe(false)
    expect(await passwords.verify('correct horse', await passwords.hash('battery staple'))).toBe(false)
  })

  test(`${name}: where there is no hash no password fits, and what is no hash breaks nothing`, async () => {
    expect(await passwords.verify('correct horse', undefined)).toBe(false)
    expect(await passwords.verify('', undefined)).toBe(false)
  })

  test(`${name}: the same password has another hash each time`, async () => {
    expect(await passwords.hash('correct horse')).not.toBe(await passwords.hash('correct horse'))
  })
}
