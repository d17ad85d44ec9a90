import { clockContract, idsContract } from '../ports/clock.contract.ts'
import { passwordsContract } from '../ports/passwords.contract.ts'
import { fakeClock, fakeIds } from './fake-clock.ts'
import { plainPasswords } from './plain-passwords.ts'

const clock = fakeClock()
clockContract('the clock of the tests', clock, (ms) => clock.advance(ms))
idsContract('the ids and the chance of the tests', fakeIds())
passwordsContract('the passwords of the tests', plainPasswords())
