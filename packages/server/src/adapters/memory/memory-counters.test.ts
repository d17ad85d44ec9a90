import { countersContract } from '../../ports/counters.contract.ts'
import { memoryCounters } from './memory-counters.ts'

countersContract('the counters of a single node', async () => memoryCounters())
