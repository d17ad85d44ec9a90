import { clockContract, idsContract } from '../ports/clock.contract.ts'
import { fakeClock, fakeIds } from './fake-clock.ts'

const clock = fakeClock()
clockContract('the clock of the tests', clock, (ms) => clock.advance(ms))
idsContract('the ids and the chance of the tests', fakeIds())
