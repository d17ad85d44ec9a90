import { passwordsContract } from '../ports/passwords.contract.ts'
import { argonPasswords } from './argon-passwords.ts'

passwordsContract('argon2id', argonPasswords)
