import { rosterContract } from '../../ports/roster.contract.ts'
import { memoryRoster } from './memory-roster.ts'

rosterContract('the roster of a single node', async () => memoryRoster())
