import { createHash } from 'node:crypto'
import type { Passwords } from '../ports/passwords.ts'

/** Keeps passwords for the length of a test: quickly, which is no way to keep a real one. */
export function plainPasswords(): Passwords {
  let salt = 0
  const digest = (password: string, salt: string) => createHash('sha256').update(`${salt} ${password}`).digest('hex')
  return {
    async hash(password) {
      const own = String(++salt)
      return `${own}.${digest(password, own)}`
    },
    async verify(password, hash = '') {
      const [own = '', digested] = hash.split('.')
      return digest(password, own) === digested
    },
  }
}
